/* forms - the definitions of the protocol's own JSON schemas, compiled when first needed.
 *
 * One folder for the whole process; each <revision>.json in it is read once.
 */
#pragma once

#include "tests/witness/version.h"
#include "json/json.h"

/* Looks for the schemas in folder/mcp/schema. NULL: there are none. */
void forms_use(const char *data_folder);
bool forms_are_there(void);

/* 0 when value has the form of that definition, or when there is no schema. -1 and err: why not,
 * or that the revision has no such definition. */
int forms_check(enum version version, const char *definition, const cJSON *value, struct err *err);

/* The schema of a revision as a tree, borrowed; NULL when there is none. */
const cJSON *forms_document(enum version version);

/* schema - JSON Schema: what the model sees is what is enforced.
 *
 * Implements the keywords that our schemas use and refuses the rest when a schema is compiled:
 * type, properties, required, additionalProperties (false only), items, enum, const, minimum,
 * maximum, minLength, maxLength, minItems, maxItems, uniqueItems, pattern; and as annotations
 * title, description, default, examples, $schema. `pattern` is PCRE2 with match limits, ECMA
 * syntax, not anchored, `$` only at the very end.
 */
#pragma once

#include "json/json.h"

struct schema;

/* Keeps definition, which the caller keeps alive. NULL and err (ERR_INTERNAL) with the JSON Pointer
 * of what is not understood. */
struct schema *schema_new(const cJSON *definition, struct err *err);
struct schema *schema_free(struct schema *schema);

/* 0 when value is valid; -1, ERR_ARGUMENT and the first violation otherwise, as a sentence that a
 * language model can act on: the JSON Pointer, what was found, what is allowed. */
int schema_check(const struct schema *schema, const cJSON *value, struct err *err);

/* The definition that schema_new was given, borrowed. */
const cJSON *schema_definition(const struct schema *schema);

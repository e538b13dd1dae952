/* schema - JSON Schema 2020-12: what the model sees is what is enforced.
 *
 * All keywords of the core, applicator, unevaluated and validation vocabularies, and `definitions`
 * and `dependencies` of older drafts. Nothing is fetched: what a reference may lead to outside of
 * the definition is given as documents. `format` and the content keywords assert nothing.
 *
 * There are two readings of a definition. Ours: a keyword that is not known, or that nobody
 * enforces, is an error. Lenient, for definitions that others wrote: as the specification has it,
 * such a keyword is an annotation, and `$schema` chooses the vocabularies.
 */
#pragma once

#include "json/json.h"

struct schema;

struct schema_document {
    const char *uri; /* absolute, without fragment; NULL ends a table */
    const cJSON *definition;
};

struct schema_options {
    const struct schema_document *documents; /* NULL, or a table: what references may name */
    bool lenient;
};

/* Keeps definition, which the caller keeps alive. NULL and err (ERR_INTERNAL, ERR_TOO_LARGE for a
 * limit) with the JSON Pointer of what is not understood. */
struct schema *schema_new(const cJSON *definition, struct err *err);

/* The same; keeps the documents, too, of which only those are read that references lead to. */
struct schema *schema_new_with(const cJSON *definition, const struct schema_options *options,
                               struct err *err);
struct schema *schema_free(struct schema *schema);

/* 0 when value is valid. -1 otherwise: ERR_ARGUMENT and the first violation, as a sentence that a
 * language model can act on: the JSON Pointer, what was found, what is allowed. ERR_TOO_LARGE when
 * it would take more steps or depth than a check may, ERR_INTERNAL when the schema leads in circles
 * or has a defective pattern. */
int schema_check(const struct schema *schema, const cJSON *value, struct err *err);

/* The same against one schema within the whole, as a reference would name it: "#/$defs/Tool",
 * "#anchor", "urn:x#/$defs/Tool". ERR_INTERNAL when nothing that was compiled is there. */
int schema_check_at(const struct schema *schema, const char *reference, const cJSON *value,
                    struct err *err);

/* The definition that schema_new was given, borrowed. */
const cJSON *schema_definition(const struct schema *schema);

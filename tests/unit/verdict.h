/* verdict - what a schema says about a value, both as text, for the tests. */
#pragma once

#include "schema/schema.h"
#include "test.h"

#include <stdlib.h>

static struct err verdict_err;

static inline cJSON *tree_of(const char *text)
{
    cJSON *tree = json_parse(slice_of(text), &gate_upstream, &verdict_err);

    if (!tree)
        test_fail(__FILE__, __LINE__, "%s: %s", text, verdict_err.text);
    return tree;
}

static inline void schema_freep(struct schema **schema)
{
    schema_free(*schema);
}

/* "ok", or the sentence; the sentence of the schema itself when that is not accepted. */
static inline const char *verdict_with(const char *schema_text, const char *value_text,
                                       const struct schema_options *options)
{
    CLEANUP(json_freep) cJSON *definition = tree_of(schema_text), *value = tree_of(value_text);
    CLEANUP(schema_freep) struct schema *schema = NULL;

    verdict_err = (struct err){ 0 };
    schema = schema_new_with(definition, options, &verdict_err);
    if (!schema) {
        CHECK(verdict_err.kind == ERR_INTERNAL || verdict_err.kind == ERR_TOO_LARGE);
        return verdict_err.text;
    }
    CHECK(schema_definition(schema) == definition && verdict_err.kind == ERR_NONE);
    return schema_check(schema, value, &verdict_err) == 0 ? "ok" : verdict_err.text;
}

static inline const char *verdict(const char *schema_text, const char *value_text)
{
    return verdict_with(schema_text, value_text, &(struct schema_options){ NULL, false });
}

/* As the specification has it. */
static inline const char *verdict_lenient(const char *schema_text, const char *value_text)
{
    return verdict_with(schema_text, value_text, &(struct schema_options){ NULL, true });
}

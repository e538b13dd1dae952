/* Any arguments: they can be coerced, and a corrected call passes the schema. */
#include "schema/coerce.h"
#include "schema/schema.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char definition[] =
    "{\"type\":\"object\",\"required\":[\"p\"],\"additionalProperties\":false,\"properties\":{"
    "\"p\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":9},\"n\":{\"type\":\"number\"},"
    "\"l\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"maxItems\":2,\"uniqueItems\":true}"
    ","
    "\"e\":{\"enum\":[\"low\",\"high\"]},\"b\":{\"type\":\"boolean\"},\"c\":{\"type\":\"string\"},"
    "\"i\":{\"type\":\"integer\",\"minimum\":5,\"maximum\":60},\"o\":{\"type\":\"object\"},"
    "\"t\":{\"type\":\"string\",\"pattern\":\"^[a-z]+$\"}}}";

static void schema_freep(struct schema **schema)
{
    schema_free(*schema);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct err err = { 0 };
    struct slice text = { (const char *)bytes, size };
    CLEANUP(json_freep) cJSON *tree = json_parse(slice_of(definition), &gate_config, &err);
    CLEANUP(json_freep)
    cJSON *table =
        json_parse(SLICE("{\"synonyms\":{\"p\":[\"q\"],\"l\":[\"m\"]},\"comma_lists\":[\"c\"]}"),
                   &gate_config, &err);
    CLEANUP(schema_freep) struct schema *schema = schema_new(tree, &err);
    CLEANUP(json_freep) cJSON *call = json_parse(text, &gate_client, &err);
    struct coercions coercions = { table };

    if (!cJSON_IsObject(call))
        return 0;
    coerce_arguments(call, tree, &coercions);
    if (schema_check(schema, call, &err) == 0)
        return 0;

    CLEANUP(json_freep) cJSON *corrected = coerce_corrected(call, tree, &coercions);

    if (corrected && schema_check(schema, corrected, &err) < 0)
        abort();
    return 0;
}

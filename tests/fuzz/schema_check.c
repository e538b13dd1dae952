/* Any schema, and any value for it, with a line end between them: compiling and checking come to an
 * end, twice the same one, and what fails says why. */
#include "base/utf8.h"
#include "schema/schema.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void schema_freep(struct schema **schema)
{
    schema_free(*schema);
}

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void check(const cJSON *definition, const cJSON *value, bool lenient)
{
    const struct schema_document documents[] = { { "urn:other", value }, { NULL, NULL } };
    const struct schema_options options = { lenient ? documents : NULL, lenient };
    struct err err = { 0 }, again = { 0 };
    CLEANUP(schema_freep) struct schema *schema = schema_new_with(definition, &options, &err);
    int rc;

    must(schema ? err.kind == ERR_NONE : err.text[0] != '\0');
    if (!schema)
        return;
    must(schema_definition(schema) == definition);
    rc = schema_check(schema, value, &err);
    must(utf8_valid(slice_of(err.text)) == strlen(err.text));
    must(rc == 0 ? err.kind == ERR_NONE : err.text[0] != '\0');
    must(schema_check_at(schema, "#", value, &again) == rc && again.kind == err.kind);
    must(strcmp(err.text, again.text) == 0);
    schema_check_at(schema, "#/$defs/a", value, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct err err = { 0 };
    struct slice rest = { (const char *)bytes, size }, text;

    if (!slice_split(&rest, '\n', &text))
        return 0;

    CLEANUP(json_freep) cJSON *definition = json_parse(text, &gate_upstream, &err);
    CLEANUP(json_freep) cJSON *value = json_parse_repaired(rest, &gate_upstream, &err);

    if (!definition || !value)
        return 0;
    check(definition, value, false);
    check(definition, value, true);
    return 0;
}

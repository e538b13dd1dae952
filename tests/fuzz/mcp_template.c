/* Any line as a template and the next as a URI: what matches has variables that the template names,
 * each of them a segment of well-formed text. */
#include "base/utf8.h"
#include "mcp/uri_template.h"
#include "json/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_values(const char *tmpl, const cJSON *values)
{
    const cJSON *value;

    must(values->child != NULL);
    cJSON_ArrayForEach(value, values)
    {
        struct slice text = slice_of(value->valuestring);

        must(uri_template_has(tmpl, value->string));
        must(text.size > 0 && utf8_valid(text) == text.size && !strchr(text.data, '/'));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice rest = { (const char *)bytes, size }, line = { NULL, 0 };
    struct err err = { 0 };
    CLEANUP(json_freep) cJSON *values = cJSON_CreateObject();

    slice_split(&rest, '\n', &line);

    CLEANUP(freep) char *tmpl = slice_dup(line);
    CLEANUP(freep) char *uri = slice_dup(rest);

    if (uri_template_check(tmpl, &err) < 0) {
        must(err.kind == ERR_INTERNAL && err.text[0]);
        return 0;
    }
    if (uri_template_match(tmpl, uri, values))
        check_values(tmpl, values);
    else
        must(values->child == NULL);
    return 0;
}

/* Any bytes: refused, or with the table once, and again without it, as before where it was new. */
#include "mcp-server/setup/toml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static const struct jsonc_place place = { "s", "o" };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice text = { (const char *)bytes, size }, value;
    CLEANUP(buf_done) struct buf with = BUF_MAX(size + 200), without = BUF_MAX(size + 400);
    CLEANUP(json_freep) cJSON *entry = cJSON_CreateObject();
    struct jsonc_range range;
    struct err err = { 0 };
    int found = toml_find(text, place, "c", &value, &err);

    cJSON_AddStringToObject(entry, "c", "x");
    must((toml_put(text, place, entry, &with, &range, &err) < 0) == (found < 0));
    if (found < 0)
        return 0;
    must(toml_find(buf_slice(&with), place, "c", &value, &err) == 0);
    must(slice_is(value, SLICE("\"x\"")));
    must(toml_cut(buf_slice(&with), place, &without, &range, &err) == 0);
    must(toml_find(buf_slice(&without), place, "c", &value, &err) == 2);
    if (found == 2 && size > 0 && bytes[size - 1] == '\n')
        must(slice_is(buf_slice(&without), text));
    return 0;
}

/* Any bytes: refused, or right with the member and again without it; and put is a function. */
#include "json/jsonc.h"

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
    CLEANUP(buf_done) struct buf with = BUF_MAX(9 * size + 999), without = BUF_MAX(9 * size + 999);
    CLEANUP(json_freep) cJSON *entry = cJSON_CreateObject();
    struct jsonc_range range;
    struct err err = { 0 };
    int found = jsonc_find(text, place, &value, &err);

    cJSON_AddStringToObject(entry, "c", "x");
    must((jsonc_put(text, place, entry, &with, &range, &err) < 0) == (found < 0));
    must((jsonc_cut(text, place, &without, &range, &err) < 0) == (found < 0));
    if (found < 0)
        return 0;
    if (found == 0) {
        CLEANUP(json_freep) cJSON *tree = jsonc_parse(value, &err);

        must(value.data >= text.data && value.data + value.size <= text.data + text.size);
        (void)tree; /* the gate may refuse what is only twice */
    }
    must(found == 0 || slice_is(buf_slice(&without), text));
    must(jsonc_find(buf_slice(&without), place, &value, &err) == 1);
    must(jsonc_find(buf_slice(&with), place, &value, &err) == 0);
    CLEANUP(json_freep) cJSON *again = jsonc_parse(value, &err);
    must(again && json_same(again, entry));
    buf_clear(&without);
    must(jsonc_cut(buf_slice(&with), place, &without, &range, &err) == 0);
    must(jsonc_find(buf_slice(&without), place, &value, &err) == 1);
    return 0;
}

/* Two lines as two texts of JSON: they have one canonical text if, and only if, they are the same;
 * and printing one anew changes nothing of it. */
#include "base/limits.h"
#include "json/canon.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void print(const cJSON *tree, struct buf *text)
{
    *text = BUF_MAX(MIB(1));
    must(canon_print(tree, text) == 0 && !text->full);
}

/* JSON has no text for it: it is printed as null. */
static bool has_infinity(const cJSON *tree)
{
    const cJSON *child;

    if (cJSON_IsNumber(tree))
        return !isfinite(tree->valuedouble);
    cJSON_ArrayForEach(child, tree)
    {
        if (has_infinity(child))
            return true;
    }
    return false;
}

static void check_again(const cJSON *tree, const struct buf *canon)
{
    CLEANUP(buf_done) struct buf printed = BUF_MAX(MIB(1));
    CLEANUP(buf_done) struct buf again = { 0 };
    struct err err;

    must(json_print(tree, &printed) == 0);

    CLEANUP(json_freep) cJSON *copy = json_parse(buf_slice(&printed), &gate_client, &err);

    must(copy && json_same(tree, copy));
    print(copy, &again);
    must(slice_is(buf_slice(canon), buf_slice(&again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice rest = { (const char *)bytes, size }, line = { NULL, 0 };
    struct err err;

    slice_split(&rest, '\n', &line);

    CLEANUP(json_freep) cJSON *one = json_parse(line, &gate_client, &err);
    CLEANUP(json_freep) cJSON *other = json_parse(rest, &gate_client, &err);
    CLEANUP(buf_done) struct buf one_text = { 0 };
    CLEANUP(buf_done) struct buf other_text = { 0 };

    if (size > KIB(16) || !one)
        return 0;
    print(one, &one_text);
    if (!has_infinity(one))
        check_again(one, &one_text);
    if (!other)
        return 0;
    print(other, &other_text);
    must(json_same(one, other) == slice_is(buf_slice(&one_text), buf_slice(&other_text)));
    return 0;
}

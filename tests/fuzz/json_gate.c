/* Any bytes: what the gate passes cJSON reads and we print as JSON; what it repairs is JSON; scan
 * stays inside of everything. */
#include "json/json.h"
#include "json/scan.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void walk(struct slice text)
{
    size_t at = 0;
    char fixed[16];

    for (struct slice key, value; scan_next(text, &at, &key, &value); walk(value))
        scan_text(scan_path(value, "a", "b"), fixed, sizeof(fixed));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct err err = { 0 };
    struct slice text = { (const char *)bytes, size }, sound;
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * size), printed = BUF_MAX(16 * size + 16);
    bool strict = gate_check(text, &gate_client, &err) == 0;
    bool plain = gate_check(text, &gate_grammar, &err) == 0;
    bool mended = gate_repair(text, &gate_upstream, &repaired, &sound, &err) == 0;
    CLEANUP(json_freep) cJSON *tree = json_parse(text, &gate_client, &err);

    must(plain >= strict && mended >= plain && (tree != NULL) == strict);
    must(!mended || gate_check(sound, &gate_grammar, &err) == 0);
    must(!strict || (slice_is(sound, text) && json_print(tree, &printed) == 0));
    must(!strict || gate_check(buf_slice(&printed), &gate_client, &err) == 0);
    if (size < 4096)
        walk(text);
    return 0;
}

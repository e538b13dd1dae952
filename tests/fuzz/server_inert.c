/* Fuzzes inert: nothing that a terminal or a harness acts on comes out, however it is cut. */
#include "mcp-server/text/inert.h"
#include "mcp-server/text/invisible.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void see(struct buf *out, struct slice text, size_t cut)
{
    struct invisible invisible = { 0 };

    must(invisible_add(&invisible, out, (struct slice){ text.data, cut }) == 0);
    must(invisible_add(&invisible, out, slice_from(text, cut)) == 0);
    must(invisible_end(&invisible, out) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice text = { size > 0 ? (const char *)bytes : "", size };
    CLEANUP(buf_done) struct buf whole = BUF_MAX(3 * size), cut = BUF_MAX(3 * size);
    CLEANUP(buf_done) struct buf inert = BUF_MAX(6 * size);

    see(&whole, text, 0);
    see(&cut, text, size > 0 ? bytes[0] % size : 0);
    must(slice_is(buf_slice(&whole), buf_slice(&cut)));
    must(utf8_valid(buf_slice(&whole)) == whole.size);
    must(inert_add(&inert, text, NULL) == 0);
    for (size_t i = 0; i < inert.size; i++)
        must((unsigned char)inert.data[i] >= 0x20 || inert.data[i] == '\t' ||
             inert.data[i] == '\n');
    must(!strstr(buf_text(&inert), "<system-reminder>"));
    must(!strstr(buf_text(&inert), "![](https://"));
    return 0;
}

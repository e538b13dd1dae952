/* Any bytes, in any pieces: the same events as in one piece, and never more data than was fed. */
#include "base/limits.h"
#include "net/sse.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool collect(void *user, struct slice data)
{
    buf_addf(user, "%zu:", data.size);
    return buf_add(user, data) == 0;
}

static void feed(struct slice stream, size_t piece_size, struct buf *events)
{
    struct sse sse;
    struct err err = { 0 };

    sse_init(&sse, collect, events);
    while (stream.size > 0) {
        size_t n = stream.size < piece_size ? stream.size : piece_size;
        char *piece = slice_dup((struct slice){ stream.data, n });

        if (sse_feed(&sse, (struct slice){ piece, n }, &err) < 0)
            abort();
        free(piece);
        stream = slice_from(stream, n);
    }
    sse_done(&sse);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(buf_done) struct buf whole = BUF_MAX(MIB(8));
    CLEANUP(buf_done) struct buf cut = BUF_MAX(MIB(8));

    if (size == 0)
        return 0;
    feed((struct slice){ (const char *)bytes + 1, size - 1 }, SIZE_MAX, &whole);
    feed((struct slice){ (const char *)bytes + 1, size - 1 }, bytes[0] % 32 + 1u, &cut);
    if (!slice_is(buf_slice(&whole), buf_slice(&cut)))
        abort();
    return 0;
}

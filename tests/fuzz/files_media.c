/* Any bytes, in any pieces: a medium from the table, and base64 that is the same in one piece. */
#include "base/limits.h"
#include "files/base64.h"
#include "files/media.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void encode(struct slice text, size_t piece_size, struct buf *out)
{
    struct base64 coder = { 0 };

    while (text.size > 0) {
        size_t n = text.size < piece_size ? text.size : piece_size;

        base64_add(&coder, (struct slice){ text.data, n }, out);
        text = slice_from(text, n);
    }
    if (base64_end(&coder, out) < 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(buf_done) struct buf whole = BUF_MAX(MIB(8));
    CLEANUP(buf_done) struct buf cut = BUF_MAX(MIB(8));
    CLEANUP(buf_done) struct buf url = BUF_MAX(MIB(8));
    struct slice text = { (const char *)bytes, size };
    const struct media *media = media_of(text);
    struct err err = { 0 };

    if (!media->name || (media->kind == MEDIA_BINARY) != !media->mime)
        abort();
    if ((media_admit(media, "f", MEDIA_BINARY - 1, &err) < 0) != (err.kind != ERR_NONE))
        abort();
    encode(text, SIZE_MAX, &whole);
    encode(text, size % 7 + 1, &cut);
    if (!slice_is(buf_slice(&whole), buf_slice(&cut)) || whole.size != base64_size(size))
        abort();
    if (media->mime && (media_add_data_url(media, text, &url) < 0 ||
                        !slice_ends(buf_slice(&url), buf_slice(&whole))))
        abort();
    return 0;
}

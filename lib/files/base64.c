/* base64 - bytes as RFC 4648 writes them, with padding. */
#include "files/base64.h"

#define CHUNK_SIZE 4096 /* characters that are added at once */

static void encode(const unsigned char group[3], char text[4])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    text[0] = digits[group[0] >> 2];
    text[1] = digits[(group[0] & 3) << 4 | group[1] >> 4];
    text[2] = digits[(group[1] & 15) << 2 | group[2] >> 6];
    text[3] = digits[group[2] & 63];
}

int base64_add(struct base64 *coder, struct slice piece, struct buf *out)
{
    char chunk[CHUNK_SIZE];
    size_t size = 0;

    for (size_t i = 0; i < piece.size; i++) {
        coder->held[coder->held_count++] = (unsigned char)piece.data[i];
        if (coder->held_count < 3)
            continue;
        encode(coder->held, chunk + size);
        coder->held_count = 0;
        size += 4;
        if (size < sizeof(chunk))
            continue;
        if (buf_add(out, (struct slice){ chunk, size }) < 0)
            return -1;
        size = 0;
    }
    return buf_add(out, (struct slice){ chunk, size });
}

int base64_end(struct base64 *coder, struct buf *out)
{
    char text[4];
    unsigned count = coder->held_count;

    if (count == 0)
        return out->full ? -1 : 0;
    memset(coder->held + count, 0, 3 - count);
    encode(coder->held, text);
    memset(text + count + 1, '=', 3 - count);
    coder->held_count = 0;
    return buf_add(out, (struct slice){ text, sizeof(text) });
}

size_t base64_size(size_t size)
{
    return (size + 2) / 3 * 4;
}

/* bytes - lines out of bytes that pass in any pieces. */
#include "tests/witness/parts.h"

/* The line that ends in *bytes, which moves behind it; false: it goes on. */
static bool take_line(struct buf *line, struct slice *bytes)
{
    const char *end = memchr(bytes->data, '\n', bytes->size);
    size_t size = end ? (size_t)(end - bytes->data) : bytes->size;
    size_t room = line->size_max - line->size;

    /* What is too long is kept to where it is seen to be so. */
    buf_add(line, (struct slice){ bytes->data, size < room ? size : room });
    *bytes = slice_from(*bytes, size + (end ? 1 : 0));
    return end;
}

void witness_sent_bytes(struct witness *witness, struct slice bytes)
{
    while (bytes.size > 0 && take_line(&witness->sent, &bytes))
        witness_sent_all(witness);
}

void witness_sent_all(struct witness *witness)
{
    witness_sent(witness, buf_slice(&witness->sent));
    buf_clear(&witness->sent);
}

int witness_received_bytes(struct witness *witness, struct slice bytes, struct err *err)
{
    int rc = 0;

    while (bytes.size > 0 && take_line(&witness->received, &bytes)) {
        struct err why;

        if (witness_received(witness, buf_slice(&witness->received), NULL, &why) < 0 && rc == 0) {
            *err = why;
            rc = -1;
        }
        buf_clear(&witness->received);
    }
    return rc;
}

/* buf - owned bytes with a maximum.
 *
 *     CLEANUP(buf_done) struct buf text = BUF_MAX(ANSWER_MAX);
 *     buf_addf(&text, "%zu models", count);
 *     if (text.full) ...
 *
 * A buffer keeps a prefix: the first piece that does not fit is left out whole, full becomes true,
 * and nothing is added after it. So a writer may add many pieces and look once at the end.
 * A zeroed struct is an empty buffer that takes nothing.
 */
#pragma once

#include "base/mem.h"
#include "base/slice.h"

#include <stdarg.h>
#include <stdbool.h>

struct buf {
    char *data;
    size_t size;
    size_t capacity;
    size_t size_max;
    bool full;
};

#define BUF_MAX(n) ((struct buf){ .size_max = (n) })

/* 0, or -1 when the piece was left out. */
int buf_add(struct buf *buf, struct slice piece);
int buf_addc(struct buf *buf, char c);
int buf_adds(struct buf *buf, const char *text);
int buf_addf(struct buf *buf, const char *format, ...) PRINTF(2, 3);
int buf_vaddf(struct buf *buf, const char *format, va_list args) PRINTF(2, 0);

/* Drops the first n bytes; n is at most buf->size. */
void buf_consume(struct buf *buf, size_t n);

/* Empties the buffer and forgets that it was full; the memory is kept. */
void buf_clear(struct buf *buf);

/* The content, borrowed until the buffer changes. buf_text is NUL-terminated and never NULL. */
struct slice buf_slice(const struct buf *buf);
const char *buf_text(struct buf *buf);

/* The content as a NUL-terminated string, owned by the caller; the buffer is empty afterwards. */
char *buf_take(struct buf *buf);

/* Frees the content. buf_wipe overwrites it first. Both leave an empty buffer with its maximum. */
void buf_done(struct buf *buf);
void buf_wipe(struct buf *buf);

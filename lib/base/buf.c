/* buf - owned bytes with a maximum. */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Room for n more bytes and a NUL; false when that would pass the maximum. */
static bool grow(struct buf *buf, size_t n)
{
    if (buf->full || n > buf->size_max - buf->size) {
        buf->full = true;
        return false;
    }

    size_t need = buf->size + n + 1;

    if (need > buf->capacity) {
        size_t capacity = buf->capacity ? buf->capacity : 64;

        while (capacity < need)
            capacity *= 2;
        buf->data = xrealloc(buf->data, capacity);
        buf->capacity = capacity;
    }
    return true;
}

int buf_add(struct buf *buf, struct slice piece)
{
    if (!grow(buf, piece.size))
        return -1;
    if (piece.size > 0)
        memcpy(buf->data + buf->size, piece.data, piece.size);
    buf->size += piece.size;
    return 0;
}

int buf_addc(struct buf *buf, char c)
{
    return buf_add(buf, (struct slice){ &c, 1 });
}

int buf_adds(struct buf *buf, const char *text)
{
    return buf_add(buf, slice_of(text));
}

int buf_addf(struct buf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    int rc = buf_vaddf(buf, format, args);
    va_end(args);
    return rc;
}

int buf_vaddf(struct buf *buf, const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);

    if (length < 0 || !grow(buf, (size_t)length))
        return -1;
    vsnprintf(buf->data + buf->size, (size_t)length + 1, format, args);
    buf->size += (size_t)length;
    return 0;
}

void buf_consume(struct buf *buf, size_t n)
{
    buf->size -= n;
    if (n > 0 && buf->size > 0)
        memmove(buf->data, buf->data + n, buf->size);
}

void buf_clear(struct buf *buf)
{
    buf->size = 0;
    buf->full = false;
}

struct slice buf_slice(const struct buf *buf)
{
    return (struct slice){ buf->data, buf->size };
}

const char *buf_text(struct buf *buf)
{
    if (!buf->data)
        return "";
    buf->data[buf->size] = '\0';
    return buf->data;
}

char *buf_take(struct buf *buf)
{
    char *text = buf->data ? buf->data : xcalloc(1, 1);

    text[buf->size] = '\0';
    *buf = BUF_MAX(buf->size_max);
    return text;
}

void buf_done(struct buf *buf)
{
    free(buf->data);
    *buf = BUF_MAX(buf->size_max);
}

void buf_wipe(struct buf *buf)
{
    mem_wipe(buf->data, buf->capacity);
    buf_done(buf);
}

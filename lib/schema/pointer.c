/* pointer - where in a value. */
#include "schema/pointer.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdio.h>

static void add_key(struct buf *text, const char *key)
{
    for (; *key; key++)
        if (*key == '~' || *key == '/')
            buf_adds(text, *key == '~' ? "~0" : "~1");
        else
            buf_addc(text, *key);
}

static void add(struct buf *text, const struct pointer *pointer)
{
    if (!pointer->up)
        return;
    add(text, pointer->up);
    buf_addc(text, '/');
    if (pointer->key)
        add_key(text, pointer->key);
    else
        buf_addf(text, "%zu", pointer->index);
}

const char *pointer_text(const struct pointer *pointer, char text[POINTER_TEXT_SIZE])
{
    CLEANUP(buf_done) struct buf whole = BUF_MAX(POINTER_TEXT_SIZE - 1);

    add(&whole, pointer);
    whole.size = utf8_valid(buf_slice(&whole));
    snprintf(text, POINTER_TEXT_SIZE, "%s", buf_text(&whole));
    return text;
}

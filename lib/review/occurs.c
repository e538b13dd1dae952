/* occurs - every place of a text in another, in linear time (Knuth, Morris and Pratt). */
#include "review/occurs.h"

#include "base/mem.h"

#include <stdlib.h>

/* borders[n]: how much of text's first n bytes is both its beginning and its end. */
static size_t *find_borders(struct slice text)
{
    size_t *borders = xcalloc(text.size + 1, sizeof(*borders));

    for (size_t i = 1, size = 0; i < text.size; i++) {
        while (size > 0 && text.data[i] != text.data[size])
            size = borders[size];
        if (text.data[i] == text.data[size])
            size++;
        borders[i + 1] = size;
    }
    return borders;
}

void occurs(struct slice in, struct slice text, bool (*on_place)(void *user, size_t at), void *user)
{
    const char *first =
        in.size && text.size ? memmem(in.data, in.size, text.data, text.size) : NULL;
    CLEANUP(freep) size_t *borders = NULL;

    if (!first)
        return;
    borders = find_borders(text);
    for (size_t i = (size_t)(first - in.data), size = 0; i < in.size; i++) {
        while (size > 0 && in.data[i] != text.data[size])
            size = borders[size];
        if (in.data[i] == text.data[size])
            size++;
        if (size < text.size)
            continue;
        if (!on_place(user, i + 1 - size))
            return;
        size = borders[size];
    }
}

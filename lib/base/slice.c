/* slice - borrowed bytes. */
#include "base/slice.h"

#include "base/mem.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

size_t slice_digits(struct slice s)
{
    size_t count = 0;

    while (count < s.size && s.data[count] >= '0' && s.data[count] <= '9')
        count++;
    return count;
}

struct slice slice_trim(struct slice s)
{
    while (s.size > 0 && is_blank(s.data[0]))
        s = slice_from(s, 1);
    while (s.size > 0 && is_blank(s.data[s.size - 1]))
        s.size--;
    return s;
}

bool slice_split(struct slice *rest, char separator, struct slice *piece)
{
    if (!rest->data || rest->size == 0)
        return false;

    const char *end = memchr(rest->data, separator, rest->size);

    if (!end) {
        *piece = *rest;
        *rest = (struct slice){ NULL, 0 };
        return true;
    }
    *piece = (struct slice){ rest->data, (size_t)(end - rest->data) };
    *rest = slice_from(*rest, piece->size + 1);
    return true;
}

char *slice_dup(struct slice s)
{
    char *copy = xmalloc(s.size + 1);

    if (s.size > 0)
        memcpy(copy, s.data, s.size);
    copy[s.size] = '\0';
    return copy;
}

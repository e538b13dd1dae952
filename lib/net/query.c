/* query - the part of a URL behind its question mark. */
#include "net/query.h"

static bool stands_for_itself(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

int query_add(struct buf *query, const char *name, const char *value)
{
    if (!value)
        return 0;
    buf_addf(query, "%s%s=", query->size > 0 ? "&" : "", name);
    for (; *value; value++)
        if (stands_for_itself(*value))
            buf_addc(query, *value);
        else
            buf_addf(query, "%%%02X", (unsigned)(unsigned char)*value);
    return query->full ? -1 : 0;
}

/* -1 when c is no hexadecimal digit. */
static int digit(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;

    return at ? (int)((at - digits) % 16) : -1;
}

static int unescape(struct slice text, struct buf *value)
{
    for (; text.size > 0; text = slice_from(text, 1)) {
        char c = text.data[0];

        if (c == '%') {
            if (text.size < 3 || digit(text.data[1]) < 0 || digit(text.data[2]) < 0)
                return -1;
            c = (char)(digit(text.data[1]) * 16 + digit(text.data[2]));
            text = slice_from(text, 2);
        } else if (c == '+') {
            c = ' ';
        }
        buf_addc(value, c);
    }
    return value->full ? -1 : 0;
}

int query_value(struct slice query, const char *name, struct buf *value)
{
    struct slice wanted = slice_of(name), pair;

    while (slice_split(&query, '&', &pair))
        if (pair.size > wanted.size && slice_starts(pair, wanted) && pair.data[wanted.size] == '=')
            return unescape(slice_from(pair, wanted.size + 1), value);
    return 1;
}

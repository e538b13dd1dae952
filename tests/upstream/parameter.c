/* parameter - what the query of a request says. */
#include "tests/upstream/parameter.h"

#include <stdio.h>
#include <stdlib.h>

/* %41 is A; what is no escape stands for itself. */
static void unescape(struct slice text, char *value, size_t size)
{
    size_t length = 0;

    for (; text.size > 0 && length + 1 < size; text = slice_from(text, 1)) {
        char digits[3] = "", *end = digits;
        char c = text.data[0];

        if (c == '%' && text.size >= 3) {
            snprintf(digits, sizeof(digits), "%.2s", text.data + 1);
            c = (char)strtol(digits, &end, 16);
        }
        if (end == digits + 2)
            text = slice_from(text, 2);
        else
            c = text.data[0];
        value[length++] = c;
    }
    value[length] = '\0';
}

void parameter_read(const struct exchange *exchange, const char *name, char *value, size_t size)
{
    struct slice rest = exchange->query, pair;
    size_t name_size = strlen(name);

    value[0] = '\0';
    while (slice_split(&rest, '&', &pair))
        if (pair.size > name_size && pair.data[name_size] == '=' &&
            memcmp(pair.data, name, name_size) == 0)
            unescape(slice_from(pair, name_size + 1), value, size);
}

/* Bytes from hexadecimal digits. */
#include <stddef.h>
#include <stdint.h>

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Answers how many bytes were written, -1 for a text that is none. */
int hex_read(const char *text, size_t size, uint8_t *out)
{
    if (size % 2)
        return -1;
    for (size_t i = 0; i < size; i += 2) {
        int high = digit(text[i]), low = digit(text[i + 1]);

        if (high < 0 || low < 0)
            return -1;
        out[i / 2] = (uint8_t)(high << 4 | low);
    }
    return (int)(size / 2);
}

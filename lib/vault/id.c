/* id - 128 bits as people can copy them. */
#include "vault/id.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define ID_CHARS 26

static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

void id_write(char id[32], const char *prefix, const unsigned char bits[16])
{
    unsigned char padded[17] = { 0 }; /* one more, for the last window of 5 bits */
    char text[ID_CHARS + 1];

    memcpy(padded, bits, 16);
    for (size_t i = 0; i < ID_CHARS; i++) {
        size_t bit = i * 5;
        unsigned window = (unsigned)padded[bit / 8] << 8 | padded[bit / 8 + 1];

        text[i] = alphabet[window >> (11 - bit % 8) & 31];
    }
    text[ID_CHARS] = '\0';
    assert(strlen(prefix) + ID_CHARS < 32);
    snprintf(id, 32, "%s%s", prefix, text);
}

bool id_is(const char *text, const char *prefix)
{
    size_t size = strlen(prefix);

    return strncmp(text, prefix, size) == 0 && strlen(text + size) == ID_CHARS &&
           strspn(text + size, alphabet) == ID_CHARS;
}

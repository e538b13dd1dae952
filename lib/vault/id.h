/* id - 128 bits as people can copy them: 26 characters of a-z2-7 behind a prefix. Pure. */
#pragma once

#include <stdbool.h>

/* NUL-terminated; prefix has at most 5 characters. */
void id_write(char id[32], const char *prefix, const unsigned char bits[16]);

/* Whether a text can be one. */
bool id_is(const char *text, const char *prefix);

/* digest - names that are made out of what they name. Not secret: who has a text has its digest. */
#pragma once

#include "base/slice.h"

/* SHA-256 as 64 hexadecimal digits, NUL-terminated. */
#define DIGEST_SIZE 65
void digest_hex(struct slice text, char digest[DIGEST_SIZE]);

/* 128 bits of it as 26 characters of a-z2-7 behind the prefix ("r_"), NUL-terminated: the same text
 * has the same id. */
void digest_id(char id[32], const char *prefix, struct slice text);

/* secrets_parts - what a scan looks things up in; inside of secrets*.c. */
#pragma once

#include "files/secrets.h"
#include "files/secrets_known.h"

#define INDEX_BITS 14
#define ROWS_MAX   255 /* a row's number, from 1, is a byte */

struct secrets {
    /* By the first three bytes of an anchor, case ignored: its first row; then the row after it. */
    unsigned char heads[1u << INDEX_BITS];
    unsigned char nexts[ROWS_MAX + 1];
    struct known_set known;
};

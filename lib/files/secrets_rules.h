/* secrets_rules - the table of what keys and tokens look like; for secrets*.c and their tests.
 *
 *     anchor            finds the place: fixed bytes, three at least
 *     before            a run of characters that must end where the anchor begins
 *     parts             runs of characters behind it, each with the fixed bytes that follow it
 *
 *     8 digits  ":AA"  33 of [A-Za-z0-9_-]          a Telegram token
 *     "SG."  22 of [A-Za-z0-9_-]  "."  43 of them   a SendGrid key
 *
 * A run is as long as its characters go, and must then be between least and most. Where most is
 * above 512 the characters must not hold the anchor's last one, so that a text of anchors stays
 * cheap.
 */
#pragma once

#include <stdint.h>

/* Sets of characters: a character is in a set when they share a bit. */
enum secret_chars {
    IN_LOW = 1,    /* 0 1 */
    IN_MID = 2,    /* 2 to 7 */
    IN_HIGH = 4,   /* 8 9 */
    IN_HEX = 8,    /* a to f */
    IN_LOWER = 16, /* g to z */
    IN_CAPHEX = 32,
    IN_UPPER = 64, /* G to Z */
    IN_UNDER = 128,
    IN_DASH = 256,
    IN_DOT = 512,
    IN_B64 = 1024, /* + / */
    IN_EQUAL = 2048,
    IN_MARKS = 4096, /* ! # $ % & * ^ ~ @ */
    DIGITS = IN_LOW | IN_MID | IN_HIGH,
    HEX = DIGITS | IN_HEX,
    LOWER = HEX | IN_LOWER,
    UPPER = DIGITS | IN_CAPHEX | IN_UPPER,
    BASE32 = IN_MID | IN_CAPHEX | IN_UPPER,
    ALNUM = LOWER | UPPER,
    WORD = ALNUM | IN_UNDER,
    UUID = HEX | IN_DASH,
    DASHED = ALNUM | IN_DASH,
    URL64 = WORD | IN_DASH,
    DOTTED = URL64 | IN_DOT,
    BASE64 = ALNUM | IN_B64
};

struct secret_part {
    uint16_t chars;
    uint16_t least, most;
    const char *then; /* fixed bytes behind the run; NULL: nothing of the run may go on */
};

enum secret_shape {
    SHAPE_TOKEN,    /* before, anchor, parts */
    SHAPE_BARE,     /* the same, also inside a longer word: the anchor alone is telling */
    SHAPE_ASSIGNED, /* anchor is part of a name, parts is the value that is assigned to it */
    SHAPE_BASIC,    /* as ASSIGNED; the value is base64 of "user:password" */
    SHAPE_BEARER,   /* as ASSIGNED; behind "Bearer", and without a meaning */
    SHAPE_RANDOM,   /* as ASSIGNED; anything without a meaning. SECRET_MAYBE */
    SHAPE_URL,      /* scheme://user:password@host */
    SHAPE_PEM,      /* -----BEGIN ... PRIVATE KEY, and lines of base64 */
    SHAPE_TAIL,     /* the last lines of that, where a text begins in the middle of it */
    SHAPE_PUTTY,    /* the same in PuTTY's form */
    SHAPE_NETRC     /* machine host login user password word */
};

struct secret_rule {
    const char *id, *name, *anchor;
    enum secret_shape shape;
    unsigned tenths; /* of a bit of entropy that a character has at least; random ones have more */
    struct secret_part before, parts[3];
};

extern const struct secret_rule secret_rules[];
extern const unsigned secret_rule_count;

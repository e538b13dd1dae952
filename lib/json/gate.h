/* gate - strict UTF-8 and JSON, in front of cJSON.
 *
 * cJSON 1.7.15 was measured to accept 33 of 188 texts that are not JSON, to cut strings at \u0000,
 * to pass ill-formed UTF-8 through and to reject a whole document for one lone surrogate. So every
 * text passes here first, and what passes is RFC 8259 exactly, bounded, and safe for cJSON.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

struct gate_limits {
    size_t depth_max; /* nested arrays and objects */
    size_t nodes_max; /* values, the keys of objects not counted */
    bool plain;       /* RFC 8259 and no more: a key twice, \u0000 and lone surrogates may pass */
};

extern const struct gate_limits gate_client;   /* what the client writes */
extern const struct gate_limits gate_upstream; /* what OpenRouter writes */
extern const struct gate_limits gate_config;   /* files of the user and of ours */
extern const struct gate_limits gate_grammar;  /* plain, for what is passed on and not read */

/* 0 when text is one JSON value with nothing but blanks around it, no key twice in an object, no
 * NUL character (\u0000) and no lone surrogate. Otherwise -1, kind ERR_PROTOCOL (ERR_TOO_LARGE for
 * a limit), with the byte offset in the sentence. Allocates nothing that grows with the text,
 * except for finding duplicate keys. */
int gate_check(struct slice text, const struct gate_limits *limits, struct err *err);

/* For bytes that were paid for: the same grammar, but ill-formed UTF-8, lone surrogates, \u0000 and
 * raw control characters inside strings become U+FFFD, and of duplicate keys the first is kept by
 * every reader. *checked is text itself where nothing was to repair, else the content of *repaired,
 * which needs room for at most 3 times the text. */
int gate_repair(struct slice text, const struct gate_limits *limits, struct buf *repaired,
                struct slice *checked, struct err *err);

/* The line and column (both from 1; columns count bytes) of a byte offset, for config errors. */
void gate_position(struct slice text, size_t offset, size_t *line, size_t *column);

/* err - what went wrong: a kind for the program, a sentence for the reader.
 *
 * The reader is most often a language model, so the sentence says what, where, and what is allowed
 * instead. A function that can fail takes `struct err *err` last, answers 0 or -1 (or NULL), and
 * leaves *err alone when it succeeds. Setting the error *is* the return:
 *
 *     if (price < 0)
 *         return err_set(err, ERR_POLICY, "model '%s' has no fixed price", name);
 */
#pragma once

#include "base/mem.h"

enum err_kind {
    ERR_NONE,
    ERR_PROTOCOL,  /* the other side broke the protocol: not JSON, not SSE, wrong content type */
    ERR_ARGUMENT,  /* what the caller wrote is wrong, and can be corrected */
    ERR_CONFIG,    /* a setting is wrong; the user must correct a file or a variable */
    ERR_AUTH,      /* no key, or a key that was refused */
    ERR_CREDIT,    /* the account or the key has no money left */
    ERR_BUDGET,    /* our own cap; nothing was sent */
    ERR_POLICY,    /* our own rule forbids it; nothing was sent */
    ERR_MODEL,     /* no such model, or nothing serves it under the given conditions */
    ERR_REFUSED,   /* moderation or a guardrail said no */
    ERR_RATE,      /* too many requests there */
    ERR_BUSY,      /* too many requests here */
    ERR_UPSTREAM,  /* OpenRouter or the provider failed */
    ERR_NETWORK,   /* no connection; nothing was sent */
    ERR_LOST,      /* the connection died after the request was sent: the outcome is unknown */
    ERR_TIMEOUT,   /* a deadline of ours passed */
    ERR_TOO_LARGE, /* a limit of ours was passed */
    ERR_EMPTY,     /* an answer came, without text */
    ERR_INTERNAL,  /* a defect of this program */
    ERR_KIND_COUNT
};

struct err {
    enum err_kind kind;
    char text[1024];
};

/* Sets the error and returns -1. The text is cut at a character border when it is too long. */
int err_set(struct err *err, enum err_kind kind, const char *format, ...) PRINTF(3, 4);

/* Puts context in front of the sentence that is there ("reading config.json: ...") and returns -1.
 * For borders only, where a name is known once. */
int err_wrap(struct err *err, const char *format, ...) PRINTF(2, 3);

/* The stable lower-case word for a kind, as shown to programs: "budget", "model", ... */
const char *err_kind_name(enum err_kind kind);

/* grant - the page where a user allows a key, and codes that become one (OAuth with PKCE).
 *
 *   GET /auth?callback_url=...&code_challenge=...&code_challenge_method=S256   302, with ?code=...
 *   the same without callback_url                                              a page with the code
 *   POST /api/v1/auth/keys {code, code_verifier, code_challenge_method}        the key, once
 *
 * The user of the stand-in allows everything.
 */
#pragma once

#include "base/buf.h"
#include "tests/upstream/exchange.h"

#define GRANTS_MAX 16

struct grant {
    char code[64], challenge[64], location[512];
    bool is_used;
    int64_t limit_pico; /* -1: none */
};

struct grants {
    struct grant rows[GRANTS_MAX]; /* the latest */
    size_t count;
};

/* The grant of a request for the page, and the page; NULL, and *why says what is wrong with it. */
const struct grant *grants_allow(struct grants *grants, const struct exchange *exchange,
                                 struct buf *page, const char **why);

/* The answer to a code and its verifier; otherwise the name of the trouble with it. */
const char *grants_redeem(struct grants *grants, const struct exchange *exchange, struct buf *out);

/* The grant whose key a request carries; NULL when it carries another one. */
const struct grant *grants_of_key(const struct grants *grants, const struct exchange *exchange);

/* oauth - a key that the user allows in the browser (OAuth with PKCE).
 *
 *   oauth_add_address  where the browser is sent: what is asked for, and the challenge
 *   oauth_read_code    what comes back, by the browser or pasted
 *   oauth_redeem       the code and the verifier, for a key
 *
 * Source: OpenRouter's documentation of OAuth PKCE. A code is good once, and for ten minutes.
 */
#pragma once

#include "base/buf.h"
#include "openrouter/client.h"

struct oauth_wish {
    const char *callback_url; /* NULL: the page shows the code, to be pasted */
    const char *challenge;    /* vault/pkce */
    const char *limit;        /* dollars, as a decimal number; NULL: none */
    const char *label;        /* of the new key; NULL: OpenRouter's choice */
};

/* Appends the address for the browser: the page of OpenRouter for its API's address and those of
 * its subdomains, and that of the same origin for an address of this machine. -1 and err when it
 * becomes too long. */
int oauth_add_address(struct buf *out, const char *base_url, const struct oauth_wish *wish,
                      struct err *err);

/* Appends the code of what was pasted: the code itself, or an address with code=... in it. -1 and
 * err (ERR_ARGUMENT) when it is neither. */
int oauth_read_code(struct slice text, struct buf *code, struct err *err);

/* The same of a query, "code=...", and of nothing else. */
int oauth_read_query(struct slice query, struct buf *code, struct err *err);

/* One code on its way to become a key. Free it to cancel; also after on_key. */
struct oauth_redeem;

/* The key, which the callee takes; or NULL, and err says what to do. */
typedef void oauth_on_key(void *user, struct secret *key, const struct err *err);

/* Needs no key of client's. */
struct oauth_redeem *oauth_redeem(struct client *client, const char *code, const char *verifier,
                                  oauth_on_key *on_key, void *user);
struct oauth_redeem *oauth_redeem_free(struct oauth_redeem *redeem);

/* signin - a key from the browser: the address to open, then the code that comes back.
 *
 *   signin_address -> the user's browser -> OpenRouter -> the landing of this machine  \
 *                                        or a page that shows the code -> pasted here  -> redeemed
 *
 * Ends after LOGIN_WAIT_S: a code is good no longer.
 */
#pragma once

#include "mcp-server/program.h"

struct signin_wish {
    bool pastes;       /* no landing: the page shows the code. For a browser on another machine */
    int input_fd;      /* lines with a code or an address are read from there; -1: from nowhere */
    const char *limit; /* of the new key, dollars as a decimal number; NULL: none */
    const char *label;
};

struct signin_handler {
    /* A line of the input that was neither a code nor an address. */
    void (*on_puzzled)(void *user, const char *sentence);
    /* Once, last, from the loop. The key, which the callee takes; or NULL and err. */
    void (*on_key)(void *user, struct secret *key, const struct err *err);
};

struct signin;

/* NULL and err when this machine gives no port, or the address becomes too long. */
struct signin *signin_new(struct program *program, const struct signin_wish *wish,
                          const struct signin_handler *handler, void *user, struct err *err);
struct signin *signin_free(struct signin *signin); /* also to cancel */

const char *signin_address(struct signin *signin);

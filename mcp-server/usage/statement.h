/* statement - what OpenRouter says of the key, and of the account behind it. Costs nothing.
 *
 * Embedded in its owner's state, which sets the first members, and calls statement_done last.
 */
#pragma once

#include "mcp-server/program.h"
#include "openrouter/account.h"

enum statement_part {
    STATEMENT_KEY,
    STATEMENT_CREDITS,
    STATEMENT_KEYS,
    STATEMENT_DAYS,
    PART_COUNT
};

struct statement {
    const struct program *program;
    bool whole; /* the account, too: that takes a management key */
    /* Once, perhaps before statement_start returns. */
    void (*on_end)(void *user);
    void *user;

    struct account_key key;
    struct account_credits credits;
    struct account_keys keys;
    struct account_activity activity;
    struct err errs[PART_COUNT]; /* why a part is not known; ERR_NONE: it is */

    struct inquiry_ {
        struct statement *statement;
        struct client_get *get;
        size_t part;
    } inquiries_[PART_COUNT];
    struct loop_timer patience_;
    size_t open_;
};

void statement_start(struct statement *statement);

/* Ends what is in flight. */
void statement_done(struct statement *statement);

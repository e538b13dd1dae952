/* account - what OpenRouter says of a key and of the account behind it. Pure.
 *
 *   /key       the calling key                        any key
 *   /credits   what was bought and used               a management key
 *   /keys      every key of the account               a management key
 *   /activity  the last 30 UTC days that are over     a management key
 *
 * Bodies have passed the gate. Amounts are read from their own characters. What is absent or null
 * is -1; a label is made plain. -1 (ERR_PROTOCOL) when the body is of another shape.
 */
#pragma once

#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ACCOUNT_KEYS_MAX 20 /* the dearest of this month; of more there is only the count */
#define ACCOUNT_DAYS_MAX 31

struct account_key {
    char name[64];
    int64_t limit_nano, left_nano; /* -1: none, and then nothing can be left */
    char reset[16];                /* "daily", "weekly", "monthly"; "" never */
    int64_t used_nano, day_nano, month_nano;
    bool is_disabled;
    bool is_management; /* it manages the account and asks no model */
    bool is_free_tier;  /* nothing was ever bought */
};

struct account_keys {
    struct account_key keys[ACCOUNT_KEYS_MAX];
    size_t kept, count;
};

struct account_credits {
    int64_t bought_nano, used_nano;
};

struct account_day {
    char date[11]; /* 2026-11-22 */
    int64_t cost_nano, requests;
};

/* The latest first. */
struct account_activity {
    struct account_day days[ACCOUNT_DAYS_MAX];
    size_t count;
    int64_t cost_nano, requests;
};

int account_read_key(struct slice body, struct account_key *key, struct err *err);
int account_read_credits(struct slice body, struct account_credits *credits, struct err *err);
int account_read_keys(struct slice body, struct account_keys *keys, struct err *err);
int account_read_activity(struct slice body, struct account_activity *activity, struct err *err);

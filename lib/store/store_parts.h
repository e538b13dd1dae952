/* store_parts - what the files of the store share with each other, and with nobody else. */
#pragma once

#include "base/loop.h"
#include "store/store.h"
#include "store/till.h"

struct telling;

struct store {
    struct loop *loop;
    struct worker *worker;
    struct till *till;

    /* What could not be written down yet, the oldest first. */
    struct telling *untold, **untold_end;
    struct loop_timer again;
};

/* Nobody took the job: no thread, or too many wait. */
int store_overrun(struct err *err);

/* Writes down how a row ended, or without an outcome its generation, or without either that it no
 * longer runs; tried again until it succeeds. */
void store_tell(struct store *store, int64_t id, const char *generation,
                const struct ledger_outcome *outcome);
void store_tell_again(void *user); /* the store */
void store_tell_at_last(struct store *store);

char *store_copy(const char *text_or_null);

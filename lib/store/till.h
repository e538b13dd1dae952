/* till - the ledger, and what is kept beside it, as the worker's thread has them.
 *
 * Opened when it is first needed, and again at the next need where that failed. Every job holds a
 * reference: a thread that was left behind with a stuck disk still has its till.
 */
#pragma once

#include "store/ledger.h"
#include "store/records.h"

#include <stdbool.h>

struct till;

struct till *till_new(const char *directory);
struct till *till_ref(struct till *till);
struct till *till_unref(struct till *till);

/* For one operation that waits for other processes for at most wait_ms. On the thread only. */
struct ledger *till_open(struct till *till, int wait_ms, struct err *err);
struct records *till_open_records(struct till *till, int wait_ms, struct err *err);

/* Whether the last attempt to write down an end failed; on the thread only. */
bool till_is_stuck(const struct till *till);
void till_set_stuck(struct till *till, bool is_stuck);

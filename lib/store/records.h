/* records - texts that are kept for a while, sealed: answers that may be given again, what was
 * sent, conversations.
 *
 * One SQLite file in the state directory, records.db, shared by all server processes; the key of
 * the seal lies beside it, in records.key. Each text is sealed by itself and bound to its kind, its
 * name and its times, so that a row that is altered, cut, renamed or moved is seen; see
 * vault/seal.h for what the kept key protects.
 *
 * Nothing here is money: what cannot be kept, or not be read again, costs a repetition. Everything
 * blocks and belongs on the store's worker. Time is seconds since 1970 UTC.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"

#include <stdint.h>

struct records;

enum record_kind {
    RECORD_ANSWER = 1,  /* by the digest of its request */
    RECORD_SENT = 2,    /* by the number of the ledger's row */
    RECORD_TURN = 3,    /* of a conversation, see threads.h */
    RECORD_REVIEW = 4,  /* a report, by a name of its own */
    RECORD_OUTCOME = 5, /* what became of its findings, by the same name */
};

/* Opens or creates both files in directory; as ledger_open does, and with the same errors. */
struct records *records_open(const char *directory, int wait_ms, struct err *err);
struct records *records_close(struct records *records);
void records_set_wait(struct records *records, int wait_ms);

/* What is kept with a text. */
struct record {
    enum record_kind kind;
    const char *name; /* at most RECORD_NAME_MAX bytes */
    int64_t time_s, expires_s;
};

/* Keeps text (at most RECORD_MAX bytes), in place of one of the same kind and name. */
int records_put(struct records *records, const struct record *record, struct slice text,
                struct err *err);

/* What a text is changed by: change makes the next one of the old one (empty when there is none)
 * and of `by`. It is pure, for it runs on the store's worker. */
struct record_change {
    void (*change)(struct slice old, struct slice by, struct buf *out);
    struct slice by;
};

/* Puts the next text of that kind and name in the place of the old one, which nobody else can
 * change in between; appends it to out, which knows how long it may be. -1: the old one stays,
 * (ERR_CONFIG) also because it is not as it was written. */
int records_amend(struct records *records, const struct record *record, int64_t now_s,
                  const struct record_change *change, struct buf *out, struct err *err);

/* Appends the text of a kind and name to out; *time_s is when it was kept. 1: there is none that
 * has not expired at now_s. -1: the row is not as it was written (ERR_CONFIG), or cannot be read.
 */
int records_get(struct records *records, enum record_kind kind, const char *name, int64_t now_s,
                struct buf *out, int64_t *time_s, struct err *err);

/* The names of a kind, the newest first, at most max of them, NUL-terminated in names; answers how
 * many, or -1. */
struct record_name {
    char name[RECORD_NAME_MAX + 1];
    int64_t time_s;
};
int records_list(struct records *records, enum record_kind kind, struct record_name *names,
                 size_t max, struct err *err);

/* Removes the text of a kind and name. 1: there is none. */
int records_remove(struct records *records, enum record_kind kind, const char *name,
                   struct err *err);

/* Removes what has expired at now_s and what is older than before_s; then the oldest, until the
 * file is no larger than max_bytes. */
int records_forget(struct records *records, int64_t now_s, int64_t before_s, int64_t max_bytes,
                   struct err *err);

/* How many there are that are older than before_s; -1 on error. */
int64_t records_count(struct records *records, int64_t before_s, struct err *err);

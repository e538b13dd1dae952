/* ledger - what this user has promised and spent, shared by all server processes of the machine.
 *
 * One SQLite file in the state directory. A row begins as `sent`, with the most that the request
 * can cost: one commit holds the money and says that the request leaves, before it leaves. It ends
 * as
 *
 *     settled    the cost is known
 *     estimated  it is not, and no longer can be: the hold counts as spent
 *     void       certainly nothing was sent: it counts as nothing
 *
 * A row that is `sent` counts at its maximum, whoever sent it, also when that process is dead,
 * until somebody settles it. So the caps hold under any number of processes and any kill.
 *
 * Everything here blocks, on disk and on other processes, and belongs on the store's worker (see
 * store.h); every function but ledger_open and ledger_close needs a ledger that is open. Money is
 * nano-dollars, time is seconds since 1970 UTC.
 *
 * journal_mode=DELETE and synchronous=EXTRA, never WAL: SQLite 3.7.0 to 3.51.2 can lose committed
 * pages of a WAL that several connections share; measured 0.9 ms for the commit on the way of a
 * call.
 */
#pragma once

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct ledger;

/* A word that is stored with a row: cut at its size, never NULL in the table. */
#define LEDGER_WORD_SIZE 129

/* Opens or creates the file (mode 0600, in a directory of mode 0700 that the user owns). NULL and
 * err (ERR_CONFIG), and the file is left as it is, when it
 *   cannot be written (permissions, read-only file system, full disk)
 *   is a link, no regular file, or not owned by the user
 *   is no ledger (another application_id), or is damaged
 *   was written by a newer version (user_version); an older one is migrated in one transaction
 * The sentence says which, and what the user can do. wait_ms bounds the wait for other processes.
 */
struct ledger *ledger_open(const char *path, int wait_ms, struct err *err);
struct ledger *ledger_close(struct ledger *ledger);

/* "SQLite 3.40.1": what is linked now. */
const char *ledger_library(char text[48]);

/* How long later calls wait for other processes, instead of ledger_open's wait_ms. */
void ledger_set_wait(struct ledger *ledger, int wait_ms);

/* Reads the whole file: -1 (ERR_CONFIG) when it is damaged. ledger_open does this for a small one,
 * and after a crash. */
int ledger_check(struct ledger *ledger, struct err *err);

/* The name of the file system when other machines see it, where locks may not be what they seem;
 * NULL for a local one. */
const char *ledger_doubt(const struct ledger *ledger);

/* What must hold when money is promised. A cap below 0 is none. */
struct ledger_caps {
    int64_t session_nano, day_nano;
};

/* A request that is about to leave. Borrowed; NULL is stored as "". */
struct ledger_entry {
    int64_t time_s;
    int64_t held_nano;
    const char *session, *project; /* project: a path, stored as it is */
    const char *tool, *tag;
    const char *model;   /* as it was asked for */
    const char *request; /* the digest of everything that is sent: what repeat safety looks for */
    bool joins;          /* not while another process asks the same */
};

/* What the caps of a session and of a day are compared with; nano-dollars. */
struct ledger_standing {
    int64_t session_spent, session_held, day_spent, day_held;
};

/* Why money was not promised, and how things stand now: with the new row, where it was. */
struct ledger_refusal {
    enum { REFUSED_NOT, REFUSED_SESSION, REFUSED_DAY, REFUSED_TWIN } by;
    int64_t spent_nano, held_nano; /* of that session, or that day */
    int64_t cap_nano;
    struct ledger_standing standing; /* zeroed when the ledger could not be read */
};

/* Promises the money and writes the row, in one transaction: *id names it. -1 with
 *   ERR_BUDGET and refusal filled in when a cap would be passed; nothing was written
 *   ERR_BUSY and REFUSED_TWIN when entry joins, and another process that lives has sent the same
 * request and waits for its answer; nothing was written
 *   ERR_CONFIG when it cannot be written now (locked longer than wait_ms, full, gone, replaced):
 * the caller must not spend. The day is UTC, and never goes back: where the clock does, the latest
 * day that was seen counts. */
int ledger_hold(struct ledger *ledger, const struct ledger_entry *entry,
                const struct ledger_caps *caps, int64_t *id, struct ledger_refusal *refusal,
                struct err *err);

/* How things stand, without promising anything. */
int ledger_standing(struct ledger *ledger, const char *session, int64_t time_s,
                    struct ledger_standing *standing, struct err *err);

/* The generation id, as soon as it is known; what a dead process leaves for the look-up. */
int ledger_note_generation(struct ledger *ledger, int64_t id, const char *generation,
                           struct err *err);

/* The request no longer runs, though its row has not ended: who asks the same need not wait. */
int ledger_note_over(struct ledger *ledger, int64_t id, struct err *err);

/* A request that was answered with what it had been answered before, for nothing: a row of its own,
 * settled at 0. generation: that of the answer. */
int ledger_note_repeat(struct ledger *ledger, const struct ledger_entry *entry,
                       const char *generation, struct err *err);

enum ledger_state { LEDGER_SENT, LEDGER_SETTLED, LEDGER_ESTIMATED, LEDGER_VOID };

/* How a row ended. Borrowed; NULL leaves what is stored, -1 says unknown. */
struct ledger_outcome {
    enum ledger_state state;                   /* not SENT */
    int64_t cost_nano;                         /* SETTLED only */
    const char *generation, *model, *provider; /* that answered */
    int64_t tokens_prompt, tokens_completion, tokens_reasoning, tokens_cached;
    int64_t duration_ms;
    const char *error; /* err_kind_name, "cancelled" (no error), or NULL for an answer */
};

/* Ends a row. Ending one that has ended changes nothing, except ESTIMATED to SETTLED. */
int ledger_end(struct ledger *ledger, int64_t id, const struct ledger_outcome *outcome,
               struct err *err);

/* A row that was sent and never ended, of a process that no longer lives (see owner.h). Walks from
 * the oldest; id is 0 when there is none after `after`. */
struct ledger_orphan {
    int64_t id, time_s, held_nano;
    char generation[LEDGER_WORD_SIZE]; /* "" when none was known: it can only be estimated */
};
int ledger_next_orphan(struct ledger *ledger, int64_t after, struct ledger_orphan *orphan,
                       struct err *err);

/* Whether this process looks after the rows of dead ones: of those that have the ledger open it is
 * the first that asked, as long as it lives. */
bool ledger_has_duty(struct ledger *ledger);

/* Sums. What is `sent` counts as held, the rest as spent. */
enum ledger_group {
    GROUP_NONE,
    GROUP_MODEL,
    GROUP_TOOL,
    GROUP_TAG,
    GROUP_PROJECT,
    GROUP_PROVIDER,
    GROUP_DAY,
};
#define LEDGER_STEPS_MAX 16 /* equal parts of a time: what is drawn as one small line */
struct ledger_query {
    int64_t from_s, to_s;      /* from_s <= time < to_s */
    const char *session, *tag; /* NULL: all */
    enum ledger_group group;
    int64_t steps_from_s, step_s; /* LEDGER_STEPS_MAX steps from there on; step_s 0: none */
};
struct ledger_sum {
    char group[LEDGER_WORD_SIZE];
    int64_t spent_nano, held_nano;
    int64_t calls, errors, estimated;
    int64_t cached; /* answers that had been given before: they are no calls */
    int64_t tokens_prompt, tokens_completion;
    int64_t steps_nano[LEDGER_STEPS_MAX]; /* spent and held in each step */
};
/* At most max groups, the dearest first (days in their order); *count says how many there are. A
 * row that was never sent is no call and no error; a path that is too long for group is named by
 * its end. A large ledger is read in pieces, and rows that end meanwhile may be counted as held. */
int ledger_sum(struct ledger *ledger, const struct ledger_query *query, struct ledger_sum *sums,
               size_t max, size_t *count, struct err *err);

/* Forgets rows that have ended and are older than before_s; then the oldest, until the file is no
 * larger than max_bytes. What today's and running sessions' caps need is never forgotten. */
int ledger_forget(struct ledger *ledger, int64_t before_s, int64_t max_bytes, struct err *err);

/* What ledger_forget would take out for its age. */
struct ledger_forgettable {
    int64_t rows, cost_nano;
    int64_t first_s, last_s; /* 0 without rows */
    int64_t others;          /* rows that would stay */
    int64_t texts;           /* kept beside it (records.h), where the store was asked; else 0 */
};
int ledger_forgettable(struct ledger *ledger, int64_t before_s, struct ledger_forgettable *what,
                       struct err *err);

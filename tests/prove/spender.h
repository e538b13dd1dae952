/* spender - a process that promises and spends, and what it was told, in memory that survives it.
 */
#pragma once

#include "store/ledger.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SLOTS_MAX    16
#define ATTEMPTS_MAX 20000
#define SESSION_SIZE 24
#define FIRST_DAY    20000
#define AMOUNT_MAX   1000 /* nano-dollars of one hold */
#define KEPT_MAX     8    /* holds that are open at once */

/* One hold that was given. */
struct entry {
    int64_t id, held;
    int64_t cost;
    int state; /* enum ledger_state, as it was told */
};

struct slot {
    pid_t pid;
    int next; /* attempt */
    int64_t count;
    struct entry entries[ATTEMPTS_MAX];
};

enum tally {
    GIVEN,
    REFUSED_BY_SESSION,
    REFUSED_BY_DAY,
    SETTLED,
    ESTIMATED,
    VOIDED,
    LEFT_OPEN,
    ORPHANS_ENDED,
    SUMMED_UP,
    LOCKED_OUT,
    LOOKS, /* of the one who watches */
    TALLY_COUNT
};

/* How long holds took, in classes of 2^n microseconds. */
#define CLASSES 32

struct shared {
    const char *path;
    int slot_count, attempts;
    int64_t day_cap, session_cap;
    atomic_long tally[TALLY_COUNT];
    atomic_long took[CLASSES];
    atomic_long longest_us;
    atomic_long most_of_a_day, most_of_a_session; /* ever seen */
    atomic_bool is_over;
    struct slot slots[SLOTS_MAX];
};

/* One half of the slots share a session. */
void spender_session(const struct shared *shared, char session[SESSION_SIZE], int slot);

/* Goes on with the attempts of a slot that are left; status 0 when none is. */
_Noreturn void spender_run(struct shared *shared, int slot, unsigned seed);

/* Looks at the sums of the rows again and again, until it is over. */
_Noreturn void spender_watch(struct shared *shared);

/* After all: prints what does not fit; how many things that is. */
int audit(struct shared *shared, int kills);

/* threads_shelf - the turns that are kept, and how they hang together: for a list, and to forget.
 *
 *     t_9q... -> t_k2... -> t_3f...     each is opened once, when it is asked for
 */
#pragma once

#include "store/threads.h"

enum shelf_state {
    SHELF_UNREAD,
    SHELF_OPEN,
    SHELF_GONE,   /* expired, or removed since */
    SHELF_BROKEN, /* not as it was written: why has the sentence */
};

struct shelf_turn {
    char name[RECORD_NAME_MAX + 1];
    char before[RECORD_NAME_MAX + 1]; /* "": it is the first, or was not opened */
    int64_t time_s;
    enum shelf_state state;
    bool is_passed; /* another turn goes on from it, as far as was followed */
    bool is_chosen; /* the user's affair */
    char *project, *model, *question, *why; /* owned; NULL: not known */
};

struct shelf {
    struct records *records;
    int64_t now_s;
    struct shelf_turn *turns; /* the newest first */
    size_t count;
};

/* The newest THREADS_LISTED_MAX turns, none of them opened. -1: they cannot be read. shelf_done is
 * due in any case. */
int shelf_fill(struct shelf *shelf, struct records *records, int64_t now_s, struct err *err);
void shelf_done(struct shelf *shelf);

/* NULL: it is not there. */
struct shelf_turn *shelf_find(const struct shelf *shelf, const char *name);

/* Opens a turn, once; its state. */
enum shelf_state shelf_read(struct shelf *shelf, struct shelf_turn *turn);

/* What leads to a turn that is open. */
struct shelf_line {
    const struct shelf_turn *first; /* the oldest that is open */
    size_t count;                   /* from it on */
    const char *broken;             /* the name of the one before it that is not open; NULL: none */
};

/* Follows it, and marks what was passed. */
struct shelf_line shelf_follow(struct shelf *shelf, struct shelf_turn *turn);

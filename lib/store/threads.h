/* threads - conversations that can be gone on with: each answer is a turn under a name of its own,
 * and knows the one before it.
 *
 *     t_3f... <- t_k2... <- t_9q...        going on with t_k2 again begins a branch
 *              <- t_m4...
 *
 * Turns are never changed, so there is no older version of one that could be put in its place: what
 * is altered, cut, renamed or moved does not open (see records.h), and what is missing is missed by
 * the turn behind it. A turn belongs to the project in which it was written.
 */
#pragma once

#include "store/records.h"

struct turn {
    const char *name;   /* a random one: secret_random_id(name, "t_") */
    const char *before; /* the turn that it goes on from; NULL: it is the first */
    const char *project;
    int64_t time_s, expires_s;
};

/* Whether this can be the name of a turn. */
bool threads_is_name(const char *name);

/* Keeps a turn; text is the caller's affair. */
int threads_keep(struct records *records, const struct turn *turn, struct slice text,
                 struct err *err);

/* One turn as it was kept. */
struct kept_turn {
    char before[RECORD_NAME_MAX + 1]; /* "": it is the first */
    int64_t time_s;
    struct slice project; /* a JSON string, see json/scan.h */
    struct slice text;
    struct buf all; /* which has both */
};

/* Opens a turn by itself, of whatever project it is: for the user's own eyes. Its kept_turn_done is
 * due in any case. 1: there is none, or it has expired. -1: it is not as it was written
 * (ERR_CONFIG), or cannot be read. */
int threads_open(struct records *records, const char *name, int64_t now_s, struct kept_turn *turn,
                 struct err *err);
void kept_turn_done(struct kept_turn *turn);

/* The turns that lead to name, the newest first. */
struct thread {
    struct buf texts[THREAD_TURNS_MAX];
    size_t count;
    bool is_cut; /* there are older ones, for which there was no room */
};

/* Fills thread, which is zeroed before and whose thread_done is due in any case. -1:
 *   ERR_ARGUMENT  there is no such turn, or it has expired
 *   ERR_POLICY    it belongs to another project
 *   ERR_CONFIG    a turn is not as it was written, or one before it is missing */
int threads_read(struct records *records, const char *name, const char *project, int64_t now_s,
                 struct thread *thread, struct err *err);
void thread_done(struct thread *thread);

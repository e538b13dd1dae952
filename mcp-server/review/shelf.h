/* shelf - finished reviews, and what became of their findings: kept, and found again.
 *
 *   shelf_keep -> sealed in the store -> shelf_recall -> ... -> shelf_score
 *              -> a file that the user can read
 *
 * A review is JSON as report.h has it; what became of it is a text as outcome.h has it. Both are
 * kept as long as rows of the ledger are (state.keep_days, state.max_mb).
 */
#pragma once

#include "mcp-server/program.h"

#define SHELF_ID_SIZE 32

/* Whether a text can be the name of a review: "r_" and 26 characters of a-z2-7. */
bool shelf_is_id(const char *text);

/* Keeps a review under its name. Answers the path of its file, owned by the caller; NULL and err
 * (ERR_CONFIG, a sentence for the reader) when it could not be kept: there is no state directory,
 * or it is full. The review is answered all the same. is_repeat: it was asked for again and cost
 * nothing; the first one of that name stays, with what it has cost. */
char *shelf_keep(const struct program *program, const char *id, struct slice json, bool is_repeat,
                 struct err *err);

/* A review as it is found again. */
struct shelf_leaf {
    const char *id;
    int64_t time_s;       /* when it was kept */
    struct slice review;  /* JSON */
    struct slice outcome; /* empty: nobody has said what became of it */
};

/* Asks for a review by its name: on_recalled comes once, from the loop, never from inside
 * shelf_recall, with what is good until the question is freed. leaf is NULL when it cannot be had,
 * and err says why:
 *   ERR_ARGUMENT  no such review: never kept, expired or forgotten
 *   ERR_CONFIG    no state directory, or it is not as it was written
 * Free it to give up, and after on_recalled, which may do so. */
struct shelf_recall;
struct shelf_recall *shelf_recall(const struct program *program, const char *id,
                                  void (*on_recalled)(void *user, const struct shelf_leaf *leaf,
                                                      const struct err *err),
                                  void *user);
struct shelf_recall *shelf_recall_free(struct shelf_recall *recall);

/* Adds to what became of a review (statements: lines of outcome.h, copied): on_scored comes once,
 * with all that is known of it now, or with err. Free it to give up; what is on its way to the disk
 * is written all the same. */
struct store_amend *
shelf_score(const struct program *program, const struct shelf_leaf *leaf, struct slice statements,
            void (*on_scored)(void *user, struct slice outcome, const struct err *err), void *user);

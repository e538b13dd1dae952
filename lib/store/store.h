/* store - the ledger and what is kept beside it, seen from the loop: each question is a job of the
 * store's worker.
 *
 * The server starts, lists and answers whatever the state of the disk is: a ledger that cannot be
 * opened refuses only what costs money, with the reason, and is tried again at the next question.
 */
#pragma once

#include "base/worker.h"
#include "store/ledger.h"
#include "store/records.h"
#include "store/threads.h"

struct store;

/* Opens nothing yet. directory is kept as a copy; the files in it are ledger.db and records.db. */
struct store *store_new(struct loop *loop, const char *directory);

/* Finishes what was told to it (settling above all), for at most wait_ms. Every hold and every
 * query has been freed. */
struct store *store_free(struct store *store, int wait_ms);

/* A promise of money, on its way or given. Freeing a hold that was asked for and not answered makes
 * it void as soon as it is known; one that was given and not ended counts at its maximum. One that
 * was refused is freed, too. on_held may free it. */
struct store_hold;

/* Asks for the money of entry (copied). on_held comes once, from the loop: err NULL when it was
 * promised; else why not (ERR_BUDGET with the refusal, ERR_CONFIG). */
struct store_hold *
store_hold(struct store *store, const struct ledger_entry *entry, const struct ledger_caps *caps,
           void (*on_held)(void *user, const struct ledger_refusal *refusal, const struct err *err),
           void *user);

/* The number of its row; only of a hold that was given, as are the next. */
int64_t store_hold_number(const struct store_hold *hold);

/* Told to the worker, not waited for; retried while the disk is
 * locked or full. */
void store_hold_note_generation(struct store_hold *hold, const char *generation);

/* The request no longer runs, and its cost is still to be learnt (see ledger_note_over). */
void store_hold_note_over(struct store_hold *hold);

/* Ends the row and frees the hold. NULL for hold is allowed. */
struct store_hold *store_hold_end(struct store_hold *hold, const struct ledger_outcome *outcome);
struct store_hold *store_hold_free(struct store_hold *hold);

/* Sums for show_usage: on_sums comes once. At most SUMS_MAX groups. */
struct store_query;
struct store_query *store_sum(struct store *store, const struct ledger_query *query,
                              void (*on_sums)(void *user, const struct ledger_sum *sums,
                                              size_t count, const struct err *err),
                              void *user);

/* How session and day stand (see ledger_standing): on_standing comes once. */
struct store_query *store_standing(struct store *store, const char *session, int64_t time_s,
                                   void (*on_standing)(void *user,
                                                       const struct ledger_standing *standing,
                                                       const struct err *err),
                                   void *user);

/* The next row that a dead process left (see ledger_next_orphan): on_orphan comes once. None (id 0)
 * while another process has the duty to look after them. */
struct store_query *store_next_orphan(struct store *store, int64_t after,
                                      void (*on_orphan)(void *user,
                                                        const struct ledger_orphan *orphan,
                                                        const struct err *err),
                                      void *user);

/* What store_forget would take out for its age: on_forgettable comes once. */
struct store_query *store_forgettable(struct store *store, int64_t before_s,
                                      void (*on_forgettable)(void *user,
                                                             const struct ledger_forgettable *what,
                                                             const struct err *err),
                                      void *user);
struct store_query *store_query_free(struct store_query *query);

/* Ends such a row. Told to the worker as store_hold_end does. */
void store_end(struct store *store, int64_t id, const struct ledger_outcome *outcome);

/* Told to the worker, and no more heard of (see ledger_forget and records_forget; max_bytes is that
 * of each file). */
void store_forget(struct store *store, int64_t before_s, int64_t max_bytes);

/* What is kept (see records.h): these two are told to the worker, and no more heard of, since what
 * cannot be kept costs a repetition and no money. text is copied. */
void store_keep(struct store *store, const struct record *record, struct slice text);
void store_note_repeat(struct store *store, const struct ledger_entry *entry,
                       const char *generation);

/* Asks for a text that has not expired at now_s: on_recalled comes once, from the loop; text has no
 * data when there is none, or none that can be used (err says why then, else it is NULL), and is
 * good until the question is freed. Free it to give up, and after on_recalled, which may do so. */
struct store_recall;
struct store_recall *store_recall(struct store *store, enum record_kind kind, const char *name,
                                  int64_t now_s,
                                  void (*on_recalled)(void *user, struct slice text, int64_t time_s,
                                                      const struct err *err),
                                  void *user);
struct store_recall *store_recall_free(struct store_recall *recall);

/* Changes a text (see records_amend; record's name and by are copied): on_amended comes once, with
 * the text as it is kept now; with err when it could not be changed. Free it to give up, and after
 * on_amended, which may do so; what has begun is finished. size_max: of the text. */
struct store_amend;
struct store_amend *
store_amend(struct store *store, const struct record *record, int64_t now_s,
            const struct record_change *change, size_t size_max,
            void (*on_amended)(void *user, struct slice text, const struct err *err), void *user);
struct store_amend *store_amend_free(struct store_amend *amend);

/* Asks for the names of a kind, the newest first, at most max of them: on_listed comes once. */
struct store_list;
struct store_list *store_list(struct store *store, enum record_kind kind, size_t max,
                              void (*on_listed)(void *user, const struct record_name *names,
                                                size_t count, const struct err *err),
                              void *user);
struct store_list *store_list_free(struct store_list *list);

/* A turn of a conversation (see threads.h): told to the worker, and no more heard of. Its strings
 * and text are copied. */
void store_keep_turn(struct store *store, const struct turn *turn, struct slice text);

/* Asks for the turns that lead to name: on_thread comes once, from the loop; thread is borrowed,
 * err as threads_read sets it. Free it to give up, and after on_thread, which may do so. */
struct store_thread;
struct store_thread *
store_thread(struct store *store, const char *name, const char *project, int64_t now_s,
             void (*on_thread)(void *user, const struct thread *thread, const struct err *err),
             void *user);
struct store_thread *store_thread_free(struct store_thread *asked);

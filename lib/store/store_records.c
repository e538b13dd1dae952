/* store_records - what is kept, and found again, by way of the worker.
 *
 *   store_keep, store_note_repeat -> (worker) -> written, or not
 *   store_recall -> (worker) -> on_recalled
 */
#include "base/limits.h"
#include "store/store_parts.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* One text on its way to the disk. */
struct keeping {
    struct till *till;
    struct record record;
    char name[RECORD_NAME_MAX + 1];
    struct slice text; /* owned */
};

static void run_keeping(void *data)
{
    struct keeping *keeping = data;
    struct err ignored;
    struct records *records = till_open_records(keeping->till, LEDGER_HOLD_WAIT_MS, &ignored);

    if (records)
        (void)records_put(records, &keeping->record, keeping->text, &ignored);
}

static void on_written(void *user, void *data)
{
    (void)user;
    (void)data;
}

static void dispose_keeping(void *data)
{
    struct keeping *keeping = data;

    till_unref(keeping->till);
    free((char *)keeping->text.data);
    free(keeping);
}

void store_keep(struct store *store, const struct record *record, struct slice text)
{
    static const struct job_kind keepings = { run_keeping, on_written, dispose_keeping };
    struct keeping *keeping = xcalloc(1, sizeof(*keeping));

    keeping->till = till_ref(store->till);
    keeping->record = *record;
    snprintf(keeping->name, sizeof(keeping->name), "%s", record->name);
    keeping->record.name = keeping->name;
    keeping->text = (struct slice){ slice_dup(text), text.size };
    worker_run(store->worker, &keepings, keeping, NULL);
}

/* One answer that was given again. */
struct repeat {
    struct till *till;
    struct ledger_entry entry;
    char *session, *project, *tool, *tag, *model, *request, *generation;
};

static void run_repeat(void *data)
{
    struct repeat *repeat = data;
    struct err ignored;
    struct ledger *ledger = till_open(repeat->till, LEDGER_TELL_WAIT_MS, &ignored);

    if (ledger)
        (void)ledger_note_repeat(ledger, &repeat->entry, repeat->generation, &ignored);
}

static void dispose_repeat(void *data)
{
    struct repeat *repeat = data;

    till_unref(repeat->till);
    free(repeat->session);
    free(repeat->project);
    free(repeat->tool);
    free(repeat->tag);
    free(repeat->model);
    free(repeat->request);
    free(repeat->generation);
    free(repeat);
}

void store_note_repeat(struct store *store, const struct ledger_entry *entry,
                       const char *generation)
{
    static const struct job_kind repeats = { run_repeat, on_written, dispose_repeat };
    struct repeat *repeat = xcalloc(1, sizeof(*repeat));

    repeat->till = till_ref(store->till);
    repeat->entry = *entry;
    repeat->entry.session = repeat->session = store_copy(entry->session);
    repeat->entry.project = repeat->project = store_copy(entry->project);
    repeat->entry.tool = repeat->tool = store_copy(entry->tool);
    repeat->entry.tag = repeat->tag = store_copy(entry->tag);
    repeat->entry.model = repeat->model = store_copy(entry->model);
    repeat->entry.request = repeat->request = store_copy(entry->request);
    repeat->generation = store_copy(generation);
    worker_run(store->worker, &repeats, repeat, NULL);
}

/* The caller's and the job's, whoever lets go last. */
struct store_recall {
    atomic_int references;
    struct till *till;
    struct job *job;
    struct loop *loop;
    struct loop_task overrun;
    enum record_kind kind;
    char name[RECORD_NAME_MAX + 1];
    int64_t now_s, time_s;
    struct buf text;
    bool is_found;
    struct err err;
    void (*on_recalled)(void *user, struct slice text, int64_t time_s, const struct err *err);
    void *user;
};

static void unref(struct store_recall *recall)
{
    if (atomic_fetch_sub(&recall->references, 1) > 1)
        return;
    till_unref(recall->till);
    buf_done(&recall->text);
    free(recall);
}

static void run_recall(void *data)
{
    struct store_recall *recall = data;
    struct records *records = till_open_records(recall->till, LEDGER_TELL_WAIT_MS, &recall->err);

    recall->is_found = records && records_get(records, recall->kind, recall->name, recall->now_s,
                                              &recall->text, &recall->time_s, &recall->err) == 0;
}

static void answer(struct store_recall *recall)
{
    recall->on_recalled(recall->user,
                        recall->is_found ? buf_slice(&recall->text) : (struct slice){ NULL, 0 },
                        recall->time_s, recall->err.kind == ERR_NONE ? NULL : &recall->err);
}

static void on_recall_done(void *user, void *data)
{
    struct store_recall *recall = data;

    (void)user;
    recall->job = NULL;
    answer(recall);
}

static void dispose_recall(void *data)
{
    unref(data);
}

static void on_overrun(void *user)
{
    struct store_recall *recall = user;

    store_overrun(&recall->err);
    answer(recall);
}

struct store_recall *store_recall(struct store *store, enum record_kind kind, const char *name,
                                  int64_t now_s,
                                  void (*on_recalled)(void *user, struct slice text, int64_t time_s,
                                                      const struct err *err),
                                  void *user)
{
    static const struct job_kind recalls = { run_recall, on_recall_done, dispose_recall };
    struct store_recall *recall = xcalloc(1, sizeof(*recall));

    atomic_init(&recall->references, 2);
    recall->till = till_ref(store->till);
    recall->loop = store->loop;
    recall->overrun = (struct loop_task){ .on_turn = on_overrun, .user = recall };
    recall->kind = kind;
    snprintf(recall->name, sizeof(recall->name), "%s", name);
    recall->now_s = now_s;
    recall->text = BUF_MAX(RECORD_MAX);
    recall->on_recalled = on_recalled;
    recall->user = user;
    recall->job = worker_run(store->worker, &recalls, recall, NULL);
    if (!recall->job)
        loop_task_queue(store->loop, &recall->overrun);
    return recall;
}

struct store_recall *store_recall_free(struct store_recall *recall)
{
    if (recall) {
        job_free(recall->job);
        loop_task_drop(recall->loop, &recall->overrun);
        unref(recall);
    }
    return NULL;
}

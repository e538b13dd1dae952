/* store_records - what is kept, and found again, by way of the worker.
 *
 *   store_keep, store_note_repeat -> (worker) -> written, or not
 *   store_recall -> (worker) -> on_recalled
 */
#include "base/limits.h"
#include "store/store_asking.h"

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

struct store_recall {
    struct store_asking asking;
    enum record_kind kind;
    char name[RECORD_NAME_MAX + 1];
    int64_t now_s, time_s;
    struct buf text;
    bool is_found;
    void (*on_recalled)(void *user, struct slice text, int64_t time_s, const struct err *err);
    void *user;
};

static void run_recall(void *question)
{
    struct store_recall *recall = question;
    struct err *err = &recall->asking.err;
    struct records *records = till_open_records(recall->asking.till, LEDGER_TELL_WAIT_MS, err);

    recall->is_found = records && records_get(records, recall->kind, recall->name, recall->now_s,
                                              &recall->text, &recall->time_s, err) == 0;
}

static void answer_recall(void *question)
{
    struct store_recall *recall = question;

    recall->on_recalled(recall->user,
                        recall->is_found ? buf_slice(&recall->text) : (struct slice){ NULL, 0 },
                        recall->time_s, store_asking_err(&recall->asking));
}

static void release_recall(void *question)
{
    struct store_recall *recall = question;

    buf_done(&recall->text);
    free(recall);
}

struct store_recall *store_recall(struct store *store, enum record_kind kind, const char *name,
                                  int64_t now_s,
                                  void (*on_recalled)(void *user, struct slice text, int64_t time_s,
                                                      const struct err *err),
                                  void *user)
{
    static const struct store_asking_kind recalls = { run_recall, answer_recall, release_recall };
    struct store_recall *recall = xcalloc(1, sizeof(*recall));

    recall->kind = kind;
    snprintf(recall->name, sizeof(recall->name), "%s", name);
    recall->now_s = now_s;
    recall->text = BUF_MAX(RECORD_MAX);
    recall->on_recalled = on_recalled;
    recall->user = user;
    store_asking_start(store, &recall->asking, &recalls, recall);
    return recall;
}

struct store_recall *store_recall_free(struct store_recall *recall)
{
    if (recall)
        store_asking_drop(&recall->asking);
    return NULL;
}

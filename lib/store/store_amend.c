/* store_amend - kept texts that are changed, and their names, by way of the worker.
 *
 *   store_amend -> (worker) -> on_amended
 *   store_list  -> (worker) -> on_listed
 */
#include "base/limits.h"
#include "store/store_asking.h"

#include <stdio.h>
#include <stdlib.h>

struct store_amend {
    struct store_asking asking;
    struct record record;
    char name[RECORD_NAME_MAX + 1];
    int64_t now_s;
    struct record_change change;
    char *by;
    struct buf text;
    void (*on_amended)(void *user, struct slice text, const struct err *err);
    void *user;
};

static void run_amend(void *question)
{
    struct store_amend *amend = question;
    struct err *err = &amend->asking.err;
    struct records *records = till_open_records(amend->asking.till, LEDGER_HOLD_WAIT_MS, err);

    if (records)
        (void)records_amend(records, &amend->record, amend->now_s, &amend->change, &amend->text,
                            err);
}

static void answer_amend(void *question)
{
    struct store_amend *amend = question;

    amend->on_amended(amend->user, buf_slice(&amend->text), store_asking_err(&amend->asking));
}

static void release_amend(void *question)
{
    struct store_amend *amend = question;

    buf_done(&amend->text);
    free(amend->by);
    free(amend);
}

struct store_amend *
store_amend(struct store *store, const struct record *record, int64_t now_s,
            const struct record_change *change, size_t size_max,
            void (*on_amended)(void *user, struct slice text, const struct err *err), void *user)
{
    static const struct store_asking_kind amends = { run_amend, answer_amend, release_amend };
    struct store_amend *amend = xcalloc(1, sizeof(*amend));

    amend->record = *record;
    snprintf(amend->name, sizeof(amend->name), "%s", record->name);
    amend->record.name = amend->name;
    amend->now_s = now_s;
    amend->by = slice_dup(change->by);
    amend->change = (struct record_change){ change->change, { amend->by, change->by.size } };
    amend->text = BUF_MAX(size_max);
    amend->on_amended = on_amended;
    amend->user = user;
    store_asking_start(store, &amend->asking, &amends, amend);
    return amend;
}

struct store_amend *store_amend_free(struct store_amend *amend)
{
    if (amend)
        store_asking_drop(&amend->asking);
    return NULL;
}

struct store_list {
    struct store_asking asking;
    enum record_kind kind;
    struct record_name *names;
    size_t max;
    int count;
    void (*on_listed)(void *user, const struct record_name *names, size_t count,
                      const struct err *err);
    void *user;
};

static void run_list(void *question)
{
    struct store_list *list = question;
    struct err *err = &list->asking.err;
    struct records *records = till_open_records(list->asking.till, LEDGER_HOLD_WAIT_MS, err);

    if (records)
        list->count = records_list(records, list->kind, list->names, list->max, err);
}

static void answer_list(void *question)
{
    struct store_list *list = question;

    list->on_listed(list->user, list->names, list->count > 0 ? (size_t)list->count : 0,
                    store_asking_err(&list->asking));
}

static void release_list(void *question)
{
    struct store_list *list = question;

    free(list->names);
    free(list);
}

struct store_list *store_list(struct store *store, enum record_kind kind, size_t max,
                              void (*on_listed)(void *user, const struct record_name *names,
                                                size_t count, const struct err *err),
                              void *user)
{
    static const struct store_asking_kind lists = { run_list, answer_list, release_list };
    struct store_list *list = xcalloc(1, sizeof(*list));

    list->kind = kind;
    list->names = xcalloc(max, sizeof(*list->names));
    list->max = max;
    list->on_listed = on_listed;
    list->user = user;
    store_asking_start(store, &list->asking, &lists, list);
    return list;
}

struct store_list *store_list_free(struct store_list *list)
{
    if (list)
        store_asking_drop(&list->asking);
    return NULL;
}

/* store - the ledger and what is kept, seen from the loop: each question is a job of a worker. */
#include "store/store.h"

#include "store/store_parts.h"

#include <stdlib.h>

struct store *store_new(struct loop *loop, const char *directory)
{
    struct store *store = xcalloc(1, sizeof(*store));

    store->loop = loop;
    store->worker = worker_new(loop, "store");
    store->till = till_new(directory);
    store->untold_end = &store->untold;
    store->again = (struct loop_timer){ .on_due = store_tell_again, .user = store };
    return store;
}

struct store *store_free(struct store *store, int wait_ms)
{
    if (!store)
        return NULL;
    loop_timer_stop(store->loop, &store->again);
    store_tell_at_last(store);
    worker_free(store->worker, wait_ms);
    till_unref(store->till);
    free(store);
    return NULL;
}

int store_overrun(struct err *err)
{
    return err_set(err, ERR_BUSY,
                   "too many questions to the ledger wait for the disk; call again later");
}

char *store_copy(const char *text_or_null)
{
    return text_or_null ? xstrdup(text_or_null) : NULL;
}

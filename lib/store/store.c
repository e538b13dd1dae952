/* store - the ledger, seen from the loop: each question is a job of the store's worker. */
#include "store/store.h"

#include "store/store_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct store *store_new(struct loop *loop, const char *directory)
{
    struct store *store = xcalloc(1, sizeof(*store));
    size_t size = strlen(directory) + sizeof("/ledger.db");
    CLEANUP(freep) char *path = xmalloc(size);

    snprintf(path, size, "%s/ledger.db", directory);
    store->loop = loop;
    store->worker = worker_new(loop, "store");
    store->till = till_new(path);
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

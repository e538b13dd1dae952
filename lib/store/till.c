/* till - the ledger, and what is kept beside it, as the worker's thread has them. */
#include "store/till.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct till {
    atomic_int references;
    char *directory, *path; /* of the ledger */
    struct ledger *ledger;
    struct records *records;
    bool is_stuck;
};

struct till *till_new(const char *directory)
{
    struct till *till = xcalloc(1, sizeof(*till));
    size_t size = strlen(directory) + sizeof("/ledger.db");

    atomic_init(&till->references, 1);
    till->directory = xstrdup(directory);
    till->path = xmalloc(size);
    snprintf(till->path, size, "%s/ledger.db", directory);
    return till;
}

struct till *till_ref(struct till *till)
{
    atomic_fetch_add(&till->references, 1);
    return till;
}

struct till *till_unref(struct till *till)
{
    if (!till || atomic_fetch_sub(&till->references, 1) > 1)
        return NULL;
    ledger_close(till->ledger);
    records_close(till->records);
    free(till->directory);
    free(till->path);
    free(till);
    return NULL;
}

struct ledger *till_open(struct till *till, int wait_ms, struct err *err)
{
    if (till->ledger)
        ledger_set_wait(till->ledger, wait_ms);
    else
        till->ledger = ledger_open(till->path, wait_ms, err);
    return till->ledger;
}

struct records *till_open_records(struct till *till, int wait_ms, struct err *err)
{
    if (till->records)
        records_set_wait(till->records, wait_ms);
    else
        till->records = records_open(till->directory, wait_ms, err);
    return till->records;
}

bool till_is_stuck(const struct till *till)
{
    return till->is_stuck;
}

void till_set_stuck(struct till *till, bool is_stuck)
{
    till->is_stuck = is_stuck;
}

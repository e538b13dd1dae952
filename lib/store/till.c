/* till - the ledger as the worker's thread has it. */
#include "store/till.h"

#include <stdatomic.h>
#include <stdlib.h>

struct till {
    atomic_int references;
    char *path;
    struct ledger *ledger;
    bool is_stuck;
};

struct till *till_new(const char *path)
{
    struct till *till = xcalloc(1, sizeof(*till));

    atomic_init(&till->references, 1);
    till->path = xstrdup(path);
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

bool till_is_stuck(const struct till *till)
{
    return till->is_stuck;
}

void till_set_stuck(struct till *till, bool is_stuck)
{
    till->is_stuck = is_stuck;
}

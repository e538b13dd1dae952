/* store_asking - a question to the worker, as the loop asks it. Embedded in what is asked.
 *
 *   store_asking_start -> run (on the thread) -> answer (on the loop)
 *                      -> nobody takes it     -> answer (on the loop's next turn), with err
 *   store_asking_drop  -> no answer comes any more; the thread may still be at it
 *
 * The question belongs to its caller and to its job: whoever lets go last releases it.
 */
#pragma once

#include "store/store_parts.h"

#include <stdatomic.h>

struct store_asking_kind {
    void (*run)(void *question);     /* on the thread; sets err when it fails */
    void (*answer)(void *question);  /* on the loop, once; never after store_asking_drop */
    void (*release)(void *question); /* frees it, on whichever thread; the till is not its affair */
};

struct store_asking {
    atomic_int references;
    const struct store_asking_kind *kind;
    void *question; /* that this is embedded in */
    struct till *till;
    struct loop *loop;
    struct job *job;
    struct loop_task overrun;
    struct err err; /* ERR_NONE: it was answered */
};

/* Keeps kind. answer never comes from inside it. */
void store_asking_start(struct store *store, struct store_asking *asking,
                        const struct store_asking_kind *kind, void *question);

/* The caller lets go; also from answer. */
void store_asking_drop(struct store_asking *asking);

/* Why there is no answer; NULL when there is one. */
const struct err *store_asking_err(const struct store_asking *asking);

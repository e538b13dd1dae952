/* owner - whether the process that wrote a row still lives, and whether others wait for their turn.
 *
 * Each process holds a lock on one byte of a file beside the ledger, and the byte's number is in
 * its rows. The kernel gives the lock back when the process ends, however it ends. So this needs no
 * look at other processes (which the sandbox forbids), is not misled by a process number that is
 * used again, and holds across containers that share the directory. Where locks are those of a
 * process and not of a descriptor (PORTABLE=1), a process may have one ledger open at a time.
 */
#pragma once

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct owner {
    int fd;
    int64_t number;
    bool is_waiting, has_duty;
};

/* The file is path-owners. -1 (ERR_CONFIG) when no lock can be had. */
int owner_open(struct owner *owner, const char *path, struct err *err);
void owner_done(struct owner *owner);

/* True for ourselves; also when it cannot be known. */
bool owner_lives(const struct owner *owner, int64_t number);

/* Whether it is this process that looks after dead ones: the first one of all that live to ask. */
bool owner_has_duty(struct owner *owner);

/* Says to others that we wait for the ledger's lock, or no longer do. */
void owner_wait(struct owner *owner, bool is_waiting);
bool owner_others_wait(const struct owner *owner);

/* child - a program that was started here, with pipes to its stdin and from its stdout. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

struct child {
    pid_t pid;   /* 0: not running */
    int in, out; /* what it reads, what it writes; -1: closed */
};

/* argv and environment end with NULL. false when it cannot be started; the reason is in errno. */
bool child_start(struct child *child, char *const argv[], char *const environment[]);

/* Closes its stdin, which tells it to end. */
void child_close_input(struct child *child);

/* Whether it has ended by now; *status is what waitpid says then. */
bool child_has_ended(struct child *child, int *status);

/* Ends it in any case. */
void child_done(struct child *child);

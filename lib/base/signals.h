/* signals - signals as events of the loop, by a pipe that the handler writes to. */
#pragma once

#include "base/loop.h"

struct signals;

/* From now on each of the numbers (a list that ends with 0) calls on_signal from the loop. A second
 * signal that arrives before the first was handled ends the process at once with status 1. SIGPIPE
 * is ignored for the whole process. There can be one of these in a process. */
struct signals *signals_new(struct loop *loop, const int *numbers,
                            void (*on_signal)(void *user, int number), void *user);

/* Gives the signals back their default action. */
struct signals *signals_free(struct signals *signals);

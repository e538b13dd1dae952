/* torture - the far side cut after each byte, and the client gone after each event.
 *
 * One property: every request has exactly one answer (none when it was cancelled), every line is
 * valid, the key is nowhere, and the server lives on.
 */
#pragma once

#include "base/loop.h"

/* Prints how often each state was reached; a state that was never reached is a failure. name: only
 * when NULL or "torture". */
void torture(struct loop *loop, const char *program, const char *name, unsigned *passed,
             unsigned *failed);

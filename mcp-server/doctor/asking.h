/* asking - what OpenRouter says of the key, and what servers of the user's own offer, within a
 * bounded time. Costs nothing. */
#pragma once

#include "mcp-server/doctor/checkup.h"

/* Runs the program's loop until there is an answer or DOCTOR_WAIT_MS are over (online:
 * DOCTOR_ONLINE_MS, and the lists of models are fetched where there are none yet). Fills in
 * checkup->verdict and lists_err. */
void asking_make(struct checkup *checkup);

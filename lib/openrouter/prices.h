/* prices - the pricing object of a model or an endpoint. Pure. */
#pragma once

#include "openrouter/catalogue.h"

/* base is what is listed now, highest what a bound must use: the base and every override, each
 * price at its highest. What is absent, "-1" or no number makes known false. */
void prices_read(struct slice pricing, struct prices *base, struct prices *highest);

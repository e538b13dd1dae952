/* amount - dollars among a tool's arguments. Pure. */
#pragma once

#include "json/json.h"

/* Reads a JSON number of dollars in nano-dollars; -1 when number is NULL (not given). The shortest
 * decimal text of a JSON number is what the caller wrote, up to 15 digits. -1 and err when it is no
 * amount; name says which argument. */
int amount_read(const cJSON *number, const char *name, int64_t *nano, struct err *err);

/* The same for dollars per million tokens, in pico-dollars a token. */
int amount_read_price(const cJSON *number, const char *name, int64_t *pico, struct err *err);

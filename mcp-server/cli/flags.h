/* flags - the arguments of a command as the arguments of a tool, by the tool's own schema. Pure.
 *
 *   --max-cost-usd 0.1  --max-cost-usd=0.1      a scalar, as it is written
 *   --web  --no-web                             a boolean
 *   --fallbacks a/x --fallbacks b/y             an array: repeat it
 *   --answer-schema '{...}'  @FILE              an object: JSON, or the name of a file with it
 *   TEXT                                        the positional: see flags_positional
 *   --                                          what follows is no flag
 *
 * Numbers and JSON stay text here: the registry's gate turns them into what the schema means, and
 * says what is wrong with them, for this door as for the other.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "json/json.h"

struct flags {
    bool help, json;
    cJSON *arguments;           /* an object, owned */
    const char *standard_input; /* property whose text is to be read from there ("-"); or NULL */
};

/* The property that an argument without a flag stands for: the first required one, else the first
 * of all if it is a string. NULL when there is none. */
const char *flags_positional(const cJSON *schema);
bool flags_is_required(const cJSON *schema, const char *property);

/* Reads argv up to NULL. -1 (ERR_ARGUMENT) with what is allowed instead; flags_done is due in any
 * case. */
int flags_read(struct flags *flags, const cJSON *schema, char **argv, struct err *err);
void flags_done(struct flags *flags);

/* "max_cost_usd" as "max-cost-usd", cut to size. */
void flags_spell(char *spelt, size_t size, const char *property);

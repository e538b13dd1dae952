/* manual - the help of a command, from its tool's definition. Pure. */
#pragma once

#include "base/buf.h"
#include "json/json.h"

/* What --json prints, in words; NULL for a command that has no such flag: one whose definition
 * (which, unlike a tool's, has a summary) does not say what its json is. */
const char *manual_says_json(const cJSON *definition);

/* Whether the argument without a flag is read from standard input where it is left out: a tool's
 * that must be there. */
bool manual_reads_input(const cJSON *definition, const char *property);

/* Appends the synopsis, the description, and each flag with its values, default and limits.
 * command is the word that is typed. */
void manual_add(struct buf *out, const char *command, const cJSON *definition);

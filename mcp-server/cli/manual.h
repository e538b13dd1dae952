/* manual - the help of a command, from its tool's definition. Pure. */
#pragma once

#include "base/buf.h"
#include "json/json.h"

/* Appends the synopsis, the description, and each flag with its values, default and limits.
 * command is the word that is typed. */
void manual_add(struct buf *out, const char *command, const cJSON *definition);

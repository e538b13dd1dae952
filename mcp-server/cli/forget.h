/* forget - removes what this program remembers: old rows of the ledger, and kept answers.
 *
 *   what would go -> said -> asked (a terminal), or --yes -> removed -> said
 */
#pragma once

#include "mcp-server/program.h"

/* The command; argv behind its name. The exit status: 2 when nothing was removed that should be. */
int forget_run(struct program *program, char **argv);

/* The beginning of a day, "2026-11-22" (UTC), in seconds since 1970; -1 when it is none. */
int64_t forget_read_day(const char *day);

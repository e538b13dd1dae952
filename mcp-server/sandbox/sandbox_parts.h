/* sandbox_parts - the two halves of the sandbox that the kernel must provide. */
#pragma once

#include "mcp-server/sandbox/sandbox.h"

/* What became of a part: a positive version, or one of these. */
#define SANDBOX_ABSENT 0 /* not in this kernel, or not on this machine */
#define SANDBOX_FAILED -1

/* No file but the system's own and ours, no program executed, no TCP port opened for listening. */
int sandbox_landlock(const struct config *config, const struct sandbox_reads *reads,
                     struct err *err);

/* System calls that this program never makes, and whoever took it over would. */
int sandbox_seccomp(struct err *err);

/* sandbox - what this process gives up before its first thread.
 *
 * No core file, no tracing by others, no new privileges; no file but the system's own and those of
 * the roots for reading, and our state and cache directories; no program can be executed and no
 * other process touched. Where the kernel lacks a part (or PORTABLE=1 was built) that part is
 * skipped and named in the report.
 */
#pragma once

#include "files/root.h"
#include "mcp-server/config/config.h"

/* Dumpable 0, core limit 0, umask 077, inherited descriptors above 2 closed. First thing in main.
 */
void sandbox_early(void);

/* What may be read beside the system's own: the roots, and folders or files by their paths (of git:
 * where a work tree's repository really lies); NULL at their end. Both may be NULL. */
struct sandbox_reads {
    const struct roots *roots;
    const char *const *paths;
};

/* Landlock, no_new_privs, seccomp. After the configuration and before libcurl's first thread.
 * report (256 bytes) becomes "landlock 7, seccomp, dumpable 0". -1 when a part that the kernel has
 * could not be switched on: the process must not serve then. */
int sandbox_enter(const struct config *config, const struct sandbox_reads *reads, char report[256],
                  struct err *err);

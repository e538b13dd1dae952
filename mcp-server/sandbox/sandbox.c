/* sandbox - what this process gives up before its first thread.
 *
 *   early: not dumpable, no core, closed descriptors        (before anything is read)
 *   enter: Landlock -> no_new_privs -> seccomp              (before the first thread)
 */
#include "mcp-server/sandbox/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef PORTABLE
#include "mcp-server/sandbox/sandbox_parts.h"

#include <sys/prctl.h>
#endif

#define DESCRIPTORS_MAX 65536

static void close_inherited(void)
{
#ifndef PORTABLE
    if (close_range(STDERR_FILENO + 1, ~0U, 0) == 0)
        return;
#endif
    long open_max = sysconf(_SC_OPEN_MAX);

    if (open_max < 0 || open_max > DESCRIPTORS_MAX)
        open_max = DESCRIPTORS_MAX;
    for (int fd = STDERR_FILENO + 1; fd < open_max; fd++)
        close(fd);
}

void sandbox_early(void)
{
    struct rlimit none = { 0, 0 };

    /* The leak checker of a sanitizer build traces the process at its end. */
#if !defined(PORTABLE) && !defined(SANITIZED)
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
    setrlimit(RLIMIT_CORE, &none);
    umask(077);
    close_inherited();
}

#ifdef PORTABLE

int sandbox_enter(const struct config *config, const struct sandbox_reads *reads, char report[256],
                  struct err *err)
{
    (void)config;
    (void)reads;
    (void)err;
    snprintf(report, 256, "no landlock and no seccomp (built with PORTABLE=1)");
    return 0;
}

#else

int sandbox_enter(const struct config *config, const struct sandbox_reads *reads, char report[256],
                  struct err *err)
{
    char landlock[64] = "no landlock (not in this kernel)";

    /* Landlock and seccomp ask for it, so that no later program can be freed of them again. */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return err_set(err, ERR_INTERNAL, "sandbox: no_new_privs: %s", strerror(errno));

    int version = sandbox_landlock(config, reads, err);

    if (version < 0)
        return err_wrap(err, "sandbox: landlock");
    if (version > 0)
        snprintf(landlock, sizeof(landlock), "landlock %d", version);

    int filter = sandbox_seccomp(err);

    if (filter < 0)
        return err_wrap(err, "sandbox: seccomp");
    snprintf(report, 256, "%s, %s, dumpable %d", landlock,
             filter > 0 ? "seccomp" : "no seccomp (not in this kernel)",
             prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
    return 0;
}

#endif

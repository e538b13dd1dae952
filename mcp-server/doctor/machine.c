/* machine - what a server gives up here, seen by giving it up.
 *
 * The sandbox cannot be left: this is the last thing that the process does but to print.
 */
#include "mcp-server/doctor/groups.h"

#include "mcp-server/sandbox.h"

#include <sys/resource.h>

static void check_core(struct checkup *checkup)
{
    struct rlimit core;

    if (getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0)
        finding_ok(checkup, "core files", "none");
    else
        finding_problem(checkup, "core files", "ulimit -c 0", "could not be switched off");
}

void doctor_machine(struct checkup *checkup)
{
    struct err err = { 0 };
    struct sandbox_reads reads = { .roots = checkup->program->roots };
    char report[256];

    check_core(checkup);
    if (sandbox_enter(checkup->program->config, &reads, report, &err) < 0)
        finding_err(checkup, "sandbox", &err,
                    "a server does not start like this; where the kernel cannot be changed, "
                    "build with PORTABLE=1");
    else if (strstr(report, "no landlock") || strstr(report, "no seccomp"))
        finding_note(checkup, "sandbox", "a kernel from 5.13 on has both", "%s", report);
    else
        finding_ok(checkup, "sandbox", "%s", report);
}

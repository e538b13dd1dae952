/* machine - what a server gives up here, seen by giving it up.
 *
 * The sandbox cannot be left: this is the last thing that the process does but to print.
 */
#include "mcp-server/doctor/groups.h"

#include "mcp-server/material/screen.h"
#include "mcp-server/sandbox/sandbox.h"

#include <sys/resource.h>

static void check_core(struct checkup *checkup)
{
    struct rlimit core;

    if (getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_cur == 0 && core.rlim_max == 0)
        finding_ok(checkup, "core files", "none");
    else
        finding_problem(checkup, "core files", "ulimit -c 0", "could not be switched off");
}

/* As a server that is started here would read them. */
static void check_files(struct checkup *checkup)
{
    const struct program *program = checkup->program;
    const struct roots *roots = program->roots;
    char shown[ROOTS_SHOWN_SIZE];
    const char *problem;

    screen_prepare(program->screen);
    problem = screen_problem(program->screen);
    if (roots->count == 0)
        finding_note(checkup, "files", NULL, "%s", roots->err.text);
    else if (problem)
        finding_problem(checkup, "files", "until then none is sent", "%s", problem);
    else
        finding_ok(checkup, "files", "may be sent from %s", roots_show(shown, roots));
}

void doctor_machine(struct checkup *checkup)
{
    struct err err = { 0 };
    struct sandbox_reads reads = { .roots = checkup->program->roots,
                                   .paths = screen_grants(checkup->program->screen) };
    char report[256];

    check_core(checkup);
    check_files(checkup);
    if (sandbox_enter(checkup->program->config, &reads, report, &err) < 0)
        finding_err(checkup, "sandbox", &err,
                    "a server does not start like this; where the kernel cannot be changed, "
                    "build with PORTABLE=1");
    else if (strstr(report, "no landlock") || strstr(report, "no seccomp"))
        finding_note(checkup, "sandbox", "a kernel from 5.13 on has both", "%s", report);
    else
        finding_ok(checkup, "sandbox", "%s", report);
}

/* Units of files/diff inside the program's sandbox, with the program's own rules. */
#include "diff_room.h"
#include "mcp-server/material/screen.h"
#include "mcp-server/sandbox/sandbox.h"

/* A second work tree whose repository lies elsewhere, with its root further down. */
static void furnish(void)
{
    begin();
    room_file("r/src/a.c", "1\n");
    room_file("r/src/.env", "A=1\n");
    room_file("r/src/x.log", "1\n");
    room_file("r/src/.gitignore", "*.log\n");
    git("add", "-f", "src/x.log");
    room_file("r/top.c", "1\n");
    commit("first");
    git("worktree", "add", "-q", "-b", "side", "../w");
    room_file("w/src/a.c", "2\n");
    room_file("w/src/.env", "A=2\n");
    room_file("w/src/x.log", "2\n");
    room_file("w/top.c", "2\n");
    CHECK_INT(git_in("w", (const char *const[]){ "-c", "user.name=n", "-c", "user.email=e@x",
                                                 "commit", "-q", "-a", "-m", "second", NULL }),
              0);
    room_file("w/src/a.c", "3\n");
}

static const char *ask(struct screen *screen, const char *text)
{
    struct diff_options options = { .diff = text, .files = { .roots = roots } };

    screen_rules(screen, &options.files);
    run_diff(&options);
    return summary();
}

/* In a child, which cannot leave the sandbox again: 0, or which answer was wrong. */
static int look(void)
{
    char *secrets = xstrdup("refuse");
    struct config config = { .state_dir = xstrdup(room_path("state")),
                             .home = xstrdup(room_path("")),
                             .file_secrets = secrets };
    struct screen *screen;
    struct sandbox_reads reads;
    struct err err;
    char report[256];

    open_roots("w/src", NULL);
    loop = loop_new();
    gathers = gathers_new(loop);
    screen = screen_new(&config, roots);
    screen_prepare(screen);
    reads = (struct sandbox_reads){ roots, screen_grants(screen) };
    if (sandbox_enter(&config, &reads, report, &err) < 0)
        return 1;
    if (strcmp(ask(screen, "main...HEAD"), "M src/.env +1-1 !deny\nM src/a.c +1-1 -1[1] +1[2]\n"
                                           "M src/x.log +1-1 !ignored\nM top.c +1-1 !outside") != 0)
        return 2;
    if (strcmp(ask(screen, "working"), "M src/a.c +1-1 -1[2] +1[3]") != 0)
        return 3;
    if (strcmp(ask(screen, "staged"), "") != 0 || why.kind != ERR_NONE)
        return 4;
    return 0;
}

TEST("change: read in the sandbox, in a work tree whose repository lies elsewhere")
{
    int status;
    pid_t child;

    furnish();
    room_folder("state");
    child = fork();
    if (child == 0)
        _exit(look());
    CHECK_INT(waitpid(child, &status, 0), child);
    CHECK_INT(WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status), 0);
    end();
}

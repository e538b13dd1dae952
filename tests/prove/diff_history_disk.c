/* diff_history_disk - git, and what happens to a work tree between two commits. */
#include "diff_history.h"

#include "base/mem.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool one_in(size_t count)
{
    return (size_t)random() % count == 0;
}

/* --- git ------------------------------------------------------------------------------------ */

static void become_git(const char *folder, const char *const *arguments)
{
    const char *argv[40] = { "git", "-C", folder };
    size_t count = 3;

    for (; *arguments && count < ARRAY_COUNT(argv) - 1; arguments++)
        argv[count++] = *arguments;
    clearenv();
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_ATTR_NOSYSTEM", "1", 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    execvp("git", (char *const *)argv);
    _exit(127);
}

int history_git(const char *folder, const char *const *arguments, const char *input,
                const char *output)
{
    int status;
    pid_t pid = fork();

    if (pid == 0) {
        int in = open(input ? input : "/dev/null", O_RDONLY);
        int out =
            output ? open(output, O_WRONLY | O_CREAT | O_TRUNC, 0600) : open("/dev/null", O_WRONLY);
        int quiet = open("/dev/null", O_WRONLY);

        dup2(in, 0);
        dup2(out, 1);
        dup2(quiet, 2);
        become_git(folder, arguments);
    }
    if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

/* --- the work tree -------------------------------------------------------------------------- */

static int touch_one(const char *path, const struct stat *file, int type, struct FTW *walk)
{
    FILE *out;

    if (strcmp(path + walk->base, ".git") == 0 && type == FTW_D)
        return FTW_SKIP_SUBTREE;
    if (type != FTW_F || !one_in(4))
        return FTW_CONTINUE;
    if (one_in(5)) {
        unlink(path);
    } else if (one_in(5)) {
        chmod(path, file->st_mode ^ 0111);
    } else if (one_in(8)) {
        if (unlink(path) == 0 && symlink("nowhere", path) < 0)
            return -1;
    } else {
        out = fopen(path, one_in(3) ? "w" : "a");
        if (!out)
            return -1;
        fputs("changed on disk\n", out);
        fclose(out);
    }
    return FTW_CONTINUE;
}

/* A link that leads to where the folder is now: to git what lies behind it is not there. */
static void link_folder(const char *folder)
{
    char from[500], to[500];

    snprintf(from, sizeof(from), "%s/src", folder);
    snprintf(to, sizeof(to), "%s/moved", folder);
    if (one_in(4) && rename(from, to) == 0 && symlink("moved", from) < 0)
        exit(1);
}

void history_disturb(const char *folder)
{
    static const char *const stage[] = { "add", "-u", NULL };

    nftw(folder, touch_one, 16, FTW_PHYS | FTW_ACTIONRETVAL);
    if (one_in(2))
        history_git(folder, stage, NULL, NULL);
    nftw(folder, touch_one, 16, FTW_PHYS | FTW_ACTIONRETVAL);
    link_folder(folder);
}

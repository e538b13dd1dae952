/* repository - a folder of a home under git, the same on every machine. */
#include "tests/cases/repository.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAID_MAX     300
#define FIRST_DATE_S 1767225600 /* 2026-01-01 */

struct surroundings {
    char home[300], ceiling[300], author_date[80], committer_date[80];
};

/* In the child. Messages of git go where ours are read from. */
static void run_child(const char *path, const char *const *words, char *const *environment, int out)
{
    const char *arguments[REPOSITORY_WORDS_MAX + 2] = { "git" };

    for (size_t i = 0; words[i] && i < REPOSITORY_WORDS_MAX; i++)
        arguments[i + 1] = words[i];
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    if (chdir(path) == 0)
        execvpe("git", (char *const *)arguments, environment);
    dprintf(out, "cannot start git in %s: %s", path, strerror(errno));
    _exit(127);
}

/* Reads to the end, also what is not kept: git must not wait for a reader. */
static void listen(int fd, char said[SAID_MAX])
{
    size_t size = 0;
    char bytes[1024];

    for (ssize_t count; (count = read(fd, bytes, sizeof(bytes))) > 0;)
        for (ssize_t i = 0; i < count && size + 1 < SAID_MAX; i++)
            said[size++] = bytes[i] == '\n' ? ' ' : bytes[i];
    said[size] = '\0';
}

static int run(const char *path, const char *const *words, char *const *environment,
               struct err *err)
{
    char said[SAID_MAX] = "";
    int ends[2], status = 0;
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return err_set(err, ERR_CONFIG, "no pipe: %s", strerror(errno));
    pid = fork();
    if (pid == 0)
        run_child(path, words, environment, ends[1]);
    close(ends[1]);
    if (pid > 0)
        listen(ends[0], said);
    close(ends[0]);
    if (pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    return err_set(err, ERR_CONFIG, "git %s in %s: %s", words[0], path, said);
}

int repository_git(const struct home *home, const char *folder, const char *const *words,
                   unsigned number, struct err *err)
{
    char path[512];
    struct surroundings at;
    char *environment[] = { "PATH=/usr/bin:/bin:/usr/local/bin",
                            "GIT_CONFIG_GLOBAL=/dev/null",
                            "GIT_CONFIG_NOSYSTEM=1",
                            "GIT_AUTHOR_NAME=Author",
                            "GIT_AUTHOR_EMAIL=author@example.invalid",
                            "GIT_COMMITTER_NAME=Author",
                            "GIT_COMMITTER_EMAIL=author@example.invalid",
                            "LC_ALL=C",
                            at.home,
                            at.ceiling,
                            at.author_date,
                            at.committer_date,
                            NULL };

    snprintf(path, sizeof(path), "%s/%s", home->path, folder);
    snprintf(at.home, sizeof(at.home), "HOME=%s", home->path);
    snprintf(at.ceiling, sizeof(at.ceiling), "GIT_CEILING_DIRECTORIES=%s", home->path);
    snprintf(at.author_date, sizeof(at.author_date), "GIT_AUTHOR_DATE=%u +0000",
             FIRST_DATE_S + number);
    snprintf(at.committer_date, sizeof(at.committer_date), "GIT_COMMITTER_DATE=%u +0000",
             FIRST_DATE_S + number);
    return run(path, words, environment, err);
}

int repository_commit(const struct home *home, const char *folder, const char *message,
                      unsigned number, struct err *err)
{
    const char *const init[] = { "init", "-q", "-b", "main", NULL };
    const char *const add[] = { "add", "-A", NULL };
    const char *const commit[] = { "commit", "-q", "-m", message, NULL };
    char repository[512];

    snprintf(repository, sizeof(repository), "%s/%s/.git", home->path, folder);
    if (access(repository, F_OK) < 0 && repository_git(home, folder, init, number, err) < 0)
        return -1;
    if (repository_git(home, folder, add, number, err) < 0)
        return -1;
    return repository_git(home, folder, commit, number, err);
}

/* child - a program that was started here. */
#include "tests/demo/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

bool child_start(struct child *child, char *const argv[], char *const environment[])
{
    posix_spawn_file_actions_t actions;
    int to[2], from[2];

    *child = (struct child){ .in = -1, .out = -1 };
    if (pipe2(to, O_CLOEXEC) < 0)
        return false;
    if (pipe2(from, O_CLOEXEC) < 0) {
        close(to[0]);
        close(to[1]);
        return false;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    int rc = posix_spawn(&child->pid, argv[0], &actions, NULL, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    close(to[0]);
    close(from[1]);
    child->in = to[1];
    child->out = from[0];
    if (rc == 0)
        return true;
    child->pid = 0;
    child_done(child);
    errno = rc;
    return false;
}

void child_close_input(struct child *child)
{
    close_fd(&child->in);
}

bool child_has_ended(struct child *child, int *status)
{
    if (child->pid == 0)
        return true;
    if (waitpid(child->pid, status, WNOHANG) != child->pid)
        return false;
    child->pid = 0;
    return true;
}

void child_done(struct child *child)
{
    close_fd(&child->in);
    close_fd(&child->out);
    if (child->pid == 0)
        return;
    kill(child->pid, SIGKILL);
    waitpid(child->pid, NULL, 0);
    child->pid = 0;
}

/* child - a process under measurement. */
#include "tests/bench/child.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define END_MS  2000
#define LINE_MS 60000

extern char **environ;

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
    exit(2);
}

static int64_t ns_of(clockid_t clock)
{
    struct timespec time = { 0 };

    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t now_ns(void)
{
    return ns_of(CLOCK_MONOTONIC);
}

static void pin(pid_t pid, int core)
{
    cpu_set_t cores;

    CPU_ZERO(&cores);
    for (int i = 0; i < CPU_SETSIZE; i++)
        if (core < 0 || i == core)
            CPU_SET((size_t)i, &cores);
    if (sched_setaffinity(pid, sizeof(cores), &cores) < 0)
        give_up("pinning to a core");
}

void pin_self(int core)
{
    pin(0, core);
}

void child_pin(const struct child *child, int core)
{
    pin(child->pid, core);
}

struct child child_start(const char *const *argv, const char *const *env)
{
    posix_spawn_file_actions_t actions;
    struct child child = { 0 };
    int in[2], out[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0 ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, out) < 0)
        give_up("making pipes");
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    child.spawn_ns = now_ns();
    errno = posix_spawn(&child.pid, argv[0], &actions, NULL, (char *const *)argv,
                        env ? (char *const *)env : environ);
    if (errno != 0)
        give_up(argv[0]);
    posix_spawn_file_actions_destroy(&actions);
    close(in[1]);
    close(out[1]);
    child.in_fd = in[0];
    child.out_fd = out[0];
    fcntl(child.in_fd, F_SETFL, O_NONBLOCK);
    fcntl(child.out_fd, F_SETFL, O_NONBLOCK);
    return child;
}

void child_line(const struct child *child, char *line, size_t size)
{
    struct pollfd ready = { .fd = child->out_fd, .events = POLLIN };

    for (size_t used = 0; used + 1 < size; used++) {
        if (poll(&ready, 1, LINE_MS) != 1 || read(child->out_fd, line + used, 1) != 1)
            give_up("waiting for a line of a process");
        line[used + 1] = '\0';
        if (line[used] != '\n')
            continue;
        line[used] = '\0';
        return;
    }
    give_up("a line of a process is too long");
}

int64_t child_cpu_ns(const struct child *child)
{
    clockid_t clock;

    if (clock_getcpuclockid(child->pid, &clock) != 0)
        give_up("reading the CPU time of a process");
    return ns_of(clock);
}

static double field(const char *status, const char *name)
{
    const char *at = strstr(status, name);

    return at ? (double)strtoll(at + strlen(name), NULL, 10) : 0;
}

struct child_memory child_memory(const struct child *child)
{
    char path[64], status[4096];
    size_t size;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)child->pid);
    file = fopen(path, "re");
    if (!file)
        give_up(path);
    size = fread(status, 1, sizeof(status) - 1, file);
    status[size] = '\0';
    fclose(file);
    return (struct child_memory){ .rss_kb = field(status, "VmRSS:"),
                                  .peak_kb = field(status, "VmHWM:"),
                                  .private_kb = field(status, "RssAnon:"),
                                  .threads = field(status, "Threads:") };
}

bool child_end(struct child *child)
{
    const struct timespec nap = { .tv_nsec = 200000 };
    int64_t end_ns = now_ns() + (int64_t)END_MS * 1000000;
    int status = 0;

    close(child->in_fd);
    while (waitpid(child->pid, &status, WNOHANG) == 0) {
        if (now_ns() > end_ns)
            kill(child->pid, SIGKILL);
        nanosleep(&nap, NULL);
    }
    close(child->out_fd);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

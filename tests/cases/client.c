/* client - the server as a child process, seen from the client's end of its pipes. */
#include "tests/cases/client.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_MAX_BYTES (LINE_OUT_MAX + MIB(1)) /* a longer one is seen as the defect it is */
#define REAP_MS        2

struct client {
    struct loop *loop;
    const struct client_handler *handler;
    void *user;
    pid_t pid; /* 0 when it is gone */
    int in, out, error;
    struct loop_watch in_watch, out_watch, error_watch;
    struct loop_timer reap_timer;
    struct buf to_send, line, said;
    bool drips, closes;
};

static void on_writable(void *user, short revents);

static void run_child(char *const *arguments, char *const *environment, const int fds[3])
{
    for (int i = 0; i < 3; i++)
        dup2(fds[i], i);
    execvpe(arguments[0], arguments, environment);
    _exit(127);
}

static void close_fd(struct client *client, struct loop_watch *watch, int *fd)
{
    loop_unwatch(client->loop, watch);
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void reap(void *user)
{
    struct client *client = user;
    int status;

    if (client->pid && waitpid(client->pid, &status, WNOHANG) == client->pid) {
        client->pid = 0;
        client->handler->on_exit(client->user, status, buf_slice(&client->line));
        return;
    }
    loop_timer_set(client->loop, &client->reap_timer, REAP_MS);
}

static void take_lines(struct client *client, struct slice bytes)
{
    while (bytes.size > 0) {
        const char *end = memchr(bytes.data, '\n', bytes.size);
        struct slice piece = { bytes.data, end ? (size_t)(end - bytes.data) : bytes.size };

        buf_add(&client->line, piece);
        bytes = slice_from(bytes, piece.size + (end ? 1 : 0));
        if (!end)
            return;
        client->handler->on_line(client->user, buf_slice(&client->line));
        buf_clear(&client->line);
    }
}

static void on_readable(void *user, short revents)
{
    static char bytes[65536];
    struct client *client = user;
    ssize_t count = read(client->out, bytes, sizeof(bytes));

    (void)revents;
    if (count > 0) {
        take_lines(client, (struct slice){ bytes, (size_t)count });
    } else if (count == 0 || errno != EAGAIN) {
        close_fd(client, &client->out_watch, &client->out);
        reap(client);
    }
}

static void on_error_readable(void *user, short revents)
{
    char bytes[4096];
    struct client *client = user;
    ssize_t count = read(client->error, bytes, sizeof(bytes));

    (void)revents;
    if (count > 0)
        buf_add(&client->said, (struct slice){ bytes, (size_t)count });
    else if (count == 0 || errno != EAGAIN)
        close_fd(client, &client->error_watch, &client->error);
}

static int open_pipe(int *ours, int *theirs, bool we_write)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    *ours = ends[we_write ? 1 : 0];
    *theirs = ends[we_write ? 0 : 1];
    return fcntl(*ours, F_SETFL, O_NONBLOCK);
}

struct client *client_new(struct loop *loop, char *const *arguments, char *const *environment,
                          const struct client_handler *handler, void *user)
{
    struct client *client = xcalloc(1, sizeof(*client));
    int theirs[3] = { -1, -1, -1 };

    *client = (struct client){
        .loop = loop,
        .handler = handler,
        .user = user,
        .in = -1,
        .out = -1,
        .error = -1,
        .in_watch = { on_writable, client },
        .out_watch = { on_readable, client },
        .error_watch = { on_error_readable, client },
        .reap_timer = { reap, client },
        .to_send = BUF_MAX(MIB(256)),
        .line = BUF_MAX(LINE_MAX_BYTES),
        .said = BUF_MAX(MIB(1)),
    };
    if (open_pipe(&client->in, &theirs[0], true) == 0 &&
        open_pipe(&client->out, &theirs[1], false) == 0 &&
        open_pipe(&client->error, &theirs[2], false) == 0)
        client->pid = fork();
    else
        client->pid = -1;
    if (client->pid == 0)
        run_child(arguments, environment, theirs);
    for (int i = 0; i < 3; i++)
        if (theirs[i] >= 0)
            close(theirs[i]);
    if (client->pid < 0) {
        client->pid = 0;
        return client_free(client);
    }
    loop_watch(loop, &client->out_watch, client->out, POLLIN);
    loop_watch(loop, &client->error_watch, client->error, POLLIN);
    return client;
}

struct client *client_free(struct client *client)
{
    if (!client)
        return NULL;
    if (client->pid) {
        kill(client->pid, SIGKILL);
        waitpid(client->pid, NULL, 0);
    }
    close_fd(client, &client->in_watch, &client->in);
    close_fd(client, &client->out_watch, &client->out);
    close_fd(client, &client->error_watch, &client->error);
    loop_timer_stop(client->loop, &client->reap_timer);
    buf_done(&client->to_send);
    buf_done(&client->line);
    buf_done(&client->said);
    free(client);
    return NULL;
}

void client_drip(struct client *client)
{
    client->drips = true;
}

static void on_writable(void *user, short revents)
{
    struct client *client = user;
    size_t size = client->drips && client->to_send.size > 1 ? 1 : client->to_send.size;
    ssize_t count;

    (void)revents;
    if (client->in < 0)
        return;
    count = size > 0 ? write(client->in, client->to_send.data, size) : 0;
    if (count > 0)
        buf_consume(&client->to_send, (size_t)count);
    else if (count < 0 && errno != EAGAIN)
        buf_clear(&client->to_send);
    if (client->to_send.size > 0)
        loop_watch(client->loop, &client->in_watch, client->in, POLLOUT);
    else if (client->closes)
        close_fd(client, &client->in_watch, &client->in);
    else
        loop_unwatch(client->loop, &client->in_watch);
}

void client_send(struct client *client, struct slice bytes)
{
    buf_add(&client->to_send, bytes);
    on_writable(client, POLLOUT);
}

void client_close_stdin(struct client *client)
{
    client->closes = true;
    on_writable(client, POLLOUT);
}

void client_close_stdout(struct client *client)
{
    close_fd(client, &client->out_watch, &client->out);
    loop_timer_set(client->loop, &client->reap_timer, REAP_MS);
}

void client_signal(struct client *client, int number)
{
    if (client->pid)
        kill(client->pid, number);
}

struct slice client_stderr(const struct client *client)
{
    return buf_slice(&client->said);
}

bool client_runs(const struct client *client)
{
    return client && client->pid != 0;
}

pid_t client_pid(const struct client *client)
{
    return client ? client->pid : 0;
}

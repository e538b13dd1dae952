/* signals - signals as events of the loop. */
#include "base/signals.h"

#include "base/mem.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

struct signals {
    struct loop *loop;
    struct loop_watch watch;
    const int *numbers;
    void (*on_signal)(void *user, int number);
    void *user;
};

static int signal_pipe[2] = { -1, -1 };
static volatile sig_atomic_t pending;

static void handle(int number)
{
    int saved_errno = errno;
    unsigned char byte = (unsigned char)number;

    if (pending)
        _exit(1);
    pending = 1;
    ssize_t ignored = write(signal_pipe[1], &byte, 1);

    (void)ignored;
    errno = saved_errno;
}

static void on_pipe(void *user, short revents)
{
    struct signals *signals = user;
    unsigned char byte;

    (void)revents;
    if (read(signal_pipe[0], &byte, 1) != 1)
        return;
    signals->on_signal(signals->user, byte);
}

struct signals *signals_new(struct loop *loop, const int *numbers,
                            void (*on_signal)(void *user, int number), void *user)
{
    struct signals *signals = xcalloc(1, sizeof(*signals));
    struct sigaction action = { .sa_handler = handle, .sa_flags = SA_RESTART };

    assert(signal_pipe[0] < 0);
    *signals =
        (struct signals){ .loop = loop, .numbers = numbers, .on_signal = on_signal, .user = user };
    if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) < 0)
        abort();
    signals->watch = (struct loop_watch){ .on_ready = on_pipe, .user = signals };
    loop_watch(loop, &signals->watch, signal_pipe[0], POLLIN);
    sigemptyset(&action.sa_mask);
    for (; *numbers; numbers++)
        sigaction(*numbers, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    return signals;
}

struct signals *signals_free(struct signals *signals)
{
    if (!signals)
        return NULL;
    for (const int *number = signals->numbers; *number; number++)
        signal(*number, SIG_DFL);
    loop_unwatch(signals->loop, &signals->watch);
    close(signal_pipe[0]);
    close(signal_pipe[1]);
    signal_pipe[0] = signal_pipe[1] = -1;
    pending = 0;
    free(signals);
    return NULL;
}

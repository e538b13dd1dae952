/* client - the server as a child process, seen from the client's end of its pipes. */
#pragma once

#include "base/buf.h"
#include "base/loop.h"

#include <sys/types.h>

struct client;

struct client_handler {
    /* A whole line of stdout, without its end. */
    void (*on_line)(void *user, struct slice line);
    /* Once, last: stdout is closed and the process is gone. status as waitpid gives it; tail is
     * what came without a line end. */
    void (*on_exit)(void *user, int status, struct slice tail);
};

/* Starts arguments[0] with these arguments and an environment of its own; both end with NULL. With
 * drips every byte of a line is a write of its own. Keeps handler. NULL when it cannot be started.
 */
struct client *client_new(struct loop *loop, char *const *arguments, char *const *environment,
                          const struct client_handler *handler, void *user);
/* Kills the process when it still runs. */
struct client *client_free(struct client *client);

void client_drip(struct client *client);
void client_send(struct client *client, struct slice bytes);
/* After what is queued was written. */
void client_close_stdin(struct client *client);
void client_close_stdout(struct client *client);
void client_signal(struct client *client, int number);

/* What it has said on stderr so far. */
struct slice client_stderr(const struct client *client);
bool client_runs(const struct client *client);
/* 0 when it is gone. */
pid_t client_pid(const struct client *client);

/* bridge_backend - one server process, and all who wait for what it says.
 *
 *   POST -> backend_ask -> post -> the server's stdin
 *   the server's stdout -> on_line -> post_find -> post_deliver -> (the last) post_free
 *   end: close stdin -> SIGTERM -> SIGKILL, whichever is enough -> on_exit -> on_gone
 */
#include "tests/conformance/bridge_backend.h"

#include "base/clock.h"
#include "base/limits.h"
#include "tests/cases/client.h"
#include "tests/witness/witness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define POSTS_MAX   512 /* waiting at one server */
#define BACKLOG_MAX MIB(1)
#define PATIENCE_MS 2000 /* between two ways of saying that it should end */

static void on_line(void *user, struct slice line);
static void on_ended(void *user, int status, struct slice tail);
static void on_patience_over(void *user);
static void on_gone(void *user);

struct backend *backend_new(const struct backend_options *options)
{
    static const struct client_handler handler = { on_line, on_ended };
    struct backend *backend = xcalloc(1, sizeof(*backend));

    *backend = (struct backend){
        .used_ms = clock_ms(),
        .options = *options,
        .backlog = BUF_MAX(BACKLOG_MAX),
        .patience = { on_patience_over, backend },
        .gone = { on_gone, backend },
    };
    if (options->judged)
        backend->witness = witness_new();
    backend->client = client_new(options->loop, options->arguments, environ, &handler, backend);
    return backend->client ? backend : backend_free(backend);
}

static void drop_posts(struct backend *backend)
{
    while (backend->posts) {
        post_fail(backend->posts, "the server process has ended");
        post_free(backend->posts);
    }
    backend->post_count = 0;
}

static void drop_listener(struct backend *backend)
{
    if (!backend->listener)
        return;
    connection_on_leave(backend->listener, NULL, NULL);
    connection_end(backend->listener);
    backend->listener = NULL;
}

struct backend *backend_free(struct backend *backend)
{
    if (!backend)
        return NULL;
    drop_posts(backend);
    drop_listener(backend);
    loop_timer_stop(backend->options.loop, &backend->patience);
    loop_task_drop(backend->options.loop, &backend->gone);
    client_free(backend->client);
    witness_free(backend->witness);
    buf_done(&backend->backlog);
    if (backend->place) {
        *backend->place = backend->next;
        if (backend->next)
            backend->next->place = backend->place;
    }
    free(backend);
    return NULL;
}

static void send_line(struct backend *backend, struct buf *line)
{
    record_add(backend->options.record, "> ", buf_slice(line));
    if (backend->witness)
        witness_sent(backend->witness, buf_slice(line));
    buf_addc(line, '\n');
    client_send(backend->client, buf_slice(line));
    backend->used_ms = clock_ms();
}

static void remove_post(struct backend *backend, struct post *post)
{
    post_free(post);
    backend->post_count--;
}

/* Without sessions, a client takes a request back by hanging up. */
static void on_leave(void *user)
{
    struct post *post = user;
    struct backend *backend = post->backend;
    CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(16));

    if (backend->options.shared && message_is_id(slice_of(post->own_id))) {
        buf_addf(&line,
                 "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
                 "\"requestId\":%s,\"reason\":\"the client hung up\"}}",
                 post->own_id);
        send_line(backend, &line);
    }
    remove_post(backend, post);
}

int backend_ask(struct backend *backend, struct connection *connection,
                const struct message *message, const char *lines)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(message->text.size + KIB(16));
    struct post *post;

    if (backend->post_count == POSTS_MAX)
        return -1;
    post = post_new(&backend->posts, connection, message,
                    backend->options.shared ? ++backend->number : 0);
    post->backend = backend;
    snprintf(post->lines, sizeof(post->lines), "%s", lines);
    backend->post_count++;
    connection_on_leave(connection, on_leave, post);
    post_write(post, message, &line);
    send_line(backend, &line);
    return 0;
}

void backend_tell(struct backend *backend, const struct message *message)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(message->text.size + KIB(16));

    message_write(message->text, NULL, 0, &line);
    send_line(backend, &line);
}

static void on_listener_left(void *user)
{
    struct backend *backend = user;

    backend->listener = NULL;
}

void backend_listen(struct backend *backend, struct connection *connection)
{
    struct slice rest = buf_slice(&backend->backlog), line;

    drop_listener(backend);
    backend->listener = connection;
    connection_on_leave(connection, on_listener_left, backend);
    connection_stream(connection, NULL);
    while (slice_split(&rest, '\n', &line))
        if (line.size > 0)
            connection_event(connection, line);
    buf_clear(&backend->backlog);
}

/* What belongs to no request. */
static void hand_out(struct backend *backend, struct slice line)
{
    if (backend->listener) {
        connection_event(backend->listener, line);
    } else if (!backend->options.shared) {
        buf_add(&backend->backlog, line);
        buf_addc(&backend->backlog, '\n');
    }
}

static void complain(struct backend *backend, const char *what, const struct err *err)
{
    fprintf(stderr, "bridge: %s: %s\n", what, err->text);
    backend->flawed = true;
}

static void on_line(void *user, struct slice line)
{
    struct backend *backend = user;
    struct message message;
    struct err err = { 0 };
    struct post *post;

    record_add(backend->options.record, "< ", line);
    if (backend->witness && witness_received(backend->witness, line, NULL, &err) < 0)
        complain(backend, "what the server wrote is wrong", &err);
    if (message_read(line, &message, &err) < 0) {
        complain(backend, "the server wrote no message", &err);
        return;
    }
    post = post_find(backend->posts, &message);
    if (post && post_deliver(post, &message))
        remove_post(backend, post);
    else if (!post && message.kind != MESSAGE_RESPONSE)
        hand_out(backend, message.text);
}

void backend_end(struct backend *backend)
{
    if (backend->signal)
        return;
    backend->signal = SIGTERM;
    drop_listener(backend);
    client_close_stdin(backend->client);
    loop_timer_set(backend->options.loop, &backend->patience, PATIENCE_MS);
}

static void on_patience_over(void *user)
{
    struct backend *backend = user;

    fprintf(stderr, "bridge: the server did not end, and was sent signal %d\n", backend->signal);
    client_signal(backend->client, backend->signal);
    backend->flawed = true;
    backend->signal = SIGKILL;
    loop_timer_set(backend->options.loop, &backend->patience, PATIENCE_MS);
}

static void on_ended(void *user, int status, struct slice tail)
{
    struct backend *backend = user;
    struct slice said = client_stderr(backend->client);

    if (!backend->signal || tail.size > 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        backend->flawed = true;
    if (backend->flawed)
        fprintf(stderr, "bridge: the server ended with wait status %d%s%s%.*s\n", status,
                backend->signal ? "" : ", without being told to", said.size > 0 ? ":\n" : "",
                SLICE_FMT(said));
    backend->signal = SIGKILL; /* nothing is asked of it any more */
    loop_timer_stop(backend->options.loop, &backend->patience);
    loop_task_queue(backend->options.loop, &backend->gone);
}

static void on_gone(void *user)
{
    struct backend *backend = user;

    backend->options.on_gone(backend->options.user, backend, !backend->flawed);
}

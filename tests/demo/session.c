/* session - an MCP client of the stateless revision. */
#include "tests/demo/session.h"

#include "base/clock.h"
#include "base/limits.h"
#include "tests/demo/show.h"
#include "json/gate.h"
#include "json/scan.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define ANSWER_MS 60000

static const char meta[] =
    "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
    "\"io.modelcontextprotocol/clientCapabilities\":{},"
    "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"demo\",\"version\":\"1\"},"
    "\"progressToken\":%d}";

static void on_ready(void *user, short revents);
static void on_limit(void *user);

void session_open(struct session *session, struct loop *loop, struct child *server)
{
    *session = (struct session){ .loop = loop, .server = server, .witness = witness_new() };
    session->input = BUF_MAX(LINE_OUT_MAX);
    session->watch = (struct loop_watch){ .on_ready = on_ready, .user = session };
    session->limit = (struct loop_timer){ .on_due = on_limit, .user = session };
    for (size_t i = 0; i < PENDING_MAX; i++)
        session->pending[i].line = BUF_MAX(LINE_OUT_MAX);
    loop_watch(loop, &session->watch, server->out, POLLIN);
}

static void show(const struct session *session, const char *arrow, struct slice line,
                 long long at_ms)
{
    if (!session->is_quiet)
        show_line(arrow, line, at_ms);
}

static void send_line(struct session *session, struct buf *line)
{
    show(session, "->", buf_slice(line), -1);
    witness_sent(session->witness, buf_slice(line));
    buf_addc(line, '\n');
    for (size_t sent = 0; sent < line->size;) {
        ssize_t count = write(session->server->in, line->data + sent, line->size - sent);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            session->broken = true;
            return;
        }
        sent += (size_t)count;
    }
}

int session_request(struct session *session, const char *method, const char *params)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(LINE_IN_MAX);
    int id = ++session->last_id;
    struct pending *pending = &session->pending[id % PENDING_MAX];

    pending->id = id;
    pending->began_ms = clock_ms();
    pending->ended_ms = 0;
    buf_clear(&pending->line);
    session->progress_count = 0;
    buf_addf(&line, "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":{", id, method);
    buf_add(&line, (struct slice){ params + 1, strlen(params) - 2 });
    buf_adds(&line, params[1] == '}' ? "" : ",");
    buf_addf(&line, meta, id);
    buf_adds(&line, "}}");
    send_line(session, &line);
    return id;
}

void session_cancel(struct session *session, int id)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(1));

    buf_addf(&line,
             "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
             "\"requestId\":%d,\"reason\":\"the user pressed Esc\"}}",
             id);
    send_line(session, &line);
}

static struct pending *find(struct session *session, int64_t id)
{
    struct pending *pending = &session->pending[id % PENDING_MAX];

    return id > 0 && pending->id == id ? pending : NULL;
}

static void take_line(struct session *session, struct slice line)
{
    struct err err = { 0 };
    struct pending *pending;
    int64_t id = 0;

    if (witness_received(session->witness, line, NULL, &err) < 0 && session->fault.kind == ERR_NONE)
        session->fault = err;
    if (gate_check(line, &gate_upstream, &err) < 0) {
        show(session, "<-", line, -1);
        session->broken = true;
        return;
    }
    if (scan_member(line, "method").size > 0) {
        session->progress_count++;
        show(session, "<-", line, -1);
        return;
    }
    scan_int(scan_member(line, "id"), &id);
    pending = find(session, id);
    if (!pending)
        return;
    pending->ended_ms = clock_ms();
    buf_add(&pending->line, line);
    show(session, "<-", line, pending->ended_ms - pending->began_ms);
}

static void on_ready(void *user, short revents)
{
    struct session *session = user;
    char piece[65536];
    ssize_t count = read(session->server->out, piece, sizeof(piece));
    const char *end;

    (void)revents;
    if (count <= 0) {
        session->broken = true;
        loop_unwatch(session->loop, &session->watch);
        return;
    }
    buf_add(&session->input, (struct slice){ piece, (size_t)count });
    while (session->input.size > 0 &&
           (end = memchr(session->input.data, '\n', session->input.size))) {
        size_t size = (size_t)(end - session->input.data);

        take_line(session, (struct slice){ session->input.data, size });
        buf_consume(&session->input, size + 1);
    }
}

static void on_limit(void *user)
{
    (void)user;
}

bool session_run(struct session *session, int64_t wait_ms, bool (*done)(void *user), void *user)
{
    int64_t until_ms = clock_ms() + wait_ms;

    /* Short turns: done may look at what is no event of the loop. */
    while (!(done && done(user)) && !session->broken && clock_ms() < until_ms) {
        loop_timer_set(session->loop, &session->limit, 2);
        loop_turn(session->loop, -1);
    }
    loop_timer_stop(session->loop, &session->limit);
    return done ? done(user) : true;
}

static bool has_answer(void *user)
{
    const struct pending *pending = user;

    return pending->line.size > 0;
}

struct slice session_wait(struct session *session, int id)
{
    struct pending *pending = find(session, id);

    if (!pending || !session_run(session, ANSWER_MS, has_answer, pending))
        return SLICE("");
    return buf_slice(&pending->line);
}

int64_t session_took_ms(const struct session *session, int id)
{
    const struct pending *pending = &session->pending[id % PENDING_MAX];

    return pending->ended_ms - pending->began_ms;
}

bool session_text(struct slice answer, struct buf *text)
{
    struct slice result = scan_member(answer, "result");
    struct slice blocks = scan_member(result, "content"), key, block;

    for (size_t at = 0; scan_next(blocks, &at, &key, &block);)
        scan_string(scan_member(block, "text"), text);
    return scan_type(result) == SCAN_OBJECT &&
           scan_type(scan_member(result, "isError")) != SCAN_TRUE;
}

void session_done(struct session *session)
{
    loop_timer_stop(session->loop, &session->limit);
    loop_unwatch(session->loop, &session->watch);
    witness_free(session->witness);
    buf_done(&session->input);
    for (size_t i = 0; i < PENDING_MAX; i++)
        buf_done(&session->pending[i].line);
}

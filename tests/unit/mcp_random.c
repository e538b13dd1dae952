/* Units of mcp: many short sessions of a random client, beside a model of what it must hear.
 *
 * A session is a connection from its beginning to its end: some steps, each of them up to four
 * lines in one piece, or a pause, or a change of what the server offers. RANDOM_SESSION=n runs the
 * session n alone and shows it.
 */
#include "random_words.h"

#include "mcp/server.h"
#include "tests/witness/witness.h"
#include "json/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#ifdef SANITIZED
#define SESSIONS 20000
#else
#define SESSIONS 100000
#endif
#define STEPS_MAX 8
#define LINES_MAX 4
#define UNUSUAL   2000 /* sessions between two lines that are too long */
#define WITNESSED 2    /* sessions between two that a witness hears: it costs half as much again */

/* The connection. */
static struct {
    struct loop *loop;
    struct server *server;
    int in_fd, out_fd, server_in, server_out;
    bool has_ended, is_shown;
    struct buf out;
    struct tokens heard;
    struct witness *witness; /* or NULL */
    char where[96];
} line;

static int64_t now_ms(void)
{
    return model_now_ms;
}

static int64_t now_s(void)
{
    return model_now_ms / 1000;
}

static void must_be(bool is_true, const char *what, int at)
{
    if (!is_true)
        test_fail(__FILE__, at, "%s: not true: %s", line.where, what);
}

#define must(condition) must_be(condition, #condition, __LINE__)

static void take(struct slice bytes)
{
    if (line.is_shown)
        printf("> %.*s", bytes.size < 2000 ? (int)bytes.size : 2000, bytes.data);
    if (line.witness)
        witness_sent_bytes(line.witness, bytes);
    while (bytes.size > 0) {
        ssize_t size = write(line.in_fd, bytes.data, bytes.size);

        must(size > 0 || errno == EAGAIN);
        if (size > 0)
            bytes = slice_from(bytes, (size_t)size);
        loop_turn(line.loop, 0);
    }
}

static void testify(struct slice bytes)
{
    struct err err;

    if (line.witness && witness_received_bytes(line.witness, bytes, &err) < 0)
        test_fail(__FILE__, __LINE__, "%s: %s", line.where, err.text);
}

/* Turns until what there is was done, and was heard by who listens. */
static void settle(void)
{
    static char chunk[65536];
    ssize_t size;

    do {
        loop_turn(line.loop, 0);
        size = is_deaf ? 0 : read(line.out_fd, chunk, sizeof(chunk));
        if (size > 0) {
            buf_add(&line.out, (struct slice){ chunk, (size_t)size });
            testify((struct slice){ chunk, (size_t)size });
        }
    } while (size > 0);
    if (line.witness && !is_deaf)
        witness_quiet(line.witness);
}

static unsigned id_of(struct slice text)
{
    for (unsigned id = 0; id < IDS; id++)
        if (slice_is(slice_of(id_text(id)), text))
            return id;
    test_fail(__FILE__, __LINE__, "%s: an id that was never used: %.*s", line.where,
              SLICE_FMT(text));
}

static void hear_progress(struct slice params)
{
    double progress = strtod(scan_member(params, "progress").data, NULL);
    int64_t token;

    must(scan_int(scan_member(params, "progressToken"), &token));
    must(token >= 0 && token < request_count && reports[token].may_come);
    must(progress > reports[token].last);
    events[reports[token].last > 0 ? PROGRESS_AGAIN : PROGRESS]++;
    reports[token].last = progress;
}

/* Of what runs there may come more, of what has ended not. */
static void forget_reports(void)
{
    for (unsigned i = 0; i < request_count; i++)
        reports[i].may_come = false;
    for (unsigned id = 0; id < IDS; id++)
        if (model.calls[id].runs)
            reports[model.calls[id].token].may_come = true;
}

static void hear_notification(struct slice message)
{
    static const struct {
        const char *method, *token;
    } changes[] = {
        { "notifications/tools/list_changed", "t" },
        { "notifications/prompts/list_changed", "p" },
        { "notifications/resources/list_changed", "r" },
        { "notifications/resources/updated", "u" },
        { "notifications/subscriptions/acknowledged", "" },
    };
    struct slice method = scan_member(message, "method");
    struct slice meta = scan_path(message, "params", "_meta");
    struct slice subscription = scan_member(meta, "io.modelcontextprotocol/subscriptionId");
    char token[TOKEN_MAX];

    if (scan_is(method, "notifications/progress")) {
        hear_progress(scan_member(message, "params"));
        return;
    }
    if (scan_is(method, "notifications/cancelled")) {
        scan_text(scan_path(message, "params", "requestId"), token, sizeof(token));
        must(strncmp(token, "ask-", 4) == 0);
        token[3] = '~';
        token_add(&line.heard, token + 3);
        return;
    }
    for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
        if (!scan_is(method, changes[i].method))
            continue;
        if (subscription.size > 0)
            snprintf(token, sizeof(token), "@%u%s", id_of(subscription), changes[i].token);
        else
            snprintf(token, sizeof(token), "%s", changes[i].token);
        token_add(&line.heard, token);
        return;
    }
    test_fail(__FILE__, __LINE__, "heard a notification %.*s", SLICE_FMT(method));
}

/* A result that asks: its keys, and the state to go on with. */
static void hear_required(struct slice result, char token[TOKEN_MAX])
{
    struct slice key, value, requests = scan_member(result, "inputRequests");
    int64_t mark = -1;

    snprintf(token + strlen(token), TOKEN_MAX - strlen(token), "i");
    for (size_t at = 0; scan_next(requests, &at, &key, &value);) {
        snprintf(token + strlen(token), TOKEN_MAX - strlen(token), ":%.*s", (int)key.size - 2,
                 key.data + 1);
        must(scan_int(scan_path(value, "params", "metadata", "mark"), &mark));
    }
    must(mark >= 0 && mark < SLOTS && model.slots[mark].is_awaited);

    struct slot *slot = &model.slots[mark];

    scan_text(scan_member(result, "requestState"), slot->state, sizeof(slot->state));
    slot->is_awaited = false;
    slot->is_known = slot->state[0] != '\0';
}

static void hear_answer(struct slice message, struct tokens *tokens)
{
    struct slice id = scan_member(message, "id"), error = scan_member(message, "error");
    struct slice result = scan_member(message, "result");
    char token[TOKEN_MAX] = "E";
    int64_t code;

    must((result.size > 0) != (error.size > 0));
    must(error.size == 0 || (scan_int(scan_member(error, "code"), &code) &&
                             scan_type(scan_member(error, "message")) == SCAN_STRING));
    if (id.size > 0)
        snprintf(token, sizeof(token), "%u%s", id_of(id), error.size > 0 ? "e" : "");
    if (scan_is(scan_member(result, "resultType"), "input_required"))
        hear_required(result, token);
    token_add(tokens, token);
}

static void hear_message(struct slice message, struct tokens *tokens)
{
    char id[TOKEN_MAX];

    must(scan_is(scan_member(message, "jsonrpc"), "2.0"));
    scan_text(scan_member(message, "id"), id, sizeof(id));
    if (scan_member(message, "method").size == 0) {
        hear_answer(message, tokens);
    } else if (id[0] == '\0') {
        hear_notification(message);
    } else {
        must(strncmp(id, "ask-", 4) == 0);
        id[3] = '?';
        token_add(&line.heard, id + 3);
    }
}

static void hear_line(struct slice text)
{
    static struct tokens answers;
    struct slice element;
    char token[TOKEN_MAX];

    if (line.is_shown)
        printf("< %.*s\n", text.size < 2000 ? (int)text.size : 2000, text.data);
    if (scan_type(text) != SCAN_ARRAY) {
        hear_message(text, &line.heard);
        return;
    }
    answers.count = 0;
    for (size_t at = 0; scan_next(text, &at, NULL, &element);)
        hear_message(element, &answers);
    tokens_join(&answers, token);
    token_add(&line.heard, token);
}

/* What was said since the last time, beside what was expected. */
static void hear(void)
{
    struct slice rest = buf_slice(&line.out), text;

    if (is_deaf)
        return;
    while (slice_split(&rest, '\n', &text))
        hear_line(text);
    buf_clear(&line.out);
    model_compare(&line.heard, line.where);
    forget_reports();
}

/* Time goes on, now and then far enough for deadlines. */
static void pause_some(void)
{
    model_now_ms += chance(6) ? (CALL_DEFAULT_S + 1) * 1000 : chance(3) ? 5000 : random_below(300);
    for (unsigned id = 0; id < IDS; id++) {
        const struct model_call *call = &model.calls[id];

        if (!call->runs || call->due_ms > model_now_ms)
            continue;
        events[call->waits ? UNASKED_IN_TIME : call->answers ? ANSWERED_LATE : TIMED_OUT]++;
        model_end_call(id, "", true);
    }
}

static void change_some(void)
{
    static const enum family families[] = { FAMILY_TOOL, FAMILY_PROMPT, FAMILY_TEMPLATE };
    unsigned what = random_below(4);

    events[CHANGES]++;
    model_change(what);
    if (what < 3)
        server_list_changed(line.server, families[what]);
    else
        server_resource_updated(line.server, "test://one");
}

static void talk_some(bool is_first)
{
    static struct buf text = { .size_max = KIB(64) };
    unsigned count = 1 + random_below(LINES_MAX);

    buf_clear(&text);
    if (is_first && chance(2)) {
        make_initialize(&text);
        buf_addc(&text, '\n');
    }
    while (count-- > 0)
        make_line(&text);

    size_t cut = chance(4) ? random_below((unsigned)text.size) : 0;

    if (cut > 0)
        take((struct slice){ text.data, cut });
    take(slice_from(buf_slice(&text), cut));
}

static void send_overlong(void)
{
    static const char piece[65536] = { 'x' };

    events[OVERLONG]++;
    for (size_t size = 0; size <= LINE_IN_MAX; size += sizeof(piece))
        take((struct slice){ piece, sizeof(piece) });
    take(SLICE("\n"));
    expect(NULL, "E");
}

static void step(bool is_first)
{
    unsigned choice = random_below(100);

    if (chance(12)) {
        is_deaf = !is_deaf;
        events[DEAF] += is_deaf;
    }
    if (choice < 25)
        pause_some();
    else if (choice < 33)
        change_some();
    else
        talk_some(is_first);
    settle();
    hear();
}

static void count_end(enum event event)
{
    events[event]++;
    for (unsigned id = 0; id < IDS; id++) {
        const struct model_call *call = &model.calls[id];

        events[ENDED_WITH_CALLS] += call->runs;
        events[ENDED_WITH_QUESTIONS] += call->runs && call->waits;
        events[BATCH_END] += call->runs && call->group;
    }
}

/* In one of the ways in which a connection ends. */
static void end_session(void)
{
    enum event event = INPUT_ENDS + random_below(FREED - INPUT_ENDS + 1);

    is_deaf = false;
    settle();
    hear();
    count_end(event);
    if (event == INPUT_CUT) {
        take(SLICE("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"pi"));
        expect(NULL, "E");
    }
    model_end(event != PIPE_BREAKS && event != FREED);
    if (event == PIPE_BREAKS)
        close(line.out_fd);
    else if (event == TOLD_TO_END)
        server_end(line.server);
    else if (event == FREED)
        line.server = server_free(line.server);
    close(line.in_fd);
    if (line.witness)
        witness_sent_all(line.witness);
    is_deaf = event == PIPE_BREAKS;
    for (int turns = 0; turns < 3; turns++)
        settle();
    is_deaf = false;
    hear();
    must(line.has_ended == (event != FREED));
    if (event != PIPE_BREAKS)
        close(line.out_fd);
}

static void on_end(void *user)
{
    must(!line.has_ended);
    *(bool *)user = true;
}

static void begin_session(const struct registry *registry)
{
    int in[2], out[2];

    must(pipe2(in, O_NONBLOCK) == 0 && pipe2(out, O_NONBLOCK) == 0);
    model_begin();
    line.in_fd = in[1];
    line.out_fd = out[0];
    line.server_in = in[0];
    line.server_out = out[1];
    is_deaf = line.has_ended = false;
    line.heard.count = 0;
    buf_clear(&line.out);
    request_count = 0;
    memset(&runs, 0, sizeof(runs));
    line.loop = loop_new();
    line.server = server_new(line.loop, &(struct server_options){ .name = "random",
                                                                  .version = "1",
                                                                  .registry = registry,
                                                                  .list_changed = true,
                                                                  .subscribe = true,
                                                                  .in_fd = in[0],
                                                                  .out_fd = out[1],
                                                                  .on_end = on_end,
                                                                  .user = &line.has_ended });
}

static void run_session(const struct registry *registry, unsigned number)
{
    unsigned steps;

    random_state = number;
    steps = 1 + random_below(STEPS_MAX);
    begin_session(registry);
    line.witness = number % WITNESSED == 0 ? witness_new() : NULL;
    if (number % UNUSUAL == 0)
        send_overlong();
    for (unsigned i = 0; i <= steps; i++) {
        snprintf(line.where, sizeof(line.where),
                 "step %u of session %u (RANDOM_SESSION=%u shows it)", i, number, number);
        if (i < steps)
            step(i == 0);
        else
            end_session();
    }
    server_free(line.server);
    loop_turn(line.loop, 0);
    must(runs.started == runs.stopped);
    loop_free(line.loop);
    witness_free(line.witness);
    close(line.server_in);
    close(line.server_out);
}

static void report(void)
{
    for (size_t i = 0; i < EVENT_COUNT; i++)
        printf("%s %zu%s", event_names[i], events[i],
               i + 1 == EVENT_COUNT ? "\n"
               : i % 8 == 7         ? ",\n"
                                    : ", ");
    for (size_t i = 0; i < EVENT_COUNT; i++)
        if (events[i] == 0)
            test_fail(__FILE__, __LINE__, "%s: never", event_names[i]);
}

TEST("random: 100,000 sessions of calls, cancels, duplicates, batches, questions, subscriptions, "
     "faults and ends, in both eras: exactly the answers due (J6, M5, X1)")
{
    static const struct clock_source source = { now_ms, now_s };
    const char *only = getenv("RANDOM_SESSION");
    struct err err;
    struct registry *registry;

    json_init();
    witness_use(test_data_dir());
    test_at_end(witness_report);
    signal(SIGPIPE, SIG_IGN);
    clock_replace(&source);
    line.out = BUF_MAX(MIB(16));
    line.is_shown = only != NULL;
    registry = registry_new(&quiz_offers, &err);
    CHECK(registry != NULL);
    if (only)
        run_session(registry, (unsigned)strtoul(only, NULL, 10));
    for (unsigned number = 0; number < SESSIONS && !only; number++)
        run_session(registry, number);
    if (!only)
        report();
    registry_free(registry);
    buf_done(&line.out);
    clock_replace(NULL);
}

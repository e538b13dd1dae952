/* torture - the far side cut after each byte, and the client gone after each event.
 *
 * One server lives through all of it. Everything here runs the loop by itself until what it waits
 * for has come, so that a round reads from top to bottom.
 */
#include "tests/cases/torture.h"

#include "base/clock.h"
#include "base/limits.h"
#include "tests/cases/stage.h"
#include "json/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/wait.h>

#define WAIT_MS       20000
#define RESET_EVERY   7 /* reset instead of close at every seventh byte */
#define CANCEL_ROUNDS 300
#define END_ROUNDS    40
#define KEPT_ROUNDS   300    /* of each way in which a kept connection dies */
#define CROWD         400    /* more than are served and queued together */
#define BYTES_MAX     100000 /* of an answer that is cut everywhere */

enum state { WHOLE, PARTIAL, ERROR, SILENT, STATE_COUNT };

/* The answers that are cut: each way in which one can be told apart. An answer that claims to be
 * whole must have the whole text. */
static const struct shape {
    const char *behaviour, *text;
} shapes[] = {
    { "\"text\":\"one two\"", "\\none two\\n" },
    { "\"text\":\"two\",\"reasoning\":\"one\",\"comments\":-1", "\\ntwo\\n" },
    { "\"text\":\"\xC3\xA9\xF0\x9F\x98\x80\",\"line_end\":\"crlf\",\"chunk_bytes\":5",
      "\\n\xC3\xA9\xF0\x9F\x98\x80\\n" },
    { "\"text\":\"one two\",\"error\":\"bad_gateway\",\"error_at\":2,\"comments\":-1",
      "never whole" },
    { "\"error\":\"capacity\"", "never whole" },
    { "\"error\":\"html\"", "never whole" },
    { "\"text\":\"one\",\"framing\":\"close\",\"comments\":-1", "\\none\\n" },
};

static const struct shape drawn_out = { "\"tokens\":6,\"token_ms\":1,\"wire_bytes\":400",
                                        "stand-in" };

struct torture {
    struct loop *loop;
    struct stage stage;
    const struct shape *shape;
    int64_t id; /* of the request that is waited for */
    bool answered, ponged, exited;
    size_t heard; /* answers to questions, of all ids */
    bool counts_all;
    int status;
    enum state state;
    unsigned counts[STATE_COUNT];
    struct err err;
};

static void classify(struct torture *torture, struct slice line)
{
    struct slice text = scan_member(line, "result");

    if (scan_type(scan_member(text, "isError")) == SCAN_TRUE)
        torture->state = ERROR;
    else if (memmem(text.data, text.size, "[INCOMPLETE", strlen("[INCOMPLETE")))
        torture->state = PARTIAL;
    else
        torture->state = WHOLE;
    if (torture->state == WHOLE &&
        !memmem(text.data, text.size, torture->shape->text, strlen(torture->shape->text)))
        err_set(&torture->err, ERR_INTERNAL, "a part was given for the whole: %.*s",
                text.size < 600 ? (int)text.size : 600, text.data);
}

static void on_line(void *user, struct slice line)
{
    struct torture *torture = user;
    struct err why;
    cJSON *tree;
    int64_t id;

    if (conduct_line(&torture->stage.conduct, line, &tree, &why) < 0) {
        torture->err = why;
        return;
    }
    json_free(tree);
    if (scan_is(scan_member(line, "id"), "pong"))
        torture->ponged = true;
    if (!scan_int(scan_member(line, "id"), &id))
        return;
    torture->heard++;
    classify(torture, line);
    if (torture->counts_all)
        torture->counts[torture->state]++;
    if (id == torture->id)
        torture->answered = true;
}

static void on_exit_of(void *user, int status, struct slice tail)
{
    struct torture *torture = user;

    (void)tail;
    torture->exited = true;
    torture->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static const struct client_handler handler = { on_line, on_exit_of };

/* Runs the loop until *what is true; -1 when the server ends, misbehaves or lets one wait. */
static int await(struct torture *torture, const bool *what)
{
    int64_t began_ms = clock_ms();

    while (!*what && torture->err.kind == ERR_NONE) {
        if (torture->exited && what != &torture->exited)
            return err_set(&torture->err, ERR_INTERNAL, "the server ended (%d)", torture->status);
        if (clock_ms() - began_ms > WAIT_MS)
            return err_set(&torture->err, ERR_TIMEOUT, "request %" PRId64 " has no answer",
                           torture->id);
        loop_turn(torture->loop, 100);
    }
    return torture->err.kind == ERR_NONE ? 0 : -1;
}

static int follow(struct torture *torture, const struct shape *shape, const char *cut, size_t after)
{
    const char *text = shape->behaviour;
    char script[1024];

    torture->shape = shape;
    snprintf(script, sizeof(script),
             "{\"*\":{%s},\"openai/gpt-77-nano\":{%s%s%s%s,\"cut_after\":%zu}}", text, text,
             cut ? ",\"cut\":\"" : "", cut ? cut : "", cut ? "\"" : "", after);
    return upstream_follow(torture->stage.upstream, slice_of(script), 0, &torture->err);
}

static void ask(struct torture *torture)
{
    char line[512];

    torture->id++;
    torture->answered = false;
    snprintf(line, sizeof(line),
             "{\"id\":%" PRId64 ",\"method\":\"tools/call\",\"params\":{\"name\":\"ask_model\","
             "\"arguments\":{\"prompt\":\"hi\",\"model\":\"openai/gpt-77-nano\"},"
             "\"_meta\":{\"progressToken\":%" PRId64 "}}}",
             torture->id, torture->id);
    stage_send(&torture->stage, line);
}

/* The bytes of the whole answer, from asking once without a cut. */
static size_t measure(struct torture *torture, const struct shape *shape)
{
    size_t size = 0;

    if (follow(torture, shape, NULL, 0) < 0)
        return 0;
    ask(torture);
    if (await(torture, &torture->answered) < 0)
        return 0;
    for (size_t i = 0; i < upstream_request_count(torture->stage.upstream); i++) {
        const struct exchange *exchange = upstream_request_at(torture->stage.upstream, i);

        if (slice_ends(exchange->path, SLICE("/chat/completions")))
            size = exchange->sent_bytes;
    }
    return size;
}

static int cut_everywhere(struct torture *torture, const struct shape *shape)
{
    size_t size = measure(torture, shape);

    if (size == 0 || size > BYTES_MAX)
        return err_set(&torture->err, ERR_INTERNAL, "an answer of %zu bytes: %s", size,
                       shape->behaviour);
    for (size_t after = 0; after < size; after++) {
        if (follow(torture, shape, after % RESET_EVERY == 0 ? "reset" : "close", after) < 0)
            return -1;
        ask(torture);
        if (await(torture, &torture->answered) < 0)
            return err_wrap(&torture->err, "cut after %zu of %zu bytes of {%s}", after, size,
                            shape->behaviour);
        torture->counts[torture->state]++;
    }
    return 0;
}

static int cut_all(struct torture *torture)
{
    for (size_t i = 0; i < ARRAY_COUNT(shapes); i++)
        if (cut_everywhere(torture, &shapes[i]) < 0)
            return -1;
    return 0;
}

static bool all_closed(const struct torture *torture)
{
    for (size_t i = 0; i < upstream_request_count(torture->stage.upstream); i++)
        if (upstream_request_at(torture->stage.upstream, i)->outcome == EXCHANGE_OPEN)
            return false;
    return true;
}

/* The answer to a ping that was sent behind the cancel comes after everything that the server could
 * still have to say of the cancelled request. */
static int cancel_after(struct torture *torture, int turns)
{
    char line[256];
    int64_t began_ms;

    torture->ponged = false;
    ask(torture);
    for (int i = 0; i < turns && !torture->answered; i++)
        loop_turn(torture->loop, 2);
    snprintf(line, sizeof(line),
             "{\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":%" PRId64 "}}",
             torture->id);
    stage_send(&torture->stage, line);
    stage_send(&torture->stage, "{\"id\":\"pong\",\"method\":\"ping\"}");
    if (await(torture, &torture->ponged) < 0)
        return -1;
    torture->counts[torture->answered ? torture->state : SILENT]++;
    for (began_ms = clock_ms(); !all_closed(torture); loop_turn(torture->loop, 2))
        if (clock_ms() - began_ms > WAIT_MS)
            return err_set(&torture->err, ERR_INTERNAL, "a cancelled request stays open upstream");
    return 0;
}

static int cancel_everywhere(struct torture *torture)
{
    if (follow(torture, &drawn_out, NULL, 0) < 0)
        return -1;
    for (int turns = 0; turns < CANCEL_ROUNDS; turns++)
        if (cancel_after(torture, turns % 60) < 0)
            return err_wrap(&torture->err, "cancelled after %d events", turns % 60);
    return 0;
}

static int start(struct torture *torture)
{
    torture->exited = torture->answered = false;
    return stage_start(&torture->stage, &handler, torture, &torture->err);
}

/* Asks over connections that die between questions. A question of which the stand-in saw a byte (of
 * the body; a header alone is none) must not be seen a second time: it may be billed. */
static int ask_over_dying(struct torture *torture, const struct shape *shape)
{
    if (follow(torture, shape, NULL, 0) < 0)
        return -1;
    for (size_t asked = 1; asked <= KEPT_ROUNDS; asked++) {
        ask(torture);
        if (await(torture, &torture->answered) < 0)
            return err_wrap(&torture->err, "%s", shape->behaviour);
        if (upstream_post_count(torture->stage.upstream) > asked)
            return err_set(&torture->err, ERR_INTERNAL, "%zu questions were sent for %zu: %s",
                           upstream_post_count(torture->stage.upstream), asked, shape->behaviour);
        torture->counts[torture->state]++;
    }
    return 0;
}

static int kill_kept(struct torture *torture)
{
    static const struct shape vanishing = { "\"text\":\"x\",\"then\":\"vanish\"", "\\nx\\n" };
    static const struct shape resetting = { "\"text\":\"x\",\"then\":\"reset_on_next\"",
                                            "\\nx\\n" };

    static const struct shape cutting = { "\"text\":\"x\",\"then\":\"reset_on_body\"", "\\nx\\n" };

    if (ask_over_dying(torture, &vanishing) < 0 || ask_over_dying(torture, &resetting) < 0)
        return -1;
    return ask_over_dying(torture, &cutting);
}

/* More at once than are served and queued together: the rest is refused at once, nobody is lost. */
static int crowd(struct torture *torture)
{
    static const struct shape slow = { "\"text\":\"x\",\"first_ms\":20", "\\nx\\n" };
    size_t open_max = 0;

    if (follow(torture, &slow, NULL, 0) < 0)
        return -1;
    torture->heard = 0;
    torture->counts_all = true;
    for (int i = 0; i < CROWD; i++)
        ask(torture);
    for (int64_t began_ms = clock_ms(); torture->heard < CROWD && torture->err.kind == ERR_NONE;) {
        size_t open = upstream_open_count(torture->stage.upstream);

        open_max = open > open_max ? open : open_max;
        if (clock_ms() - began_ms > WAIT_MS)
            return err_set(&torture->err, ERR_TIMEOUT, "%zu of %d answers", torture->heard, CROWD);
        loop_turn(torture->loop, 100);
    }
    torture->counts_all = false;
    printf("%d at once: at most %zu connections\n", CROWD, open_max);
    if (open_max > UPSTREAM_ACTIVE_MAX)
        return err_set(&torture->err, ERR_INTERNAL, "%zu connections at once", open_max);
    return 0;
}

/* A server of its own for each round: its input ends after so many events. */
static int end_everywhere(struct torture *torture)
{
    if (follow(torture, &drawn_out, NULL, 0) < 0)
        return -1;
    for (int turns = 0; turns < END_ROUNDS; turns++) {
        torture->stage.client = client_free(torture->stage.client);
        conduct_done(&torture->stage.conduct);
        if (start(torture) < 0)
            return -1;
        ask(torture);
        for (int i = 0; i < turns; i++)
            loop_turn(torture->loop, 5);
        client_close_stdin(torture->stage.client);
        if (await(torture, &torture->exited) < 0)
            return err_wrap(&torture->err, "input ended after %d events", turns);
        torture->counts[torture->answered ? torture->state : SILENT]++;
        if (torture->status != 0)
            return err_set(&torture->err, ERR_INTERNAL, "exit %d after %d events", torture->status,
                           turns);
    }
    return 0;
}

static const struct round {
    const char *name;
    int (*run)(struct torture *torture);
    bool must_reach[STATE_COUNT];
} rounds[] = {
    { "cut after each byte", cut_all, { [WHOLE] = true, [PARTIAL] = true, [ERROR] = true } },
    { "cancelled after each event", cancel_everywhere, { [WHOLE] = true, [SILENT] = true } },
    { "over dying connections", kill_kept, { [WHOLE] = true, [ERROR] = true } },
    { "four hundred at once", crowd, { [WHOLE] = true, [ERROR] = true } },
    { "input ended after each event", end_everywhere, { [SILENT] = true } },
};

static bool play(struct torture *torture, const struct round *round)
{
    memset(torture->counts, 0, sizeof(torture->counts));
    torture->err = (struct err){ 0 };
    round->run(torture);
    if (torture->err.kind == ERR_NONE)
        stage_check_secrecy(&torture->stage, &torture->err);
    for (int i = 0; i < STATE_COUNT; i++)
        if (round->must_reach[i] && torture->counts[i] == 0 && torture->err.kind == ERR_NONE)
            err_set(&torture->err, ERR_INTERNAL, "a state was never reached");
    printf("%s: %u whole, %u partial, %u errors, %u without an answer\n", round->name,
           torture->counts[WHOLE], torture->counts[PARTIAL], torture->counts[ERROR],
           torture->counts[SILENT]);
    if (torture->err.kind != ERR_NONE)
        printf("FAILED %s: %s\n", round->name, torture->err.text);
    return torture->err.kind == ERR_NONE;
}

void torture(struct loop *loop, const char *program, const char *name, unsigned *passed,
             unsigned *failed)
{
    struct torture torture = { .loop = loop };

    if (name && strcmp(name, "torture") != 0)
        return;
    if (stage_open(&torture.stage, loop, program, false, &torture.err) == 0) {
        stage_set(&torture.stage, "OPENROUTER_MCP_BUDGET_SESSION_USD=100000");
        stage_set(&torture.stage, "OPENROUTER_MCP_BUDGET_DAY_USD=100000");
        stage_set(&torture.stage, "OPENROUTER_MCP_RETRY_ATTEMPTS=1");
        stage_set(&torture.stage, "OPENROUTER_MCP_RETRY_BREAKERS=false");
        stage_set(&torture.stage, "OPENROUTER_MCP_REPEAT_WINDOW_S=0");
        start(&torture);
    }
    for (size_t i = 0; i < ARRAY_COUNT(rounds); i++)
        ++*(torture.stage.client && play(&torture, &rounds[i]) ? passed : failed);
    stage_close(&torture.stage);
}

/* Units of mcp/ask, mcp/asking and the asking half of mcp/call: one call that asks, without a
 * server. */
#include "base/clock.h"
#include "base/limits.h"
#include "mcp/call.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

static int64_t now_ms;

static int64_t fake_clock(void)
{
    return now_ms;
}

static const struct clock_source fake = { fake_clock, fake_clock };

/* What the sink heard and the handler was told, as one text. */
static struct buf heard = { .size_max = KIB(64) };
static struct call *slot;
static struct loop *loop;
static unsigned lacked;
static void (*when_asked)(void); /* instead of waiting; NULL: wait */

#define FORM "{\"requestedSchema\":{\"type\":\"object\",\"required\":[\"n\"]}}"

static cJSON *tree_of(const char *text)
{
    struct err err;
    cJSON *tree = json_parse(slice_of(text), &gate_client, &err);

    if (!tree)
        test_fail(__FILE__, __LINE__, "%s: %s", text, err.text);
    return tree;
}

static void on_ask(void *user, const struct question *questions, size_t count)
{
    CHECK(user == &heard && slot);
    buf_addf(&heard, "(%zu:", call_rounds(slot));
    for (size_t i = 0; i < count; i++)
        buf_addf(&heard, " %s %s", ask_method(questions[i].kind), questions[i].key);
    buf_addc(&heard, ')');
    if (when_asked)
        when_asked();
}

static void on_progress(void *user, double progress, double total, const char *message)
{
    (void)user, (void)total;
    buf_addf(&heard, "{%s %.4f}", message, progress);
}

static void on_result(void *user, const struct call_result *result)
{
    CHECK(user == &heard && !slot);
    lacked = result->lacking;
    buf_addf(&heard, "%s%.*s", result->is_error ? "ERROR " : "=",
             SLICE_FMT(call_result_text(result)));
}

static const struct call_sink sink = {
    .on_progress = on_progress, .on_ask = on_ask, .on_result = on_result, .user = &heard
};

/* The state is zeroed for each run, and stopped once. */
static void run_start(struct call *call)
{
    int *state = call_state(call);

    CHECK_INT(*state, 0);
    *state = 7;
    buf_adds(&heard, "[start");
}

static void run_stop(void *state)
{
    CHECK_INT(*(int *)state, 7);
    *(int *)state = 8;
    buf_adds(&heard, " stop]");
}

static const cJSON *form(struct call *call, const char *key)
{
    return call_ask(call, key, ASK_ELICITATION, tree_of(FORM));
}

/* Asks for a, then for b and c at once. */
static void steps_start(struct call *call)
{
    run_start(call);
    call_set_timeout_s(call, 50);

    const cJSON *a = form(call, "a");

    if (!a) {
        call_wait(call);
        return;
    }

    const cJSON *b = form(call, "b");
    const cJSON *c = call_ask(call, "c", ASK_ROOTS, cJSON_CreateObject());

    if (!b || !c) {
        call_wait(call);
        return;
    }
    buf_addf(&heard, " %s %s %d", json_str(a, "action"), json_str(b, "action"),
             cJSON_GetArraySize(json_at(c, "roots")));
    call_answer(call, SLICE("done"), NULL);
}

static void never_on_deadline(struct call *call)
{
    (void)call;
    buf_adds(&heard, "!deadline!");
}

static const struct handler steps = { "steps", sizeof(int), steps_start, never_on_deadline,
                                      run_stop };

static void forever_start(struct call *call)
{
    run_start(call);
    call_progress(call, 1, 2, "p");
    form(call, "same");
    form(call, "same");
    call_wait(call);
}

static const struct handler forever = { "forever", sizeof(int), forever_start, NULL, run_stop };

static void most_start(struct call *call)
{
    char key[ASK_KEY_MAX + 1];

    run_start(call);
    memset(key, 'k', ASK_KEY_MAX);
    key[ASK_KEY_MAX] = '\0';
    for (int i = 0; i < ASK_QUESTIONS_MAX; i++) {
        key[0] = (char)('a' + i);
        CHECK(!form(call, key));
    }
    call_wait(call);
}

static const struct handler most = { "most", sizeof(int), most_start, NULL, run_stop };

/* Asks nothing when nobody can be asked. */
static void polite_start(struct call *call)
{
    run_start(call);
    for (unsigned kind = 0; kind < ASK_KIND_COUNT; kind++)
        buf_addc(&heard, call_can_ask(call, kind) ? 'y' : 'n');
    call_answer(call, SLICE("anyway"), NULL);
}

static const struct handler polite = { "polite", sizeof(int), polite_start, NULL, run_stop };

#define ALL_KINDS (ASK_BIT(ASK_KIND_COUNT) - 1)

static void begin_with(const struct handler *handler, struct call_setup setup)
{
    json_init();
    clock_replace(&fake);
    now_ms = 1000;
    lacked = 0;
    buf_clear(&heard);
    loop = loop_new();
    setup.handler = handler;
    setup.arguments = cJSON_CreateObject();
    setup.sink = sink;
    call_start(loop, &setup, &slot);
}

static void begin(const struct handler *handler)
{
    begin_with(handler, (struct call_setup){ .asks = ALL_KINDS });
}

static void wait_ms(int64_t ms)
{
    now_ms += ms;
    loop_turn(loop, 0);
}

static void finish(void)
{
    call_stop(slot);
    loop_turn(loop, 0);
    loop_free(loop);
    clock_replace(NULL);
    when_asked = NULL;
}

TEST("ask: a run ends before its questions are put, and the next begins with zeroed state")
{
    begin(&steps);
    CHECK_STR(buf_text(&heard), "[start stop](1: elicitation/create a)");
    CHECK(!call_replies(slot));
    call_resume(slot, tree_of("{\"a\":{\"action\":\"decline\"}}"));
    CHECK_STR(buf_text(&heard), "[start stop](1: elicitation/create a)"
                                "[start stop](2: elicitation/create b roots/list c)");
    CHECK(json_at(call_replies(slot), "a"));
    call_resume(slot, tree_of("{\"c\":{\"roots\":[]},\"b\":{\"action\":\"cancel\"}}"));
    CHECK_STR(buf_text(&heard), "[start stop](1: elicitation/create a)"
                                "[start stop](2: elicitation/create b roots/list c)"
                                "[start decline cancel 0=done stop]");
    CHECK(!slot);
    finish();
}

TEST("ask: replies that were there from the beginning are not asked for, whoever gave them")
{
    begin_with(&steps,
               (struct call_setup){
                   .asks = ALL_KINDS,
                   .replies = tree_of("{\"b\":{\"action\":\"accept\",\"content\":{\"n\":1}},"
                                      "\"x\":1,\"a\":{\"action\":\"cancel\"},"
                                      "\"c\":{\"roots\":[{\"uri\":\"file:///\"}]}}"),
               });
    CHECK_STR(buf_text(&heard), "[start cancel accept 1=done stop]");
    finish();
}

TEST("ask: only what was of use is kept, and what comes later replaces it")
{
    CLEANUP(buf_done) struct buf kept = BUF_MAX(KIB(1));

    begin_with(&steps, (struct call_setup){
                           .asks = ALL_KINDS,
                           .replies = tree_of("{\"a\":{\"action\":\"decline\"},\"b\":{},\"x\":1}"),
                       });
    json_print(call_replies(slot), &kept);
    CHECK_STR(buf_text(&kept), "{\"a\":{\"action\":\"decline\"}}");
    call_resume(slot, tree_of("{\"a\":{\"action\":\"cancel\"},\"b\":{\"action\":\"decline\"}}"));
    call_resume(slot, tree_of("{\"c\":{\"roots\":[]}}"));
    CHECK_SAYS(buf_text(&heard), "[start cancel decline 0=done stop]");
    finish();
}

TEST("ask: a reply that became invalid is asked for again")
{
    begin(&steps);
    call_resume(slot, tree_of("{\"a\":{\"action\":\"decline\"}}"));
    call_resume(slot, tree_of("{\"a\":{\"action\":\"perhaps\"}}"));
    CHECK_SAYS(buf_text(&heard), "[start stop](3: elicitation/create a)");
    finish();
}

TEST("ask: to begin anew without any reply asks the same again")
{
    begin(&steps);
    call_resume(slot, NULL);
    CHECK_STR(buf_text(&heard), "[start stop](1: elicitation/create a)"
                                "[start stop](2: elicitation/create a)");
    finish();
}

TEST("ask: eight rounds are the most, and those before the call count")
{
    for (size_t before = 0; before <= ASK_ROUNDS_MAX; before++) {
        begin_with(&forever, (struct call_setup){ .asks = ALL_KINDS, .rounds = before });
        for (size_t i = before; i < ASK_ROUNDS_MAX; i++) {
            CHECK_INT(call_rounds(slot), i + 1);
            call_resume(slot, NULL);
        }
        CHECK(!slot);
        CHECK_SAYS(buf_text(&heard), "ERROR forever: the client was asked 8 times, which is the "
                                     "most there can be, and \"same\" has no valid reply. Call "
                                     "again when somebody can give it. stop]");
        finish();
    }
}

TEST("ask: the same key twice in one run is one question; eight keys of 64 bytes are eight")
{
    begin(&forever);
    CHECK_SAYS(buf_text(&heard), "stop](1: elicitation/create same)");
    finish();
    begin(&most);
    CHECK_SAYS(buf_text(&heard), "elicitation/create hkkk");
    CHECK_INT(heard.size, strlen("[start stop](1:)") +
                              ASK_QUESTIONS_MAX * (strlen(" elicitation/create ") + ASK_KEY_MAX));
    finish();
}

TEST("ask: replies have ten minutes, whatever the handler's deadline, and it is not told")
{
    begin(&steps);
    CHECK_INT(call_left_ms(slot), ASK_WAIT_S * 1000);
    wait_ms(ASK_WAIT_S * 1000 - 1);
    CHECK(slot);
    wait_ms(1);
    CHECK(!slot);
    CHECK_STR(
        buf_text(&heard),
        "[start stop](1: elicitation/create a)ERROR steps: nobody answered the question \"a\" "
        "within 600 s. Call again when somebody can.");
    finish();
}

TEST("ask: every run has its whole time, however long the client took")
{
    begin(&steps);
    wait_ms(ASK_WAIT_S * 1000 - 1);
    call_resume(slot, tree_of("{\"a\":{\"action\":\"decline\"}}"));
    CHECK_INT(call_left_ms(slot), ASK_WAIT_S * 1000);
    wait_ms(ASK_WAIT_S * 1000 - 1);
    CHECK(slot);
    finish();
}

TEST("ask (X1): a call that is stopped while it waits is over, and its run is not stopped twice")
{
    begin(&steps);
    call_stop(slot);
    CHECK(!slot);
    wait_ms(ASK_WAIT_S * 1000);
    CHECK_STR(buf_text(&heard), "[start stop](1: elicitation/create a)");
    finish();
}

static void stop_now(void)
{
    call_stop(slot);
}

static void fail_now(void)
{
    struct err err;

    err_set(&err, ERR_REFUSED, "No.");
    call_fail(slot, &err);
}

TEST("ask: who is asked may end the call at once, with and without an answer")
{
    when_asked = stop_now;
    begin(&steps);
    CHECK(!slot);
    CHECK_STR(buf_text(&heard), "[start stop](1: elicitation/create a)");
    finish();
    when_asked = fail_now;
    begin(&steps);
    CHECK(!slot);
    CHECK_STR(buf_text(&heard), "[start stop](1: elicitation/create a)ERROR No.");
    finish();
}

TEST("ask: progress goes on while the client is asked, and increases through all rounds")
{
    begin(&forever);
    wait_ms(PROGRESS_MAX_MS);
    call_resume(slot, NULL);
    wait_ms(PROGRESS_MAX_MS);
    CHECK_STR(buf_text(&heard), "[start{p 1.0000} stop](1: elicitation/create same){p 1.0001}"
                                "[start stop](2: elicitation/create same){p 1.0002}");
    finish();
}

TEST("ask: who cannot be asked is not, and the answer says what lacks")
{
    begin_with(&steps, (struct call_setup){ .asks = ASK_BIT(ASK_ROOTS) });
    CHECK_STR(buf_text(&heard),
              "[startERROR steps must ask this client (elicitation/create), which did not declare "
              "that it can be asked. Use a client that can, or call without what needs it. stop]");
    CHECK_INT(lacked, ASK_BIT(ASK_ELICITATION));
    finish();

    begin_with(&steps,
               (struct call_setup){ .replies = tree_of("{\"a\":{\"action\":\"decline\"}}") });
    CHECK_INT(lacked, ASK_BIT(ASK_ELICITATION) | ASK_BIT(ASK_ROOTS));
    finish();
}

TEST("ask: a handler can see what it may ask, and do without")
{
    begin_with(&polite,
               (struct call_setup){ .asks = ASK_BIT(ASK_ELICITATION_URL) | ASK_BIT(ASK_ROOTS) });
    CHECK_STR(buf_text(&heard), "[startnyny=anyway stop]");
    finish();
    begin_with(&polite, (struct call_setup){ 0 });
    CHECK_STR(buf_text(&heard), "[startnnnn=anyway stop]");
    finish();
}

#define E ASK_BIT(ASK_ELICITATION)
#define U ASK_BIT(ASK_ELICITATION_URL)
#define S ASK_BIT(ASK_SAMPLING)
#define R ASK_BIT(ASK_ROOTS)

TEST("ask (1.9): what a client declares it can be asked, where the revision has the kind")
{
    static const struct {
        const char *declared;
        unsigned asks[REVISION_COUNT];
    } rows[] = {
        { "{}", { 0 } },
        { "", { 0 } },
        { "null", { 0 } },
        { "[{\"roots\":{}}]", { 0 } },
        { "\"roots\"", { 0 } },
        { "{\"roots\":null,\"sampling\":true,\"elicitation\":[]}", { 0 } },
        { "{\"roots\":{\"listChanged\":true}}", { R, R, R, R, R } },
        { "{\"sampling\":{\"tools\":{}}}", { S, S, S, S, S } },
        { "{\"elicitation\":{}}", { 0, 0, E, E, E } },
        { "{\"elicitation\":{\"form\":{}}}", { 0, 0, E, E, E } },
        { "{\"elicitation\":{\"url\":{}}}", { 0, 0, 0, U, U } },
        { "{\"elicitation\":{\"form\":{},\"url\":{}}}", { 0, 0, E, E | U, E | U } },
        { "{\"elicitation\":{\"form\":1,\"url\":1}}", { 0, 0, E, E, E } },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        for (size_t j = 0; j < REVISION_COUNT; j++)
            CHECK_INT(ask_declared(slice_of(rows[i].declared), &dialects[j]), rows[i].asks[j]);
}

TEST("ask: what lacks is one object, whatever the kinds")
{
    static const struct {
        unsigned kinds;
        const char *text;
    } rows[] = {
        { 0, "{}" },
        { R, "{\"roots\":{}}" },
        { U, "{\"elicitation\":{\"url\":{}}}" },
        { E | U, "{\"elicitation\":{\"form\":{},\"url\":{}}}" },
        { E | U | S | R,
          "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}" },
    };

    json_init();
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(1));

        ask_add_required(rows[i].kinds, &text);
        CHECK_STR(buf_text(&text), rows[i].text);
    }
}

static bool is_reply(enum ask_kind kind, const char *params, const char *reply)
{
    CLEANUP(json_freep) cJSON *asked = params ? tree_of(params) : NULL;
    CLEANUP(json_freep) cJSON *given = tree_of(reply);

    return ask_is_reply(kind, asked, given);
}

#define WITH(schema)    "{\"message\":\"m\",\"requestedSchema\":{\"type\":\"object\"," schema "}}"
#define ACCEPT(content) "{\"action\":\"accept\",\"content\":" content "}"

TEST("ask (1.9): a form is accepted with what its schema admits, in all forms that the fields have")
{
    static const struct {
        const char *schema, *good, *bad;
    } rows[] = {
        { "\"properties\":{\"a\":{\"type\":\"string\",\"format\":\"email\",\"title\":\"A\"}}",
          "{\"a\":\"x\"}", "{\"a\":1}" },
        { "\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[\"x\",\"y\"],\"enumNames\":[\"X\","
          "\"Y\"]}}",
          "{\"a\":\"x\"}", "{\"a\":\"X\"}" },
        { "\"properties\":{\"a\":{\"type\":\"string\",\"oneOf\":[{\"const\":\"x\",\"title\":\"X\"},"
          "{"
          "\"const\":\"y\",\"title\":\"Y\"}],\"default\":\"y\"}}",
          "{\"a\":\"y\"}", "{\"a\":\"z\"}" },
        { "\"properties\":{\"a\":{\"type\":\"array\",\"minItems\":1,\"items\":{\"anyOf\":[{"
          "\"const\":"
          "\"x\",\"title\":\"X\"}]}}}",
          "{\"a\":[\"x\",\"x\"]}", "{\"a\":[]}" },
        { "\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":9,\"default\":3}}",
          "{\"a\":9}", "{\"a\":9.5}" },
        { "\"properties\":{\"a\":{\"type\":\"number\"},\"b\":{\"type\":\"boolean\"}},\"required\":["
          "\"b\"]",
          "{\"a\":0.5,\"b\":false}", "{\"a\":0.5}" },
        { "\"properties\":{},\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"", "{}",
          "[]" },
    };
    char params[512], reply[128];

    json_init();
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        snprintf(params, sizeof(params), WITH("%s"), rows[i].schema);
        snprintf(reply, sizeof(reply), ACCEPT("%s"), rows[i].good);
        CHECK(is_reply(ASK_ELICITATION, params, reply));
        snprintf(reply, sizeof(reply), ACCEPT("%s"), rows[i].bad);
        CHECK(!is_reply(ASK_ELICITATION, params, reply));
    }
}

TEST("ask (1.9): the forms of replies, for each kind")
{
    static const struct {
        enum ask_kind kind;
        bool is_valid;
        const char *reply;
    } rows[] = {
        { ASK_ELICITATION, true, "{\"action\":\"decline\"}" },
        { ASK_ELICITATION, true, "{\"action\":\"cancel\",\"content\":null,\"_meta\":{}}" },
        { ASK_ELICITATION, true, ACCEPT("{\"n\":1}") },
        { ASK_ELICITATION, false, ACCEPT("null") },
        { ASK_ELICITATION, false, "{\"action\":\"accept\"}" },
        { ASK_ELICITATION, false, "{\"action\":\"ok\"}" },
        { ASK_ELICITATION, false, "{\"action\":null}" },
        { ASK_ELICITATION, false, "{\"content\":{\"n\":1}}" },
        { ASK_ELICITATION, false, "[\"accept\"]" },
        { ASK_ELICITATION_URL, true, "{\"action\":\"accept\"}" },
        { ASK_ELICITATION_URL, false, "{\"action\":1}" },
        { ASK_SAMPLING, true, "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{}}" },
        { ASK_SAMPLING, true, "{\"role\":\"user\",\"model\":\"\",\"content\":[]}" },
        { ASK_SAMPLING, false, "{\"role\":\"system\",\"model\":\"m\",\"content\":{}}" },
        { ASK_SAMPLING, false, "{\"role\":\"user\",\"content\":{}}" },
        { ASK_SAMPLING, false, "{\"role\":\"user\",\"model\":\"m\",\"content\":\"text\"}" },
        { ASK_SAMPLING, false, "{\"role\":\"user\",\"model\":\"m\"}" },
        { ASK_ROOTS, true, "{\"roots\":[]}" },
        { ASK_ROOTS, true, "{\"roots\":[{\"uri\":\"file:///a\",\"name\":\"a\"}]}" },
        { ASK_ROOTS, false, "{\"roots\":{}}" },
        { ASK_ROOTS, false, "{\"roots\":[{\"uri\":\"file:///a\"},{\"name\":\"b\"}]}" },
        { ASK_ROOTS, false, "{\"roots\":[null]}" },
        { ASK_ROOTS, false, "{}" },
    };

    json_init();
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        bool is_valid = is_reply(rows[i].kind, FORM, rows[i].reply);

        if (is_valid != rows[i].is_valid)
            test_fail(__FILE__, __LINE__, "%s: %d", rows[i].reply, is_valid);
    }
}

TEST("ask: a form without a schema, or with one that is none, accepts nothing")
{
    json_init();
    CHECK(!is_reply(ASK_ELICITATION, "{\"message\":\"m\"}", ACCEPT("{}")));
    CHECK(!is_reply(ASK_ELICITATION, "{\"requestedSchema\":{\"type\":7}}", ACCEPT("{}")));
    CHECK(is_reply(ASK_ELICITATION, "{\"message\":\"m\"}", "{\"action\":\"decline\"}"));
}

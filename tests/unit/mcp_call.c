/* Units of mcp/call and mcp/result: one call without a server. */
#include "base/clock.h"
#include "base/limits.h"
#include "mcp/call.h"
#include "mcp/result.h"
#include "test.h"

#include <stdlib.h>

static int64_t now_ms;

static int64_t fake_clock(void)
{
    return now_ms;
}

static const struct clock_source fake = { fake_clock, fake_clock };

/* What the sink heard and the tool was told, as one text. */
static struct buf heard = { .size_max = KIB(64) };
static struct call *slot;
static struct loop *loop;
static struct call *in_start; /* the call as the tool saw it */

static void on_progress(void *user, double progress, double total, const char *message)
{
    (void)user;
    buf_addf(&heard, "(%.4f/%.4f %s)", progress, total, message);
}

static void on_delta(void *user, size_t branch, struct slice text)
{
    (void)user;
    buf_addf(&heard, "<%zu:%.*s>", branch, SLICE_FMT(text));
}

static void on_result(void *user, const struct call_result *result)
{
    CHECK(user == &heard);
    CHECK(slot == NULL);
    buf_addf(&heard, "%s%.*s%s", result->is_error ? "ERROR " : "=",
             SLICE_FMT(call_result_text(result)), result->meta ? "+meta" : "");
}

static const struct call_sink sink = { on_progress, on_delta, NULL, NULL, on_result, &heard };
static const struct call_sink deaf = { NULL, NULL, NULL, NULL, on_result, &heard };

static void keep_start(struct call *call)
{
    in_start = call;
    CHECK(slot == call);
}

static void note_stop(void *state)
{
    buf_addf(&heard, "[stop %d]", *(int *)state);
}

static void instant_start(struct call *call)
{
    *(int *)call_state(call) = 7;
    call_answer(call, SLICE("now"), NULL);
    /* A tool may still be on its way out of its own function. */
    CHECK_INT(*(int *)call_state(call), 7);
    call_progress(call, 1, 1, "late");
    call_delta(call, 0, SLICE("late"));
    call_set_timeout_s(call, 1);
}

static const struct handler keep = { "keep", sizeof(int), keep_start, NULL, note_stop };
static const struct handler instant = { "instant", sizeof(int), instant_start, NULL, note_stop };

static void begin_with(const struct handler *tool, const struct call_sink *to)
{
    json_init();
    clock_replace(&fake);
    now_ms = 1000;
    buf_clear(&heard);
    loop = loop_new();
    call_start(
        loop,
        &(struct call_setup){
            .handler = tool, .arguments = cJSON_CreateObject(), .context = &now_ms, .sink = *to },
        &slot);
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
}

TEST("call: an answer in start comes before stop, and the state lives until the next turn")
{
    begin_with(&instant, &sink);
    CHECK(slot == NULL);
    CHECK_STR(buf_text(&heard), "=now[stop 7]");
    wait_ms(CALL_MAX_S * 1000);
    CHECK_STR(buf_text(&heard), "=now[stop 7]");
    finish();
}

TEST("call: state is zeroed, arguments and context are those that were given")
{
    begin_with(&keep, &sink);
    CHECK_INT(*(int *)call_state(in_start), 0);
    CHECK(cJSON_IsObject(call_arguments(in_start)));
    CHECK(call_context(in_start) == &now_ms && call_loop(in_start) == loop);
    finish();
    CHECK_STR(buf_text(&heard), "[stop 0]");
}

TEST("call: stop is without an answer, and stopping nothing does nothing")
{
    begin_with(&keep, &sink);
    call_stop(slot);
    CHECK(slot == NULL);
    call_stop(slot);
    wait_ms(CALL_MAX_S * 1000);
    CHECK_STR(buf_text(&heard), "[stop 0]");
    finish();
}

TEST("call: the deadline counts from the start, may be moved both ways, and has a ceiling")
{
    begin_with(&keep, &sink);
    CHECK_INT(call_left_ms(slot), CALL_DEFAULT_S * 1000);
    wait_ms(2000);
    CHECK_INT(call_left_ms(slot), CALL_DEFAULT_S * 1000 - 2000);
    call_set_timeout_s(slot, 1000000000000);
    CHECK_INT(call_left_ms(slot), CALL_MAX_S * 1000 - 2000);
    call_set_timeout_s(slot, 3);
    CHECK_INT(call_left_ms(slot), 1000);
    wait_ms(999);
    CHECK(slot);
    call_set_timeout_s(slot, 1);
    CHECK(slot);
    CHECK_INT(call_left_ms(slot), 0);
    wait_ms(0);
    CHECK_STR(buf_text(&heard), "ERROR keep gave no answer within 1 s. "
                                "Give it more time, or choose a faster model.[stop 0]");
    finish();
}

TEST("call: progress that does not grow is sent as growing, and total is never less than it (G1)")
{
    begin_with(&keep, &sink);
    call_progress(slot, 2, 4, "a");
    wait_ms(PROGRESS_MIN_MS);
    call_progress(slot, 1, 4, "b");
    wait_ms(PROGRESS_MIN_MS);
    call_progress(slot, 4, 4, "c");
    wait_ms(PROGRESS_MIN_MS);
    call_progress(slot, 4, 4, "d");
    CHECK_STR(buf_text(&heard), "(2.0000/4.0000 a)(2.0001/4.0000 b)(4.0000/4.0000 c)"
                                "(4.0001/4.0001 d)");
    finish();
}

TEST("call: progress of impossible numbers is sent as a possible one")
{
    static const double odd[] = { -1.0, 1e300, -1e300 };

    begin_with(&keep, &sink);
    call_progress(slot, strtod("nan", NULL), strtod("inf", NULL), "nan");
    CHECK_STR(buf_text(&heard), "(0.0000/0.0000 nan)");
    for (size_t i = 0; i < ARRAY_COUNT(odd); i++) {
        wait_ms(PROGRESS_MIN_MS);
        call_progress(slot, odd[i], odd[i], "odd");
    }
    CHECK_STR(buf_text(&heard), "(0.0000/0.0000 nan)(0.0001/0.0000 odd)(0.0002/0.0000 odd)"
                                "(0.0003/0.0000 odd)");
    finish();
}

TEST("call: of a thousand reports in a second three are sent, and the last one is not lost (G1)")
{
    begin_with(&keep, &sink);
    for (int i = 0; i < 1000; i++) {
        call_progress(slot, i, 0, "%d", i);
        wait_ms(1);
    }
    CHECK_STR(buf_text(&heard), "(0.0000/0.0000 0)(499.0000/0.0000 499)(999.0000/0.0000 999)");
    finish();
}

TEST("call: while the tool is silent the last report is repeated every 5 s, for an hour, growing")
{
    double last = -1;
    int count = 0;

    begin_with(&keep, &sink);
    call_set_timeout_s(slot, CALL_MAX_S);
    call_progress(slot, 1, 2, "x");
    for (int i = 0; i < CALL_MAX_S; i++) {
        buf_clear(&heard);
        wait_ms(1000);
        if (!strstr(buf_text(&heard), "/2.0000 x)"))
            continue;

        double value = strtod(buf_text(&heard) + 1, NULL);

        CHECK(value > last && value < 2);
        last = value;
        count++;
    }
    CHECK_INT(count, CALL_MAX_S / 5 - 1); /* the last one is the deadline's */
    CHECK(!slot);
    finish();
}

TEST("call: a long report is cut at a character border")
{
    char text[400] = "";

    for (size_t i = 0; i + 3 < sizeof(text); i += 3)
        memcpy(text + i, "\xE2\x82\xAC", 4);
    begin_with(&keep, &sink);
    call_progress(slot, 0, 0, "%s", text);
    CHECK_INT(heard.size, strlen("(0.0000/0.0000 )") + PROGRESS_TEXT_MAX / 3 * 3);
    finish();
}

TEST("call: a sink that does not listen to progress or deltas costs nothing but the answer")
{
    begin_with(&keep, &deaf);
    call_progress(slot, 1, 2, "x");
    call_delta(slot, 0, SLICE("x"));
    wait_ms(PROGRESS_MAX_MS);
    call_answer(slot, SLICE("end"), cJSON_CreateObject());
    CHECK_STR(buf_text(&heard), "=end+meta[stop 0]");
    finish();
}

TEST("call: deltas reach a sink that shows them")
{
    begin_with(&keep, &sink);
    call_delta(slot, 2, SLICE("pie"));
    call_delta(slot, 0, SLICE("ce"));
    CHECK_STR(buf_text(&heard), "<2:pie><0:ce>");
    finish();
}

static const char *explained(enum err_kind kind, const char *sentence)
{
    static struct buf text = { .size_max = KIB(4) };
    struct err err;

    err_set(&err, kind, "%s", sentence);
    buf_clear(&text);
    result_explain(&text, &err);
    return buf_text(&text);
}

TEST("result: every kind of error has its advice, but what ends with a full stop or a corrected "
     "call has said it already (T5)")
{
    for (int kind = ERR_NONE + 1; kind < ERR_KIND_COUNT; kind++) {
        const char *text = explained((enum err_kind)kind, "x");

        CHECK(strncmp(text, "x. ", 3) == 0 && strlen(text) > 10);
        CHECK(text[strlen(text) - 1] == '.');
    }
    CHECK_STR(explained(ERR_NONE, "x"), "x");
    CHECK_STR(explained(ERR_RATE, "Stop!"), "Stop!");
    CHECK_STR(explained(ERR_RATE, "Stop."), "Stop.");
    CHECK_STR(explained(ERR_ARGUMENT, "Corrected call: {\"a\":1}"), "Corrected call: {\"a\":1}");
    CHECK_STR(explained(ERR_RATE, ""), "");
}

TEST("result: advice is left out when it does not fit whole, and the sentence is cut at 1000 bytes")
{
    static const char advice[] = ". Wait a little, or choose another model.";
    char sentence[1100];
    size_t fits = ERROR_TEXT_MAX - strlen(advice);

    memset(sentence, 'a', sizeof(sentence));
    sentence[fits] = '\0';
    CHECK_INT(strlen(explained(ERR_RATE, sentence)), ERROR_TEXT_MAX);
    sentence[fits] = 'a';
    sentence[fits + 1] = '\0';
    CHECK_INT(strlen(explained(ERR_RATE, sentence)), fits + 1);
    sentence[fits + 1] = 'a';
    memcpy(sentence + ERROR_TEXT_MAX - 1, "\xE2\x82\xAC", 4);
    CHECK_INT(strlen(explained(ERR_RATE, sentence)), ERROR_TEXT_MAX - 1);
}

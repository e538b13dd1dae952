/* refusals - what must be refused, by the server before anything leaves, or by OpenRouter. */
#include "tests/live/live.h"

#include <stdio.h>

#define WRONG_KEY "sk-or-not-a-key-and-never-was-one"

static void ask_unknown(struct live *live)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    char arguments[256];

    snprintf(arguments, sizeof(arguments), "\"prompt\":\"hi\",\"model\":\"%sq\"", live->models[0]);

    bool is_answered = live_ask(live, arguments, &text);

    report_check(live->report, !is_answered && strstr(buf_text(&text), live->models[0]),
                 "an unknown model is refused with the nearest name: %.300s", buf_text(&text));
}

static void ask_too_dear(struct live *live)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    char arguments[256];

    snprintf(arguments, sizeof(arguments),
             "\"prompt\":\"hi\",\"model\":\"%s\",\"max_cost_usd\":0.0000001", live->models[0]);

    bool is_answered = live_ask(live, arguments, &text);

    report_check(live->report, !is_answered && strstr(buf_text(&text), "Nothing was sent"),
                 "what may cost more than max_cost_usd is refused before it is sent: %.300s",
                 buf_text(&text));
}

/* Every catalogue has had this one; where it is gone there is nothing to show. */
static void ask_free(struct live *live)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    const char *model =
        place_is_stand_in(live->place) ? "openai/oss-240b:free" : "openai/gpt-oss-20b:free";
    char arguments[256];

    snprintf(arguments, sizeof(arguments), "\"prompt\":\"hi\",\"model\":\"%s\"", model);

    bool is_answered = live_ask(live, arguments, &text);

    if (strstr(buf_text(&text), "privacy.allow_free"))
        report_check(live->report, !is_answered,
                     "a free model is refused, since its providers may train on prompts: %.300s",
                     buf_text(&text));
    else if (is_answered)
        report_check(live->report, false, "%s was asked although free models are off", model);
    else
        report_skip(live->report, "%s is not in the list of models now", model);
}

/* A server of its own, whose key OpenRouter does not know. */
static void ask_with_wrong_key(struct live *live)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    struct session session;
    struct child server;
    char params[256];

    if (!place_start(live->place, WRONG_KEY, &server)) {
        report_check(live->report, false, "a second server can be started");
        return;
    }
    session_open(&session, live->loop, &server);
    session.is_quiet = true;
    snprintf(params, sizeof(params),
             "{\"name\":\"ask_model\",\"arguments\":{\"prompt\":\"hi\",\"model\":\"%s\"}}",
             live->models[0]);

    int id = session_request(&session, "tools/call", params);
    bool is_answered = session_text(session_wait(&session, id), &text);

    report_check(live->report,
                 !is_answered && strstr(buf_text(&text), "401") &&
                     strstr(buf_text(&text), "OPENROUTER_API_KEY"),
                 "a key that OpenRouter does not know is said so: %.300s", buf_text(&text));
    session_done(&session);
    place_end(&server);
}

void refusals_play(struct live *live)
{
    live_settle(live);

    int64_t before_nano = live_spent_nano(live);

    report_title(live->report, "Refusals");
    ask_unknown(live);
    ask_too_dear(live);
    ask_free(live);
    ask_with_wrong_key(live);
    live_settle(live);
    report_check(live->report, live_spent_nano(live) == before_nano,
                 "all of these together cost nothing");
}

/* journey - what a user does: looks for models, asks one, asks several, asks with everything. */
#include "base/clock.h"
#include "tests/live/live.h"

#include <stdio.h>

#define QUESTION "In one sentence: what does a write-ahead log buy a database?"
/* Room enough to think; of several models each has a third of it. */
#define CAPS "\"max_output_tokens\":6000,\"max_cost_usd\":" LIVE_CALL_USD ",\"timeout_s\":55"

static bool same_vendor(const char *a, struct slice b)
{
    size_t size = (size_t)(strchr(a, '/') - a) + 1;

    return slice_starts(b, (struct slice){ a, size });
}

/* A line of the list begins with the slug. */
static size_t choose(struct live *live, struct slice list)
{
    struct slice line, slug;
    size_t count = 0;

    while (count < LIVE_MODELS && slice_split(&list, '\n', &line)) {
        bool usable = slice_split(&line, ' ', &slug) && memchr(slug.data, '/', slug.size) &&
                      slug.size <= MODEL_NAME_MAX && slug.data[0] != '~';

        for (size_t i = 0; usable && i < count; i++)
            usable = !same_vendor(live->models[i], slug);
        if (usable)
            snprintf(live->models[count++], sizeof(live->models[0]), "%.*s", SLICE_FMT(slug));
    }
    return count;
}

bool journey_list(struct live *live)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);

    report_title(live->report, "Models");
    /* The stand-in's own vendor has models that misbehave. */
    bool is_listed = live_call(live, "list_models",
                               "\"sort\":\"coding\",\"max_price_in\":0.5,\"max_price_out\":1,"
                               "\"exclude_vendor\":\"standin\",\"limit\":30",
                               &text);
    size_t count = choose(live, buf_slice(&text));

    return report_check(live->report, is_listed && count == LIVE_MODELS,
                        "list_models names cheap models of three vendors: %s, %s, %s",
                        live->models[0], live->models[1], live->models[2]);
}

/* The figures of an answer: its last line. */
static const char *footer_of(struct buf *text)
{
    const char *line = strrchr(buf_text(text), '\n');
    const char *total = strstr(buf_text(text), "— ");

    return total && (!line || total > line) ? total : line ? line + 1 : buf_text(text);
}

static void ask_one(struct live *live)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    char arguments[512];
    size_t before = live->answer_count;

    snprintf(arguments, sizeof(arguments),
             "\"prompt\":\"" QUESTION "\",\"model\":\"%s\",\"tag\":\"live-one\"," CAPS,
             live->models[0]);

    bool is_answered = live_ask(live, arguments, &text);

    report_check(live->report, is_answered && live->answer_count == before + 1,
                 "one question is answered, with its cost and the name of its generation: %.300s",
                 footer_of(&text));
    report_check(live->report, !is_answered || live->session.progress_count > 0,
                 "progress was reported %u times", live->session.progress_count);
}

static void ask_several(struct live *live)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    char arguments[900];
    size_t before = live->answer_count;
    int64_t began_ms = clock_ms();

    snprintf(arguments, sizeof(arguments),
             "\"prompt\":\"" QUESTION
             "\",\"model\":\"%s, %s, %s\",\"tag\":\"live-several\",\"effort\":\"low\"," CAPS,
             live->models[0], live->models[1], live->models[2]);

    bool is_answered = live_ask(live, arguments, &text);
    size_t count = live->answer_count - before;

    report_check(live->report, is_answered && count >= 2,
                 "of three models at once %zu answer, in %lld ms: %.200s", count,
                 (long long)(clock_ms() - began_ms), footer_of(&text));
}

static void ask_with_everything(struct live *live)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    char arguments[900];

    snprintf(arguments, sizeof(arguments),
             "\"prompt\":\"Which fruit?\",\"system\":\"Answer with the one word PLUM.\",\"model\":"
             "\"%s\",\"effort\":\"low\",\"web\":false,\"tag\":\"live-system\"," CAPS,
             live->models[0]);

    bool is_answered = live_ask(live, arguments, &text);

    report_check(live->report, is_answered,
                 "system, effort, tag and the user's provider rules are accepted: %.300s",
                 footer_of(&text));
    report_fact(live->report, "the system text was %sfollowed",
                strstr(buf_text(&text), "PLUM") ? "" : "not ");
}

void journey_play(struct live *live)
{
    report_title(live->report, "Questions");
    ask_one(live);
    ask_several(live);
    ask_with_everything(live);
}

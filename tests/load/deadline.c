/* deadline - calls whose time is over. */
#include "base/clock.h"
#include "tests/load/proofs.h"

#define TIMEOUT "5"
#define FROM_MS 4950
#define TO_MS   5400

static const char script[] =
    "{\"openai/gpt-77\":{\"text\":\"half an answer\",\"stall_at\":3},"
    "\"openai/gpt-76-nano\":{\"headers_ms\":60000},"
    "\"google/gemini-31-flash\":{\"first_ms\":60000,\"comment_ms\":100},"
    "\"google/gemini-31-flash-lite\":{\"tokens\":100000,\"token_ms\":20,\"ignores_cap\":true}}";

static const struct expected {
    const char *model;
    bool is_error;
    const char *text;
} expected[] = {
    { "openai/gpt-77", false, "half an" },
    { "openai/gpt-76-nano", true, "time" },
    { "google/gemini-31-flash", true, "time" },
    { "google/gemini-31-flash-lite", false, "[INCOMPLETE" },
};

int deadline_keeps_text(struct scene *scene)
{
    const size_t count = ARRAY_COUNT(expected);
    const struct exchange *exchange;
    int64_t began_ms, first;

    if (scene_follow(scene, script) < 0 || scene_start_warm(scene) < 0)
        return -1;
    began_ms = clock_ms();
    first = scene->last_id + 1;
    for (size_t i = 0; i < count; i++)
        scene_ask(scene, expected[i].model, ",\"timeout_s\":" TIMEOUT);
    for (size_t i = 0; i < count; i++) {
        const struct answer *answer = &scene->answers[first + (int64_t)i];

        if (scene_await(scene, first + (int64_t)i) < 0)
            return -1;
        if (answer->is_error != expected[i].is_error || !answer->text ||
            !strstr(answer->text, expected[i].text))
            return scene_fail(scene, "%s: %.300s", expected[i].model,
                              answer->text ? answer->text : "no text");
    }
    if (scene_rest(scene, 50) < 0)
        return -1;
    buf_adds(&scene->figures, "closed after");
    for (size_t i = 0; (exchange = scene_question(scene, i)); i++) {
        int64_t took_ms = exchange->ended_ms - began_ms;

        buf_addf(&scene->figures, " %lld", (long long)took_ms);
        if (exchange->outcome != EXCHANGE_ABORTED || took_ms < FROM_MS ||
            took_ms > TO_MS * SCENE_PATIENCE)
            return scene_fail(scene, "%s: closed too early, too late or not at all",
                              exchange->model);
    }
    buf_adds(&scene->figures, " ms, with a deadline of " TIMEOUT " s");
    return 0;
}

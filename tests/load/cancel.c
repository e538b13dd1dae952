/* cancel - notifications/cancelled in each phase of a call. */
#include "base/clock.h"
#include "base/limits.h"
#include "tests/load/proofs.h"

#define ROUNDS    10
#define CLOSED_MS 50
#define REST_MS   100 /* in which nothing may be said any more */

#define MODEL      "openai/gpt-77"
#define PANEL      "openai/gpt-77, google/gemini-31-pro, deepseek/deepseek-v44"
#define PANEL_SIZE 3

static bool is_asked(const struct exchange *exchange)
{
    return exchange->received_ms > 0;
}

static bool has_headers(const struct exchange *exchange)
{
    return exchange->first_byte_ms > 0;
}

static bool has_tokens(const struct exchange *exchange)
{
    return exchange->sent_bytes > KIB(8);
}

/* One call, cancelled once its exchange is far enough: how long until its connection closed. */
static int cancel_once(struct scene *scene, bool (*is_ripe)(const struct exchange *exchange),
                       int64_t *took_ms)
{
    size_t before = scene_question_count(scene);
    int64_t id = scene_ask(scene, MODEL, ""), began_ms;
    const struct exchange *exchange;

    while (!(exchange = scene_question(scene, before)) || !is_ripe(exchange))
        if (scene_turn(scene) < 0)
            return -1;
    /* So that the server has read what the stand-in has sent. */
    if (scene_rest(scene, 5) < 0)
        return -1;
    began_ms = clock_ms();
    scene_cancel(scene, id);
    while (exchange->outcome == EXCHANGE_OPEN)
        if (scene_turn(scene) < 0)
            return -1;
    if (exchange->outcome != EXCHANGE_ABORTED)
        return scene_fail(scene, "the answer ended by itself");
    *took_ms = exchange->ended_ms - began_ms;
    return scene_ping(scene);
}

static int cancel_all(struct scene *scene, const char *script,
                      bool (*is_ripe)(const struct exchange *exchange))
{
    int64_t took_ms = 0, most_ms = 0;
    int64_t first;

    if (scene_follow(scene, script) < 0 || scene_start_warm(scene) < 0)
        return -1;
    first = scene->last_id + 1;
    for (int round = 0; round < ROUNDS; round++) {
        if (cancel_once(scene, is_ripe, &took_ms) < 0)
            return -1;
        most_ms = took_ms > most_ms ? took_ms : most_ms;
    }
    if (scene_rest(scene, REST_MS) < 0)
        return -1;
    buf_addf(&scene->figures, "%d of %d, at most %lld ms", ROUNDS, ROUNDS, (long long)most_ms);
    for (int64_t id = first; id <= scene->last_id; id += 2)
        if (scene->answers[id].came)
            return scene_fail(scene, "a cancelled call was answered");
    if (most_ms > CLOSED_MS * SCENE_PATIENCE)
        return scene_fail(scene, "it took too long");
    return 0;
}

int cancel_before_headers(struct scene *scene)
{
    return cancel_all(scene, "{\"*\":{\"headers_ms\":60000}}", is_asked);
}

int cancel_before_tokens(struct scene *scene)
{
    return cancel_all(scene, "{\"*\":{\"first_ms\":60000}}", has_headers);
}

int cancel_while_tokens_flow(struct scene *scene)
{
    return cancel_all(scene, "{\"*\":{\"tokens\":100000,\"token_ms\":1,\"ignores_cap\":true}}",
                      has_tokens);
}

int cancel_in_the_queue(struct scene *scene)
{
    int64_t first, waiting;

    if (scene_follow(scene, "{\"*\":{\"first_ms\":200},\"openai/gpt-76-nano\":{}}") < 0 ||
        scene_start_warm(scene) < 0)
        return -1;
    first = scene->last_id + 1;
    for (int i = 0; i < UPSTREAM_ACTIVE_MAX; i++)
        scene_ask(scene, MODEL, "");
    waiting = scene->last_id + 1;
    for (int i = 0; i < ROUNDS; i++)
        scene_ask(scene, "openai/gpt-76-nano", "");
    for (int64_t id = waiting; id < waiting + ROUNDS; id++)
        scene_cancel(scene, id);
    for (int64_t id = first; id < waiting; id++)
        if (scene_await(scene, id) < 0)
            return -1;
    if (scene_rest(scene, REST_MS) < 0)
        return -1;
    buf_addf(&scene->figures, "%d cancelled behind %d that ran", ROUNDS, UPSTREAM_ACTIVE_MAX);
    for (int64_t id = waiting; id < waiting + ROUNDS; id++)
        if (scene->answers[id].came)
            return scene_fail(scene, "a cancelled call was answered");
    if (scene_question_count(scene) != UPSTREAM_ACTIVE_MAX)
        return scene_fail(scene, "the stand-in saw %zu questions", scene_question_count(scene));
    return 0;
}

/* Three models at once, all of them at their answers: how long until the last connection closed. */
static int cancel_panel_once(struct scene *scene, int64_t *took_ms)
{
    size_t before = scene_question_count(scene);
    int64_t id = scene_ask(scene, PANEL, ""), began_ms;

    for (size_t i = 0; i < PANEL_SIZE;) {
        const struct exchange *exchange = scene_question(scene, before + i);

        if (exchange && has_tokens(exchange))
            i++;
        else if (scene_turn(scene) < 0)
            return -1;
    }
    began_ms = clock_ms();
    scene_cancel(scene, id);
    *took_ms = 0;
    for (size_t i = 0; i < PANEL_SIZE; i++) {
        const struct exchange *exchange = scene_question(scene, before + i);

        while (exchange->outcome == EXCHANGE_OPEN)
            if (scene_turn(scene) < 0)
                return -1;
        if (exchange->outcome != EXCHANGE_ABORTED)
            return scene_fail(scene, "an answer ended by itself");
        if (exchange->ended_ms - began_ms > *took_ms)
            *took_ms = exchange->ended_ms - began_ms;
    }
    return scene_ping(scene);
}

int cancel_a_panel(struct scene *scene)
{
    int64_t took_ms, most_ms = 0;

    if (scene_follow(scene, "{\"*\":{\"tokens\":100000,\"token_ms\":1,\"ignores_cap\":true}}") <
            0 ||
        scene_start_warm(scene) < 0)
        return -1;
    for (int round = 0; round < ROUNDS; round++) {
        if (cancel_panel_once(scene, &took_ms) < 0)
            return -1;
        most_ms = took_ms > most_ms ? took_ms : most_ms;
    }
    buf_addf(&scene->figures, "%d of %d, at most %lld ms", ROUNDS, ROUNDS, (long long)most_ms);
    if (most_ms > CLOSED_MS * SCENE_PATIENCE)
        return scene_fail(scene, "it took too long");
    return 0;
}

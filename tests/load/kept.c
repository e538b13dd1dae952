/* kept - a kept connection dies just when the next POST goes out on it.
 *
 * A POST that may have been served is never sent twice: that would be billed twice. The relay sees
 * each head that was written, the stand-in each request that came whole.
 */
#include "tests/load/proofs.h"

#include <inttypes.h>
#include <time.h>

#define RUNS      100
#define DELAY_US  300 /* of the first cut, behind the question */
#define STEP_US   20
#define ANSWER_MS "3"

#define MODEL "openai/gpt-77"

enum fate { OK, DIED_BEFORE, DIED_UNDER, DIED_LATER, FATE_COUNT };

static const char *const fate_names[FATE_COUNT] = {
    [OK] = "answered on the kept one",
    [DIED_BEFORE] = "died before and answered on a new one",
    [DIED_UNDER] = "died under it",
    [DIED_LATER] = "died within the answer",
};

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static void spin(struct scene *scene, int64_t us)
{
    for (int64_t began_us = now_us(); now_us() - began_us < us;)
        loop_turn(scene->loop, 0);
}

/* What has become of one call; -1 where something was sent twice, or a sentence is not true. */
static int judge(struct scene *scene, int64_t id, size_t questions, size_t connections)
{
    const struct answer *answer = &scene->answers[id];
    const char *text = answer->text ? answer->text : "";

    if (questions > 1)
        return scene_fail(scene, "%zu POSTs for one call", questions);
    if (!answer->is_error && questions == 0)
        return scene_fail(scene, "an answer without a question: %.300s", text);
    if (!answer->is_error && strstr(text, "[INCOMPLETE"))
        return DIED_LATER;
    if (!answer->is_error)
        return connections > 0 ? DIED_BEFORE : OK;
    if (strstr(text, "may have been") || strstr(text, "billed"))
        return DIED_UNDER;
    if (strstr(text, "middle of the answer"))
        return DIED_LATER;
    return scene_fail(scene, "it does not say whether it was billed: %.300s", text);
}

static void write_fates(struct scene *scene, const unsigned *counts)
{
    for (int i = 0; i < FATE_COUNT; i++)
        buf_addf(&scene->figures, "%s%u %s", i > 0 ? ", " : "", counts[i], fate_names[i]);
}

/* A question that is answered leaves a connection to be kept. */
static int ask_in_peace(struct scene *scene)
{
    int64_t id = scene_ask(scene, MODEL, "");

    if (scene_await(scene, id) < 0)
        return -1;
    return scene->answers[id].is_error ? scene_fail(scene, "%.300s", scene->answers[id].text) : 0;
}

struct cut {
    int64_t delay_us; /* behind the question; before it when negative */
    bool reset;
};

/* A question on a connection that was kept; cut may be NULL. */
static int ask_once(struct scene *scene, const struct cut *cut)
{
    size_t heads, questions, connections;
    int64_t id;

    if (ask_in_peace(scene) < 0)
        return -1;
    heads = relay_head_count(scene->relay);
    questions = scene_question_count(scene);
    connections = relay_connection_count(scene->relay);
    if (cut && cut->delay_us < 0) {
        relay_cut(scene->relay, cut->reset);
        spin(scene, -cut->delay_us);
    }
    id = scene_ask(scene, MODEL, "");
    if (cut && cut->delay_us >= 0) {
        spin(scene, cut->delay_us);
        relay_cut(scene->relay, cut->reset);
    }
    if (scene_await(scene, id) < 0)
        return -1;
    heads = relay_head_count(scene->relay) - heads;
    if (heads > 1)
        return scene_fail(scene, "%zu heads for one call", heads);
    return judge(scene, id, scene_question_count(scene) - questions,
                 relay_connection_count(scene->relay) - connections);
}

/* The cut moves to where it hurts: between "too early" and "too late". */
int kept_cut_on_the_way(struct scene *scene)
{
    unsigned counts[FATE_COUNT] = { 0 };
    struct cut cut = { .delay_us = DELAY_US };

    if (scene_follow(scene, "{\"*\":{\"headers_ms\":" ANSWER_MS ",\"text\":\"alive\"}}") < 0 ||
        scene_relay(scene, "127.0.0.1", 0) < 0 || scene_start_warm(scene) < 0)
        return -1;
    for (int run = 0; run < RUNS; run++) {
        int fate;

        cut.reset = run / 2 % 2;
        fate = ask_once(scene, &cut);
        if (fate < 0)
            return -1;
        counts[fate]++;
        cut.delay_us += fate == DIED_BEFORE ? STEP_US : -STEP_US;
    }
    write_fates(scene, counts);
    buf_addf(&scene->figures, "; the cut came %lld us behind the question at last",
             (long long)cut.delay_us);
    if (counts[DIED_BEFORE] == 0 || counts[DIED_UNDER] == 0)
        return scene_fail(scene, "a state was never reached");
    return 0;
}

/* The far side resets when it reads the first byte of the second request of a connection. */
int kept_reset_at_the_far_end(struct scene *scene)
{
    unsigned counts[FATE_COUNT] = { 0 };

    if (scene_follow(scene, "{\"*\":{\"text\":\"alive\",\"then\":\"reset_on_next\"}}") < 0 ||
        scene_relay(scene, "127.0.0.1", 0) < 0 || scene_start_warm(scene) < 0)
        return -1;
    for (int run = 0; run < RUNS; run++) {
        int fate = ask_once(scene, NULL);

        if (fate < 0)
            return -1;
        counts[fate]++;
    }
    write_fates(scene, counts);
    if (counts[DIED_UNDER] == 0)
        return scene_fail(scene, "a state was never reached");
    return 0;
}

/* kept - a kept connection dies just when the next POST goes out on it.
 *
 * A POST that may have been served is never sent twice: that would be billed twice. The relay sees
 * what was written, the stand-in what came whole. A head whose body never began may be sent anew.
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
    [DIED_BEFORE] = "answered on a new one",
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

static void write_fates(struct scene *scene, const unsigned *counts)
{
    for (int i = 0; i < FATE_COUNT; i++)
        buf_addf(&scene->figures, "%s%u %s", i > 0 ? ", " : "", counts[i], fate_names[i]);
    buf_addf(&scene->figures, "; %zu heads written, %zu of them with a body",
             relay_head_count(scene->relay), relay_body_count(scene->relay));
}

/* A question that is answered leaves a connection to be kept. */
static int ask_in_peace(struct scene *scene)
{
    int64_t id = scene_ask(scene, MODEL, "");

    if (scene_await(scene, id) < 0)
        return -1;
    return scene->answers[id].is_error ? scene_fail(scene, "%.300s", scene->answers[id].text) : 0;
}

/* What the wire has seen so far. */
struct sight {
    size_t bodies, repeats, questions, connections;
};

static struct sight look(const struct scene *scene)
{
    return (struct sight){
        .bodies = relay_body_count(scene->relay),
        .repeats = relay_repeat_count(scene->relay),
        .questions = scene_question_count(scene),
        .connections = relay_connection_count(scene->relay),
    };
}

/* What has become of one call; -1 where something was sent twice, or a sentence is not true. */
static int judge(struct scene *scene, const struct answer *answer, const struct sight *before)
{
    const struct sight now = look(scene);
    const char *text = answer->text ? answer->text : "";
    size_t bodies = now.bodies - before->bodies, questions = now.questions - before->questions;

    if (bodies > 1 || questions > 1)
        return scene_fail(scene, "%zu POSTs for one call, %zu of them whole", bodies, questions);
    if (now.repeats > before->repeats)
        return scene_fail(scene, "a head was written after a body had begun: %.300s", text);
    if (!answer->is_error && questions == 0)
        return scene_fail(scene, "an answer without a question: %.300s", text);
    if (!answer->is_error && !strstr(text, "[INCOMPLETE"))
        return now.connections > before->connections ? DIED_BEFORE : OK;
    if (!answer->is_error || strstr(text, "middle of the answer"))
        return DIED_LATER;
    if (strstr(text, "may have been served and billed"))
        return DIED_UNDER;
    return scene_fail(scene, "it does not say whether it was billed: %.300s", text);
}

struct cut {
    int64_t delay_us; /* behind the question; before it when negative */
    bool reset;
};

/* A question, and the cut if there is one. */
static int ask_once(struct scene *scene, const struct cut *cut)
{
    struct sight before;
    int64_t id;

    relay_expect(scene->relay);
    before = look(scene);
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
    return judge(scene, &scene->answers[id], &before);
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
        fate = ask_in_peace(scene) < 0 ? -1 : ask_once(scene, &cut);
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

/* The far side resets when it reads the first byte of the second request of a connection. What is
 * answered on a new connection leaves one that will be reset. */
int kept_reset_at_the_far_end(struct scene *scene)
{
    unsigned counts[FATE_COUNT] = { 0 };
    size_t deaths;

    /* So many lost answers in a row would have the model left alone. */
    stage_set(&scene->stage, "OPENROUTER_MCP_RETRY_BREAKERS=false");
    if (scene_follow(scene, "{\"*\":{\"text\":\"alive\",\"then\":\"reset_on_next\"}}") < 0 ||
        scene_relay(scene, "127.0.0.1", 0) < 0 || scene_start_warm(scene) < 0)
        return -1;
    for (int run = 0; run < 2 * RUNS; run++) {
        int fate = ask_once(scene, NULL);

        if (fate < 0)
            return -1;
        counts[fate]++;
    }
    write_fates(scene, counts);
    deaths = counts[DIED_UNDER] + relay_head_count(scene->relay) - relay_body_count(scene->relay);
    if (counts[DIED_UNDER] == 0 || deaths < RUNS / 2)
        return scene_fail(scene, "a state was never reached");
    return 0;
}

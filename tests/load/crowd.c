/* crowd - many calls at once. */
#include "base/clock.h"
#include "base/limits.h"
#include "tests/load/proofs.h"

#define ONE_SECOND_MS 1500
#define SLOWER_MS     1200 /* of two, the one that takes a second */
#define REFUSED_MS    250  /* "at once": before the first answer of the others, too */
#define CROWD         330

#define MODEL "openai/gpt-77"

/* The most questions that were open at one moment. */
static size_t overlap(const struct scene *scene)
{
    const struct exchange *one, *other;
    size_t most = 0;

    for (size_t i = 0; (one = scene_question(scene, i)); i++) {
        size_t open = 0;

        for (size_t k = 0; (other = scene_question(scene, k)); k++)
            open += other->received_ms <= one->received_ms && other->ended_ms > one->received_ms;
        most = open > most ? open : most;
    }
    return most;
}

static int await_all(struct scene *scene, int64_t first, int64_t last)
{
    for (int64_t id = first; id <= last; id++)
        if (scene_await(scene, id) < 0)
            return -1;
    return 0;
}

/* Each answers that of its own question: ids are not mixed up. */
static int check_whole(struct scene *scene, const struct answer *answer)
{
    if (answer->is_error || !answer->text || !strstr(answer->text, "word of the crowd"))
        return scene_fail(scene, "an answer: %.300s", answer->text ? answer->text : "none");
    return 0;
}

int crowd_of_64(struct scene *scene)
{
    int64_t began_ms, took_ms, first;

    if (scene_follow(scene, "{\"*\":{\"first_ms\":1000,\"text\":\"word of the crowd\"}}") < 0 ||
        scene_start_warm(scene) < 0)
        return -1;
    began_ms = clock_ms();
    first = scene->last_id + 1;
    for (int i = 0; i < UPSTREAM_ACTIVE_MAX; i++)
        scene_ask(scene, MODEL, "");
    if (await_all(scene, first, scene->last_id) < 0)
        return -1;
    took_ms = clock_ms() - began_ms;
    for (int64_t id = first; id <= scene->last_id; id++)
        if (check_whole(scene, &scene->answers[id]) < 0)
            return -1;
    buf_addf(&scene->figures, "%lld ms, %zu open at the same time", (long long)took_ms,
             overlap(scene));
    if (took_ms >= ONE_SECOND_MS * SCENE_PATIENCE)
        return scene_fail(scene, "it took too long");
    if (overlap(scene) != UPSTREAM_ACTIVE_MAX)
        return scene_fail(scene, "they did not overlap");
    return 0;
}

int crowd_of_two(struct scene *scene)
{
    int64_t began_ms, took_ms, quick, slow;

    if (scene_follow(scene, "{\"openai/gpt-77\":{\"first_ms\":1000,\"text\":\"word of the crowd\"},"
                            "\"google/gemini-31-pro\":{\"first_ms\":700,"
                            "\"text\":\"word of the crowd\"}}") < 0 ||
        scene_start_warm(scene) < 0)
        return -1;
    began_ms = clock_ms();
    slow = scene_ask(scene, MODEL, "");
    quick = scene_ask(scene, "google/gemini-31-pro", "");
    if (await_all(scene, slow, quick) < 0)
        return -1;
    took_ms = clock_ms() - began_ms;
    buf_addf(&scene->figures, "%lld ms for one of 700 and one of 1000 ms", (long long)took_ms);
    if (check_whole(scene, &scene->answers[slow]) < 0 ||
        check_whole(scene, &scene->answers[quick]) < 0)
        return -1;
    if (overlap(scene) != 2 || scene->answers[quick].at_ms >= scene->answers[slow].at_ms)
        return scene_fail(scene, "they did not overlap");
    if (took_ms >= SLOWER_MS * SCENE_PATIENCE)
        return scene_fail(scene, "it took too long");
    return 0;
}

struct tally {
    size_t whole, busy;
    int64_t last_busy_ms, first_whole_ms;
};

static int count(struct scene *scene, int64_t first, struct tally *tally)
{
    for (int64_t id = first; id <= scene->last_id; id++) {
        const struct answer *answer = &scene->answers[id];

        if (answer->is_error && answer->text && strstr(answer->text, "are running")) {
            tally->busy++;
            tally->last_busy_ms =
                answer->at_ms > tally->last_busy_ms ? answer->at_ms : tally->last_busy_ms;
        } else if (check_whole(scene, answer) < 0) {
            return -1;
        } else {
            tally->whole++;
            tally->first_whole_ms = tally->whole == 1 || answer->at_ms < tally->first_whole_ms
                                        ? answer->at_ms
                                        : tally->first_whole_ms;
        }
    }
    return 0;
}

int crowd_of_330(struct scene *scene)
{
    const size_t places = UPSTREAM_ACTIVE_MAX + UPSTREAM_QUEUED_MAX;
    struct tally tally = { 0 };
    int64_t began_ms, first;

    if (scene_follow(scene, "{\"*\":{\"first_ms\":300,\"text\":\"word of the crowd\"}}") < 0 ||
        scene_start_warm(scene) < 0)
        return -1;
    began_ms = clock_ms();
    first = scene->last_id + 1;
    for (int i = 0; i < CROWD; i++)
        scene_ask(scene, MODEL, "");
    if (await_all(scene, first, scene->last_id) < 0 || count(scene, first, &tally) < 0)
        return -1;
    buf_addf(&scene->figures,
             "%zu answered in %lld ms, %zu open at the same time; %zu refused after %lld ms",
             tally.whole, (long long)(clock_ms() - began_ms), overlap(scene), tally.busy,
             (long long)(tally.last_busy_ms - began_ms));
    if (tally.whole != places || tally.busy != CROWD - places)
        return scene_fail(scene, "%zu should be answered", places);
    if (scene_question_count(scene) != places || overlap(scene) != UPSTREAM_ACTIVE_MAX)
        return scene_fail(scene, "the stand-in saw %zu questions", scene_question_count(scene));
    if (tally.last_busy_ms > tally.first_whole_ms ||
        tally.last_busy_ms - began_ms > REFUSED_MS * SCENE_PATIENCE)
        return scene_fail(scene, "the refusals came late");
    return 0;
}

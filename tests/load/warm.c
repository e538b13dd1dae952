/* warm - connections over TLS that are kept between requests. */
#include "base/clock.h"
#include "tests/load/proofs.h"

#define WAY_MS   20                   /* each way */
#define FIRST_MS (2 * WAY_MS * 5 / 4) /* 1.25 round trips ... */
#define SLACK_MS 10                   /* ... and what the processes need */
#define ROUNDS   20

#define GOODBYE_MS 5

#define MODEL "openai/gpt-77"

int warm_first_ask(struct scene *scene)
{
    int64_t id, began_ms, took_ms;
    size_t before;

    scene_trust(scene, "SSL_CERT_FILE");
    if (scene_follow(scene, "{\"*\":{\"text\":\"at once\"}}") < 0 ||
        scene_relay(scene, "127.0.0.1", WAY_MS) < 0 || scene_start_warm(scene) < 0 ||
        scene_rest(scene, 4 * WAY_MS) < 0)
        return -1;
    before = relay_connection_count(scene->relay);
    began_ms = clock_ms();
    id = scene_ask(scene, MODEL, "");
    if (scene_await(scene, id) < 0)
        return -1;
    took_ms = scene->answers[id].at_ms - began_ms;
    buf_addf(&scene->figures, "answered after %lld ms, %zu connections before and %zu after",
             (long long)took_ms, before, relay_connection_count(scene->relay));
    if (scene->answers[id].is_error)
        return scene_fail(scene, "the answer: %.300s", scene->answers[id].text);
    if (relay_connection_count(scene->relay) != before)
        return scene_fail(scene, "a connection was opened for it");
    if (took_ms > (FIRST_MS + SLACK_MS) * SCENE_PATIENCE)
        return scene_fail(scene, "it took longer than one round trip");
    return 0;
}

/* How many connections the questions went over. */
static size_t distinct(const struct scene *scene)
{
    const struct exchange *one, *other;
    size_t count = 0;

    for (size_t i = 0; (one = scene_question(scene, i)); i++) {
        bool is_first = true;

        for (size_t k = 0; k < i && (other = scene_question(scene, k)); k++)
            is_first = is_first && other->connection != one->connection;
        count += is_first;
    }
    return count;
}

/* After each answer the far side closes the connection properly: a goodbye of TLS, then the end.
 * What is written to it afterwards is answered with a reset, but too late to call a body back. */
int warm_goodbye(struct scene *scene)
{
    scene_trust(scene, "SSL_CERT_FILE");
    if (scene_follow(scene, "{\"*\":{\"text\":\"goodbye\",\"then\":\"vanish\"}}") < 0 ||
        scene_relay(scene, "127.0.0.1", GOODBYE_MS) < 0 || scene_start_warm(scene) < 0)
        return -1;
    for (size_t round = 1; round <= ROUNDS; round++) {
        int64_t id = scene_ask(scene, MODEL, "");

        if (scene_await(scene, id) < 0)
            return -1;
        if (scene->answers[id].is_error)
            return scene_fail(scene, "call %zu: %.300s", round, scene->answers[id].text);
        if (scene_question_count(scene) != round)
            return scene_fail(scene, "%zu POSTs for %zu calls", scene_question_count(scene), round);
        if (scene_rest(scene, 3 * GOODBYE_MS) < 0)
            return -1;
    }
    buf_addf(&scene->figures, "%d calls, %zu POSTs over %zu connections", ROUNDS,
             scene_question_count(scene), distinct(scene));
    if (distinct(scene) != ROUNDS)
        return scene_fail(scene, "a connection was used again");
    return 0;
}

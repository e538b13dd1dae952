/* end - the ways in which a client leaves, with calls in flight and without. */
#include "base/clock.h"
#include "tests/load/proofs.h"

#include <signal.h>

#define ROUNDS   10
#define CALLS    32
#define BUSY_MS  400 /* clients kill after 500 */
#define IDLE_MS  100
#define CLOSE_MS 400

static const char script[] =
    "{\"openai/gpt-77\":{\"tokens\":100000,\"token_ms\":10,\"ignores_cap\":true},"
    "\"openai/gpt-76-nano\":{\"headers_ms\":60000},"
    "\"google/gemini-31-flash\":{\"text\":\"one two three\",\"stall_at\":2}}";

static const char *const models[] = { "openai/gpt-77", "openai/gpt-76-nano",
                                      "google/gemini-31-flash" };

struct way {
    const char *name;
    void (*end)(struct client *client);
    int signal;
};

static const struct way end_of_input = { "end of input", client_close_stdin, 0 };
static const struct way closed_output = { "closed output", client_close_stdout, 0 };
static const struct way signals[] = {
    { "SIGTERM", NULL, SIGTERM },
    { "SIGINT", NULL, SIGINT },
    { "SIGHUP", NULL, SIGHUP },
};

static int fill(struct scene *scene)
{
    size_t count = 0;

    for (int i = 0; i < CALLS; i++)
        scene_ask(scene, models[(size_t)i % ARRAY_COUNT(models)], "");
    while (count < CALLS) {
        const struct exchange *exchange;

        if (scene_turn(scene) < 0)
            return -1;
        count = 0;
        for (size_t i = 0; (exchange = scene_question(scene, i)); i++)
            count += exchange->outcome == EXCHANGE_OPEN;
    }
    /* Some of them have been answered in part. */
    return scene_rest(scene, 20);
}

/* One server's end: how long it took, and how long until the last connection was closed. */
static int end_once(struct scene *scene, const struct way *way, int64_t *took_ms, int64_t *close_ms)
{
    int64_t began_ms = clock_ms();

    if (way->end)
        way->end(scene->stage.client);
    else
        client_signal(scene->stage.client, way->signal);
    if (scene_await_exit(scene) < 0)
        return -1;
    *took_ms = scene->exited_ms - began_ms;
    while (upstream_open_count(scene->stage.upstream) > 0)
        if (scene_rest(scene, 1) < 0)
            return -1;
    *close_ms = clock_ms() - began_ms;
    if (scene->status != 0)
        return scene_fail(scene, "%s: exit %d", way->name, scene->status);
    return 0;
}

static int check_aborted(struct scene *scene, const struct way *way)
{
    const struct exchange *exchange;

    for (size_t i = 0; (exchange = scene_question(scene, i)); i++)
        if (exchange->outcome != EXCHANGE_ABORTED)
            return scene_fail(scene, "%s: a call was not closed by the server", way->name);
    return 0;
}

static int end_all(struct scene *scene, const struct way *way, bool busy, int64_t limit_ms)
{
    int64_t took_ms = 0, most_ms = 0, close_ms = 0, most_close_ms = 0;

    for (int round = 0; round < ROUNDS; round++) {
        if (scene_follow(scene, script) < 0 || scene_start_warm(scene) < 0 ||
            (busy && fill(scene) < 0) || end_once(scene, way, &took_ms, &close_ms) < 0 ||
            (busy && check_aborted(scene, way) < 0))
            return -1;
        most_ms = took_ms > most_ms ? took_ms : most_ms;
        most_close_ms = close_ms > most_close_ms ? close_ms : most_close_ms;
    }
    buf_addf(&scene->figures, "%s%s: exit after at most %lld ms, all closed after %lld",
             scene->figures.size > 0 ? "; " : "", way->name, (long long)most_ms,
             (long long)most_close_ms);
    if (most_ms > limit_ms * SCENE_PATIENCE || most_close_ms > CLOSE_MS * SCENE_PATIENCE)
        return scene_fail(scene, "it took too long");
    return 0;
}

int end_by_end_of_input(struct scene *scene)
{
    return end_all(scene, &end_of_input, true, BUSY_MS);
}

int end_by_signals(struct scene *scene)
{
    for (size_t i = 0; i < ARRAY_COUNT(signals); i++)
        if (end_all(scene, &signals[i], true, BUSY_MS) < 0)
            return -1;
    return 0;
}

int end_by_closed_output(struct scene *scene)
{
    return end_all(scene, &closed_output, true, BUSY_MS);
}

int end_when_idle(struct scene *scene)
{
    for (size_t i = 0; i < ARRAY_COUNT(signals); i++)
        if (end_all(scene, &signals[i], false, IDLE_MS) < 0)
            return -1;
    return end_all(scene, &end_of_input, false, IDLE_MS) < 0 ||
                   end_all(scene, &closed_output, false, IDLE_MS) < 0
               ? -1
               : 0;
}

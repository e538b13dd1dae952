/* alone - whom the server talks to, as the system itself has counted it. */
#include "tests/load/network.h"
#include "tests/load/proofs.h"

#include <stdio.h>

static int work(struct scene *scene)
{
    static const char *const lists[] = { "{}", "{\"details_of\":\"openai/gpt-77\"}",
                                         "{\"sort\":\"throughput\"}", "{\"needs\":[\"zdr\"]}" };
    int64_t id = 0;

    for (int i = 0; i < 4; i++) {
        id = scene_ask(scene, "openai/gpt-77,google/gemini-31-flash", "");
        if (scene_await(scene, id) < 0)
            return -1;
    }
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        char text[256];

        snprintf(text, sizeof(text),
                 "\"method\":\"tools/call\",\"params\":{\"name\":\"list_models\",\"arguments\":%s}",
                 lists[i]);
        id = scene_request(scene, text);
        if (scene_await(scene, id) < 0)
            return -1;
    }
    client_close_stdin(scene->stage.client);
    return scene_await_exit(scene);
}

/* What is found by itself would be one address more. */
static int forbid_ollama(struct scene *scene)
{
    return home_write(&scene->stage.home, "config/openrouter-mcp/config.json",
                      SLICE("{\"endpoints\":{\"ollama\":false}}"), &scene->err);
}

int alone_on_the_network(struct scene *scene)
{
    struct network_counts before, after;
    size_t connections;

    if (forbid_ollama(scene) < 0 || network_count(&before, &scene->err) < 0 ||
        scene_follow(scene, "{\"*\":[{\"text\":\"hello\"},{\"error\":\"rate\"},"
                            "{\"then\":\"vanish\"},{}]}") < 0 ||
        scene_start_warm(scene) < 0 || work(scene) < 0 || network_count(&after, &scene->err) < 0)
        return -1;
    connections = upstream_connection_count(scene->stage.upstream);
    buf_addf(&scene->figures,
             "%lld connections begun, %zu at the stand-in; %lld datagrams, %lld packets elsewhere",
             (long long)(after.connects - before.connects), connections,
             (long long)(after.datagrams - before.datagrams),
             (long long)(after.without_route - before.without_route));
    if (after.connects - before.connects != (int64_t)connections || connections == 0)
        return scene_fail(scene, "there were other connections");
    if (after.datagrams != before.datagrams || after.without_route != before.without_route)
        return scene_fail(scene, "packets were sent elsewhere");
    return 0;
}

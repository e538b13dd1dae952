/* fixture - a server for the conformance suite: lib/mcp on stdio until it is told to end. */
#include "tests/conformance/fixture.h"

#include "base/log.h"
#include "base/signals.h"
#include "vault/secret.h"
#include "json/json.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void on_signal(void *user, int number)
{
    struct fixture *fixture = user;

    (void)number;
    server_end(fixture->server);
}

static void on_end(void *user)
{
    struct fixture *fixture = user;

    loop_stop(fixture->loop);
}

static int compare(const void *a, const void *b)
{
    const struct offer *one = a, *other = b;

    return strcmp(one->handler->name, other->handler->name);
}

/* Tools are listed in the order of their names. */
static void sort_tools(struct fixture *fixture)
{
    const struct offer *const tables[] = { fixture_tools, fixture_asks };
    size_t count = 0;

    for (size_t i = 0; i < ARRAY_COUNT(tables); i++)
        for (const struct offer *offer = tables[i]; offer->handler; offer++) {
            assert(count < FIXTURE_TOOLS_MAX);
            fixture->tools[count++] = *offer;
        }
    qsort(fixture->tools, count, sizeof(*fixture->tools), compare);
}

static void serve(struct fixture *fixture, const struct registry *registry)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, 0 };
    struct signals *signals = signals_new(fixture->loop, numbers, on_signal, fixture);

    fixture->server = server_new(fixture->loop, &(struct server_options){
                                                    .name = "conformance-fixture",
                                                    .title = "Conformance fixture",
                                                    .version = VERSION,
                                                    .registry = registry,
                                                    .context = fixture,
                                                    .logging = true,
                                                    .list_changed = true,
                                                    .subscribe = true,
                                                    .in_fd = STDIN_FILENO,
                                                    .out_fd = STDOUT_FILENO,
                                                    .on_end = on_end,
                                                    .user = fixture,
                                                });
    loop_run(fixture->loop);
    server_free(fixture->server);
    signals_free(signals);
}

int main(void)
{
    struct fixture fixture = { .loop = loop_new() };
    struct err err = { 0 };
    struct registry *registry = NULL;
    int status = 2;

    json_init();
    sort_tools(&fixture);
    if (secret_init(&err) == 0)
        registry = registry_new(&(struct offers){ fixture.tools, fixture_prompts, fixture_resources,
                                                  "{\"synonyms\":{},\"comma_lists\":[]}" },
                                &err);
    if (registry) {
        serve(&fixture, registry);
        status = 0;
    } else {
        log_line("%s", err.text);
    }
    registry_free(registry);
    loop_free(fixture.loop);
    return status;
}

/* calls - servers are killed in the middle of calls: whatever was billed is in the ledger.
 *
 *     calls SERVER KILLS
 *
 *   (start -> ask, and ask again -> SIGKILL)* by several servers over one ledger
 *     -> one more server, until it has looked up what the dead left -> calls_audit
 */
#include "tests/prove/calls_audit.h"

#include "base/clock.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define SERVERS       3
#define ASKED_AT_ONCE 3
#define LONG_LIFE     25 /* one server of so many lives long enough to look after the dead */
#define LONG_LIFE_MS  1500
#define LIFE_MS       150
#define SETTLE_MS     180000
#define LOOK_MS       50

static const char script[] =
    "{\"openai/gpt-77\":{\"tokens\":40,\"token_ms\":3},"
    "\"openai/gpt-76-nano\":{\"text\":\"short and whole\"},"
    "\"google/gemini-31-flash\":{\"headers_ms\":25,\"first_ms\":25,\"tokens\":8,\"token_ms\":5},"
    "\"*\":{\"error\":\"rate\"}}";

static const char *const models[] = { "openai/gpt-77", "openai/gpt-76-nano",
                                      "google/gemini-31-flash", "openai/gpt-76-mini" };

struct proof;

/* One place for servers, of which one runs at a time. */
struct place {
    struct proof *proof;
    struct client *client;
    struct loop_timer end;
    int64_t last_id;
};

struct proof {
    struct loop *loop;
    struct stage stage;
    struct place places[SERVERS];
    int kills, kills_wanted, running;
    long asked, answered;
    uint64_t chance;
};

static unsigned chance(struct proof *proof, unsigned below)
{
    proof->chance ^= proof->chance << 13;
    proof->chance ^= proof->chance >> 7;
    proof->chance ^= proof->chance << 17;
    return (unsigned)(proof->chance >> 16) % below;
}

static void say(struct client *client, const char *line)
{
    client_send(client, slice_of(line));
}

static void ask(struct place *place)
{
    char line[256];

    snprintf(line, sizeof(line),
             "{\"jsonrpc\":\"2.0\",\"id\":%" PRId64
             ",\"method\":\"tools/call\",\"params\":{\"name\":"
             "\"ask_model\",\"arguments\":{\"prompt\":\"hi\",\"model\":\"%s\"}}}\n",
             ++place->last_id, models[chance(place->proof, ARRAY_COUNT(models))]);
    say(place->client, line);
    place->proof->asked++;
}

static void shake_hands(struct client *client)
{
    say(client, "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":"
                "\"prove\",\"version\":\"1\"}}}\n"
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
}

static void on_line(void *user, struct slice line)
{
    struct place *place = user;

    if (memmem(line.data, line.size, "\"protocolVersion\"", strlen("\"protocolVersion\"")))
        return;
    place->proof->answered++;
    ask(place);
}

static void start(struct place *place);

static void on_exit_of(void *user, int status, struct slice tail)
{
    struct place *place = user;
    struct proof *proof = place->proof;

    (void)status;
    (void)tail;
    loop_timer_stop(proof->loop, &place->end);
    proof->kills++;
    loop_timer_set(proof->loop, &place->end, 0);
}

static void on_end(void *user)
{
    struct place *place = user;
    struct proof *proof = place->proof;

    if (place->client && client_runs(place->client)) {
        client_signal(place->client, SIGKILL);
        return;
    }
    place->client = client_free(place->client);
    if (proof->kills < proof->kills_wanted)
        start(place);
    else if (--proof->running == 0)
        loop_stop(proof->loop);
}

static void start(struct place *place)
{
    static const struct client_handler handler = { on_line, on_exit_of };
    struct proof *proof = place->proof;
    char *arguments[] = { (char *)(uintptr_t)proof->stage.program, NULL };
    bool is_long = chance(proof, LONG_LIFE) == 0;

    place->client = client_new(proof->loop, arguments, proof->stage.environment, &handler, place);
    if (!place->client)
        abort();
    shake_hands(place->client);
    for (int i = 0; i < ASKED_AT_ONCE; i++)
        ask(place);
    loop_timer_set(proof->loop, &place->end,
                   is_long ? LONG_LIFE_MS : 5 + (int64_t)chance(proof, LIFE_MS));
}

static void kill_all(struct proof *proof)
{
    proof->running = SERVERS;
    for (size_t i = 0; i < SERVERS; i++) {
        proof->places[i] = (struct place){ .proof = proof };
        proof->places[i].end = (struct loop_timer){ .on_due = on_end, .user = &proof->places[i] };
        start(&proof->places[i]);
    }
    loop_run(proof->loop);
}

static void on_nothing(void *user, struct slice line)
{
    (void)user;
    (void)line;
}

static void on_gone(void *user, int status, struct slice tail)
{
    (void)user;
    (void)status;
    (void)tail;
}

/* The one that comes after all others; how long it took. */
static int64_t settle_all(struct proof *proof, struct calls_audit *audit)
{
    static const struct client_handler handler = { on_nothing, on_gone };
    struct err err;
    int64_t began_ms = clock_ms();

    if (stage_start(&proof->stage, &handler, NULL, &err) < 0)
        return -1;
    shake_hands(proof->stage.client);
    while (calls_audit_open_rows(audit) > 0 && clock_ms() - began_ms < SETTLE_MS)
        for (int64_t until_ms = clock_ms() + LOOK_MS; clock_ms() < until_ms;)
            loop_turn(proof->loop, LOOK_MS);
    client_close_stdin(proof->stage.client);
    while (client_runs(proof->stage.client))
        loop_turn(proof->loop, LOOK_MS);
    return clock_ms() - began_ms;
}

int main(int argc, char **argv)
{
    CLEANUP(freep) char *program = argc > 1 ? realpath(argv[1], NULL) : NULL;
    static struct proof proof;
    struct calls_audit audit = { 0 };
    struct err err = { 0 };
    char path[512];

    proof.kills_wanted = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 30;
    proof.chance = 88172645463325252ULL;
    if (!program || proof.kills_wanted < 1)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    json_init();
    proof.loop = loop_new();
    if (stage_open(&proof.stage, proof.loop, program, false, &err) < 0 ||
        upstream_follow(proof.stage.upstream, slice_of(script), 0, &err) < 0) {
        printf("    %s\n", err.text);
        return 2;
    }
    stage_set(&proof.stage, "OPENROUTER_MCP_BUDGET_SESSION_USD=100000");
    stage_set(&proof.stage, "OPENROUTER_MCP_BUDGET_DAY_USD=100000");
    /* A row and a request are one to one then. */
    stage_set(&proof.stage, "OPENROUTER_MCP_RETRY_ATTEMPTS=1");
    stage_set(&proof.stage, "OPENROUTER_MCP_RETRY_BREAKERS=false");
    stage_set(&proof.stage, "OPENROUTER_MCP_REPEAT_WINDOW_S=0");
    kill_all(&proof);
    snprintf(path, sizeof(path), "%s/state/openrouter-mcp/ledger.db", proof.stage.home.path);
    calls_audit_open(&audit, path);

    int64_t settle_ms = settle_all(&proof, &audit);
    int failures = calls_audit(&audit, proof.stage.upstream);

    printf("    %d kills, %ld questions, %ld answers; settled %.1f s after the last\n", proof.kills,
           proof.asked, proof.answered, (double)settle_ms / 1000);
    stage_close(&proof.stage);
    loop_free(proof.loop);
    printf("%d passed, %d failed, 0 skipped\n", failures == 0, failures);
    return failures > 0;
}

/* forge - hostile answers: nothing in them is taken for something else than data.
 *
 *     forge SERVER ANSWERS [SEED]
 *
 *   forge_attack -> a place in an answer -> stand-in -> server -> a line -> forge_judge
 *
 * Each kind comes at each place in turn: 544 answers are all pairs once. Addresses in the answers
 * point at a second stand-in, the trap, which must see no connection.
 */
#include "tests/cases/stage.h"
#include "tests/prove/forge_attack.h"
#include "tests/prove/forge_judge.h"

#include "base/clock.h"
#include "base/limits.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define MODEL        "openai/gpt-77"
#define KINDS_MAX    64
#define STUCK_MS     20000
#define WIRE_ODDS    4
#define EVENT_STREAM "text/event-stream"

/* Where the words of a stranger come in. $A is the attack, $Q the same as a string
 * inside of JSON; in a stream each line is an event. */
static const struct place {
    const char *name, *content_type;
    int status;
    bool seams, is_error;
    const char *body;
} places[] = {
#define FIRST  "{\"id\":\"gen-1\",\"model\":\"" MODEL "\",\"provider\":\"Azure\",\"choices\":[{"
#define LAST   "\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]"
#define USAGE  ",\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":9,\"cost\":0.00001}}"
#define SAY(t) "\"delta\":{\"content\":\"" t "\"}}]}\n"
    { "text", EVENT_STREAM, 200, false, false, FIRST SAY("$A") FIRST LAST USAGE },
    { "text in pieces", EVENT_STREAM, 200, true, false, FIRST SAY("$A") FIRST LAST USAGE },
    { "text of one body", "application/json", 200, false, false,
      FIRST "\"message\":{\"content\":\"$A\"},\"finish_reason\":\"stop\"}]" USAGE },
    { "text that is cut", EVENT_STREAM, 200, false, false,
      FIRST SAY("$A") FIRST "\"delta\":{\"content\":\".\"},\"finish_reason\":\"length\"}]" USAGE },
    { "refusal", EVENT_STREAM, 200, false, false,
      FIRST "\"delta\":{\"refusal\":\"$A\"}}]}\n" FIRST LAST USAGE },
    { "model", EVENT_STREAM, 200, false, false,
      "{\"id\":\"gen-1\",\"model\":\"$A\",\"choices\":[{" SAY("[end-aaaaaa]") FIRST LAST USAGE },
    { "provider", EVENT_STREAM, 200, false, false,
      "{\"id\":\"gen-1\",\"provider\":\"$A\",\"choices\":[{" SAY("[end-aaaaaa]") FIRST LAST USAGE },
    { "generation", EVENT_STREAM, 200, false, false,
      "{\"id\":\"$A\",\"choices\":[{" SAY("yes") FIRST LAST USAGE },
    { "finish reason", EVENT_STREAM, 200, false, false,
      FIRST "\"delta\":{\"content\":\"yes\"},\"finish_reason\":\"$A\",\"native_finish_reason\":"
            "\"$A\"}]" USAGE },
    { "thoughts", EVENT_STREAM, 200, true, false,
      FIRST "\"delta\":{\"reasoning\":\"$A\"}}]}\n" FIRST SAY("yes") FIRST LAST USAGE },
#define CITED                                                                                      \
    "\"delta\":{\"content\":\"![a][r] $A\",\"annotations\":[{\"type\":\"url_citation\","           \
    "\"url_citation\":"
    { "citation's title", EVENT_STREAM, 200, false, false,
      FIRST CITED "{\"url\":\"$TRAP/c)\",\"title\":\"$A\"}}]}}]}\n" FIRST LAST USAGE },
    { "citation's address", EVENT_STREAM, 200, false, false,
      FIRST CITED "{\"url\":\"$A\",\"title\":\"[r]:\"}},{\"url_citation\":{\"url\":\"$TRAP)\","
                  "\"title\":\"![x](\"}}]}}]}\n" FIRST LAST USAGE },
    { "error in mid-stream", EVENT_STREAM, 200, false, false,
      FIRST SAY(
          "part $A") "{\"id\":\"gen-1\",\"error\":{\"code\":502,\"message\":\"$A\",\"metadata\":{"
                     "\"provider_name\":\"$A\"}},\"choices\":[]}" },
    { "error", "application/json", 400, false, true,
      "{\"error\":{\"code\":400,\"message\":\"$A\",\"metadata\":{\"provider_name\":\"$A\","
      "\"error_type\":\"$A\"}}}" },
    { "error of a provider", "application/json", 403, false, true,
      "{\"error\":{\"code\":403,\"message\":\"Provider returned error\",\"metadata\":{\"raw\":"
      "\"$A\",\"reasons\":[\"$A\"],\"previous_errors\":[{\"provider\":\"$A\",\"code\":400}]}}}" },
    { "member of JSON", EVENT_STREAM, 200, false, true,
      FIRST SAY("{\\\"$Q\\\":1}") FIRST LAST USAGE },
    { "page", "text/html", 403, false, true, "<html><title>$A</title><p>$A</p></html>" },
};

struct forge {
    struct loop *loop;
    struct stage stage;
    struct upstream *trap;
    struct forge_lore lore;
    struct forge_judge judge;
    struct witness *witness;
    long wanted, asked, answered, kinds[KINDS_MAX], places[ARRAY_COUNT(places)];
    size_t kind, place;
    bool is_over;
};

static bool is_stream(const struct place *place)
{
    return strcmp(place->content_type, EVENT_STREAM) == 0;
}

/* JSON inside of a string of JSON. */
static void add_escaped(struct slice json, struct buf *body)
{
    for (size_t i = 0; i < json.size; i++) {
        if (json.data[i] == '\\' || json.data[i] == '"')
            buf_addc(body, '\\');
        buf_addc(body, json.data[i]);
    }
}

/* One line of a body with the attack in its places; what stands before a seam is an event. */
static void add_filled(struct forge *forge, const struct place *place, struct slice line,
                       struct slice attack, struct buf *body)
{
    for (size_t at = 0; at < line.size;) {
        struct slice rest = slice_from(line, at);

        if (slice_starts(rest, SLICE("$A")))
            buf_add(body, attack);
        else if (slice_starts(rest, SLICE("$Q")))
            add_escaped(attack, body);
        else if (slice_starts(rest, SLICE("$TRAP")))
            buf_adds(body, forge->lore.trap);
        else
            buf_addc(body, line.data[at]);
        at += slice_starts(rest, SLICE("$TRAP"))                                   ? 5
              : slice_starts(rest, SLICE("$A")) || slice_starts(rest, SLICE("$Q")) ? 2
                                                                                   : 1;
    }
    if (is_stream(place))
        buf_adds(body, "\n\n");
}

/* An event for each piece between the seams. */
static void add_events(struct forge *forge, const struct place *place, struct slice attack,
                       struct buf *body)
{
    struct slice lines = slice_of(place->body), line;
    bool streams = is_stream(place);

    while (slice_split(&lines, '\n', &line)) {
        struct slice rest = attack, piece = attack;
        bool has_attack = memmem(line.data, line.size, "$A", 2) != NULL;

        do {
            if (place->seams && has_attack && !slice_split(&rest, FORGE_SEAM, &piece))
                break;
            buf_adds(body, streams ? "data: " : "");
            add_filled(forge, place, line, piece, body);
        } while (place->seams && has_attack);
    }
    buf_adds(body, streams ? "data: [DONE]\n\n" : "");
}

static void add_behaviour(struct forge *forge, long number, struct buf *script)
{
    const struct place *place = &places[(size_t)number % ARRAY_COUNT(places)];
    size_t kind = (size_t)number / ARRAY_COUNT(places) % forge_kind_count();
    CLEANUP(buf_done) struct buf attack = BUF_MAX(MIB(1)), body = BUF_MAX(MIB(8));

    forge->kind = kind;
    forge->place = (size_t)(place - places);
    forge_attack(&forge->lore, kind, place->seams, &attack);
    add_events(forge, place, buf_slice(&attack), &body);
    buf_adds(script, "{\"" MODEL "\":{\"body\":");
    json_quote(buf_slice(&body), script);
    buf_addf(script, ",\"status\":%d,\"content_type\":\"%s\"", place->status, place->content_type);
    if (body.size < KIB(4) && forge_chance(&forge->lore, WIRE_ODDS) == 0)
        buf_addf(script, ",\"wire_bytes\":%u", 1 + forge_chance(&forge->lore, 30));
    buf_adds(script, ",\"then\":\"close\"}}");
}

static void say(struct forge *forge, const char *line)
{
    witness_sent(forge->witness, slice_of(line));
    client_send(forge->stage.client, slice_of(line));
    client_send(forge->stage.client, SLICE("\n"));
}

static void ask(struct forge *forge)
{
    CLEANUP(buf_done) struct buf script = BUF_MAX(MIB(16));
    struct err err = { 0 };
    char line[400];

    add_behaviour(forge, forge->asked++, &script);
    if (upstream_follow(forge->stage.upstream, buf_slice(&script), 0, &err) < 0) {
        printf("    not so: %s\n", err.text);
        abort();
    }
    snprintf(line, sizeof(line),
             "{\"jsonrpc\":\"2.0\",\"id\":%ld,\"method\":\"tools/call\",\"params\":{\"name\":"
             "\"ask_model\",\"arguments\":{\"prompt\":\"hi\",\"model\":\"" MODEL
             "\",\"fresh\":true%s}}}",
             forge->asked,
             strstr(places[forge->place].body, "$Q")
                 ? ",\"answer_schema\":{\"type\":\"object\",\"additionalProperties\":false}"
                 : "");
    say(forge, line);
}

static void judge(struct forge *forge, const cJSON *tree)
{
    const cJSON *result = json_at(tree, "result");
    const cJSON *content = cJSON_GetArrayItem(json_at(result, "content"), 0);
    struct slice text = slice_of(json_str(content, "text"));
    bool is_error = json_bool(result, "isError", false);

    forge->judge.failures += !text.data || cJSON_GetArraySize(json_at(result, "content")) != 1 ||
                             is_error != places[forge->place].is_error;
    if (is_error != places[forge->place].is_error)
        printf("    not so: %s in %s is %s: %.300s\n", forge_kind_name(forge->kind),
               places[forge->place].name, is_error ? "an error" : "an answer",
               text.data ? text.data : "");
    else if (is_error && !strstr(places[forge->place].body, "$Q"))
        forge_judge_error(&forge->judge, text);
    else
        forge_judge_section(&forge->judge, text);
    if (forge->judge.sections > 0)
        memcpy(forge->lore.mark, forge->judge.marks[forge->judge.sections - 1], 6);
}

static void on_line(void *user, struct slice line)
{
    struct forge *forge = user;
    CLEANUP(json_freep) cJSON *tree = NULL;
    struct err err = { 0 };

    forge->judge.kind = forge_kind_name(forge->kind);
    forge->judge.place = places[forge->place].name;
    forge_judge_line(&forge->judge, line);
    if (witness_received(forge->witness, line, &tree, &err) < 0) {
        printf("    not so: %s\n", err.text);
        forge->judge.failures++;
    }
    if (json_int(tree, "id", -1) != forge->asked)
        return;
    if (forge->asked > 0) {
        forge->answered++;
        forge->kinds[forge->kind]++;
        forge->places[forge->place]++;
        judge(forge, tree);
    }
    forge->is_over = forge->asked == forge->wanted;
    if (!forge->is_over)
        ask(forge);
}

static void on_exit_of(void *user, int status, struct slice tail)
{
    struct forge *forge = user;

    if (!forge->is_over)
        printf("    not so: the server lives (status %d): %.*s\n", status,
               SLICE_FMT(client_stderr(forge->stage.client)));
    forge->judge.failures += tail.size > 0 || !forge->is_over;
    forge->is_over = true;
}

/* The trap counts who comes: one of us. */
static bool trap_works(struct forge *forge)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    bool works;

    address.sin_port = htons((uint16_t)strtoul(strrchr(forge->lore.trap, ':') + 1, NULL, 10));
    works = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
    loop_turn(forge->loop, 1000);
    close(fd);
    return works && upstream_connection_count(forge->trap) == 1;
}

static void report(struct forge *forge, size_t caught)
{
    struct forge_judge *judge = &forge->judge;

    for (size_t i = 0; i < forge_kind_count(); i++) {
        printf("%s%s %ld%s", i % 6 == 0 ? "    " : "", forge_kind_name(i), forge->kinds[i],
               i % 6 == 5 || i + 1 == forge_kind_count() ? "\n" : ", ");
        judge->failures += forge->kinds[i] == 0;
    }
    for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
        printf("%s%s %ld%s", i % 6 == 0 ? "    in " : "", places[i].name, forge->places[i],
               i % 6 == 5 || i + 1 == ARRAY_COUNT(places) ? "\n" : ", ");
        judge->failures += forge->places[i] == 0;
    }
    printf("    %ld answers: %ld sections (%ld that do not fit), %ld errors, %ld forged marks "
           "inside of them, %ld joiners "
           "kept\n",
           forge->answered, judge->sections, judge->misfits, judge->errors, judge->inside,
           judge->joined);
    printf("    forged boundaries %ld, forbidden code points %ld of %ld, live tags and images %ld, "
           "connections to the trap %zu\n",
           judge->forged, judge->forbidden, judge->code_points, judge->live, caught);
    judge->failures += forge->answered != forge->wanted || judge->inside <= 0 ||
                       judge->joined == 0 || judge->errors == 0 || judge->misfits == 0 ||
                       caught > 0;
}

static void run(struct forge *forge)
{
    say(forge, "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
               "\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":"
               "\"prove\",\"version\":\"1\"}}}");
    say(forge, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    for (long before = -1; !forge->is_over && before != forge->answered;) {
        int64_t until_ms = clock_ms() + STUCK_MS;

        before = forge->answered;
        while (before == forge->answered && !forge->is_over && clock_ms() < until_ms)
            loop_turn(forge->loop, 50);
    }
    if (!forge->is_over)
        client_signal(forge->stage.client, SIGKILL);
    client_close_stdin(forge->stage.client);
    while (client_runs(forge->stage.client))
        loop_turn(forge->loop, 50);
}

static int open_all(struct forge *forge, const char *program, struct err *err)
{
    static const struct client_handler handler = { on_line, on_exit_of };
    static const char *const settings[] = { "OPENROUTER_MCP_BUDGET_SESSION_USD=100000",
                                            "OPENROUTER_MCP_BUDGET_DAY_USD=100000",
                                            "OPENROUTER_MCP_RETRY_ATTEMPTS=1",
                                            "OPENROUTER_MCP_RETRY_BREAKERS=false" };
    const char *url;

    if (stage_open(&forge->stage, forge->loop, program, false, err) < 0)
        return -1;
    forge->trap = upstream_new(forge->loop, &(struct upstream_options){ 0 }, err);
    if (!forge->trap)
        return -1;
    url = upstream_url(forge->trap);
    snprintf(forge->lore.trap, sizeof(forge->lore.trap), "%.*s",
             (int)(strstr(url, "/api/v1") - url), url);
    for (size_t i = 0; i < ARRAY_COUNT(settings); i++)
        stage_set(&forge->stage, settings[i]);
    return stage_start(&forge->stage, &handler, forge, err);
}

int main(int argc, char **argv)
{
    CLEANUP(freep) char *program = argc > 1 ? realpath(argv[1], NULL) : NULL;
    static struct forge forge;
    struct err err = { 0 };

    forge.wanted = argc > 2 ? strtol(argv[2], NULL, 10) : 544;
    forge.lore = (struct forge_lore){ .chance = argc > 3 ? strtoull(argv[3], NULL, 10) : 1905,
                                      .mark = "aaaaaa" };
    if (!program || forge.wanted < 1 || forge.wanted > FORGE_ANSWERS_MAX || forge.lore.chance == 0)
        return 2;
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    json_init();
    forge.loop = loop_new();
    forge.witness = witness_new();
    if (open_all(&forge, program, &err) < 0) {
        printf("    %s\n", err.text);
        return 2;
    }
    run(&forge);

    size_t caught = upstream_connection_count(forge.trap);

    report(&forge, caught);
    if (!trap_works(&forge)) {
        printf("    not so: the trap counts connections\n");
        forge.judge.failures++;
    }
    stage_close(&forge.stage);
    forge.trap = upstream_free(forge.trap);
    forge.witness = witness_free(forge.witness);
    loop_free(forge.loop);
    printf("%d passed, %d failed, 0 skipped\n", forge.judge.failures == 0, forge.judge.failures);
    return forge.judge.failures > 0;
}

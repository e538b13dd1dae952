/* floor - the least server that asks through libcurl: what no server of this kind can go below.
 *
 *   line -> fixed answer
 *        -> ask_model: POST, content cut out of each event as it comes -> answer
 *        -> list_models: names from a catalogue fetched once -> answer
 *
 * Escaped text is passed on as it came, nothing is checked, and no money is counted.
 */
#include "tests/bench/peers/engine.h"
#include "tests/bench/peers/rpc.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ASKS_MAX  1024
#define BYTES_MAX ((size_t)64 << 20)

struct floor;

struct ask {
    struct floor *floor;
    struct transfer *transfer; /* NULL: free */
    char id[64];
    struct buf body, event, text;
};

struct floor {
    struct engine *engine;
    struct rpc_input input;
    struct buf out;
    struct ask asks[ASKS_MAX];
    struct buf catalogue; /* the body, until it is parsed */
    char **names;
    size_t name_count;
    struct buf waiting; /* the first list_models line, while the catalogue is fetched */
    bool ended;
};

static void answer_text(struct floor *floor, struct slice id, struct slice escaped)
{
    buf_adds(&floor->out, "{\"jsonrpc\":\"2.0\",\"id\":");
    buf_add(&floor->out, id);
    buf_adds(&floor->out, ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"");
    buf_add(&floor->out, escaped);
    buf_adds(&floor->out, "\"}]}}\n");
}

static void ask_on_data(void *user, struct slice bytes)
{
    struct ask *ask = user;
    struct slice rest, line;
    size_t used = 0;

    buf_add(&ask->event, bytes);
    rest = buf_slice(&ask->event);
    for (const char *end; rest.size && (end = memchr(rest.data, '\n', rest.size));) {
        line = (struct slice){ rest.data, (size_t)(end - rest.data) };
        buf_add(&ask->text, rpc_string(line, "content"));
        used += line.size + 1;
        rest = slice_from(rest, line.size + 1);
    }
    buf_consume(&ask->event, used);
}

static void ask_end(struct ask *ask)
{
    ask->transfer = NULL;
    buf_clear(&ask->body);
    buf_clear(&ask->event);
    buf_clear(&ask->text);
}

static void ask_on_done(void *user, bool ok)
{
    struct ask *ask = user;

    answer_text(ask->floor, slice_of(ask->id), ok ? buf_slice(&ask->text) : SLICE("failed"));
    ask_end(ask);
}

static const struct engine_handler ask_handler = { ask_on_data, ask_on_done };

static void ask_start(struct floor *floor, struct slice line)
{
    struct ask *ask = floor->asks;

    while (ask->transfer)
        ask++;
    ask->floor = floor;
    ask->body.size_max = ask->event.size_max = ask->text.size_max = BYTES_MAX;
    snprintf(ask->id, sizeof(ask->id), "%.*s", SLICE_FMT(rpc_id(line)));
    buf_adds(&ask->body, "{\"stream\":true,\"model\":\"");
    buf_add(&ask->body, rpc_string(line, "model"));
    buf_adds(&ask->body, "\",\"messages\":[{\"role\":\"user\",\"content\":\"");
    buf_add(&ask->body, rpc_string(line, "prompt"));
    buf_adds(&ask->body, "\"}]}");
    ask->transfer =
        engine_start(floor->engine, "/chat/completions", buf_slice(&ask->body), &ask_handler, ask);
}

static void ask_cancel(struct floor *floor, struct slice line)
{
    char word[128];

    for (size_t i = 0; i < ASKS_MAX; i++) {
        struct ask *ask = &floor->asks[i];

        if (!ask->transfer)
            continue;
        snprintf(word, sizeof(word), "\"requestId\":%s", ask->id);
        if (!rpc_has(line, word))
            continue;
        engine_cancel(ask->transfer);
        ask_end(ask);
    }
}

static void list_answer(struct floor *floor, struct slice line)
{
    struct slice query = rpc_string(line, "query");
    char *wanted = slice_dup(query);
    struct buf text = BUF_MAX(BYTES_MAX);

    for (size_t i = 0; i < floor->name_count; i++)
        if (!query.size || strstr(floor->names[i], wanted))
            buf_addf(&text, "%s\\n", floor->names[i]);
    answer_text(floor, rpc_id(line), buf_slice(&text));
    buf_done(&text);
    free(wanted);
}

static void list_on_data(void *user, struct slice bytes)
{
    struct floor *floor = user;

    buf_add(&floor->catalogue, bytes);
}

static void list_on_done(void *user, bool ok)
{
    struct floor *floor = user;
    cJSON *tree = ok ? cJSON_Parse(buf_text(&floor->catalogue)) : NULL;
    const cJSON *data = cJSON_GetObjectItemCaseSensitive(tree, "data"), *model;

    floor->names = xcalloc((size_t)cJSON_GetArraySize(data) + 1, sizeof(*floor->names));
    cJSON_ArrayForEach(model, data)
    {
        const cJSON *id = cJSON_GetObjectItemCaseSensitive(model, "id");

        floor->names[floor->name_count++] = xstrdup(id->valuestring);
    }
    cJSON_Delete(tree);
    buf_done(&floor->catalogue);
    list_answer(floor, buf_slice(&floor->waiting));
}

static const struct engine_handler list_handler = { list_on_data, list_on_done };

static void list_start(struct floor *floor, struct slice line)
{
    if (floor->names) {
        list_answer(floor, line);
        return;
    }
    buf_add(&floor->waiting, line);
    engine_start(floor->engine, "/models", (struct slice){ 0 }, &list_handler, floor);
}

static void on_line(struct floor *floor, struct slice line)
{
    if (rpc_has(line, "\"ask_model\""))
        ask_start(floor, line);
    else if (rpc_has(line, "\"list_models\""))
        list_start(floor, line);
    else if (rpc_has(line, "\"notifications/cancelled\""))
        ask_cancel(floor, line);
    else
        rpc_answer_fixed(line, &floor->out);
}

static void on_input(void *user)
{
    struct floor *floor = user;
    struct slice line;

    if (!rpc_read(&floor->input, STDIN_FILENO)) {
        floor->ended = true;
        return;
    }
    while (rpc_line(&floor->input, &line))
        on_line(floor, line);
}

static void floor_done(struct floor *floor)
{
    engine_free(floor->engine);
    for (size_t i = 0; i < ASKS_MAX; i++) {
        buf_done(&floor->asks[i].body);
        buf_done(&floor->asks[i].event);
        buf_done(&floor->asks[i].text);
    }
    for (size_t i = 0; i < floor->name_count; i++)
        free(floor->names[i]);
    free(floor->names);
    buf_done(&floor->input.bytes);
    buf_done(&floor->out);
    buf_done(&floor->waiting);
}

int main(int argc, char **argv)
{
    static struct floor floor = { .input = { .bytes = { .size_max = BYTES_MAX } } };

    if (argc != 3) {
        fputs("usage: floor BASE_URL KEY\n", stderr);
        return 2;
    }
    floor.out = floor.catalogue = floor.waiting = BUF_MAX(BYTES_MAX);
    floor.engine = engine_new(argv[1], argv[2]);
    engine_watch(floor.engine, STDIN_FILENO, on_input, &floor);
    while (!floor.ended) {
        engine_turn(floor.engine);
        rpc_flush(&floor.out, STDOUT_FILENO);
    }
    floor_done(&floor);
    return 0;
}

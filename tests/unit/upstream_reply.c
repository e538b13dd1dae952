/* Units of upstream/reply, chunk, script and shelf: the pure parts of the stand-in. */
#include "base/limits.h"
#include "test.h"
#include "tests/upstream/asked.h"
#include "tests/upstream/builtin.h"
#include "tests/upstream/reply.h"
#include "tests/upstream/script.h"
#include "tests/upstream/shelf.h"

#include <stdlib.h>

/* The stream of a behaviour, all at once; times pass as they are asked for. */
static char *stream_of(const struct behaviour *how, enum reply_state *end, int64_t *took_ms)
{
    struct reply reply = { .streams = true, .ticket = { .id = "gen-1", .model = "a/b" } };
    struct buf out = BUF_MAX(MIB(64)), all = BUF_MAX(MIB(64));
    int64_t now_ms = 0, wait_ms;
    enum reply_state state;

    reply.ticket.provider = "P";
    reply.ticket.prompt_pico = 1000000;
    reply.ticket.completion_pico = 2000000;
    reply_begin_chat(&reply, how, now_ms);
    do {
        wait_ms = 0;
        state = reply_run(&reply, now_ms, &out, &wait_ms);
        buf_add(&all, buf_slice(&out));
        buf_clear(&out);
        now_ms += wait_ms;
    } while (state == REPLY_MORE || (state == REPLY_WAITS && now_ms < 10000));
    reply_done(&reply);
    buf_done(&out);
    if (end)
        *end = state;
    if (took_ms)
        *took_ms = now_ms;
    return buf_take(&all);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

TEST("reply: comments, one event a token, a finish twice, usage and [DONE]")
{
    CLEANUP(freep)
    char *text = stream_of(&(struct behaviour){ .text = "one two three" }, NULL, NULL);

    CHECK_SAYS(text, "HTTP/1.1 200 OK\r\n");
    CHECK_SAYS(text, "X-Generation-Id: gen-1\r\n");
    CHECK_INT(count_of(text, ": OPENROUTER PROCESSING\n\n"), 2);
    CHECK_INT(count_of(text, "\"content\":\"one\""), 1);
    CHECK_INT(count_of(text, "\"content\":\" two\""), 1);
    CHECK_INT(count_of(text, "\"finish_reason\":\"stop\""), 2);
    CHECK_INT(count_of(text, "\"cost\":0.000006,"), 1);
    CHECK_SAYS(text, "data: [DONE]\n\n\r\n0\r\n\r\n");
}

TEST("reply: tokens are due at fixed times, so a late caller catches up")
{
    int64_t took_ms;
    CLEANUP(freep)
    char *text = stream_of(
        &(struct behaviour){ .headers_ms = 100, .first_ms = 50, .tokens = 11, .token_ms = 10 },
        NULL, &took_ms);

    CHECK_INT(took_ms, 100 + 50 + 11 * 10);
    CHECK_SAYS(text, "[DONE]");
}

TEST("reply: a stall for ever has no end, one with a time goes on after it")
{
    enum reply_state end;
    int64_t took_ms;
    CLEANUP(freep)
    char *stuck = stream_of(&(struct behaviour){ .tokens = 5, .stall_at = 3 }, &end, NULL);
    CLEANUP(freep)
    char *late = stream_of(&(struct behaviour){ .tokens = 5, .stall_at = 3, .stall_ms = 700 }, NULL,
                           &took_ms);

    CHECK_INT(end, REPLY_STUCK);
    CHECK_INT(count_of(stuck, "\"role\":\"assistant\""), 2);
    CHECK_INT(took_ms, 700);
    CHECK_SAYS(late, "[DONE]");
}

TEST("reply: comments keep coming while the words are waited for")
{
    CLEANUP(freep)
    char *text = stream_of(
        &(struct behaviour){ .first_ms = 1000, .comment_ms = 100, .comments = -1 }, NULL, NULL);

    CHECK_INT(count_of(text, ": OPENROUTER"), 9);
}

TEST("reply: an error in mid-stream ends it, after what had been said")
{
    CLEANUP(freep)
    char *text = stream_of(
        &(struct behaviour){ .text = "a b c", .error = "bad_gateway", .error_at = 3 }, NULL, NULL);

    CHECK_SAYS(text, "\"content\":\" b\"");
    CHECK(!strstr(text, "\"content\":\" c\""));
    CHECK_SAYS(text, "\"error\":{\"message\":\"Provider returned error\",\"code\":502");
    CHECK(!strstr(text, "\"usage\""));
}

TEST("chunk: money is printed as JavaScript prints it")
{
    static const struct {
        int64_t pico;
        const char *text;
    } rows[] = {
        { 0, "0" },
        { 1, "1e-12" },
        { 150000, "1.5e-7" },
        { 999999, "9.99999e-7" },
        { 1000000, "0.000001" },
        { 81000000, "0.000081" },
        { 1000000000000, "1" },
        { 1250000000000, "1.25" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        CLEANUP(buf_done) struct buf out = BUF_MAX(64);

        chunk_number(rows[i].pico, &out);
        CHECK_STR(buf_text(&out), rows[i].text);
    }
}

TEST("script: the nth request gets the nth behaviour, all later ones the last")
{
    struct err err;
    struct script *script = script_new(
        SLICE("{\"a/b\":[{\"text\":\"1\"},{\"text\":\"2\"}],\"*\":{\"text\":\"other\"}}"), &err);

    CHECK_STR(script_next(script, "a/b")->text, "1");
    CHECK_STR(script_next(script, "a/b")->text, "2");
    CHECK_STR(script_next(script, "a/b")->text, "2");
    CHECK_STR(script_next(script, "*")->text, "other");
    CHECK(!script_next(script, "c/d"));
    CHECK(!script_next(NULL, "c/d"));
    script_free(script);
}

TEST("script: what a behaviour cannot be is refused by name")
{
    static const char *const rows[][2] = {
        { "{\"a\":[{\"txet\":\"1\"}]}", "no member \"txet\"" },
        { "{\"a\":[{\"tokens\":\"1\"}]}", "\"tokens\" has the wrong type" },
        { "{\"a\":[{},{\"cut\":\"maybe\"}]}", "\"a\", behaviour 2" },
        { "{\"a\":[{\"error\":\"nothing\"}]}", "no error named 'nothing'" },
        { "{\"a\":[{\"odd\":\"nothing\"}]}", "no oddity named 'nothing'" },
        { "{\"a\":[]}", "has no behaviour" },
        { "{\"a\":17}", "must be an object" },
        { "[]", "must be an object" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct err err = { 0 };

        CHECK(!script_new(slice_of(rows[i][0]), &err));
        CHECK_SAYS(err.text, rows[i][1]);
    }
}

TEST("asked: models, limits and price caps are read, also caps in both spellings")
{
    const char *why = NULL;
    struct asked asked;

    CHECK_INT(
        asked_read(SLICE("{\"model\":\"a/b\",\"models\":[\"c/d\",\"a/b\"],\"stream\":true,"
                         "\"max_completion_tokens\":7,\"messages\":[{\"content\":\"x\"}],"
                         "\"provider\":{\"max_price\":{\"prompt\":\"1.25\",\"completion\":10}}}"),
                   &asked, &why),
        0);
    CHECK_INT(asked.model_count, 2);
    CHECK_STR(asked.models[1], "c/d");
    CHECK(asked.stream);
    CHECK_INT(asked.max_tokens, 7);
    CHECK_INT(asked.max_prompt_pico, 1250000);
    CHECK_INT(asked.max_completion_pico, 10000000);
    CHECK_INT(asked_read(SLICE("{\"model\":\"a/b\",\"messages\":[]}"), &asked, &why), -1);
    CHECK_INT(asked_read(SLICE("{\"messages\":[{}]}"), &asked, &why), -1);
    CHECK_INT(asked_read(SLICE("{\"model\":"), &asked, &why), -1);
}

TEST("shelf: at least 300 models, every one found by its id and in the list, no id twice")
{
    struct shelf *shelf = shelf_new();

    CHECK(shelf_count(shelf) >= 300);
    for (size_t i = 0; i < shelf_count(shelf); i++)
        CHECK(shelf_find(shelf, slice_of(shelf_at(shelf, i)->id)) == shelf_at(shelf, i));
    for (size_t i = 0; i < builtin_count; i++)
        CHECK(shelf_find(shelf, slice_of(builtins[i].id)));
    CHECK_STR(shelf_find(shelf, SLICE("openai/gpt-77:nitro"))->id, "openai/gpt-77");
    CHECK_STR(shelf_find(shelf, SLICE("~openai/gpt-latest"))->target, "openai/gpt-77");
    CHECK(!shelf_find(shelf, SLICE("openai/gpt-7")));
    CHECK(!shelf_find(shelf, SLICE("")));
    shelf_free(shelf);
}

TEST("shelf: the list is valid JSON in every order, with all models")
{
    static const char *const orders[] = { NULL, "newest", "pricing-low-to-high",
                                          "throughput-high-to-low", "no-such-order" };
    struct shelf *shelf = shelf_new();

    for (size_t i = 0; i < ARRAY_COUNT(orders); i++) {
        struct err err;
        CLEANUP(json_freep)
        cJSON *list = json_parse(shelf_list(shelf, orders[i]), &gate_upstream, &err);

        CHECK(list);
        CHECK_INT(cJSON_GetArraySize(json_at(list, "data")), shelf_count(shelf));
    }
    shelf_free(shelf);
}

/* Units of cases/match, cases/conduct and cases/transcript: what judges must be judged. */
#include "test.h"
#include "tests/cases/conduct.h"
#include "tests/cases/match.h"
#include "tests/cases/transcript.h"

#include <stdlib.h>
#include <unistd.h>

static bool matches(const char *wanted, const char *got)
{
    struct err err;
    CLEANUP(json_freep) cJSON *one = json_parse(slice_of(wanted), &gate_upstream, &err);
    CLEANUP(json_freep) cJSON *other = json_parse(slice_of(got), &gate_upstream, &err);

    CHECK(one && other);
    return match_json(one, other, &err) == 0;
}

TEST("match: objects may have more members, values must be the same")
{
    CHECK(matches("{\"a\":1}", "{\"b\":2,\"a\":1}"));
    CHECK(!matches("{\"a\":1}", "{\"a\":2}"));
    CHECK(!matches("{\"a\":1}", "{\"A\":1}"));
    CHECK(!matches("{\"a\":1}", "{\"a\":\"1\"}"));
    CHECK(!matches("{\"a\":{}}", "{\"a\":[]}"));
    CHECK(!matches("{\"a\":null}", "{}"));
    CHECK(matches("{\"a\":null}", "{\"a\":null}"));
    CHECK(matches("true", "true"));
    CHECK(!matches("true", "false"));
}

TEST("match: arrays have as many elements, unless the last one wanted stands for more")
{
    CHECK(matches("[1,2]", "[1,2]"));
    CHECK(!matches("[1,2]", "[1]"));
    CHECK(!matches("[1]", "[1,2]"));
    CHECK(matches("[1,\"…\"]", "[1,2,3]"));
    CHECK(matches("[1,\"…\"]", "[1]"));
    CHECK(!matches("[1,\"…\",3]", "[1,3]"));
}

TEST("match: … is any text in a string, any value alone, and «absent» is no member")
{
    CHECK(matches("\"a…c\"", "\"abbbc\""));
    CHECK(matches("\"a…c\"", "\"ac\""));
    CHECK(matches("\"a…c\"", "\"a c c\""));
    CHECK(!matches("\"a…c\"", "\"acd\""));
    CHECK(!matches("\"…x…y\"", "\"y x\""));
    CHECK(matches("{\"a\":\"…\"}", "{\"a\":[1]}"));
    CHECK(!matches("{\"a\":\"…\"}", "{}"));
    CHECK(matches("{\"a\":\"«absent»\"}", "{\"b\":1}"));
    CHECK(!matches("{\"a\":\"«absent»\"}", "{\"a\":null}"));
}

TEST("match: a hostile text costs no more than a few passes")
{
    char *text = xmalloc(200001);

    memset(text, 'a', 200000);
    text[200000] = '\0';
    CHECK(!match_text("…aaaaaaaab…", text));
    free(text);
}

TEST("match: what differs is told with its place")
{
    struct err err = { 0 };
    CLEANUP(json_freep)
    cJSON *one = json_parse(SLICE("{\"a\":[{\"b\":\"x\"}]}"), &gate_upstream, &err);
    CLEANUP(json_freep)
    cJSON *other = json_parse(SLICE("{\"a\":[{\"b\":\"y\"}]}"), &gate_upstream, &err);

    CHECK_INT(match_json(one, other, &err), -1);
    CHECK_SAYS(err.text, "at /a/0/b");
    CHECK_SAYS(err.text, "\"y\"");
}

/* What is said of the last of several lines of a server, "" when all are right. */
static const char *judged(const char *sent, const char *const *lines)
{
    static struct err err;
    struct conduct conduct = { .key = "sk-or-v1-canary" };
    struct slice rest = slice_of(sent), line;

    err = (struct err){ 0 };
    while (slice_split(&rest, '\n', &line))
        conduct_sent(&conduct, line);
    for (; *lines && err.kind == ERR_NONE; lines++) {
        cJSON *tree;

        if (conduct_line(&conduct, slice_of(*lines), &tree, &err) == 0)
            json_free(tree);
    }
    conduct_done(&conduct);
    return err.text;
}

#define JUDGED(sent, ...) judged(sent, (const char *const[]){ __VA_ARGS__, NULL })
#define PING              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"
#define CALL                                                                                       \
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"_meta\":{"              \
    "\"progressToken\":7}}}"
#define PONG "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"
#define STEP(n)                                                                                    \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":7,"  \
    "\"progress\":" #n "}}"

TEST("conduct: what the witness says, and that the key is in no line")
{
    CHECK_STR(JUDGED(CALL, STEP(1), STEP(2.5), PONG), "");
    CHECK_SAYS(JUDGED(PING, PONG, PONG), "a second answer");
    CHECK_SAYS(JUDGED(CALL, STEP(1), STEP(1)), "after 1");
    CHECK_SAYS(JUDGED(PING, "hello"), "JSON");
    CHECK_SAYS(JUDGED(PING, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"_meta\":{"
                            "\"a\":\"sk-or-v1-canary\"}}}"),
               "the key");
    CHECK_SAYS(JUDGED(PING, "sk-or-v1-canary"), "the key");
}

TEST("conduct: requests without an answer are counted, cancelled ones are not")
{
    struct conduct conduct = { .key = "sk" };

    CHECK_INT(conduct_open(&conduct), 0);
    conduct_sent(&conduct, SLICE(PING));
    CHECK_INT(conduct_open(&conduct), 1);
    conduct_sent(&conduct, SLICE("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                                 "\"params\":{\"requestId\":1}}"));
    CHECK_INT(conduct_open(&conduct), 0);
    conduct_done(&conduct);
}

TEST("conduct: on another connection an id is another one, and what was owed before still is")
{
    struct conduct conduct = { .key = "sk" };
    struct err err;
    cJSON *tree;

    conduct_sent(&conduct, SLICE(PING));
    conduct_renew(&conduct);
    CHECK_INT(conduct_line(&conduct, SLICE(PONG), &tree, &err), -1);
    CHECK_SAYS(err.text, "was not asked");
    conduct_sent(&conduct, SLICE(PING));
    CHECK_INT(conduct_open(&conduct), 2);
    CHECK_INT(conduct_line(&conduct, SLICE(PONG), &tree, &err), 0);
    json_free(tree);
    CHECK_INT(conduct_open(&conduct), 1);
    conduct_done(&conduct);
}

static int read_one(const char *text, struct transcripts *transcripts, struct err *err)
{
    char folder[] = P_tmpdir "/cases-unit-XXXXXX", path[256];
    FILE *file;
    int rc;

    CHECK(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/a.case", folder);
    file = fopen(path, "w");
    CHECK(file);
    fputs(text, file);
    fclose(file);
    rc = transcripts_read(folder, transcripts, err);
    unlink(path);
    rmdir(folder);
    return rc;
}

TEST("transcript: a sentence of several lines, steps that go on, and the next case")
{
    struct transcripts transcripts = { 0 };
    struct err err = { 0 };

    CHECK_INT(
        read_one("One\nsentence.\n\nwhole\n> {\"id\":1,\n   \"method\":\"ping\"}\n# no step\n"
                 "exit 3 within 40ms\n----\nAnother.\n\nupstream saw 2 requests to GET /key\n",
                 &transcripts, &err),
        0);
    CHECK_INT(transcripts.count, 2);
    CHECK_STR(transcripts.list[0].sentence, "One sentence.");
    CHECK(transcripts.list[0].whole);
    CHECK_INT(transcripts.list[0].step_count, 2);
    CHECK_STR(transcripts.list[0].steps[0].text, "{\"id\":1,\"method\":\"ping\"}");
    CHECK_INT(transcripts.list[0].steps[1].kind, STEP_EXIT);
    CHECK_INT(transcripts.list[0].steps[1].number, 3);
    CHECK_INT(transcripts.list[0].steps[1].limit_ms, 40);
    CHECK_INT(transcripts.list[1].steps[0].kind, STEP_SAW);
    CHECK_INT(transcripts.list[1].steps[0].number, 2);
    CHECK_STR(transcripts.list[1].steps[0].text, "requests to GET /key");
    transcripts_done(&transcripts);
}

TEST("transcript: a line that is no step is refused with its number")
{
    struct transcripts transcripts = { 0 };
    struct err err = { 0 };

    CHECK_INT(read_one("Sentence.\n\n> {}\nexpect nothing\n", &transcripts, &err), -1);
    CHECK_SAYS(err.text, "a.case:4: no such step: expect nothing");
    transcripts_done(&transcripts);
}

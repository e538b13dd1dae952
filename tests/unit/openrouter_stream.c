/* Units of openrouter/chat_stream, chat_choice and chat_usage. */
#include "openrouter/chat_stream.h"

#include "base/limits.h"
#include "stream.h"
#include "test.h"

#include <stdlib.h>

#define OK_CHUNK(text)                                                                             \
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"" text       \
    "\"},\"finish_reason\":null}]}\n\n"
#define STOP "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
#define USAGE(fields)                                                                              \
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4," fields "}}"    \
    "\n\n"
#define DONE "data: [DONE]\n\n"

static void run_events(struct chat_stream *stream, const char *text)
{
    run(stream, &events, slice_of(text), 0, NULL);
}

static const char *text_of(const struct chat_stream *stream)
{
    static char text[4096];

    snprintf(text, sizeof(text), "%.*s", SLICE_FMT(stream->reply.text));
    return text;
}

static void check_complete(const struct chat_stream *stream)
{
    if (stream->problem.err.kind != ERR_NONE)
        test_fail(__FILE__, __LINE__, "problem: %s", stream->problem.err.text);
    CHECK(stream->reply.complete);
}

TEST("stream: deltas, a doubled finish, usage and [DONE] make a complete reply")
{
    struct chat_stream stream;

    run_events(
        &stream,
        ": OPENROUTER PROCESSING\n\n"
        "data: {\"id\":\"gen-1\",\"provider\":\"Azure\",\"model\":\"a/b-2026\",\"choices\":"
        "[{\"index\":0,\"delta\":{\"content\":\"Hel\"},\"finish_reason\":null}]}\n\n"
        ": OPENROUTER PROCESSING\n\n" OK_CHUNK(
            "lo") "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":"
                  "\"stop\",\"native_finish_reason\":\"end_turn\"}]}\n\n"
                  "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
                  "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"cost\":0.000081,"
                  "\"is_byok\":false,\"prompt_tokens_details\":{\"cached_tokens\":5},"
                  "\"completion_tokens_details\":{\"reasoning_tokens\":2},"
                  "\"server_tool_use_details\":{\"web_search_requests\":1}}}\n\n" DONE);
    check_complete(&stream);
    CHECK_STR(text_of(&stream), "Hello");
    CHECK_STR(buf_text(&heard), "c<Hel>c<lo>");
    CHECK_STR(stream.reply.model, "a/b-2026");
    CHECK_STR(stream.reply.provider, "Azure");
    CHECK_STR(stream.reply.generation_id, "gen-1");
    CHECK_STR(stream.reply.finish_reason, "stop");
    CHECK_STR(stream.reply.native_finish_reason, "end_turn");
    CHECK(stream.reply.has_usage && !stream.reply.is_byok && !stream.reply.wanted_tools);
    CHECK_INT(stream.reply.prompt_tokens, 11);
    CHECK_INT(stream.reply.completion_tokens, 7);
    CHECK_INT(stream.reply.cached_tokens, 5);
    CHECK_INT(stream.reply.reasoning_tokens, 2);
    CHECK_INT(stream.reply.web_searches, 1);
    CHECK_INT(stream.reply.cost_nano, 81000);
    CHECK_INT(stream.reply.upstream_cost_nano, -1);
    CHECK_INT(stream.stage, CHAT_CLOSED);
    chat_stream_done(&stream);
}

TEST("stream: the id of the head stands before the one of the chunks")
{
    struct chat_stream stream;
    struct http_head head = events;

    head.generation_id = SLICE("gen-head");
    run(&stream, &head, slice_of("data: {\"id\":\"gen-1\",\"choices\":[]}\n\n" DONE), 0, NULL);
    CHECK_STR(stream.reply.generation_id, "gen-head");
    chat_stream_done(&stream);
}

TEST("stream: thinking is counted, told, and used once when it comes twice")
{
    struct chat_stream stream;

    run_events(&stream,
               "data: {\"choices\":[{\"delta\":{\"content\":\"\",\"reasoning\":\"hm\","
               "\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"hm\"}]}}]}\n\n"
               "data: {\"choices\":[{\"delta\":{\"content\":null,\"reasoning\":null,"
               "\"reasoning_details\":[{\"type\":\"reasoning.summary\",\"summary\":\"so\"},"
               "{\"type\":\"reasoning.encrypted\",\"data\":\"xx\"}]}}]}\n\n" OK_CHUNK("A")
                   STOP DONE);
    check_complete(&stream);
    CHECK_STR(buf_text(&heard), "r<hm>r<so>c<A>");
    CHECK_INT(stream.reply.reasoning_bytes, 4);
    CHECK_STR(text_of(&stream), "A");
    chat_stream_done(&stream);
}

TEST("stream: thinking has another name with local servers; where both come one is used")
{
    struct chat_stream stream;

    run_events(
        &stream,
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}\n\n"
        "data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}],\"usage\":null}"
        "\n\n"
        "data: {\"choices\":[{\"delta\":{\"reasoning\":\"so\",\"reasoning_content\":\"so\"}}]}"
        "\n\n"
        "data: {\"choices\":[{\"delta\":{\"reasoning\":null,\"reasoning_content\":\"!\"}}]}"
        "\n\n" OK_CHUNK("A") STOP DONE);
    check_complete(&stream);
    CHECK_STR(buf_text(&heard), "r<hm>r<so>r<!>c<A>");
    CHECK_STR(text_of(&stream), "A");
    chat_stream_done(&stream);
}

TEST("stream: a local server's answer costs nothing, and comes under the name it was asked for by")
{
    struct chat_stream stream;
    struct chat_listener listener = { 0 };
    static const char text[] =
        "data: {\"id\":\"chatcmpl-7\",\"model\":\"qwen3:8b\",\"provider\":\"Evil\",\"choices\":"
        "[{\"index\":0,\"delta\":{\"content\":\"A\"},\"finish_reason\":null}]}\n\n"
        "data: {\"model\":\"qwen3:8b\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
        "data: {\"model\":\"qwen3:8b\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,"
        "\"completion_tokens\":3,\"cost\":0.5,\"is_byok\":true}}\n\n";

    chat_stream_init(&stream, "local/own/qwen3:8b", &listener);
    CHECK_INT(stream.reply.cost_nano, 0);
    chat_stream_begin(&stream, &events);
    CHECK(chat_stream_feed(&stream, slice_of(text)));
    chat_stream_end(&stream, NULL); /* without [DONE] */
    CHECK(stream.reply.complete);
    CHECK_STR(stream.reply.model, "local/own/qwen3:8b");
    CHECK_STR(stream.reply.provider, "own");
    CHECK_INT(stream.reply.cost_nano, 0);
    CHECK(!stream.reply.is_byok);
    CHECK_INT(stream.reply.prompt_tokens, 9);
    chat_stream_done(&stream);

    chat_stream_init(&stream, "local/own/qwen3:8b", &listener);
    chat_stream_begin(&stream, &events);
    chat_stream_end(&stream, NULL);
    CHECK_INT(stream.problem.err.kind, ERR_LOST);
    CHECK(!strstr(stream.problem.err.text, "billed"));
    chat_stream_done(&stream);
}

TEST("stream: tool calls, refusals and citations are noted (fault U32)")
{
    struct chat_stream stream;

    run_events(&stream,
               "data: {\"choices\":[{\"delta\":{\"content\":null,\"tool_calls\":[{\"index\":0,"
               "\"function\":{\"name\":\"f\"}}],\"refusal\":\"No\"}}]}\n\n"
               "data: {\"choices\":[{\"delta\":{\"refusal\":\"pe\",\"annotations\":["
               "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://x/1\",\"title\":"
               "\"One\\n\\u001b[2J!\"}},{\"type\":\"file\",\"file\":{}},"
               "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://x/1\"}},"
               "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://x/2\"}}]}}]}\n\n"
               "data: {\"choices\":[{\"delta\":{\"tool_calls\":[]},\"finish_reason\":"
               "\"tool_calls\"}]}\n\n" DONE);
    check_complete(&stream);
    CHECK(stream.reply.wanted_tools);
    CHECK(slice_is(stream.reply.refusal, SLICE("Nope")));
    CHECK_INT(cJSON_GetArraySize(stream.reply.citations), 2);
    CHECK_STR(json_str(cJSON_GetArrayItem(stream.reply.citations, 0), "title"), "One [2J!");
    CHECK_STR(json_str(cJSON_GetArrayItem(stream.reply.citations, 1), "url"), "https://x/2");
    chat_stream_done(&stream);
}

TEST("stream: 20 citations are kept, not 21")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));
    struct chat_stream stream;

    for (int i = 0; i < 30; i++)
        buf_addf(&text,
                 "data: {\"choices\":[{\"delta\":{\"annotations\":[{\"url_citation\":{\"url\":"
                 "\"https://x/%d\"}}]}}]}\n\n",
                 i);
    buf_adds(&text, DONE);
    run_events(&stream, buf_text(&text));
    CHECK_INT(cJSON_GetArraySize(stream.reply.citations), 20);
    chat_stream_done(&stream);
}

TEST("stream: only the first choice is read, wherever it stands (fault U32)")
{
    struct chat_stream stream;

    run_events(&stream, "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"},"
                        "\"finish_reason\":\"length\"},{\"index\":0,\"delta\":{\"content\":"
                        "\"yes\"}}]}\n\n" STOP);
    check_complete(&stream);
    CHECK_STR(text_of(&stream), "yes");
    CHECK_STR(stream.reply.finish_reason, "stop");
    chat_stream_done(&stream);
}

TEST(
    "stream: chunks without choices, delta or content are no sign of life and no error (fault U31)")
{
    struct chat_stream stream;

    run_events(&stream, "data: {}\n\ndata: {\"choices\":[]}\n\ndata: {\"choices\":null}\n\n"
                        "data: {\"choices\":{}}\n\ndata: {\"choices\":[{}]}\n\n"
                        "data: {\"choices\":[null]}\n\ndata: {\"choices\":[{\"delta\":null}]}\n\n"
                        "data: {\"choices\":[{\"delta\":{\"content\":null}}]}\n\n"
                        "data: {\"choices\":[{\"delta\":{\"content\":5}}]}\n\n"
                        "data: {\"choices\":[{\"delta\":{\"content\":\"\"}}],\"usage\":null}\n\n"
                        "data:\n\ndata: \n\n");
    CHECK_INT(stream.signs, 0);
    CHECK_INT(stream.problem.err.kind, ERR_LOST);
    CHECK_INT(stream.reply.skipped_chunks, 0);
    chat_stream_done(&stream);
}

TEST("stream: [DONE] without a finish, and a finish without [DONE], are both an end (fault U20)")
{
    struct chat_stream stream;

    run_events(&stream, OK_CHUNK("x") DONE);
    check_complete(&stream);
    chat_stream_done(&stream);
    run_events(&stream, OK_CHUNK("x") STOP);
    check_complete(&stream);
    CHECK_INT(stream.stage, CHAT_TAIL);
    chat_stream_done(&stream);
}

TEST("stream: bytes that just end are a lost answer, and what had come is kept (fault U19)")
{
    struct chat_stream stream;
    struct err why = { .kind = ERR_TIMEOUT, .text = "x sent nothing for 60 s" };

    run_events(&stream, OK_CHUNK("half"));
    CHECK(!stream.reply.complete);
    CHECK_INT(stream.problem.err.kind, ERR_LOST);
    CHECK_SAYS(stream.problem.err.text, "breaks off");
    CHECK_STR(text_of(&stream), "half");
    CHECK_INT(stream.reply.cost_nano, -1);
    chat_stream_done(&stream);

    run_events(&stream, "");
    CHECK_INT(stream.problem.err.kind, ERR_LOST);
    CHECK_SAYS(stream.problem.err.text, "without an answer");
    chat_stream_done(&stream);

    run(&stream, &events, slice_of(OK_CHUNK("half")), 0, &why);
    CHECK_INT(stream.problem.err.kind, ERR_TIMEOUT);
    CHECK_STR(stream.problem.err.text, "model 'a/b': x sent nothing for 60 s");
    chat_stream_done(&stream);
}

TEST("stream: a connection that dies behind the finish takes nothing away")
{
    struct chat_stream stream;
    struct err why = { .kind = ERR_LOST, .text = "lost" };

    run(&stream, &events, slice_of(OK_CHUNK("whole") STOP), 0, &why);
    check_complete(&stream);
    chat_stream_done(&stream);
}

TEST("stream: an error chunk ends the answer as failed, with what had come and its cost")
{
    struct chat_stream stream;

    run_events(&stream,
               OK_CHUNK("half") "data: {\"choices\":[{\"delta\":{\"content\":\"\"},"
                                "\"finish_reason\":null}],\"error\":{\"code\":502,\"message\":"
                                "\"Provider disconnected\"},\"usage\":{\"cost\":0.5}}\n\n" DONE);
    CHECK(!stream.reply.complete);
    CHECK_INT(stream.problem.code, 502);
    CHECK_INT(stream.problem.err.kind, ERR_UPSTREAM);
    CHECK_SAYS(stream.problem.err.text, "Provider disconnected");
    CHECK_STR(text_of(&stream), "half");
    CHECK_INT(stream.reply.cost_nano, 500000000);
    chat_stream_done(&stream);
}

TEST("stream: usage and [DONE] behind an error are still read")
{
    struct chat_stream stream;

    CHECK(run(
        &stream, &events,
        slice_of("data: {\"choices\":[],\"error\":{\"code\":429,\"message\":\"slow\"}}\n\n" USAGE(
            "\"cost\":0.25") DONE),
        0, NULL));
    CHECK_INT(stream.problem.err.kind, ERR_RATE);
    CHECK_INT(stream.reply.cost_nano, 250000000);
    CHECK_INT(stream.stage, CHAT_CLOSED);
    chat_stream_done(&stream);
}

TEST("stream: errors come also inside the choice, as a finish, and as a native reason")
{
    struct chat_stream stream;

    run_events(&stream, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"error\",\"error\":"
                        "{\"code\":502,\"message\":\"gone\"}}]}\n\n" DONE);
    CHECK_INT(stream.problem.code, 502);
    CHECK_SAYS(stream.problem.err.text, "gone");
    chat_stream_done(&stream);

    run_events(&stream, OK_CHUNK("x") "data: {\"choices\":[{\"delta\":{},\"finish_reason\":"
                                      "\"error\"}]}\n\n" DONE);
    CHECK_INT(stream.problem.err.kind, ERR_UPSTREAM);
    CHECK_SAYS(stream.problem.err.text, "does not explain");
    chat_stream_done(&stream);

    run_events(&stream, "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":"
                        "\"stop\",\"native_finish_reason\":\"network_error\"}]}\n\n" DONE);
    CHECK_INT(stream.problem.err.kind, ERR_UPSTREAM);
    CHECK(!stream.reply.complete);
    chat_stream_done(&stream);

    run_events(&stream, OK_CHUNK("text") "data: {\"choices\":[{\"delta\":{},\"finish_reason\":"
                                         "\"stop\",\"native_finish_reason\":\"error\"}]}\n\n" DONE);
    check_complete(&stream);
    chat_stream_done(&stream);
}

TEST("stream: an error behind the finish is no failure any more (fault U22)")
{
    struct chat_stream stream;

    run_events(&stream, OK_CHUNK("x") STOP "data: {\"error\":{\"code\":500}}\n\n" DONE);
    check_complete(&stream);
    chat_stream_done(&stream);
}

TEST("stream: a failure before the first word costs nothing, unless it searched the web")
{
    static const char failure[] = "data: {\"choices\":[],\"error\":{\"code\":503}}\n\n" DONE;
    struct chat_stream stream;

    run_events(&stream, failure);
    CHECK_INT(stream.reply.cost_nano, 0);
    chat_stream_done(&stream);
    run_events(&stream, OK_CHUNK("x") "data: {\"choices\":[],\"error\":{\"code\":503}}\n\n" DONE);
    CHECK_INT(stream.reply.cost_nano, -1);
    chat_stream_done(&stream);

    chat_stream_init(&stream, "a/b", &(struct chat_listener){ 0 });
    stream.web = true;
    chat_stream_begin(&stream, &events);
    chat_stream_feed(&stream, slice_of(failure));
    chat_stream_end(&stream, NULL);
    CHECK_INT(stream.reply.cost_nano, -1);
    chat_stream_done(&stream);
}

TEST("stream: one chunk that is no JSON is skipped, the second ends the answer (fault U23)")
{
    struct chat_stream stream;

    run_events(&stream, OK_CHUNK("a") "data: {\"choi\n\n" OK_CHUNK("b") STOP DONE);
    check_complete(&stream);
    CHECK_STR(text_of(&stream), "ab");
    CHECK_INT(stream.reply.skipped_chunks, 1);
    chat_stream_done(&stream);

    CHECK(!run(&stream, &events,
               slice_of(OK_CHUNK("a") "data: {\"choi\n\ndata: 7\n\n" OK_CHUNK("b")), 0, NULL));
    CHECK_INT(stream.problem.err.kind, ERR_PROTOCOL);
    CHECK_STR(text_of(&stream), "a");
    CHECK_INT(stream.reply.skipped_chunks, 2);
    chat_stream_done(&stream);
}

TEST("stream: what follows [DONE] is not read, and ends the connection (fault U21)")
{
    struct chat_stream stream;

    CHECK(run(&stream, &events, slice_of(OK_CHUNK("a") DONE "\n: x\n" OK_CHUNK("b")), 0, NULL));
    CHECK_STR(text_of(&stream), "a");
    chat_stream_done(&stream);
    CHECK(!run(&stream, &events, slice_of(OK_CHUNK("a") DONE OK_CHUNK("b")), 1, NULL));
    CHECK_STR(text_of(&stream), "a");
    check_complete(&stream);
    chat_stream_done(&stream);
}

TEST("stream: broken characters become U+FFFD and the answer is delivered (fault U24)")
{
    struct chat_stream stream;

    run_events(&stream, OK_CHUNK("a\\ud83d") OK_CHUNK("\xF0\x9F") OK_CHUNK("\\u0000") STOP DONE);
    check_complete(&stream);
    CHECK_STR(text_of(&stream), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    chat_stream_done(&stream);
}

#define ALIKE(content)                                                                             \
    "data: {\"id\":\"g\",\"choices\":[{\"delta\":{\"content\":" content "}}]}\n\n"

TEST("stream: chunks that differ in their text only are read as if each was read whole")
{
    struct chat_stream stream;

    run_events(&stream, ALIKE("\"a\"") ALIKE("\"b\\n\\\"\"") ALIKE("\"\"") ALIKE("\"\xC3\xA9\"")
                            ALIKE("\"\xFF\\ud800\"") ALIKE("null") ALIKE("\"c\"") STOP DONE);
    check_complete(&stream);
    CHECK_STR(text_of(&stream), "ab\n\"\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD"
                                "c");
    CHECK_STR(buf_text(&heard), "c<a>c<b\n\">c<\xC3\xA9>c<\xEF\xBF\xBD\xEF\xBF\xBD>c<c>");
    CHECK_INT(stream.signs, 6);
    CHECK_INT(stream.reply.skipped_chunks, 0);
    chat_stream_done(&stream);
}

TEST("stream: what hides between alike bytes is not missed")
{
    struct chat_stream stream;

    run_events(&stream, ALIKE("\"a\"") ALIKE("\"b\",\"reasoning\":\"r\"")
                            ALIKE("\"c\"},\"finish_reason\":\"stop\",\"x\":{\"y\":\"z\"") DONE);
    check_complete(&stream);
    CHECK_STR(text_of(&stream), "abc");
    CHECK_STR(stream.reply.finish_reason, "stop");
    CHECK_INT(stream.reply.reasoning_bytes, 1);
    chat_stream_done(&stream);

    run_events(&stream, ALIKE("\"a\"") ALIKE("\"b") ALIKE("\"c\"") STOP DONE);
    check_complete(&stream);
    CHECK_STR(text_of(&stream), "ac");
    CHECK_INT(stream.reply.skipped_chunks, 1);
    chat_stream_done(&stream);
}

TEST("stream: only a chunk with one choice and nothing but text is a mould for others")
{
    static const char two[] = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}},{\"delta\":"
                              "{\"content\":\"y\"}}]}\n\n";
    static const char thought[] = "data: {\"choices\":[{\"delta\":{\"reasoning\":\"r\","
                                  "\"content\":\"x\"}}]}\n\n";
    static const char priced[] = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}],\"usage\":"
                                 "{\"cost\":1}}\n\n";
    static const char *const chunks[] = { two, thought, priced };

    for (size_t i = 0; i < 3; i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));
        struct chat_stream stream;

        for (int n = 0; n < 3; n++)
            buf_adds(&text, chunks[i]);
        buf_adds(&text, STOP DONE);
        run_events(&stream, buf_text(&text));
        CHECK_STR(text_of(&stream), i == 0 ? "xyxyxy" : "xxx");
        CHECK_INT(stream.reply.reasoning_bytes, i == 1 ? 3 : 0);
        chat_stream_done(&stream);
    }
}

TEST("stream: nothing but keep-alive comments is given up after 64 KiB")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(1));
    struct chat_stream stream;

    while (text.size < SSE_COMMENTS_MAX)
        buf_adds(&text, ": OPENROUTER PROCESSING\n\n");
    CHECK(run(&stream, &events, (struct slice){ text.data, SSE_COMMENTS_MAX }, 0, NULL));
    chat_stream_done(&stream);
    while (text.size < 2 * SSE_COMMENTS_MAX)
        buf_adds(&text, ": OPENROUTER PROCESSING\n\n");
    CHECK(!run(&stream, &events, buf_slice(&text), 1000, NULL));
    CHECK_INT(stream.problem.err.kind, ERR_PROTOCOL);
    chat_stream_done(&stream);
}

TEST("stream: a line that never ends is given up")
{
    struct chat_stream stream;
    char *line = calloc(1, SSE_LINE_MAX + 8);

    memset(line, 'x', SSE_LINE_MAX + 7);
    memcpy(line, "data: ", 6);
    CHECK(!run(&stream, &events, slice_of(line), 65536, NULL));
    CHECK_INT(stream.problem.err.kind, ERR_TOO_LARGE);
    chat_stream_done(&stream);
    free(line);
}

TEST("stream: an answer of 10 MiB is whole, a longer one is cut and says so")
{
    static char chunk[KIB(512) + 200];
    struct chat_stream stream;
    int length = snprintf(chunk, sizeof(chunk), OK_CHUNK("%0*d"), (int)KIB(512), 7);
    struct slice piece = { chunk, (size_t)length };

    for (int count = 20; count <= 21; count++) {
        bool wanted = true;

        chat_stream_init(&stream, "a/b", &(struct chat_listener){ 0 });
        chat_stream_begin(&stream, &events);
        for (int i = 0; i < count; i++)
            wanted = chat_stream_feed(&stream, piece);
        CHECK_INT(wanted, count == 20);
        chat_stream_feed(&stream, slice_of(STOP));
        chat_stream_end(&stream, NULL);
        CHECK_INT(stream.reply.text.size, MIB(10));
        CHECK_INT(stream.problem.err.kind, count == 20 ? ERR_NONE : ERR_TOO_LARGE);
        chat_stream_done(&stream);
    }
}

TEST("stream: a completion as JSON behind blanks is a complete reply, too (fault U41)")
{
    static const char body[] =
        "\n         \n\n         \n{\"id\":\"gen-2\",\"model\":\"a/b\",\"provider\":\"X\","
        "\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"4\","
        "\"refusal\":null,\"reasoning\":\"hm\"}}],\"usage\":{\"cost\":8.1e-05}}";
    struct chat_stream stream;

    for (size_t piece = 0; piece < 40; piece += 13) {
        CHECK(run(&stream, &json, slice_of(body), piece, NULL));
        check_complete(&stream);
        CHECK_STR(text_of(&stream), "4");
        CHECK_STR(buf_text(&heard), "r<hm>c<4>");
        CHECK_INT(stream.reply.cost_nano, 81000);
        chat_stream_done(&stream);
    }
}

TEST("stream: a JSON body that breaks off, fails, or is none of it")
{
    struct chat_stream stream;
    struct err why = { .kind = ERR_LOST, .text = "lost" };

    run(&stream, &json, SLICE("  {\"choices\":[{\"mess"), 0, &why);
    CHECK_INT(stream.problem.err.kind, ERR_LOST);
    chat_stream_done(&stream);
    run(&stream, &json, SLICE("  {\"choices\":[{\"mess"), 0, NULL);
    CHECK_INT(stream.problem.err.kind, ERR_PROTOCOL);
    chat_stream_done(&stream);
    run(&stream, &json, SLICE("\n\n{\"error\":{\"code\":429,\"message\":\"slow\"}}"), 0, NULL);
    CHECK_INT(stream.problem.err.kind, ERR_RATE);
    CHECK_INT(stream.reply.cost_nano, 0);
    chat_stream_done(&stream);
    run(&stream, &json, SLICE("<html><title>Log in</title>"), 0, NULL);
    CHECK_INT(stream.problem.err.kind, ERR_PROTOCOL);
    CHECK_SAYS(stream.problem.err.text, "Log in");
    CHECK_INT(stream.reply.cost_nano, -1);
    chat_stream_done(&stream);
    run(&stream, &json, SLICE(""), 0, NULL);
    CHECK_INT(stream.problem.err.kind, ERR_PROTOCOL);
    chat_stream_done(&stream);
    run(&stream, &json, SLICE("{\"choices\":[]}"), 0, NULL);
    check_complete(&stream);
    CHECK_INT(stream.reply.text.size, 0);
    chat_stream_done(&stream);
}

TEST("stream: a refused request costs nothing, a page of the edge that gave up says nothing of it")
{
    struct chat_stream stream;
    struct http_head head = { .status = 429, .content_type = SLICE("application/json") };

    run(&stream, &head, SLICE("{\"error\":{\"message\":\"slow\",\"code\":429}}"), 0, NULL);
    CHECK_INT(stream.problem.code, 429);
    CHECK_INT(stream.reply.cost_nano, 0);
    CHECK(!stream.reply.complete);
    chat_stream_done(&stream);
    head.status = 524;
    run(&stream, &head, SLICE("<html><title>A timeout occurred</title></html>"), 0, NULL);
    CHECK_INT(stream.problem.code, 524);
    CHECK_INT(stream.reply.cost_nano, -1);
    chat_stream_done(&stream);
    head.status = 502;
    run(&stream, &head, SLICE("<html><title>Bad gateway</title></html>"), 0, NULL);
    CHECK_INT(stream.reply.cost_nano, 0);
    chat_stream_done(&stream);
    head.status = 524;
    run(&stream, &head, SLICE("{\"error\":{\"code\":524,\"message\":\"x\"}}"), 0, NULL);
    CHECK_INT(stream.reply.cost_nano, 0);
    chat_stream_done(&stream);
}

TEST("stream: of an error body 16 KiB are kept and the rest is not wanted")
{
    struct chat_stream stream;
    struct http_head head = { .status = 500, .content_type = SLICE("text/html") };
    char *page = calloc(1, ERROR_BODY_MAX + 2);

    memset(page, 'x', ERROR_BODY_MAX + 1);
    CHECK(run(&stream, &head, (struct slice){ page, ERROR_BODY_MAX }, 1000, NULL));
    chat_stream_done(&stream);
    CHECK(!run(&stream, &head, (struct slice){ page, ERROR_BODY_MAX + 1 }, 1000, NULL));
    CHECK_INT(stream.problem.err.kind, ERR_UPSTREAM);
    chat_stream_done(&stream);
    free(page);
}

TEST("usage: what is negative, too large or no number is not said (fault U33)")
{
    static const struct {
        const char *usage;
        int64_t cost_nano, prompt_tokens;
    } rows[] = {
        { "{\"cost\":1e-7,\"prompt_tokens\":0}", 100, 0 },
        { "{\"cost\":0.0000000001}", 1, -1 },
        { "{\"cost\":\"0.01\"}", 10000000, -1 },
        { "{\"cost\":-1,\"prompt_tokens\":-5}", -1, -1 },
        { "{\"cost\":1e400,\"prompt_tokens\":1e400}", -1, -1 },
        { "{\"cost\":null,\"prompt_tokens\":\"7\"}", -1, -1 },
        { "{\"cost\":\"\",\"prompt_tokens\":1.5}", -1, -1 },
        { "{\"cost\":{},\"prompt_tokens\":99999999999999999999}", -1, -1 },
        { "{\"cost\":0}", 0, -1 },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct chat_stream stream;
        char text[256];

        snprintf(text, sizeof(text), "data: {\"usage\":%s}\n\n" DONE, rows[i].usage);
        run_events(&stream, text);
        CHECK(stream.reply.has_usage);
        CHECK_INT(stream.reply.cost_nano, rows[i].cost_nano);
        CHECK_INT(stream.reply.prompt_tokens, rows[i].prompt_tokens);
        CHECK_INT(stream.reply.completion_tokens, -1);
        chat_stream_done(&stream);
    }
}

TEST("usage: with a key of one's own the provider's bill is told, too")
{
    struct chat_stream stream;

    run_events(&stream, USAGE("\"cost\":0.001,\"is_byok\":true,\"cost_details\":"
                              "{\"upstream_inference_cost\":0.02}") DONE);
    CHECK(stream.reply.is_byok);
    CHECK_INT(stream.reply.cost_nano, 1000000);
    CHECK_INT(stream.reply.upstream_cost_nano, 20000000);
    chat_stream_done(&stream);
    run_events(&stream, USAGE("\"cost\":0.001,\"is_byok\":false,\"cost_details\":"
                              "{\"upstream_inference_cost\":0.02}") DONE);
    CHECK_INT(stream.reply.upstream_cost_nano, -1);
    chat_stream_done(&stream);
}

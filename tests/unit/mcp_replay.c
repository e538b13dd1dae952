/* Units of mcp: what a real client wrote, answered again. */
#include "peer.h"
#include "json/scan.h"

#include <stdlib.h>

static void any_start(struct call *call)
{
    tools_seen.started++;
    call_answer(call, SLICE("ok"), NULL);
}

#define ANY(stem)                                                                                  \
    {                                                                                              \
        &(const struct handler){ stem, 0, any_start, NULL, NULL },                                 \
            "{\"name\":\"" stem "\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"}}"  \
    }

/* The tools of the recorded server; grown_0 is unknown here, and slow is for ever. */
static const struct offer recorded_tools[] = {
    ANY("always"),
    ANY("annotated"),
    ANY("audio"),
    ANY("destructive"),
    ANY("echo"),
    ANY("elicit"),
    ANY("env"),
    ANY("fail"),
    ANY("fail_structured"),
    ANY("grow"),
    ANY("image"),
    ANY("links"),
    ANY("logs"),
    ANY("readonly"),
    ANY("roots"),
    ANY("rpcerror"),
    ANY("sample"),
    { &(const struct handler){ "slow", 0, never_start, NULL, count_stop },
      "{\"name\":\"slow\",\"description\":\"d\",\"inputSchema\":{\"type\":\"object\"}}" },
    ANY("structured"),
    ANY("structured_bad"),
    ANY("structured_empty"),
    ANY("structured_noschema"),
    { NULL, NULL },
};

/* How many lines of the text are about that id (raw) as the member of that name. */
static size_t count_id(struct slice lines, struct slice id, const char *method)
{
    struct slice line;
    size_t count = 0;

    while (slice_split(&lines, '\n', &line)) {
        bool is_method = method ? scan_is(scan_member(line, "method"), method)
                                : scan_member(line, "method").size == 0;
        struct slice found =
            method ? scan_path(line, "params", "requestId") : scan_member(line, "id");

        count += is_method && slice_is(found, id);
    }
    return count;
}

/* Every request has one answer, a cancelled one has none, and nothing else is said but that a
 * subscription is open. */
static void check_answers(struct slice input, struct slice output, size_t *requests)
{
    struct slice rest = input, line;
    size_t answers = 0;

    while (slice_split(&rest, '\n', &line)) {
        struct slice id = scan_member(line, "id");

        if (id.size == 0 || scan_member(line, "method").size == 0)
            continue;

        size_t wanted = count_id(input, id, "notifications/cancelled") == 0;

        CHECK_INT(count_id(output, id, NULL), wanted);
        answers += wanted;
        ++*requests;
    }
    while (slice_split(&output, '\n', &line)) {
        struct err err = { 0 };

        if (gate_check(line, &gate_client, &err) < 0)
            test_fail(__FILE__, __LINE__, "%s", err.text);
        CHECK(scan_is(scan_member(line, "jsonrpc"), "2.0"));
        if (scan_is(scan_member(line, "method"), "notifications/subscriptions/acknowledged"))
            continue;
        CHECK((scan_member(line, "result").size > 0) != (scan_member(line, "error").size > 0));
        answers--;
    }
    CHECK_INT(answers, 0);
}

/* The answers to the input in pieces of that size; the caller frees them. */
static char *answers_to(struct slice input, size_t piece_size)
{
    struct peer peer;

    peer_open_with(&peer, recorded_tools);
    while (input.size > 0) {
        size_t size = input.size < piece_size ? input.size : piece_size;

        peer_write(&peer, (struct slice){ input.data, size });
        input = slice_from(input, size);
    }

    CLEANUP(buf_done) struct buf answers = BUF_MAX(MIB(1));

    buf_adds(&answers, peer_heard(&peer));
    peer_hang_up(&peer);
    CHECK_INT(peer.ended, 1);

    /* Nothing but the end of what is open. */
    const char *last = peer_heard(&peer);
    struct slice rest = slice_of(last), line;

    while (slice_split(&rest, '\n', &line))
        CHECK(line.size == 0 ||
              scan_path(line, "result", "_meta", "io.modelcontextprotocol/subscriptionId").size >
                  0);
    buf_adds(&answers, last);
    peer_close(&peer);
    return buf_take(&answers);
}

TEST("replay: each request of the recorded client is answered once, each notification survived")
{
    static const char *const files[] = {
        "legacy",        "legacy-cancel",    "legacy-negotiation-pinned",
        "modern",        "modern-cancel",    "modern-list-changed",
        "modern-prompt", "modern-resources", "modern-templates",
    };
    size_t requests = 0;

    if (!test_data_dir())
        SKIP("no data folder");
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        char path[512];
        size_t size;

        snprintf(path, sizeof(path), "%s/mcp/claude-code-2.1.330/%s.jsonl", test_data_dir(),
                 files[i]);

        char *text = test_read_file(path, &size);
        char *whole = answers_to((struct slice){ text, size }, SIZE_MAX);
        char *dripped = answers_to((struct slice){ text, size }, 1);

        check_answers((struct slice){ text, size }, slice_of(whole), &requests);
        CHECK_STR(dripped, whole);
        free(text);
        free(whole);
        free(dripped);
    }
    printf("replayed %zu files, %zu requests\n", ARRAY_COUNT(files), requests);
    CHECK_INT(requests, 107);
}

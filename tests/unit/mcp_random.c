/* Units of mcp: a random client beside a model of what it must hear.
 *
 * A step is a line, or a pause, or the end of a connection. What is heard is reduced to tokens: the
 * id of an answer, E for an error without one, [1 E 3] for an array, in sorted order.
 */
#include "peer.h"
#include "json/scan.h"

#include <stdlib.h>

#define STEPS     40000
#define IDS       24
#define TOKENS    256
#define TOKEN_MAX 128

/* What was expected, and what was heard, in one step. */
struct tokens {
    char texts[TOKENS][TOKEN_MAX];
    size_t count;
};

/* An array whose answers are not complete. */
struct group {
    size_t holders;
    struct tokens answers;
};

static struct {
    bool runs, answers; /* answers by itself, before the deadline */
    int64_t due_ms;
    struct group *group;
} calls[IDS];

static struct tokens expected, heard;

enum event {
    INSTANT,
    SLOW,
    NEVER,
    REPORTING,
    DUPLICATE,
    CANCELLED,
    CANCEL_IDLE,
    PINGED,
    GARBAGE,
    BATCH,
    ANSWERED,
    TIMED_OUT,
    PROGRESS,
    RENEWED_WITH_CALLS,
    EVENT_COUNT
};

static const char *const event_names[EVENT_COUNT] = {
    "instant", "slow",    "never", "reporting",     "duplicate", "cancelled", "cancel idle",
    "ping",    "garbage", "batch", "answered late", "timed out", "progress",  "ended with calls",
};
static size_t events[EVENT_COUNT];

static unsigned random_below(unsigned limit)
{
    static uint64_t state = 88172645463325252;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % limit;
}

static void add(struct tokens *tokens, const char *text)
{
    CHECK(tokens->count < TOKENS && strlen(text) < TOKEN_MAX);
    snprintf(tokens->texts[tokens->count++], TOKEN_MAX, "%s", text);
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* "[1 2 E]" of its tokens, sorted. */
static void join(struct tokens *tokens, char text[TOKEN_MAX])
{
    size_t length = 0;

    qsort(tokens->texts, tokens->count, TOKEN_MAX, compare);
    for (size_t i = 0; i < tokens->count; i++)
        length += (size_t)snprintf(text + length, TOKEN_MAX - length, "%c%s", i ? ' ' : '[',
                                   tokens->texts[i]);
    snprintf(text + length, TOKEN_MAX - length, "]");
}

static void expect(struct group *group, const char *token)
{
    add(group ? &group->answers : &expected, token);
}

static void expect_id(struct group *group, unsigned id)
{
    char token[16];

    snprintf(token, sizeof(token), "%u", id);
    expect(group, token);
}

static void let_go(struct group *group)
{
    char text[TOKEN_MAX];

    if (!group || --group->holders > 0)
        return;
    if (group->answers.count > 0) {
        join(&group->answers, text);
        add(&expected, text);
    }
    free(group);
}

static void end_call(unsigned id)
{
    calls[id].runs = false;
    let_go(calls[id].group);
}

/* One request for a tool: the line is added to text, what must follow to the model. */
static void make_call(struct buf *text, struct group *group)
{
    static const struct {
        const char *tool, *arguments;
        enum event event;
    } kinds[] = {
        { "echo", "\"text\":\"x\"", INSTANT },
        { "slow", "\"ms\":", SLOW },
        { "never", "", NEVER },
        { "steps", "\"count\":9", REPORTING },
    };
    size_t kind = random_below(ARRAY_COUNT(kinds));
    unsigned id = random_below(IDS), ms = 1 + random_below(200);

    buf_addf(text,
             "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\","
             "\"arguments\":{%s",
             id, kinds[kind].tool, kinds[kind].arguments);
    if (kinds[kind].event == SLOW)
        buf_addf(text, "%u", ms);
    buf_addf(text, "},\"_meta\":{\"progressToken\":%u}}}", id);
    if (calls[id].runs) {
        events[DUPLICATE]++;
        expect(group, "E");
        return;
    }
    events[kinds[kind].event]++;
    if (kinds[kind].event == INSTANT) {
        expect_id(group, id);
        return;
    }
    calls[id].runs = true;
    calls[id].answers = kinds[kind].event == SLOW;
    calls[id].due_ms = peer_now_ms + (kinds[kind].event == SLOW ? ms : CALL_DEFAULT_S * 1000);
    calls[id].group = group;
    if (group)
        group->holders++;
}

static void make_cancel(struct buf *text)
{
    unsigned id = random_below(IDS);

    buf_addf(text,
             "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
             "\"requestId\":%u}}",
             id);
    events[calls[id].runs ? CANCELLED : CANCEL_IDLE]++;
    if (calls[id].runs)
        end_call(id);
}

static void make_ping(struct buf *text, struct group *group)
{
    unsigned id = random_below(IDS);

    events[PINGED]++;
    buf_addf(text, "{\"jsonrpc\":\"2.0\",\"id\":%u,\"method\":\"ping\"}", id);
    if (calls[id].runs)
        expect(group, "E");
    else
        expect_id(group, id);
}

static void make_message(struct buf *text, struct group *group)
{
    unsigned choice = random_below(10);

    if (choice < 6)
        make_call(text, group);
    else if (choice < 9)
        make_cancel(text);
    else
        make_ping(text, group);
}

static void make_batch(struct buf *text)
{
    struct group *group = calloc(1, sizeof(*group));
    unsigned count = 1 + random_below(5);

    events[BATCH]++;
    group->holders = 1;
    for (unsigned i = 0; i < count; i++) {
        buf_addc(text, i ? ',' : '[');
        make_message(text, group);
    }
    buf_addc(text, ']');
    let_go(group);
}

static void make_garbage(struct buf *text)
{
    static const char *const lines[] = { "{", "[]", "7", "{\"jsonrpc\":\"2.0\"}", "\"\xFF\"" };

    events[GARBAGE]++;
    buf_adds(text, lines[random_below(ARRAY_COUNT(lines))]);
    expect(NULL, "E");
}

/* Time goes on, now and then far enough for deadlines. */
static void pause_some(struct peer *peer)
{
    int64_t ms = random_below(40) == 0 ? CALL_DEFAULT_S * 1000 : random_below(60);

    for (unsigned id = 0; id < IDS; id++)
        if (calls[id].runs && calls[id].due_ms <= peer_now_ms + ms) {
            events[calls[id].answers ? ANSWERED : TIMED_OUT]++;
            expect_id(calls[id].group, id);
            end_call(id);
        }
    peer_wait(peer, ms);
}

static void hear_one(struct slice message, struct tokens *tokens)
{
    struct slice id = scan_member(message, "id");
    char text[TOKEN_MAX];

    if (scan_is(scan_member(message, "method"), "notifications/progress")) {
        unsigned token =
            (unsigned)strtoul(scan_path(message, "params", "progressToken").data, NULL, 10);

        events[PROGRESS]++;
        CHECK(token < IDS);
        return;
    }
    CHECK((scan_member(message, "result").size > 0) != (scan_member(message, "error").size > 0));
    snprintf(text, sizeof(text), "%.*s", id.size ? (int)id.size : 1, id.size ? id.data : "E");
    add(tokens, text);
}

static void hear(struct peer *peer)
{
    struct slice lines = slice_of(peer_heard(peer)), line, element;

    heard.count = 0;
    while (slice_split(&lines, '\n', &line)) {
        if (scan_type(line) != SCAN_ARRAY) {
            hear_one(line, &heard);
            continue;
        }

        struct tokens answers = { .count = 0 };
        char text[TOKEN_MAX];

        for (size_t at = 0; scan_next(line, &at, NULL, &element);)
            hear_one(element, &answers);
        join(&answers, text);
        add(&heard, text);
    }
}

static void compare_step(int step)
{
    qsort(expected.texts, expected.count, TOKEN_MAX, compare);
    qsort(heard.texts, heard.count, TOKEN_MAX, compare);
    for (size_t i = 0; i < expected.count || i < heard.count; i++) {
        const char *wanted = i < expected.count ? expected.texts[i] : "nothing";
        const char *got = i < heard.count ? heard.texts[i] : "nothing";

        if (strcmp(wanted, got) != 0)
            test_fail(__FILE__, __LINE__, "step %d: heard %s, expected %s", step, got, wanted);
    }
    expected.count = 0;
}

/* The end of input, and another connection. */
static void renew(struct peer *peer, bool batches)
{
    for (unsigned id = 0; id < IDS; id++)
        if (calls[id].runs) {
            events[RENEWED_WITH_CALLS]++;
            end_call(id);
        }
    peer_hang_up(peer);
    hear(peer);
    compare_step(-1);
    CHECK_INT(peer->ended, 1);
    CHECK_INT(tools_seen.started, tools_seen.stopped);
    peer_close(peer);
    peer_open(peer);
    if (batches)
        peer_initialize(peer, "2025-03-26");
}

static void send_in_pieces(struct peer *peer, struct slice line)
{
    while (line.size > 0) {
        size_t size = 1 + random_below((unsigned)line.size);

        peer_write(peer, (struct slice){ line.data, size });
        line = slice_from(line, size);
    }
}

TEST("random: calls, cancels, duplicates, batches, pauses and ends: exactly the answers due")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(16));
    struct peer peer;
    bool batches = true;

    peer_open(&peer);
    peer_initialize(&peer, "2025-03-26");
    for (int step = 0; step < STEPS; step++) {
        unsigned choice = random_below(100);

        buf_clear(&text);
        if (choice < 25) {
            pause_some(&peer);
        } else if (choice < 26) {
            batches = !batches;
            renew(&peer, batches);
        } else {
            if (choice < 30)
                make_garbage(&text);
            else if (choice < 45 && batches)
                make_batch(&text);
            else
                make_message(&text, NULL);
            buf_addc(&text, '\n');
            send_in_pieces(&peer, buf_slice(&text));
        }
        hear(&peer);
        compare_step(step);
    }
    renew(&peer, false);
    peer_close(&peer);
    for (size_t i = 0; i < EVENT_COUNT; i++) {
        printf("%s %zu%s", event_names[i], events[i], i + 1 < EVENT_COUNT ? ", " : "\n");
        CHECK(events[i] > 0);
    }
}

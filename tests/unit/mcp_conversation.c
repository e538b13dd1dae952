/* Units of mcp/round: a client that replies by chance, in both eras on one connection.
 *
 * Whatever it says, every call gets exactly one answer unless it was cancelled, every run ends
 * once, and no question stays open when no call is left.
 */
#include "asking.h"

#define STEPS    20000
#define CALLS    40 /* at once */
#define OPEN_MAX (CALLS * ASK_QUESTIONS_MAX)

static uint64_t dice;

static unsigned roll(unsigned sides)
{
    dice = dice * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(dice >> 33) % sides;
}

static struct {
    int id; /* 0: free */
} calls[CALLS];

static struct {
    int number;
    enum ask_kind kind;
} questions[OPEN_MAX];

static size_t open_count;
static int next_id;

/* How often each thing happened. */
static struct {
    int started, answered, failed, cancelled, asked, taken_back, replied, spoilt, refused, strange,
        timed_out, required, completed, rejected;
} seen;

static const char *const tools[] = { "form", "link", "sample", "roots", "three", "chain", "echo" };

static enum ask_kind kind_of(const cJSON *message)
{
    const char *method = json_str(message, "method");

    if (strcmp(method, "roots/list") == 0)
        return ASK_ROOTS;
    if (strcmp(method, "sampling/createMessage") == 0)
        return ASK_SAMPLING;
    CHECK_STR(method, "elicitation/create");
    return json_str(json_at(message, "params"), "mode") ? ASK_ELICITATION_URL : ASK_ELICITATION;
}

static int number_in(const char *id)
{
    CHECK(id && strncmp(id, "ask-", 4) == 0);
    return (int)strtol(id + 4, NULL, 10);
}

static void take_back(int number)
{
    for (size_t i = 0; i < open_count; i++) {
        if (questions[i].number == number) {
            questions[i] = questions[--open_count];
            seen.taken_back++;
            return;
        }
    }
    test_fail(__FILE__, __LINE__, "ask-%d is taken back and was not open", number);
}

static void take_answer(const cJSON *message)
{
    int64_t id = json_int(message, "id", 0);

    for (size_t i = 0; i < CALLS; i++) {
        if (calls[i].id == id) {
            calls[i].id = 0;
            seen.answered++;
            seen.failed += json_bool(json_at(message, "result"), "isError", false);
            return;
        }
    }
    test_fail(__FILE__, __LINE__, "nobody waits for an answer to %d", (int)id);
}

static void take_line(struct slice line)
{
    struct err err;
    CLEANUP(json_freep) cJSON *message = json_parse(line, &gate_client, &err);
    const char *method = json_str(message, "method");

    CHECK(message);
    if (!method) {
        take_answer(message);
    } else if (strcmp(method, "notifications/cancelled") == 0) {
        take_back(number_in(json_str(json_at(message, "params"), "requestId")));
    } else {
        CHECK(open_count < OPEN_MAX);
        questions[open_count].number = number_in(json_str(message, "id"));
        questions[open_count++].kind = kind_of(message);
        seen.asked++;
    }
}

static void take(const char *heard)
{
    struct slice rest = slice_of(heard), line;

    while (slice_split(&rest, '\n', &line))
        take_line(line);
}

static const char *arguments_for(const char *tool)
{
    static char text[32];

    if (strcmp(tool, "echo") == 0)
        return "{\"text\":\"t\"}";
    snprintf(text, sizeof(text), "{\"count\":%u}", 1 + roll(10));
    return strcmp(tool, "chain") == 0 ? text : "{}";
}

static void start(struct peer *peer)
{
    const char *tool = tools[roll(ARRAY_COUNT(tools))];
    unsigned at = roll(CALLS);
    char id[16];

    if (calls[at].id)
        return;
    calls[at].id = ++next_id;
    snprintf(id, sizeof(id), "%d", next_id);
    seen.started++;
    take(peer_call(peer, id, tool, arguments_for(tool), ""));
}

static void cancel(struct peer *peer)
{
    unsigned at = roll(CALLS);
    int id = calls[at].id;

    if (!id)
        return;
    calls[at].id = 0;
    seen.cancelled++;
    take(asking_say(peer,
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
                    "\"requestId\":%d}}",
                    id));
}

static const char *spoilt(void)
{
    static const char *const replies[] = { "{}",
                                           "null",
                                           "[]",
                                           "\"\\u0000\"",
                                           "{\"action\":\"accept\",\"content\":{}}",
                                           "{\"roots\":[1]}",
                                           "{\"role\":\"user\"}" };

    return replies[roll(ARRAY_COUNT(replies))];
}

static void reply(struct peer *peer, bool well)
{
    if (open_count == 0)
        return;

    size_t at = roll((unsigned)open_count);
    int number = questions[at].number;
    const char *text = replies_of[questions[at].kind];

    questions[at] = questions[--open_count];
    if (!well && roll(2)) {
        seen.refused++;
        take(asking_say(peer,
                        "{\"jsonrpc\":\"2.0\",\"id\":\"ask-%d\",\"error\":{\"code\":-1,"
                        "\"message\":\"no\"}}",
                        number));
        return;
    }
    well ? seen.replied++ : seen.spoilt++;
    take(asking_say(peer, "{\"jsonrpc\":\"2.0\",\"id\":\"ask-%d\",\"result\":%s}", number,
                    well ? text : spoilt()));
}

/* A response that answers nothing: of a question that is past, or that never was. */
static void reply_strangely(struct peer *peer)
{
    int number = (int)roll(100000);

    for (size_t i = 0; i < open_count; i++)
        if (questions[i].number == number)
            return;
    seen.strange++;
    CHECK_STR(
        asking_say(peer, "{\"jsonrpc\":\"2.0\",\"id\":\"ask-%d\",\"result\":" ACCEPTED "}", number),
        "");
}

static void pass_time(struct peer *peer)
{
    int before = seen.failed;

    peer_wait(peer, roll(20) ? 1000 : ASK_WAIT_S * 1000);
    take(peer_heard(peer));
    seen.timed_out += seen.failed - before;
}

/* Appends a reply to each question, most of them good ones. */
static void add_replies(struct buf *more, const cJSON *required)
{
    const cJSON *request;

    buf_adds(more, ",\"inputResponses\":{");
    cJSON_ArrayForEach(request, required)
    {
        json_quote(slice_of(request->string), more);
        buf_addf(more, ":%s,", roll(6) ? replies_of[kind_of(request)] : "{}");
    }
    buf_adds(more, "\"nobody\":1}");
}

/* Repeats a stateless call until it is answered, now and then with a state that was spoilt. */
static void converse(struct peer *peer)
{
    const char *tool = tools[roll(ARRAY_COUNT(tools))];
    CLEANUP(buf_done) struct buf more = BUF_MAX(KIB(64));
    char arguments[32];

    snprintf(arguments, sizeof(arguments), "%s", arguments_for(tool));
    for (int round = 0; round <= ASK_ROUNDS_MAX + 1; round++) {
        CLEANUP(json_freep)
        cJSON *message = tree_of(asking_call(peer, tool, arguments, buf_text(&more)));
        const cJSON *result = json_at(message, "result");
        const char *state = json_str(result, "requestState");

        if (!state) {
            result ? seen.completed++ : seen.rejected++;
            return;
        }
        seen.required++;
        buf_clear(&more);
        buf_addf(&more, ",\"requestState\":\"%s%s\"", state, roll(20) ? "" : "A");
        add_replies(&more, json_at(result, "inputRequests"));
    }
    test_fail(__FILE__, __LINE__, "%s was asked for ever", tool);
}

static void step(struct peer *peer)
{
    unsigned chance = roll(100);

    if (chance < 35)
        start(peer);
    else if (chance < 70)
        reply(peer, true);
    else if (chance < 82)
        reply(peer, false);
    else if (chance < 87)
        cancel(peer);
    else if (chance < 92)
        reply_strangely(peer);
    else if (chance < 93)
        pass_time(peer);
    else
        converse(peer);
}

TEST("round: 20,000 steps of a client that replies by chance: each call is answered once, or was "
     "cancelled")
{
    struct peer peer;

    dice = 7;
    asking_open(&peer);
    asking_initialize(&peer, "2025-11-25", ASKING_ALL);
    for (int i = 0; i < STEPS; i++)
        step(&peer);
    while (open_count > 0)
        reply(&peer, true);
    CHECK_INT(seen.answered + seen.cancelled, seen.started);
    for (size_t i = 0; i < CALLS; i++)
        CHECK_INT(calls[i].id, 0);
    CHECK_STR(peer_heard(&peer), "");
    asking_close(&peer);

    printf(
        "started %d, answered %d (%d errors), cancelled %d, asked %d, taken back %d, replied %d, "
        "spoilt %d, refused %d, strange %d, timed out %d; stateless: required %d, completed %d, "
        "rejected %d\n",
        seen.started, seen.answered, seen.failed, seen.cancelled, seen.asked, seen.taken_back,
        seen.replied, seen.spoilt, seen.refused, seen.strange, seen.timed_out, seen.required,
        seen.completed, seen.rejected);

    const int *counts = &seen.started;

    for (size_t i = 0; i < sizeof(seen) / sizeof(int); i++)
        CHECK(counts[i] > 0);
}

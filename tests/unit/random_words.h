/* random_words - what a random client writes: a line, and with it what the model must expect. */
#pragma once

#include "random_model.h"
#include "random_offers.h"

#define BIG_BYTES    100000 /* more than a pipe holds */
#define REQUESTS_MAX 512    /* of a session */

enum event {
    INSTANT,
    ERRORS,
    SLOW,
    NEVER,
    REPORTING,
    BIG,
    BIG_UNREAD,
    ASKS,
    GOES_ON,
    FORGED,
    EXPIRED,
    DUPLICATE,
    CANCELLED,
    CANCELLED_QUIZ,
    CANCEL_IDLE,
    CANCEL_OTHER_TYPE,
    BATCH,
    BATCH_END,
    GARBAGE,
    OVERLONG,
    REPLIED,
    REPLY_WRONG,
    REPLY_UNREADABLE,
    REPLY_REFUSED,
    REPLY_LATE,
    LISTENS,
    CHANGES,
    INITIALIZED,
    STATELESS,
    LEGACY,
    ANSWERED_LATE,
    TIMED_OUT,
    UNASKED_IN_TIME,
    PROGRESS,
    PROGRESS_AGAIN,
    DEAF,
    INPUT_ENDS,
    INPUT_CUT,
    PIPE_BREAKS,
    TOLD_TO_END,
    FREED,
    ENDED_WITH_CALLS,
    ENDED_WITH_QUESTIONS,
    EVENT_COUNT
};

static const char *const event_names[EVENT_COUNT] = {
    [INSTANT] = "answered at once",
    [ERRORS] = "refused",
    [SLOW] = "slow",
    [NEVER] = "never answers",
    [REPORTING] = "reports",
    [BIG] = "big",
    [BIG_UNREAD] = "big for nobody yet",
    [ASKS] = "asks",
    [GOES_ON] = "goes on with replies",
    [FORGED] = "forged state",
    [EXPIRED] = "expired state",
    [DUPLICATE] = "duplicate id",
    [CANCELLED] = "cancelled",
    [CANCELLED_QUIZ] = "cancelled while asking",
    [CANCEL_IDLE] = "cancel of nothing",
    [CANCEL_OTHER_TYPE] = "cancel of another type",
    [BATCH] = "batch",
    [BATCH_END] = "end with a batch",
    [GARBAGE] = "garbage",
    [OVERLONG] = "line too long",
    [REPLIED] = "reply",
    [REPLY_WRONG] = "malformed reply",
    [REPLY_UNREADABLE] = "unreadable reply",
    [REPLY_REFUSED] = "error as reply",
    [REPLY_LATE] = "late, double or unknown reply",
    [LISTENS] = "subscription",
    [CHANGES] = "change",
    [INITIALIZED] = "initialize",
    [STATELESS] = "stateless request",
    [LEGACY] = "legacy request",
    [ANSWERED_LATE] = "answered later",
    [TIMED_OUT] = "deadline",
    [UNASKED_IN_TIME] = "deadline of a question",
    [PROGRESS] = "progress",
    [PROGRESS_AGAIN] = "progress repeated",
    [DEAF] = "client does not read",
    [INPUT_ENDS] = "end of input",
    [INPUT_CUT] = "end within a line",
    [PIPE_BREAKS] = "broken pipe",
    [TOLD_TO_END] = "server_end",
    [FREED] = "server_free",
    [ENDED_WITH_CALLS] = "ended with calls",
    [ENDED_WITH_QUESTIONS] = "ended with questions",
};
static size_t events[EVENT_COUNT];

/* The progress of each request, by its number, which is its token, too. */
static struct {
    bool may_come; /* it runs, or did in this step */
    double last;
} reports[REQUESTS_MAX];
static unsigned request_count;

static uint64_t random_state;

static inline unsigned random_below(unsigned limit)
{
    random_state += 0x9E3779B97F4A7C15;

    uint64_t mixed = random_state;

    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
    return (unsigned)((mixed ^ mixed >> 31) >> 33) % limit;
}

static inline bool chance(unsigned one_in)
{
    return random_below(one_in) == 0;
}

/* It does not read: what is said to it waits. */
static bool is_deaf;

/* Numbers and strings are different ids. */
static inline const char *id_text(unsigned id)
{
    static const char *const texts[IDS] = { "0",     "\"1\"", "2",     "\"3\"", "4",
                                            "\"5\"", "6",     "\"7\"", "8",     "\"9\"" };

    return texts[id];
}

/* What is said of a client: as ask_declared would read it, for a revision with all kinds. */
static const struct {
    const char *text;
    unsigned asks;
} clients[] = {
    { "{}", 0 },
    { "{\"sampling\":{}}", ASK_BIT(ASK_SAMPLING) },
    { "{\"sampling\":{},\"elicitation\":{}}", ASK_BIT(ASK_SAMPLING) | ASK_BIT(ASK_ELICITATION) },
};

/* A request up to its params' own members, each of which follows with a comma. */
static inline void begin_request(struct buf *text, unsigned id, const char *method,
                                 bool is_stateless, unsigned client)
{
    CHECK(request_count < REQUESTS_MAX);
    events[is_stateless ? STATELESS : LEGACY]++;
    reports[request_count].last = 0;
    reports[request_count].may_come = false;
    buf_addf(text,
             "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"%s\",\"params\":{\"_meta\":{"
             "\"progressToken\":%u",
             id_text(id), method, request_count++);
    if (is_stateless)
        buf_addf(text,
                 ",\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                 "\"io.modelcontextprotocol/clientCapabilities\":%s",
                 clients[client].text);
    buf_addc(text, '}');
}

static inline bool is_duplicate(struct group *group, unsigned id)
{
    if (!model_is_used(id))
        return false;
    events[DUPLICATE]++;
    expect(group, "E");
    return true;
}

/* Requests that are answered at once, and how in each era. */
static inline void make_instant(struct buf *text, struct group *group)
{
    static const struct {
        const char *method, *params, *legacy, *stateless;
    } kinds[] = {
        { "tools/call", ",\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}", "", "" },
        { "tools/call", ",\"name\":\"echo\",\"arguments\":{\"text\":{}}", "", "" },
        { "tools/call", ",\"name\":\"fail\"", "", "" },
        { "tools/call", ",\"name\":\"none\"", "e", "e" },
        { "tools/list", "", "", "" },
        { "tools/list", ",\"cursor\":\"x\"", "e", "e" },
        { "prompts/list", "", "", "" },
        { "prompts/get", ",\"name\":\"greet\",\"arguments\":{\"name\":\"x\"}", "", "" },
        { "prompts/get", ",\"name\":\"greet\"", "e", "e" },
        { "resources/list", "", "", "" },
        { "resources/read", ",\"uri\":\"test://one\"", "", "" },
        { "resources/read", ",\"uri\":\"test://two\"", "e", "e" },
        { "resources/subscribe", ",\"uri\":\"test://one\"", "", "e" },
        { "resources/unsubscribe", ",\"uri\":\"test://one\"", "", "e" },
        { "server/discover", "", "e", "" },
        { "ping", "", "", "e" },
        { "no/such", "", "e", "e" },
    };
    unsigned kind = random_below(ARRAY_COUNT(kinds)), id = random_below(IDS);
    bool is_stateless = chance(2);
    const char *answer = is_stateless ? kinds[kind].stateless : kinds[kind].legacy;

    begin_request(text, id, kinds[kind].method, is_stateless, 0);
    buf_addf(text, "%s}}", kinds[kind].params);
    if (is_duplicate(group, id))
        return;
    events[*answer ? ERRORS : INSTANT]++;
    expect_id(group, id, answer);
    if (!is_stateless && strcmp(kinds[kind].method, "resources/subscribe") == 0)
        model.watches = true;
    if (!is_stateless && strcmp(kinds[kind].method, "resources/unsubscribe") == 0)
        model.watches = false;
}

/* Requests that run for a while, if not for ever. */
static inline void make_running(struct buf *text, struct group *group)
{
    static const struct {
        const char *tool, *argument;
        enum event event;
    } kinds[] = {
        { "slow", "ms", SLOW },
        { "never", "timeout_s", NEVER },
        { "steps", "count", REPORTING },
    };
    unsigned kind = random_below(ARRAY_COUNT(kinds)), id = random_below(IDS);
    unsigned number = 1 + random_below(kinds[kind].event == SLOW ? 200 : 3);

    begin_request(text, id, "tools/call", chance(2), 0);
    buf_addf(text, ",\"name\":\"%s\",\"arguments\":{\"%s\":%u}}}", kinds[kind].tool,
             kinds[kind].argument, number);
    if (is_duplicate(group, id))
        return;
    events[kinds[kind].event]++;
    reports[request_count - 1].may_come = true;
    model_start(id, group,
                kinds[kind].event == SLOW    ? number
                : kinds[kind].event == NEVER ? number * 1000
                                             : CALL_DEFAULT_S * 1000)
        ->answers = kinds[kind].event == SLOW;
    model.calls[id].token = request_count - 1;
}

static inline void make_big(struct buf *text, struct group *group)
{
    unsigned id = random_below(IDS);

    begin_request(text, id, "tools/call", chance(2), 0);
    buf_addf(text, ",\"name\":\"big\",\"arguments\":{\"bytes\":%d}}}", BIG_BYTES);
    if (is_duplicate(group, id))
        return;
    events[is_deaf ? BIG_UNREAD : BIG]++;
    expect_id(group, id, "");
}

/* The arguments of a quiz; mark is the slot that it belongs to. */
static inline void add_quiz(struct buf *text, const struct quiz *quiz, unsigned mark)
{
    buf_addf(text,
             ",\"name\":\"quiz\",\"arguments\":{\"rounds\":%u,\"width\":%u,\"kind\":%u,"
             "\"mark\":%u}",
             quiz->rounds, quiz->width, quiz->kind, mark);
}

static inline void make_quiz(struct buf *text, struct group *group)
{
    struct quiz quiz = { .rounds = 1 + random_below(2),
                         .width = 1 + random_below(WIDTH_MAX),
                         .kind = random_below(2) };
    unsigned id = random_below(IDS), mark = random_below(SLOTS);
    unsigned client = random_below(ARRAY_COUNT(clients));
    bool is_stateless = chance(2) && !model.slots[mark].is_awaited;

    begin_request(text, id, "tools/call", is_stateless, client);
    add_quiz(text, &quiz, mark);
    buf_adds(text, "}}");
    if (is_duplicate(group, id))
        return;
    events[ASKS]++;
    if (!is_stateless) {
        model_ask(id, group, quiz);
        model.calls[id].token = request_count - 1;
        return;
    }
    model.slots[mark].quiz = quiz;
    model_ask_stateless(id, group, &model.slots[mark], clients[client].asks);
}

static inline void add_reply(struct buf *text, unsigned kind, enum reply reply)
{
    static const char *const valid[] = {
        "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"t\"}}",
        "{\"action\":\"accept\",\"content\":{}}",
    };

    buf_adds(text, reply == REPLY_VALID ? valid[kind] : "{\"action\":7}");
}

/* One that can be gone on with, if there is any. */
static inline unsigned some_slot(void)
{
    unsigned slot = random_below(SLOTS);

    for (unsigned i = 0; i < SLOTS && !model.slots[slot].is_known; i++)
        slot = (slot + 1) % SLOTS;
    return slot;
}

/* The request again, with what it has required; sometimes with another state, or too late. */
static inline void make_going_on(struct buf *text, struct group *group)
{
    unsigned id = random_below(IDS), mark = some_slot();
    struct slot *slot = &model.slots[mark];
    bool is_forged = chance(8);
    unsigned valid = slot->quiz.valid; /* what is said now wins */

    if (!slot->is_known) {
        make_quiz(text, group);
        return;
    }
    begin_request(text, id, "tools/call", true, 2);
    add_quiz(text, &slot->quiz, mark);
    buf_addf(text, ",\"requestState\":\"%s%s\",\"inputResponses\":{\"unknown\":7", slot->state,
             is_forged ? "A" : "");
    for (unsigned i = 0; i < slot->quiz.width; i++) {
        enum reply reply = (enum reply)random_below(REPLY_COUNT);

        if (reply == REPLY_ERROR)
            continue; /* left out */
        buf_addf(text, ",\"k%u-%u\":", slot->quiz.round, i);
        add_reply(text, slot->quiz.kind, reply);
        valid = reply == REPLY_VALID ? valid | 1U << i : valid & ~(1U << i);
    }
    buf_adds(text, "}}}");
    if (is_duplicate(group, id))
        return;
    if (is_forged || slot->until_s < model_now_ms / 1000) {
        events[is_forged ? FORGED : EXPIRED]++;
        expect_id(group, id, "e");
        return;
    }
    events[GOES_ON]++;
    slot->quiz.valid = valid;
    model_ask_stateless(id, group, slot, clients[2].asks);
}

static inline void make_listen(struct buf *text, struct group *group)
{
    unsigned id = random_below(IDS), lists = random_below(8);
    bool watches = chance(2);

    begin_request(text, id, "subscriptions/listen", true, 0);
    buf_addf(text, ",\"notifications\":{\"toolsListChanged\":%s,\"promptsListChanged\":%s%s%s}}}",
             lists & 1 ? "true" : "false", lists & 2 ? "true" : "false",
             lists & 4 ? ",\"resourcesListChanged\":true" : "",
             watches ? ",\"resourceSubscriptions\":[\"test://one\"]" : "");
    if (is_duplicate(group, id))
        return;
    if (group) {
        events[ERRORS]++;
        expect_id(group, id, "e");
        return;
    }
    events[LISTENS]++;
    model.subscriptions[id] = (struct model_subscription){ true, watches, lists };
    expect_sign('@', id, "");
}

/* More often than not one that is used. */
static inline unsigned some_used_id(void)
{
    unsigned id = random_below(IDS);

    for (int tries = 0; tries < 6 && !model_is_used(id); tries++)
        id = random_below(IDS);
    return id;
}

static inline void make_cancel(struct buf *text)
{
    unsigned id = some_used_id();
    bool was_asking = model.calls[id].runs && model.calls[id].waits;

    if (chance(8)) {
        events[CANCEL_OTHER_TYPE]++;
        buf_addf(text,
                 "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
                 "\"requestId\":%s%u%s}}",
                 id % 2 ? "" : "\"", id, id % 2 ? "" : "\"");
        return;
    }
    buf_addf(text,
             "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{"
             "\"requestId\":%s}}",
             id_text(id));
    events[!model_cancel(id) ? CANCEL_IDLE : was_asking ? CANCELLED_QUIZ : CANCELLED]++;
}

/* To a question that is open, more often than not. */
static inline void make_reply(struct buf *text, bool in_array)
{
    enum reply reply = (enum reply)random_below(REPLY_COUNT);
    bool is_unreadable = reply == REPLY_MALFORMED && !in_array && chance(3);
    unsigned index, number = 1 + random_below(model.asked + 1);
    unsigned id = model_who_asked(number, &index);

    for (int tries = 0; id == IDS && tries < 9; tries++) {
        number = 1 + random_below(model.asked + (chance(9) ? 1 : 0));
        id = model_who_asked(number, &index);
    }
    buf_addf(text, "{\"jsonrpc\":\"2.0\",\"id\":\"ask-%u\",", number);
    if (reply == REPLY_ERROR) {
        buf_adds(text, "\"error\":{\"code\":-1,\"message\":\"no\"}}");
    } else if (is_unreadable) {
        buf_adds(text, "\"result\":{\"action\":\"\\u0000\"}}");
    } else {
        buf_adds(text, "\"result\":");
        add_reply(text, id < IDS ? model.calls[id].quiz.kind : 0, reply);
        buf_addc(text, '}');
    }
    if (!model_reply(number, reply))
        events[REPLY_LATE]++;
    else
        events[is_unreadable              ? REPLY_UNREADABLE
               : reply == REPLY_VALID     ? REPLIED
               : reply == REPLY_MALFORMED ? REPLY_WRONG
                                          : REPLY_REFUSED]++;
}

static inline void make_message(struct buf *text, struct group *group)
{
    unsigned choice = random_below(100);

    if (choice < 18)
        make_instant(text, group);
    else if (choice < 36)
        make_running(text, group);
    else if (choice == 36)
        (chance(8) ? make_big : make_instant)(text, group);
    else if (choice < 50)
        make_quiz(text, group);
    else if (choice < 65)
        make_going_on(text, group);
    else if (choice < 70)
        make_listen(text, group);
    else if (choice < 84)
        make_cancel(text);
    else if (model.asked > 0)
        make_reply(text, group != NULL);
    else
        make_running(text, group);
}

static inline void make_batch(struct buf *text)
{
    struct group *group = group_new();
    unsigned count = 1 + random_below(4);

    events[BATCH]++;
    for (unsigned i = 0; i < count; i++) {
        buf_addc(text, i ? ',' : '[');
        make_message(text, group);
    }
    buf_addc(text, ']');
    group_release(group);
}

static inline void make_garbage(struct buf *text)
{
    static const char *const lines[] = {
        "{", "[]", "7", "{\"jsonrpc\":\"2.0\"}", "\"\xFF\"", "{\"jsonrpc\":\"2.0\",\"id\":null}",
    };

    events[GARBAGE]++;
    buf_adds(text, lines[random_below(ARRAY_COUNT(lines))]);
    expect(NULL, "E");
}

static inline void make_initialize(struct buf *text)
{
    static const char *const versions[] = { "2024-11-05", "2025-03-26", "2025-06-18",
                                            "2025-11-25" };
    unsigned id = random_below(IDS), version = random_below(ARRAY_COUNT(versions) + 1);
    unsigned client = chance(4) ? random_below(ARRAY_COUNT(clients)) : 2;

    version = version < ARRAY_COUNT(versions) ? version : 1; /* the one with batches */
    buf_addf(text,
             "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"initialize\",\"params\":{"
             "\"protocolVersion\":\"%s\",\"capabilities\":%s}}",
             id_text(id), versions[version], clients[client].text);
    if (is_duplicate(NULL, id))
        return;
    events[INITIALIZED]++;
    expect_id(NULL, id, "");
    model.is_initialized = true;
    model.batches = version == 1;
    model.asks = clients[client].asks & ~(version < 2 ? ASK_BIT(ASK_ELICITATION) : 0);
}

static inline void make_line(struct buf *text)
{
    unsigned choice = random_below(100);

    if (choice < 4)
        make_garbage(text);
    else if (choice < 10)
        make_initialize(text);
    else if (choice < 30 && model.batches)
        make_batch(text);
    else
        make_message(text, NULL);
    buf_addc(text, '\n');
}

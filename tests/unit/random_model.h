/* random_model - what a client of a server must hear, as tokens; for mcp_random.
 *
 *   5 5e 5i       answers to the request 5: a result, an error, a result that asks for keys
 *   E             an error without an id
 *   [5 7e E]      the array of a batch
 *   ?3 ~3         the server's request "ask-3", and that it is taken back
 *   @5 @5t        what the subscription 5 says: its acknowledgement, that a list has changed
 *
 * Each event of the client is a function here; what is expected is a set, for the order within one
 * step of the test is the server's own.
 */
#pragma once

#include "base/clock.h"
#include "base/limits.h"
#include "mcp/ask.h"
#include "test.h"

#include <stdlib.h>

#define IDS       10
#define TOKENS    192
#define TOKEN_MAX 160
#define WIDTH_MAX 2 /* questions of one round */
#define SLOTS     4 /* calls of 2026-07-28 that a client may go on with */

struct tokens {
    char texts[TOKENS][TOKEN_MAX];
    size_t count;
};

/* An array whose answers are not complete. */
struct group {
    size_t holders;
    struct tokens answers;
};

/* How far a call that asks has come. */
struct quiz {
    unsigned rounds, width, kind; /* its arguments */
    unsigned round, valid, waits; /* valid: a bit for each reply that is there */
};

struct model_call {
    bool runs, waits, answers; /* answers by itself, before the deadline */
    int64_t due_ms;
    struct group *group;
    struct quiz quiz;
    unsigned asks;                     /* what the client could be asked when it began */
    unsigned open, numbers[WIDTH_MAX]; /* questions that are put: a bit for each, and their ids */
    unsigned token;
};

struct model_subscription {
    bool is_open, watches;
    unsigned lists;
};

/* A call of 2026-07-28, between two of its requests. */
struct slot {
    bool is_awaited, is_known; /* its state: will be heard, was heard */
    struct quiz quiz;
    int64_t until_s;
    char state[1024];
};

static struct {
    struct model_call calls[IDS];
    struct model_subscription subscriptions[IDS];
    struct slot slots[SLOTS];
    struct tokens expected;
    unsigned asks, asked; /* what the client can be asked, and how often it was */
    bool is_initialized, batches, watches;
} model;

static int64_t model_now_ms;

/* A new connection. */
static inline void model_begin(void)
{
    memset(model.calls, 0, sizeof(model.calls));
    memset(model.subscriptions, 0, sizeof(model.subscriptions));
    for (size_t i = 0; i < SLOTS; i++)
        model.slots[i].is_known = model.slots[i].is_awaited = false;
    model.expected.count = model.asks = model.asked = 0;
    model.is_initialized = model.batches = model.watches = false;
    model_now_ms = 1000000;
}

static inline void token_add(struct tokens *tokens, const char *text)
{
    CHECK(tokens->count < TOKENS && strlen(text) < TOKEN_MAX);
    snprintf(tokens->texts[tokens->count++], TOKEN_MAX, "%s", text);
}

static inline int token_compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

static inline void tokens_sort(struct tokens *tokens)
{
    qsort(tokens->texts, tokens->count, TOKEN_MAX, token_compare);
}

/* "[1 2 E]" */
static inline void tokens_join(struct tokens *tokens, char text[TOKEN_MAX])
{
    size_t length = 0;

    tokens_sort(tokens);
    for (size_t i = 0; i < tokens->count; i++) {
        length += (size_t)snprintf(text + length, TOKEN_MAX - length, "%c%s", i ? ' ' : '[',
                                   tokens->texts[i]);
        CHECK(length < TOKEN_MAX - 2);
    }
    snprintf(text + length, TOKEN_MAX - length, "]");
}

static inline void expect(struct group *group, const char *token)
{
    token_add(group ? &group->answers : &model.expected, token);
}

static inline void expect_id(struct group *group, unsigned id, const char *kind)
{
    char token[TOKEN_MAX];

    snprintf(token, sizeof(token), "%u%s", id, kind);
    expect(group, token);
}

/* Of the server's own accord. */
static inline void expect_sign(char sign, unsigned number, const char *rest)
{
    char token[TOKEN_MAX];

    snprintf(token, sizeof(token), "%c%u%s", sign, number, rest);
    expect(NULL, token);
}

static inline bool model_is_used(unsigned id)
{
    return model.calls[id].runs || model.subscriptions[id].is_open;
}

static inline struct group *group_new(void)
{
    struct group *group = calloc(1, sizeof(*group));

    group->holders = 1;
    return group;
}

static inline void group_release(struct group *group)
{
    char text[TOKEN_MAX];

    if (!group || --group->holders > 0)
        return;
    if (group->answers.count > 0) {
        tokens_join(&group->answers, text);
        token_add(&model.expected, text);
    }
    free(group);
}

/* Ends a call; with an answer unless kind is NULL. */
static inline void model_end_call(unsigned id, const char *kind, bool takes_back)
{
    struct model_call *call = &model.calls[id];

    for (unsigned i = 0; i < WIDTH_MAX && takes_back; i++)
        if (call->open & 1U << i)
            expect_sign('~', call->numbers[i], "");
    if (kind)
        expect_id(call->group, id, kind);
    call->runs = false;
    call->open = 0;
    group_release(call->group);
}

static inline struct model_call *model_start(unsigned id, struct group *group, int64_t ms)
{
    struct model_call *call = &model.calls[id];

    *call = (struct model_call){ .runs = true, .due_ms = model_now_ms + ms, .group = group };
    if (group)
        group->holders++;
    return call;
}

static inline unsigned quiz_all(const struct quiz *quiz)
{
    return (1U << quiz->width) - 1;
}

/* A run of it with the replies that are there: what it asks for, as a set, 0 when it answers. */
static inline unsigned quiz_run(struct quiz *quiz)
{
    while (quiz->round < quiz->rounds && quiz->valid == quiz_all(quiz)) {
        quiz->round++;
        quiz->valid = 0;
    }
    return quiz->round < quiz->rounds ? quiz_all(quiz) & ~quiz->valid : 0;
}

static inline bool quiz_is_over(struct quiz *quiz)
{
    return ++quiz->waits > ASK_ROUNDS_MAX;
}

static inline enum ask_kind quiz_kind(const struct quiz *quiz)
{
    return quiz->kind ? ASK_ELICITATION : ASK_SAMPLING;
}

/* A run of a call of the older revisions, which puts requests of its own. */
static inline void model_run(unsigned id)
{
    struct model_call *call = &model.calls[id];
    unsigned questions = quiz_run(&call->quiz);

    if (questions == 0 || !(call->asks & ASK_BIT(quiz_kind(&call->quiz))) ||
        quiz_is_over(&call->quiz)) {
        model_end_call(id, "", true);
        return;
    }
    call->waits = true;
    call->due_ms = model_now_ms + ASK_WAIT_S * 1000;
    call->open = questions;
    for (unsigned i = 0; i < WIDTH_MAX; i++) {
        if (!(questions & 1U << i))
            continue;
        call->numbers[i] = ++model.asked;
        expect_sign('?', model.asked, "");
    }
}

static inline void model_ask(unsigned id, struct group *group, struct quiz quiz)
{
    struct model_call *call = model_start(id, group, CALL_DEFAULT_S * 1000);

    call->quiz = quiz;
    call->asks = model.asks;
    model_run(id);
}

/* A request of 2026-07-28 with what has come of a call so far. */
static inline void model_ask_stateless(unsigned id, struct group *group, struct slot *slot,
                                       unsigned asks)
{
    char kind[TOKEN_MAX] = "i";
    unsigned questions = quiz_run(&slot->quiz);

    slot->is_known = false;
    slot->until_s = model_now_ms / 1000 + ASK_WAIT_S;
    if (questions == 0)
        snprintf(kind, sizeof(kind), "%s", "");
    else if (!(asks & ASK_BIT(quiz_kind(&slot->quiz))))
        snprintf(kind, sizeof(kind), "e");
    else if (quiz_is_over(&slot->quiz))
        snprintf(kind, sizeof(kind), "%s", "");
    slot->is_awaited = kind[0] == 'i';
    for (unsigned i = 0; i < WIDTH_MAX && slot->is_awaited; i++)
        if (questions & 1U << i)
            snprintf(kind + strlen(kind), sizeof(kind) - strlen(kind), ":k%u-%u", slot->quiz.round,
                     i);
    expect_id(group, id, kind);
}

enum reply { REPLY_VALID, REPLY_MALFORMED, REPLY_ERROR, REPLY_COUNT };

/* Whose question that is, of those that are open; IDS for none. */
static inline unsigned model_who_asked(unsigned number, unsigned *index)
{
    for (unsigned id = 0; id < IDS; id++)
        for (*index = 0; model.calls[id].runs && *index < WIDTH_MAX; ++*index)
            if ((model.calls[id].open & 1U << *index) && model.calls[id].numbers[*index] == number)
                return id;
    return IDS;
}

/* Whether anybody waited for it. */
static inline bool model_reply(unsigned number, enum reply reply)
{
    unsigned index, id = model_who_asked(number, &index);
    struct model_call *call = &model.calls[id < IDS ? id : 0];

    if (id == IDS)
        return false;
    call->open &= ~(1U << index);
    if (reply == REPLY_ERROR && quiz_kind(&call->quiz) == ASK_SAMPLING) {
        model_end_call(id, "", true);
        return true;
    }
    if (reply != REPLY_MALFORMED)
        call->quiz.valid |= 1U << index;
    if (call->open == 0) {
        call->waits = false;
        model_run(id);
    }
    return true;
}

/* Whether there was something to cancel. */
static inline bool model_cancel(unsigned id)
{
    bool was_used = model_is_used(id);

    if (model.calls[id].runs)
        model_end_call(id, NULL, true);
    model.subscriptions[id].is_open = false;
    return was_used;
}

/* A list (0 to 2: tools, prompts, resources) or, at 3, the resource has changed. */
static inline void model_change(unsigned what)
{
    static const char *const names[] = { "t", "p", "r", "u" };

    if (what < 3 ? model.is_initialized : model.watches)
        expect(NULL, names[what]);
    for (unsigned id = 0; id < IDS; id++) {
        const struct model_subscription *subscription = &model.subscriptions[id];

        if (subscription->is_open &&
            (what < 3 ? subscription->lists & 1U << what : subscription->watches))
            expect_sign('@', id, names[what]);
    }
}

/* The end: no call is answered; subscriptions are, where somebody reads. */
static inline void model_end(bool is_read)
{
    for (unsigned id = 0; id < IDS; id++) {
        if (model.calls[id].runs)
            model_end_call(id, NULL, false);
        if (model.subscriptions[id].is_open)
            expect_id(NULL, id, "");
        model.subscriptions[id].is_open = false;
    }
    if (!is_read)
        model.expected.count = 0;
}

/* Fails with what differs. */
static inline void model_compare(struct tokens *heard, const char *where)
{
    struct tokens *expected = &model.expected;

    tokens_sort(expected);
    tokens_sort(heard);
    for (size_t i = 0; i < expected->count || i < heard->count; i++) {
        const char *wanted = i < expected->count ? expected->texts[i] : "nothing";
        const char *got = i < heard->count ? heard->texts[i] : "nothing";

        if (strcmp(wanted, got) != 0)
            test_fail(__FILE__, __LINE__, "%s: heard %s, expected %s", where, got, wanted);
    }
    expected->count = heard->count = 0;
}

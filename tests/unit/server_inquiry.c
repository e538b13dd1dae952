/* Units of mcp-server/audience and inquiry_request. */
#include "base/limits.h"
#include "mcp-server/inquiry/audience.h"
#include "mcp-server/inquiry/inquiry_request.h"
#include "test.h"

#include <stdlib.h>

struct hearer {
    struct listener listener;
    int ends;
    struct inquiry_end last;
    struct buf heard;
    struct audience *leaves; /* which the other one leaves when this one is told */
    struct listener *other;
};

static void on_delta(void *user, enum chat_part part, struct slice text)
{
    struct hearer *hearer = user;

    CHECK_INT(part, CHAT_CONTENT);
    buf_add(&hearer->heard, text);
}

static void on_end(void *user, const struct inquiry_end *end)
{
    struct hearer *hearer = user;

    hearer->ends++;
    hearer->last = *end;
    if (hearer->leaves)
        audience_remove(hearer->leaves, hearer->other);
}

static void join(struct audience *audience, struct hearer *hearer)
{
    *hearer = (struct hearer){ .listener = { on_delta, on_end, hearer, NULL, NULL },
                               .heard = BUF_MAX(100) };
    audience_add(audience, &hearer->listener);
}

TEST("audience: the first is told the cost, the others that it is shared, so that sums are true")
{
    struct audience audience = { 0 };
    struct hearer hearers[3];

    for (size_t i = 0; i < 3; i++)
        join(&audience, &hearers[i]);
    audience_show(&audience, CHAT_CONTENT, SLICE("hi"));
    CHECK_INT(audience_count(&audience), 3);
    audience_remove(&audience, &hearers[0].listener);
    CHECK(!audience_is_told(&audience));
    audience_tell(&audience, &(struct inquiry_end){ .cost_nano = 7, .cost_is_bound = true });
    CHECK(audience_is_told(&audience));
    CHECK_INT(hearers[0].ends, 0);
    CHECK_INT(hearers[1].ends + hearers[2].ends, 2);
    CHECK_INT(hearers[1].last.way, INQUIRY_ASKED);
    CHECK_INT(hearers[1].last.cost_nano, 7);
    CHECK(hearers[1].last.cost_is_bound);
    CHECK_INT(hearers[2].last.way, INQUIRY_SHARED);
    CHECK_INT(hearers[2].last.cost_nano, 0);
    CHECK(!hearers[2].last.cost_is_bound);
    CHECK_INT(audience_count(&audience), 0);
    for (size_t i = 0; i < 3; i++) {
        CHECK_STR(buf_text(&hearers[i].heard), "hi");
        buf_done(&hearers[i].heard);
    }
}

TEST("audience: who is told may take another one away, who is not told then")
{
    struct audience audience = { 0 };
    struct hearer first, second;

    join(&audience, &first);
    join(&audience, &second);
    first.leaves = &audience;
    first.other = &second.listener;
    audience_tell(&audience, &(struct inquiry_end){ .way = INQUIRY_RECALLED });
    CHECK_INT(first.ends, 1);
    CHECK_INT(second.ends, 0);
    CHECK_INT(audience_count(&audience), 0);
}

static const struct inquiry_request plain = {
    .tool = "ask_model",
    .model = "a/x",
    .prompt = "what?",
    .max_cost_nano = -1,
    .branches = 1,
};

static char *described(const struct inquiry_request *request, const struct config *config)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));

    inquiry_request_describe(request, config, &text);
    return buf_take(&text);
}

static bool is_same(const struct inquiry_request *request, const struct config *config)
{
    static const struct config defaults = { .base_url = "https://openrouter.ai/api/v1" };
    CLEANUP(freep) char *one = described(&plain, &defaults);
    CLEANUP(freep) char *other = described(request, config ? config : &defaults);

    return strcmp(one, other) == 0;
}

TEST("inquiry: two requests are the same when all is the same that is sent or that shapes the "
     "answer")
{
    static const char *const names[] = { "b/y", NULL }, *const none[] = { NULL };
    struct inquiry_request requests[] = { plain, plain, plain, plain, plain, plain,
                                          plain, plain, plain, plain, plain };
    struct config configs[] = { { .base_url = "http://127.0.0.1:1/api/v1" },
                                { .base_url = "https://openrouter.ai/api/v1", .zdr = true },
                                { .base_url = "https://openrouter.ai/api/v1", .sort = "price" } };

    requests[0].model = "a/y";
    requests[1].prompt = "what? ";
    requests[2].system = "";
    requests[3].system = "be brief";
    requests[4].effort = "low";
    requests[5].fallbacks = names;
    requests[6].max_output_tokens = 100;
    requests[7].max_cost_nano = 5;
    requests[8].web = true;
    requests[9].zdr = true;
    for (size_t i = 0; i < 10; i++)
        CHECK(!is_same(&requests[i], NULL));
    for (size_t i = 0; i < ARRAY_COUNT(configs); i++)
        CHECK(!is_same(&plain, &configs[i]));
    requests[10].tag = "t";
    requests[10].tool = "review_diff";
    requests[10].deadline_ms = 5;
    requests[10].fresh = true;
    requests[10].branches = 3;
    requests[10].fallbacks = none;
    requests[10].allowed.call_nano = 9;
    CHECK(is_same(&requests[10], NULL));
}

TEST("inquiry: parts cannot be shifted into each other")
{
    struct inquiry_request one = plain, other = plain;
    static const struct config config = { .base_url = "u" };

    one.system = "3:a";
    one.prompt = "b";
    other.system = "3";
    other.prompt = "a1:b";

    CLEANUP(freep) char *first = described(&one, &config);
    CLEANUP(freep) char *second = described(&other, &config);

    CHECK(strcmp(first, second) != 0);
}

TEST("inquiry: a copy has its own texts, and none where there are none")
{
    char prompt[] = "what?";
    const char *names[] = { "b/y", "c/z", NULL };
    struct inquiry_request request = plain;

    request.prompt = prompt;
    request.fallbacks = names;

    struct inquiry_request *copy = inquiry_request_copy(&request);

    prompt[0] = 'W';
    names[0] = NULL;
    CHECK_STR(copy->prompt, "what?");
    CHECK_STR(copy->fallbacks[1], "c/z");
    CHECK(!copy->fallbacks[2] && !copy->system && !copy->tag && !copy->effort);
    CHECK_STR(copy->tool, "ask_model");
    inquiry_request_free(copy);
    CHECK(!inquiry_request_free(NULL));
}

/* openrouter://usage - what this session and this day have cost. Contacts nobody.
 *
 *   start -> the ledger is asked -> on_spending
 */
#include "base/limits.h"
#include "mcp-server/usage/usage_text.h"
#include "mcp/call.h"

struct usage_page {
    struct spending spending;
};

static void usage_on_spending(void *user, const struct err *err)
{
    struct call *call = user;
    const struct usage_page *page = call_state(call);
    struct usage usage = { .spending = &page->spending };
    CLEANUP(buf_done) struct buf text = BUF_MAX(USAGE_TEXT_MAX);
    struct content block = {
        .kind = CONTENT_RESOURCE,
        .mime_type = "text/plain",
        .uri = json_str(call_arguments(call), "uri"),
        .is_fleeting = true,
    };

    if (err) {
        call_fail(call, err);
        return;
    }
    usage_text_add_sum(&text, "this session", &page->spending.session);
    buf_adds(&text, "\n");
    usage_text_add(&text, &usage);
    block.text = buf_slice(&text);
    call_answer_blocks(call, &block, 1);
}

static void usage_start(struct call *call)
{
    struct usage_page *page = call_state(call);

    page->spending = (struct spending){
        .program = call_context(call),
        .period = PERIOD_TODAY,
        .by = GROUP_MODEL,
        .on_end = usage_on_spending,
        .user = call,
    };
    spending_start(&page->spending);
}

static void usage_stop(void *state)
{
    struct usage_page *page = state;

    spending_done(&page->spending);
}

const struct handler resource_usage = {
    .name = "usage",
    .state_size = sizeof(struct usage_page),
    .start = usage_start,
    .stop = usage_stop,
};

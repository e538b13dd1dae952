/* bill - what several answers of one model have cost together. */
#include "mcp-server/review/bill.h"

#include "base/utf8.h"
#include "mcp-server/text/inert.h"

#include <stdio.h>

static void add(int64_t *sum, int64_t count)
{
    *sum += count > 0 ? count : 0;
}

static void add_generation(struct bill *bill, const char *name)
{
    if (!name[0] || bill->generation_count == BILL_IDS_MAX)
        return;
    snprintf(bill->generations[bill->generation_count++], sizeof(bill->generations[0]), "%s", name);
}

/* The first that is told stays. */
static void set_name(char *name, size_t size, const char *told)
{
    CLEANUP(buf_done) struct buf inert = BUF_MAX(size * 4);

    if (name[0])
        return;
    inert_add_label(&inert, slice_of(told), size);
    snprintf(name, size, "%.*s", (int)utf8_cut(buf_slice(&inert), size - 1), buf_text(&inert));
}

void bill_set_answered_by(struct bill *bill, const char *model)
{
    set_name(bill->answered_by, sizeof(bill->answered_by), model);
}

void bill_add(struct bill *bill, const struct inquiry_end *end)
{
    const struct chat_reply *reply = end->reply;

    bill->cost_nano = money_add(bill->cost_nano, end->cost_nano);
    bill->cost_is_bound = bill->cost_is_bound || end->cost_is_bound;
    bill->requests++;
    bill->asked += end->way == INQUIRY_ASKED;
    bill->ms = reply->total_ms > bill->ms ? reply->total_ms : bill->ms;
    if (reply->has_usage) {
        add(&bill->tokens_in, reply->prompt_tokens);
        add(&bill->tokens_out, reply->completion_tokens);
        add(&bill->tokens_reasoning, reply->reasoning_tokens);
        add(&bill->tokens_cached, reply->cached_tokens);
    }
    set_name(bill->provider, sizeof(bill->provider), reply->provider);
    add_generation(bill, reply->generation_id);
}

void bill_add_bill(struct bill *bill, const struct bill *other)
{
    bill->cost_nano = money_add(bill->cost_nano, other->cost_nano);
    bill->cost_is_bound = bill->cost_is_bound || other->cost_is_bound;
    bill->requests += other->requests;
    bill->asked += other->asked;
    bill->ms = other->ms > bill->ms ? other->ms : bill->ms;
    bill->tokens_in += other->tokens_in;
    bill->tokens_out += other->tokens_out;
    bill->tokens_reasoning += other->tokens_reasoning;
    bill->tokens_cached += other->tokens_cached;
    if (!bill->provider[0])
        snprintf(bill->provider, sizeof(bill->provider), "%s", other->provider);
    if (!bill->answered_by[0])
        snprintf(bill->answered_by, sizeof(bill->answered_by), "%s", other->answered_by);
    for (size_t i = 0; i < other->generation_count; i++)
        add_generation(bill, other->generations[i]);
}

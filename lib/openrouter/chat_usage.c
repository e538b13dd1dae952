/* chat_usage - what an answer cost, from its usage object. */
#include "openrouter/chat_usage.h"

#include "openrouter/money.h"
#include "json/scan.h"

static void read_count(struct slice value, int64_t *count)
{
    int64_t read;

    if (scan_int(value, &read) && read >= 0)
        *count = read;
}

/* From the number's own characters, also when they stand in a string. */
static void read_cost(struct slice value, int64_t *nano)
{
    struct err ignored;
    int64_t read;

    if (scan_type(value) == SCAN_STRING)
        value = (struct slice){ value.data + 1, value.size - 2 };
    if (money_parse_nano(value, &read, &ignored) == 0)
        *nano = read;
}

void chat_usage_read(struct slice usage, struct chat_reply *reply)
{
    if (scan_type(usage) != SCAN_OBJECT)
        return;

    struct slice tools = scan_member(usage, "server_tool_use_details");

    if (tools.size == 0)
        tools = scan_member(usage, "server_tool_use");
    reply->has_usage = true;
    read_count(scan_member(usage, "prompt_tokens"), &reply->prompt_tokens);
    read_count(scan_member(usage, "completion_tokens"), &reply->completion_tokens);
    read_count(scan_path(usage, "completion_tokens_details", "reasoning_tokens"),
               &reply->reasoning_tokens);
    read_count(scan_path(usage, "prompt_tokens_details", "cached_tokens"), &reply->cached_tokens);
    read_count(scan_member(tools, "web_search_requests"), &reply->web_searches);
    read_cost(scan_member(usage, "cost"), &reply->cost_nano);
    if (scan_type(scan_member(usage, "is_byok")) == SCAN_TRUE)
        reply->is_byok = true;
    if (reply->is_byok)
        read_cost(scan_path(usage, "cost_details", "upstream_inference_cost"),
                  &reply->upstream_cost_nano);
}

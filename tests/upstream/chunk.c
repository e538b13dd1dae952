/* chunk - the JSON of an answer. */
#include "tests/upstream/chunk.h"

#include "tests/upstream/row_json.h"
#include "tests/upstream/trouble.h"
#include "json/scan.h"

#include <inttypes.h>
#include <stdio.h>

#define OPENING_MAX 2048
#define UNFINISHED  "\"finish_reason\":null,\"native_finish_reason\":null}]}"

void chunk_begin(struct ticket *ticket)
{
    struct buf *opening = &ticket->opening;

    *opening = BUF_MAX(OPENING_MAX);
    buf_addf(opening,
             "{\"id\":\"%s\",\"object\":\"chat.completion.chunk\",\"created\":%" PRId64
             ",\"model\":",
             ticket->id, ticket->created_unix_s);
    json_quote(slice_of(ticket->model), opening);
    buf_adds(opening, ",\"provider\":");
    json_quote(slice_of(ticket->provider), opening);
    buf_adds(opening, ",");
}

void chunk_done(struct ticket *ticket)
{
    buf_done(&ticket->opening);
}

static void open_delta(const struct ticket *ticket, struct buf *out)
{
    buf_add(out, buf_slice(&ticket->opening));
    buf_adds(out, "\"choices\":[{\"index\":0,\"delta\":{");
}

void chunk_content(const struct ticket *ticket, struct slice text, struct buf *out)
{
    open_delta(ticket, out);
    buf_adds(out, "\"content\":");
    json_quote(text, out);
    buf_adds(out, ",\"role\":\"assistant\"}," UNFINISHED);
}

void chunk_odd(const struct ticket *ticket, struct slice raw, struct buf *out)
{
    open_delta(ticket, out);
    buf_adds(out, "\"content\":");
    buf_add(out, raw);
    buf_adds(out, ",\"role\":\"assistant\"}," UNFINISHED);
}

void chunk_reasoning(const struct ticket *ticket, struct slice text, struct buf *out)
{
    open_delta(ticket, out);
    buf_adds(out, "\"content\":\"\",\"role\":\"assistant\",\"reasoning\":");
    json_quote(text, out);
    buf_adds(out, ",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":");
    json_quote(text, out);
    buf_adds(out, ",\"format\":\"anthropic-claude-v1\",\"index\":0}]}," UNFINISHED);
}

void chunk_null(const struct ticket *ticket, struct buf *out)
{
    open_delta(ticket, out);
    buf_adds(out, "\"content\":null,\"role\":\"assistant\"}," UNFINISHED);
}

void chunk_refusal(const struct ticket *ticket, const char *text, struct buf *out)
{
    open_delta(ticket, out);
    buf_adds(out, "\"content\":\"\",\"role\":\"assistant\",\"refusal\":");
    json_quote(slice_of(text), out);
    buf_adds(out, "}," UNFINISHED);
}

void chunk_tools(const struct ticket *ticket, struct buf *out)
{
    open_delta(ticket, out);
    buf_adds(out, "\"content\":null,\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":"
                  "\"call_standin_1\",\"type\":\"function\",\"function\":{\"name\":\"weather\","
                  "\"arguments\":\"{\\\"city\\\":\\\"Berlin\\\"}\"}}]}," UNFINISHED);
}

static void add_citations(int64_t count, struct buf *out)
{
    buf_adds(out, "\"annotations\":[");
    for (int64_t i = 1; i <= count; i++)
        buf_addf(out,
                 "%s{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://source-%" PRId64
                 ".example/page\",\"title\":\"Source %" PRId64
                 "\",\"start_index\":0,\"end_index\":0}}",
                 i > 1 ? "," : "", i, i);
    buf_adds(out, "]");
}

void chunk_citations(const struct ticket *ticket, int64_t count, struct buf *out)
{
    open_delta(ticket, out);
    buf_adds(out, "\"content\":\"\",\"role\":\"assistant\",");
    add_citations(count, out);
    buf_adds(out, "}," UNFINISHED);
}

static void add_finish(const struct ticket *ticket, bool is_null, struct buf *out)
{
    const char *native = ticket->how->native_finish;

    if (is_null || !ticket->finish) {
        buf_adds(out, "\"finish_reason\":null,\"native_finish_reason\":null");
        return;
    }
    buf_adds(out, "\"finish_reason\":");
    json_quote(slice_of(ticket->finish), out);
    buf_adds(out, ",\"native_finish_reason\":");
    json_quote(slice_of(native ? native : ticket->finish), out);
}

int64_t chunk_cost(const struct ticket *ticket)
{
    return ticket->prompt_tokens * ticket->prompt_pico +
           (ticket->completion_tokens + ticket->reasoning_tokens) * ticket->completion_pico;
}

void chunk_number(int64_t pico, struct buf *out)
{
    char digits[24];
    int count = snprintf(digits, sizeof(digits), "%" PRId64, pico), last = count - 1;

    if (pico <= 0) {
        buf_adds(out, "0");
    } else if (pico >= 1000000) {
        row_price(pico, out);
    } else {
        while (last > 0 && digits[last] == '0')
            last--;
        buf_addf(out, "%c%s%.*se-%d", digits[0], last > 0 ? "." : "", last, digits + 1, 13 - count);
    }
}

static void add_cost(const struct ticket *ticket, struct buf *out)
{
    if (ticket->how->cost)
        buf_adds(out, ticket->how->cost);
    else
        chunk_number(ticket->how->byok ? chunk_cost(ticket) / 20 : chunk_cost(ticket), out);
}

static void add_usage(const struct ticket *ticket, struct buf *out)
{
    const char *usage = ticket->how->usage;
    int64_t completion = ticket->completion_tokens + ticket->reasoning_tokens;

    buf_adds(out, "\"usage\":");
    if (usage && usage[0] == '{') {
        buf_adds(out, usage);
        return;
    }
    buf_addf(out,
             "{\"prompt_tokens\":%" PRId64 ",\"completion_tokens\":%" PRId64
             ",\"total_tokens\":%" PRId64 ",\"cost\":",
             ticket->prompt_tokens, completion, ticket->prompt_tokens + completion);
    add_cost(ticket, out);
    buf_addf(out,
             ",\"is_byok\":%s,\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\""
             ":0,\"audio_tokens\":0,\"video_tokens\":0},\"cost_details\":{\"upstream_inference_cost"
             "\":",
             ticket->how->byok ? "true" : "false");
    chunk_number(chunk_cost(ticket), out);
    buf_adds(out, ",\"upstream_inference_prompt_cost\":");
    chunk_number(ticket->prompt_tokens * ticket->prompt_pico, out);
    buf_adds(out, ",\"upstream_inference_completions_cost\":");
    chunk_number(completion * ticket->completion_pico, out);
    buf_addf(out,
             "},\"completion_tokens_details\":{\"reasoning_tokens\":%" PRId64
             ",\"image_tokens\":0,\"audio_tokens\":0}}",
             ticket->reasoning_tokens);
}

static bool usage_is(const struct ticket *ticket, const char *form)
{
    return ticket->how->usage && strcmp(ticket->how->usage, form) == 0;
}

void chunk_finish(const struct ticket *ticket, struct buf *out)
{
    open_delta(ticket, out);
    buf_adds(out, "\"content\":\"\",\"role\":\"assistant\"},");
    add_finish(ticket, false, out);
    buf_adds(out, "}]");
    if (usage_is(ticket, "early")) {
        buf_adds(out, ",");
        add_usage(ticket, out);
    }
    buf_adds(out, "}");
}

void chunk_usage(const struct ticket *ticket, struct buf *out)
{
    buf_add(out, buf_slice(&ticket->opening));
    buf_adds(out, "\"service_tier\":null,\"choices\":[");
    if (!usage_is(ticket, "alone")) {
        buf_adds(out, "{\"index\":0,\"delta\":{\"content\":\"\",\"role\":\"assistant\"},");
        add_finish(ticket, usage_is(ticket, "null_finish"), out);
        buf_adds(out, "}");
    }
    buf_adds(out, "],");
    add_usage(ticket, out);
    buf_adds(out, "}");
}

void chunk_error(const struct ticket *ticket, struct buf *out)
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(16384);
    struct slice error = { NULL, 0 };

    trouble_body(trouble_find(ticket->how->error), ticket->model, ticket->how->message, &body);
    if (body.data[0] == '{')
        error = scan_member(buf_slice(&body), "error");
    if (error.size == 0)
        error = SLICE("{\"code\":502,\"message\":\"Provider disconnected\"}");
    buf_add(out, buf_slice(&ticket->opening));
    buf_adds(out, "\"error\":");
    buf_add(out, error);
    buf_addf(out,
             ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\",\"role\":\"assistant\"},"
             "\"finish_reason\":%s,\"native_finish_reason\":null}]}",
             ticket->how->no_finish ? "null" : "\"error\"");
}

static void add_text_or_null(const char *name, struct slice text, bool is_null, struct buf *out)
{
    buf_addf(out, "\"%s\":", name);
    if (is_null)
        buf_adds(out, "null");
    else
        json_quote(text, out);
}

void chunk_whole(const struct ticket *ticket, struct slice content, struct slice reasoning,
                 struct buf *out)
{
    const struct behaviour *how = ticket->how;

    buf_addf(out,
             "{\"id\":\"%s\",\"object\":\"chat.completion\",\"created\":%" PRId64 ",\"model\":",
             ticket->id, ticket->created_unix_s);
    json_quote(slice_of(ticket->model), out);
    buf_adds(out, ",\"provider\":");
    json_quote(slice_of(ticket->provider), out);
    buf_adds(out, ",\"system_fingerprint\":null,\"service_tier\":null,\"choices\":[{\"index\":0,"
                  "\"logprobs\":null,");
    add_finish(ticket, false, out);
    buf_adds(out, ",\"message\":{\"role\":\"assistant\",");
    add_text_or_null("content", content, how->null_content, out);
    buf_adds(out, ",");
    add_text_or_null("refusal", slice_of(how->refusal), !how->refusal, out);
    buf_adds(out, ",");
    add_text_or_null("reasoning", reasoning, reasoning.size == 0, out);
    if (how->citations > 0) {
        buf_adds(out, ",");
        add_citations(how->citations, out);
    }
    buf_adds(out, "}}]");
    if (!usage_is(ticket, "missing")) {
        buf_adds(out, ",");
        add_usage(ticket, out);
    }
    buf_adds(out, "}");
}

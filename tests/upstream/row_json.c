/* row_json - one model in the shape in which the real catalogue lists it. */
#include "tests/upstream/row_json.h"

#include "json/json.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
    unsigned input;
    const char *name;
} inputs[] = { { TAKES_IMAGE, "image" },
               { TAKES_FILE, "file" },
               { TAKES_AUDIO, "audio" },
               { TAKES_VIDEO, "video" } };

static const struct {
    unsigned trait;
    const char *names; /* as they stand in the list, in quotes */
} parameters[] = {
    { HAS_REASONING, "\"include_reasoning\",\"reasoning\",\"reasoning_effort\"," },
    { HAS_STRUCTURED, "\"response_format\",\"structured_outputs\"," },
    { HAS_TOOLS, "\"tool_choice\",\"tools\"," },
};

void row_price(int64_t pico, struct buf *out)
{
    char text[32];
    size_t size = (size_t)snprintf(text, sizeof(text), "%" PRId64 ".%012" PRId64,
                                   pico / 1000000000000, pico % 1000000000000);

    while (text[size - 1] == '0')
        size--;
    if (text[size - 1] == '.')
        size--;
    buf_add(out, (struct slice){ text, size });
}

static void add_price(const char *name, int64_t pico, struct buf *out)
{
    buf_addf(out, "\"%s\":\"", name);
    row_price(pico, out);
    buf_adds(out, "\"");
}

static void add_modalities(const struct row_facts *facts, struct buf *out)
{
    unsigned takes = facts->family ? facts->family->inputs : 15;
    bool draws = facts->family && (facts->family->traits & DRAWS);
    struct buf list = BUF_MAX(256);

    buf_adds(out, "\"architecture\":{\"modality\":\"text");
    buf_adds(&list, "[\"text\"");
    for (size_t i = 0; i < ARRAY_COUNT(inputs); i++) {
        if (!(takes & inputs[i].input))
            continue;
        buf_addf(out, "+%s", inputs[i].name);
        buf_addf(&list, ",\"%s\"", inputs[i].name);
    }
    buf_addf(out,
             "->%s\",\"input_modalities\":%s],\"output_modalities\":[\"%s\"],\"tokenizer\":\"%s\","
             "\"instruct_type\":null},",
             draws ? "image" : "text", buf_text(&list), draws ? "image" : "text",
             facts->vendor->tokenizer);
    buf_done(&list);
}

static void add_overrides(const struct row *row, unsigned traits, struct buf *out)
{
    if (traits & LONG_PROMPTS) {
        buf_adds(out, ",\"overrides\":[{\"min_prompt_tokens\":200000,");
        add_price("prompt", row->prompt_pico * 2, out);
        buf_adds(out, ",");
        add_price("completion", row->completion_pico * 3 / 2, out);
        buf_adds(out, "}]");
    } else if (traits & TIME_WINDOWS) {
        buf_adds(out, ",\"overrides\":[{\"utc_start\":1000,\"utc_end\":100,");
        add_price("prompt", row->prompt_pico, out);
        buf_adds(out, ",");
        add_price("completion", row->completion_pico, out);
        buf_adds(out, "},{\"utc_start\":100,\"utc_end\":1000,");
        add_price("prompt", row->prompt_pico * 2, out);
        buf_adds(out, ",");
        add_price("completion", row->completion_pico * 2, out);
        buf_adds(out, "}]");
    }
}

static void add_pricing(const struct row *row, unsigned traits, struct buf *out)
{
    buf_adds(out, "\"pricing\":{");
    if (!row->priced) {
        buf_adds(out, "\"prompt\":\"-1\",\"completion\":\"-1\"},");
        return;
    }
    add_price("prompt", row->prompt_pico, out);
    buf_adds(out, ",");
    add_price("completion", row->completion_pico, out);
    if (row->coding_tenths > 500) {
        buf_adds(out, ",");
        add_price("web_search", 10000000000, out);
        buf_adds(out, ",");
        add_price("input_cache_read", row->prompt_pico / 10, out);
    }
    add_overrides(row, traits, out);
    buf_adds(out, "},");
}

static void add_or_null(const char *name, int64_t value, const char *after, struct buf *out)
{
    if (value > 0)
        buf_addf(out, "\"%s\":%" PRId64 "%s", name, value, after);
    else
        buf_addf(out, "\"%s\":null%s", name, after);
}

static void add_parameters(unsigned traits, struct buf *out)
{
    buf_adds(out, "\"supported_parameters\":[");
    for (size_t i = 0; i < ARRAY_COUNT(parameters); i++)
        if (traits & parameters[i].trait)
            buf_adds(out, parameters[i].names);
    buf_addf(out, "\"%s\",\"seed\",\"stop\",\"temperature\",\"top_p\"],",
             traits & NEW_TOKENS_NAME ? "max_completion_tokens" : "max_tokens");
}

static void add_tail(const struct row *row, const struct row_facts *facts, unsigned traits,
                     struct buf *out)
{
    buf_addf(out,
             "\"default_parameters\":{},\"supported_voices\":null,\"knowledge_cutoff\":null,"
             "\"expiration_date\":%s,\"links\":{\"details\":\"/api/v1/models/%s/endpoints\"}",
             facts->expires ? "\"2030-01-31\""
             : row->target  ? "\"2098-12-31\""
                            : "null",
             row->canonical);
    if (row->coding_tenths > 0)
        buf_addf(
            out,
            ",\"benchmarks\":{\"design_arena\":[{\"arena\":\"models\",\"category\":\"website\","
            "\"elo\":%d,\"win_rate\":%d.5,\"rank\":%d}],\"artificial_analysis\":{"
            "\"intelligence_index\":%d,\"coding_index\":%d.%d,\"agentic_index\":%d.1}}",
            1000 + row->coding_tenths / 2, row->coding_tenths / 14,
            1 + (900 - row->coding_tenths) / 20, row->coding_tenths / 12, row->coding_tenths / 10,
            row->coding_tenths % 10, row->coding_tenths / 15);
    if (traits & MUST_REASON)
        buf_adds(out, ",\"reasoning\":{\"mandatory\":true,\"default_enabled\":true,"
                      "\"supported_efforts\":[\"high\",\"medium\",\"low\"],\"default_effort\":"
                      "\"medium\"}");
    else if (traits & HAS_REASONING)
        buf_adds(out, ",\"reasoning\":{\"mandatory\":false}");
    buf_adds(out, "}");
}

void row_json(const struct row *row, const struct row_facts *facts, struct buf *out)
{
    unsigned traits = facts->family ? facts->family->traits : HAS_TOOLS | HAS_STRUCTURED;

    buf_addf(out, "{\"id\":\"%s\",\"canonical_slug\":\"%s\",", row->id, row->canonical);
    if (row->target)
        buf_addf(out, "\"alias_target\":{\"name\":\"%s\",\"slug\":\"%s\"},", facts->target_name,
                 row->target);
    buf_addf(out,
             "\"hugging_face_id\":null,\"name\":\"%s\",\"created\":%" PRId64 ",\"description\":",
             row->name, row->created_unix_s);
    json_quote(slice_of(facts->description), out);
    buf_adds(out, ",");
    add_or_null("context_length", row->context_length, ",", out);
    add_modalities(facts, out);
    add_pricing(row, traits, out);
    buf_adds(out, "\"top_provider\":{");
    add_or_null("context_length", row->context_length, ",", out);
    add_or_null("max_completion_tokens", row->max_output, ",", out);
    buf_adds(out, "\"is_moderated\":false},\"per_request_limits\":null,");
    add_parameters(traits, out);
    add_tail(row, facts, traits, out);
}

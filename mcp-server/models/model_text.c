/* model_text - a model in words: one line of a list, or one sheet. */
#include "mcp-server/models/model_text.h"

#include "mcp-server/text/inert.h"
#include "mcp-server/text/quantity.h"

#include <time.h>

static const struct {
    unsigned feature, input;
    const char *word;
} abilities[] = {
    { FEATURE_TOOLS, 0, "tools" },
    { FEATURE_STRUCTURED, 0, "structured" },
    { FEATURE_REASONING, 0, "reasoning" },
    { 0, INPUT_IMAGE, "vision" },
    { 0, INPUT_FILE, "files" },
    { 0, INPUT_AUDIO, "audio" },
    { 0, INPUT_VIDEO, "video" },
};

static void add_prices(struct buf *out, const struct prices *prices)
{
    char in[MONEY_TEXT_SIZE], completion[MONEY_TEXT_SIZE];

    if (!prices->known)
        buf_adds(out, "price depends on what serves it");
    else if (prices->prompt_pico == 0 && prices->completion_pico == 0)
        buf_adds(out, "free");
    else
        buf_addf(out, "$%s/$%s", money_per_million(in, prices->prompt_pico),
                 money_per_million(completion, prices->completion_pico));
}

static void add_abilities(struct buf *out, const struct model *model, const char *before)
{
    for (size_t i = 0; i < ARRAY_COUNT(abilities); i++) {
        if (!(model->features & abilities[i].feature) && !(model->inputs & abilities[i].input))
            continue;
        buf_addf(out, "%s%s", before, abilities[i].word);
        before = " ";
    }
}

static void add_job(struct buf *out, const struct model *model, const struct job_size *job)
{
    char money[MONEY_TEXT_SIZE];
    int64_t nano;

    if (job->in_tokens + job->out_tokens == 0 || !model->base.known)
        return;
    nano = money_add(money_of_tokens(job->in_tokens, model->base.prompt_pico),
                     money_of_tokens(job->out_tokens, model->base.completion_pico));
    nano = money_add(nano, model->base.request_nano);
    buf_addf(out, " · job %s", money_text(money, nano));
}

static void add_index(struct buf *out, const char *word, int32_t tenths)
{
    if (tenths >= 0)
        buf_addf(out, " · %s %d.%d", word, tenths / 10, tenths % 10);
}

void model_text_add_row(struct buf *out, const struct model *model, const struct job_size *job)
{
    CLEANUP(buf_done) struct buf row = BUF_MAX(150);

    buf_addf(&row, "%s · ", model->id);
    if (model->is_local)
        buf_adds(&row, "$0");
    else
        add_prices(&row, &model->base);
    if (model->base.has_tiers)
        buf_adds(&row, "+");
    if (model->context_length > 0) {
        buf_adds(&row, " · ");
        quantity_add_count(&row, model->context_length);
        buf_adds(&row, " ctx");
    }
    add_job(&row, model, job);
    add_index(&row, "coding", model->coding_index);
    add_abilities(&row, model, " · ");
    buf_add(out, buf_slice(&row));
}

static void add_date(struct buf *out, const char *word, int64_t unix_s)
{
    char text[16];
    time_t time = (time_t)unix_s;
    struct tm parts;

    if (unix_s <= 0 || !gmtime_r(&time, &parts))
        return;
    strftime(text, sizeof(text), "%Y-%m-%d", &parts);
    buf_addf(out, "%s: %s\n", word, text);
}

static void add_limits(struct buf *out, const struct model *model)
{
    buf_adds(out, "context: ");
    quantity_add_count(out, model->context_length);
    buf_adds(out, " tokens");
    if (model->max_completion_tokens > 0) {
        buf_adds(out, ", output at most ");
        quantity_add_count(out, model->max_completion_tokens);
    }
    buf_adds(out, "\n");
}

static void add_price_lines(struct buf *out, const struct model *model)
{
    char text[MONEY_TEXT_SIZE];
    const struct prices *base = &model->base;

    buf_adds(out, "price per million tokens, in/out: ");
    add_prices(out, base);
    if (base->cache_read_pico >= 0)
        buf_addf(out, ", cached input $%s", money_per_million(text, base->cache_read_pico));
    if (base->request_nano > 0)
        buf_addf(out, ", and %s a request", money_text(text, base->request_nano));
    if (base->web_search_nano > 0)
        buf_addf(out, ", %s a web search", money_text(text, base->web_search_nano));
    if (base->has_tiers) {
        buf_adds(out, "; at most (long prompts, times of day) ");
        add_prices(out, &model->highest);
    }
    buf_adds(out, "\n");
}

static void add_efforts(struct buf *out, const struct model *model)
{
    if (!(model->features & FEATURE_REASONING))
        return;
    buf_addf(out, "reasoning: %s; effort",
             model->reasoning_mandatory ? "always on"
             : model->reasoning_default ? "on by default"
                                        : "off by default");
    for (int effort = EFFORT_NONE; effort < EFFORT_COUNT; effort++)
        if (model->supports_effort[effort])
            buf_addf(out, " %s", effort_name((enum effort)effort));
    buf_adds(out, "\n");
}

static void add_endpoint(struct buf *out, const struct endpoint *endpoint)
{
    buf_adds(out, "- ");
    inert_add_line(out, slice_of(endpoint->provider), 40);
    if (endpoint->tag[0])
        buf_addf(out, " (%s)", endpoint->tag);
    buf_adds(out, " · ");
    add_prices(out, &endpoint->prices);
    if (endpoint->context_length > 0) {
        buf_adds(out, " · ");
        quantity_add_count(out, endpoint->context_length);
        buf_adds(out, " ctx");
    }
    if (endpoint->quantization[0] && strcmp(endpoint->quantization, "unknown") != 0)
        buf_addf(out, " · %s", endpoint->quantization);
    if (endpoint->uptime_tenths >= 0)
        buf_addf(out, " · up %d.%d %%", endpoint->uptime_tenths / 10, endpoint->uptime_tenths % 10);
    if (endpoint->latency_ms >= 0)
        buf_addf(out, " · first token %d ms", endpoint->latency_ms);
    if (endpoint->throughput_tokens_s >= 0)
        buf_addf(out, " · %d tokens/s", endpoint->throughput_tokens_s);
    buf_adds(out, endpoint->degraded ? " · degraded now\n" : "\n");
}

static void add_endpoints(struct buf *out, const struct endpoint_list *endpoints,
                          const char *not_known)
{
    size_t shown = 0;

    if (!endpoints) {
        buf_addf(out, "providers: not known (%s)\n", not_known);
        return;
    }
    buf_addf(out, "providers: %zu\n", endpoints->count + endpoints->left_out);
    while (shown < endpoints->count && shown < 20)
        add_endpoint(out, &endpoints->items[shown++]);
    if (endpoints->count + endpoints->left_out > shown)
        buf_addf(out, "- and %zu more\n", endpoints->count + endpoints->left_out - shown);
}

void model_text_add_local(struct buf *out, const struct model *model, const char *address)
{
    buf_addf(out, "%s\nserved by: %s, %s\nprice: $0\ncontext: ", model->id, address,
             model->stays_here ? "where prompts stay"
                               : "of which nobody says whether it keeps prompts");
    if (model->context_length > 0) {
        quantity_add_count(out, model->context_length);
        buf_adds(out, " tokens\n");
    } else {
        buf_adds(out, "not told; what is longer may be cut by the server without a word\n");
    }
}

void model_text_add_sheet(struct buf *out, const struct model *model, const struct job_size *job,
                          const struct endpoint_list *endpoints, const char *not_known)
{
    buf_addf(out, "%s", model->id);
    if (model->alias_target)
        buf_addf(out, " (alias, now %s)", model->alias_target);
    buf_addf(out, ": %s\n", model->name);
    add_price_lines(out, model);
    add_limits(out, model);
    buf_adds(out, "can: text");
    add_abilities(out, model, " ");
    add_job(out, model, job);
    add_index(out, "coding", model->coding_index);
    add_index(out, "intelligence", model->intelligence_index);
    buf_adds(out, "\n");
    add_efforts(out, model);
    add_date(out, "listed since", model->created_unix_s);
    if (model->expiration[0])
        buf_addf(out, "will be removed: %s\n", model->expiration);
    add_endpoints(out, endpoints, not_known);
    buf_addf(out, "description (the vendor's words): %s\n", model->description);
}

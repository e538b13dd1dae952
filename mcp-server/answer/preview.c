/* preview - what a paid request would send, for dry runs. */
#include "mcp-server/answer/preview.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "mcp-server/text/inert.h"
#include "openrouter/local_name.h"

static void add_privacy(struct buf *out, const struct chat_request *request)
{
    const struct chat_terms *terms = request->terms;
    struct slice endpoint = local_name_endpoint(request->model);

    if (endpoint.data) {
        buf_addf(out, "privacy: it goes to the user's own server %.*s, and not to OpenRouter\n",
                 SLICE_FMT(endpoint));
        return;
    }
    buf_addf(out,
             "privacy: providers that store or train on prompts are %s; zero data retention %s\n",
             terms->deny_data_collection ? "excluded" : "ALLOWED (by your configuration)",
             terms->zdr ? "required" : "not required");
}

static void add_label(struct buf *out, const char *name, const char *text)
{
    if (!text || !text[0])
        return;
    buf_addf(out, "%s%s ", out->data[out->size - 1] == ' ' ? "" : ", ", name);
    inert_add_line(out, slice_of(text), 256);
}

/* They stand at the end of the body, which may not be shown. */
static void add_labels(struct buf *out, const struct chat_labels *labels)
{
    size_t before = out->size;

    buf_adds(out, "told beside the question: ");

    size_t empty = out->size;

    add_label(out, "session", labels->session_id);
    add_label(out, "user", labels->user);
    add_label(out, "program", labels->trace_name);
    add_label(out, "tool", labels->generation_name);
    add_label(out, "tag", labels->tag);
    add_label(out, "repository", labels->repository);
    if (out->size == empty)
        out->size = before; /* nothing is told */
    else
        buf_adds(out, "\n");
}

static void add_body(struct buf *out, const struct chat_request *request)
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(PROMPT_MAX * 6 + KIB(64));

    chat_body(request, &body);

    size_t shown = utf8_cut(buf_slice(&body), PREVIEW_BODY_MAX);

    buf_addf(out, "body (%zu bytes%s):\n", body.size, shown < body.size ? ", its beginning" : "");
    inert_add(out, (struct slice){ body.data, shown }, NULL);
    buf_adds(out, shown < body.size ? " ...\n" : "\n");
}

void preview_add(struct buf *out, const struct admission *admission,
                 const struct chat_request *request)
{
    char money[MONEY_TEXT_SIZE], in[MONEY_TEXT_SIZE], completion[MONEY_TEXT_SIZE];
    const struct chat_terms *terms = &admission->terms;

    buf_addf(out, "model: %s", request->model);
    for (const char *const *name = request->fallbacks; name && *name; name++)
        buf_addf(out, "%s%s", name == request->fallbacks ? ", then " : ", ", *name);
    buf_addf(out, "\ninput: at most %lld tokens; output: at most %lld tokens%s\n",
             (long long)admission->prompt_tokens_max, (long long)terms->max_tokens,
             admission->shrunk ? " (lowered to stay within the budget)" : "");
    buf_addf(out, "cost: at most %s", money_text(money, admission->bound_nano));
    if (terms->max_prompt_pico >= 0 && !local_name_is(request->model))
        buf_addf(out, " ($%s in / $%s out per million tokens at most)",
                 money_per_million(in, terms->max_prompt_pico),
                 money_per_million(completion, terms->max_completion_pico));
    buf_adds(out, "\n");
    add_privacy(out, request);
    if (!local_name_is(request->model))
        add_labels(out, &request->labels);
    add_body(out, request);
}

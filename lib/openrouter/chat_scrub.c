/* chat_scrub - the key taken out of everything that a reply shows. */
#include "base/limits.h"
#include "openrouter/chat_stream.h"

static void scrub_label(struct secret *key, char *label, size_t size)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(size - 1);

    buf_adds(&text, label);
    if (secret_scrub(key, &text) > 0)
        memcpy(label, buf_text(&text), text.size + 1);
}

static void scrub_citations(struct secret *key, cJSON *citations)
{
    cJSON *citation, *value;

    cJSON_ArrayForEach(citation, citations) cJSON_ArrayForEach(value, citation)
    {
        CLEANUP(buf_done) struct buf text = BUF_MAX(SSE_LINE_MAX);

        buf_adds(&text, value->valuestring);
        if (secret_scrub(key, &text) > 0)
            cJSON_SetValuestring(value, buf_text(&text));
    }
}

void chat_stream_scrub(struct chat_stream *stream, struct secret *key)
{
    struct chat_texts *texts = &stream->texts_;

    if (!key)
        return;
    secret_scrub(key, &texts->text);
    secret_scrub(key, &texts->refusal);
    secret_scrub(key, &texts->thoughts_json);
    scrub_label(key, texts->model, sizeof(texts->model));
    scrub_label(key, texts->provider, sizeof(texts->provider));
    scrub_label(key, texts->generation_id, sizeof(texts->generation_id));
    scrub_label(key, texts->finish_reason, sizeof(texts->finish_reason));
    scrub_label(key, texts->native_finish_reason, sizeof(texts->native_finish_reason));
    scrub_label(key, stream->problem.err.text, sizeof(stream->problem.err.text));
    scrub_label(key, stream->problem.providers, sizeof(stream->problem.providers));
    scrub_citations(key, texts->citations);
    stream->reply.text = buf_slice(&texts->text);
    stream->reply.refusal = buf_slice(&texts->refusal);
    stream->reply.thoughts = buf_slice(&texts->thoughts_json);
}

/* chat_thoughts - a model's reasoning_details, put together from their pieces. */
#include "openrouter/chat_thoughts.h"

#include "json/json.h"
#include "json/scan.h"

#include <inttypes.h>
#include <stdlib.h>

/* The members that grow piece by piece. */
static const struct {
    const char *name;
    size_t offset;
} texts[] = {
    { "text", offsetof(struct chat_thought, text) },
    { "summary", offsetof(struct chat_thought, summary) },
    { "data", offsetof(struct chat_thought, data) },
};

static struct buf *text_of(struct chat_thought *thought, size_t offset)
{
    return (struct buf *)(void *)((char *)thought + offset);
}

static struct chat_thought *find(struct chat_thoughts *thoughts, const char *type, int64_t index)
{
    for (size_t i = 0; i < thoughts->count; i++)
        if (thoughts->list[i].index == index && strcmp(thoughts->list[i].type, type) == 0)
            return &thoughts->list[i];
    return NULL;
}

static struct chat_thought *begin(struct chat_thoughts *thoughts, const char *type, int64_t index)
{
    struct chat_thought *thought;

    if (thoughts->count == THOUGHTS_MAX)
        return NULL;
    thoughts->list = xrealloc(thoughts->list, (thoughts->count + 1) * sizeof(*thoughts->list));
    thought = &thoughts->list[thoughts->count++];
    *thought = (struct chat_thought){ .index = index,
                                      .text = BUF_MAX(THOUGHT_BYTES_MAX),
                                      .summary = BUF_MAX(THOUGHT_BYTES_MAX),
                                      .data = BUF_MAX(THOUGHT_BYTES_MAX),
                                      .signature = BUF_MAX(THOUGHT_BYTES_MAX) };
    memcpy(thought->type, type, sizeof(thought->type));
    return thought;
}

static void keep_word(struct slice value, char *word, size_t size)
{
    if (scan_type(value) == SCAN_STRING)
        scan_text(value, word, size);
}

void chat_thoughts_add(struct chat_thoughts *thoughts, struct slice detail)
{
    char type[sizeof(thoughts->list->type)];
    struct slice signature = scan_member(detail, "signature");
    struct chat_thought *thought;
    int64_t index = -1;

    scan_text(scan_member(detail, "type"), type, sizeof(type));
    scan_int(scan_member(detail, "index"), &index);
    thoughts->bytes += detail.size;
    thought = find(thoughts, type, index);
    if (!thought)
        thought = begin(thoughts, type, index);
    thoughts->is_lost = thoughts->is_lost || !thought || thoughts->bytes > THOUGHT_BYTES_MAX;
    if (thoughts->is_lost)
        return;
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        scan_string(scan_member(detail, texts[i].name), text_of(thought, texts[i].offset));
    if (scan_type(signature) == SCAN_STRING) {
        buf_clear(&thought->signature);
        scan_string(signature, &thought->signature);
    }
    keep_word(scan_member(detail, "id"), thought->id, sizeof(thought->id));
    keep_word(scan_member(detail, "format"), thought->format, sizeof(thought->format));
}

static void add_text(struct buf *out, const char *name, struct slice text)
{
    if (text.size == 0)
        return;
    buf_addf(out, ",\"%s\":", name);
    json_quote(text, out);
}

static void write_thought(struct chat_thought *thought, struct buf *out)
{
    buf_adds(out, "{\"type\":");
    json_quote(slice_of(thought->type), out);
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        add_text(out, texts[i].name, buf_slice(text_of(thought, texts[i].offset)));
    add_text(out, "signature", buf_slice(&thought->signature));
    add_text(out, "id", slice_of(thought->id));
    add_text(out, "format", slice_of(thought->format));
    if (thought->index >= 0)
        buf_addf(out, ",\"index\":%" PRId64, thought->index);
    buf_adds(out, "}");
}

void chat_thoughts_write(const struct chat_thoughts *thoughts, struct buf *out)
{
    if (thoughts->count == 0 || thoughts->is_lost)
        return;
    for (size_t i = 0; i < thoughts->count; i++) {
        struct chat_thought thought = thoughts->list[i];

        buf_adds(out, i > 0 ? "," : "[");
        write_thought(&thought, out);
    }
    buf_adds(out, "]");
}

void chat_thoughts_done(struct chat_thoughts *thoughts)
{
    for (size_t i = 0; i < thoughts->count; i++) {
        struct chat_thought *thought = &thoughts->list[i];

        for (size_t k = 0; k < ARRAY_COUNT(texts); k++)
            buf_done(text_of(thought, texts[k].offset));
        buf_done(&thought->signature);
    }
    free(thoughts->list);
    *thoughts = (struct chat_thoughts){ .count = 0 };
}

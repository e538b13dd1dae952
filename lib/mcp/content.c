/* content - the blocks that an answer is made of. */
#include "mcp/content.h"

#include "base/limits.h"
#include "json/json.h"

static void add_member(struct buf *out, const char *name, struct slice text)
{
    buf_addf(out, ",\"%s\":", name);
    json_quote(text, out);
}

static void add_known(struct buf *out, const char *name, const char *text)
{
    if (text)
        add_member(out, name, slice_of(text));
}

static void add_text(struct buf *out, struct slice text)
{
    buf_adds(out, "{\"type\":\"text\"");
    add_member(out, "text", text);
    buf_addc(out, '}');
}

static void add_media(struct buf *out, const char *type, const struct content *block)
{
    buf_addf(out, "{\"type\":\"%s\"", type);
    add_member(out, "data", block->base64);
    add_known(out, "mimeType", block->mime_type);
    buf_addc(out, '}');
}

static void add_link(struct buf *out, const struct content *block)
{
    buf_adds(out, "{\"type\":\"resource_link\"");
    add_known(out, "uri", block->uri);
    add_known(out, "name", block->name);
    add_known(out, "mimeType", block->mime_type);
    buf_addc(out, '}');
}

/* What the revision has no form for. The reader is a model: it learns that there is something. */
static void add_described(struct buf *out, const struct content *block)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(8));

    if (block->kind == CONTENT_LINK)
        buf_addf(&text, "%s: %s", block->name, block->uri);
    else
        buf_addf(&text,
                 "Audio (%s, %zu bytes of base64) is left out: this client speaks a revision of "
                 "the protocol that has no audio",
                 block->mime_type, block->base64.size);
    add_text(out, buf_slice(&text));
}

void content_add_resource(struct buf *out, const struct content *block)
{
    buf_adds(out, "{\"uri\":");
    json_quote(slice_of(block->uri), out);
    add_known(out, "mimeType", block->mime_type);
    if (block->base64.size > 0)
        add_member(out, "blob", block->base64);
    else
        add_member(out, "text", block->text);
    buf_addc(out, '}');
}

void content_add(struct buf *out, const struct content *block, const struct dialect *dialect)
{
    switch (block->kind) {
    case CONTENT_TEXT:
        add_text(out, block->text);
        break;
    case CONTENT_IMAGE:
        add_media(out, "image", block);
        break;
    case CONTENT_AUDIO:
        if (dialect_has(dialect, FEATURE_AUDIO))
            add_media(out, "audio", block);
        else
            add_described(out, block);
        break;
    case CONTENT_LINK:
        if (dialect_has(dialect, FEATURE_LINKS))
            add_link(out, block);
        else
            add_described(out, block);
        break;
    case CONTENT_RESOURCE:
        buf_adds(out, "{\"type\":\"resource\",\"resource\":");
        content_add_resource(out, block);
        buf_addc(out, '}');
        break;
    }
}

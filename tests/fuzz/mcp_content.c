/* Any bytes as an answer's block, in every revision: one object of JSON, of a type that the
 * revision has. The first byte chooses the kind; text, mime type, uri and name are lines. */
#include "mcp/content.h"
#include "json/gate.h"
#include "json/scan.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void check(const struct content *block, const struct dialect *dialect)
{
    static const char *const types[] = { "text", "image", "audio", "resource", "resource_link" };
    CLEANUP(buf_done) struct buf out = BUF_MAX(1 << 20);
    struct err err = { 0 };

    content_add(&out, block, dialect);
    must(!out.full && gate_check(buf_slice(&out), &gate_client, &err) == 0);

    struct slice type = scan_member(buf_slice(&out), "type");
    bool is_said = (block->kind == CONTENT_AUDIO && !dialect_has(dialect, FEATURE_AUDIO)) ||
                   (block->kind == CONTENT_LINK && !dialect_has(dialect, FEATURE_LINKS));

    must(scan_is(type, types[is_said ? CONTENT_TEXT : block->kind]));
    must(!is_said || scan_type(scan_member(buf_slice(&out), "text")) == SCAN_STRING);
}

static char *take_line(struct slice *rest)
{
    struct slice line = { NULL, 0 };

    slice_split(rest, '\n', &line);
    return slice_dup(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice rest = { (const char *)bytes, size };
    struct content block = { .kind = CONTENT_TEXT };

    if (size == 0)
        return 0;
    rest = slice_from(rest, 1);

    CLEANUP(freep) char *text = take_line(&rest);
    CLEANUP(freep) char *mime_type = take_line(&rest);
    CLEANUP(freep) char *uri = take_line(&rest);
    CLEANUP(freep) char *name = take_line(&rest);

    block = (struct content){ .kind = bytes[0] % 5,
                              .text = slice_of(text),
                              .base64 = bytes[0] & 64 ? slice_of(text) : SLICE(""),
                              .mime_type = mime_type,
                              .uri = uri,
                              .name = name };
    for (size_t i = 0; i < REVISION_COUNT; i++)
        check(&block, &dialects[i]);
    return 0;
}

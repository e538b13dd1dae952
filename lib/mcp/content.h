/* content - the blocks that an answer is made of, and how each revision writes them. Pure.
 *
 * Revision 2024-11-05 has no audio, and those before 2025-06-18 have no links (facts of their
 * schemas): what a client would refuse is said in a block of text instead.
 */
#pragma once

#include "base/buf.h"
#include "mcp/dialect.h"

enum content_kind { CONTENT_TEXT, CONTENT_IMAGE, CONTENT_AUDIO, CONTENT_RESOURCE, CONTENT_LINK };

/* Everything is borrowed. What a kind does not have stays empty. */
struct content {
    enum content_kind kind;
    struct slice text;     /* TEXT; RESOURCE that is text */
    struct slice base64;   /* IMAGE, AUDIO; RESOURCE that is not: its bytes, as they are sent */
    const char *mime_type; /* IMAGE, AUDIO; RESOURCE and LINK where it is known */
    const char *uri;       /* RESOURCE, LINK */
    const char *name;      /* LINK */
    const char *role;      /* in a prompt: "user" (also NULL) or "assistant" */
    bool is_fleeting;      /* RESOURCE: true now, and not to be shown again */
};

/* Appends the block as an object of a tool's `content`, or of a prompt's message. */
void content_add(struct buf *out, const struct content *block, const struct dialect *dialect);

/* Appends a RESOURCE (or TEXT, of that uri) as an element of the `contents` of resources/read. */
void content_add_resource(struct buf *out, const struct content *block);

/* bridge_rules - what Streamable HTTP demands beyond JSON-RPC. */
#include "tests/conformance/bridge_rules.h"

#include "tests/upstream/intake.h"
#include "json/scan.h"

#include <openssl/evp.h>

#define NAME_MAX_BYTES 4096

/* The name in "name:port", "[name]:port" or "scheme://name:port". */
static struct slice host_name(struct slice text)
{
    const char *scheme = memmem(text.data, text.size, "://", 3);
    const char *end;

    if (scheme)
        text = slice_from(text, (size_t)(scheme - text.data) + 3);
    end = text.size > 0 && text.data[0] == '[' ? memchr(text.data, ']', text.size) : NULL;
    if (end)
        return (struct slice){ text.data, (size_t)(end - text.data) + 1 };
    end = memchr(text.data, ':', text.size);
    return end ? (struct slice){ text.data, (size_t)(end - text.data) } : text;
}

static bool is_here(struct slice text)
{
    struct slice name = host_name(text);

    return slice_is(name, SLICE("localhost")) || slice_is(name, SLICE("127.0.0.1")) ||
           slice_is(name, SLICE("[::1]"));
}

bool rules_admit(struct slice head)
{
    struct slice origin = intake_header(head, "origin");

    return is_here(intake_header(head, "host")) && (origin.size == 0 || is_here(origin));
}

bool rules_is_modern(struct slice head, const struct message *message)
{
    struct slice version = intake_header(head, "mcp-protocol-version");
    struct slice modern = SLICE(REVISION_MODERN);

    if (intake_header(head, "mcp-session-id").size > 0)
        return false;
    if (message->version.size > 0)
        return true;
    /* Revisions are dates, so they are ordered as texts. */
    return !scan_is(message->method, "initialize") && version.size == modern.size &&
           memcmp(version.data, modern.data, modern.size) >= 0;
}

/* Whether a header says the same as a JSON string, plainly or as =?base64?...?=. */
static bool says(struct slice header, struct slice value)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(NAME_MAX_BYTES);
    CLEANUP(buf_done) struct buf coded = BUF_MAX(2 * NAME_MAX_BYTES);
    unsigned char code[NAME_MAX_BYTES / 3 * 4 + 8];

    if (scan_string(value, &text) < 0)
        return false;
    if (!slice_starts(header, SLICE("=?base64?")) || !slice_ends(header, SLICE("?=")))
        return slice_is(header, buf_slice(&text));
    EVP_EncodeBlock(code, (const unsigned char *)buf_text(&text), (int)text.size);
    buf_addf(&coded, "=?base64?%s?=", (const char *)code);
    return slice_is(header, buf_slice(&coded));
}

/* What Mcp-Name repeats; empty when this message has nothing of the kind. */
static struct slice named(const struct message *message)
{
    static const struct {
        const char *method, *member;
    } rows[] = {
        { "tools/call", "name" },
        { "prompts/get", "name" },
        { "resources/read", "uri" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if (scan_is(message->method, rows[i].method))
            return scan_member(message->params, rows[i].member);
    return (struct slice){ "", 0 };
}

int rules_check_headers(struct slice head, const struct message *message, struct err *err)
{
    const struct {
        const char *name;
        struct slice value;
    } rows[] = {
        { "MCP-Protocol-Version", message->version },
        { "Mcp-Method", message->method },
        { "Mcp-Name", named(message) },
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct slice header = intake_header(head, rows[i].name);

        /* What the body lacks, or has as something else than a string, is for the server to say. */
        if (scan_type(rows[i].value) != SCAN_STRING || says(header, rows[i].value))
            continue;
        return err_set(err, ERR_PROTOCOL, "the header %s says '%.*s', the body %.*s", rows[i].name,
                       SLICE_FMT(header), SLICE_FMT(rows[i].value));
    }
    return 0;
}

int rules_status(const struct message *response, bool modern, bool meta_is_whole)
{
    static const struct {
        int64_t code;
        int status;
    } rows[] = {
        { -32601, 404 }, { RULES_MISMATCH, 400 }, { -32021, 400 },
        { -32022, 400 }, { -32700, 400 },         { -32600, 400 },
    };

    if (!modern)
        return response->code && response->id.size == 0 ? 400 : 200;
    if (response->code == -32602 && !meta_is_whole)
        return 400;
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        if (rows[i].code == response->code)
            return rows[i].status;
    return 200;
}

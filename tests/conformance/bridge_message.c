/* bridge_message - one JSON-RPC message, read in place and rewritten in place. */
#include "tests/conformance/bridge_message.h"

#include "json/gate.h"
#include "json/scan.h"

#define META(name) "io.modelcontextprotocol/" name
#define ID_BYTES   4096

bool message_is_id(struct slice value)
{
    if (value.size == 0 || value.size > ID_BYTES)
        return false;
    if (scan_type(value) == SCAN_STRING)
        return true;
    return scan_type(value) == SCAN_NUMBER && !memchr(value.data, '.', value.size) &&
           !memchr(value.data, 'e', value.size) && !memchr(value.data, 'E', value.size);
}

bool message_same(struct slice a, struct slice b)
{
    CLEANUP(buf_done) struct buf text_a = BUF_MAX(a.size + 1);
    CLEANUP(buf_done) struct buf text_b = BUF_MAX(b.size + 1);

    if (slice_is(a, b))
        return a.size > 0;
    return scan_string(a, &text_a) == 0 && scan_string(b, &text_b) == 0 &&
           slice_is(buf_slice(&text_a), buf_slice(&text_b));
}

static enum message_kind kind_of(const struct message *message)
{
    struct slice text = message->text;
    bool answers = scan_member(text, "result").size > 0 || scan_member(text, "error").size > 0;

    if (scan_type(text) == SCAN_ARRAY)
        return MESSAGE_BATCH;
    if (scan_type(message->method) == SCAN_STRING)
        return message->id.size > 0 ? MESSAGE_REQUEST : MESSAGE_NOTIFICATION;
    return answers && message->method.size == 0 ? MESSAGE_RESPONSE : MESSAGE_INVALID;
}

static bool batch_asks(struct slice batch)
{
    struct slice element;
    size_t at = 0;

    while (scan_next(batch, &at, NULL, &element))
        if (scan_member(element, "id").size > 0 && scan_member(element, "method").size > 0)
            return true;
    return false;
}

static void read_meta(struct message *message)
{
    struct slice holder =
        message->kind == MESSAGE_RESPONSE ? scan_member(message->text, "result") : message->params;

    message->meta = scan_member(holder, "_meta");
    message->version = scan_member(message->meta, META("protocolVersion"));
    message->capabilities = scan_member(message->meta, META("clientCapabilities"));
    message->subscription = scan_member(message->meta, META("subscriptionId"));
    message->token = scan_member(message->meta, "progressToken");
    if (scan_is(message->method, "notifications/progress"))
        message->token = scan_member(message->params, "progressToken");
    if (scan_is(message->method, "notifications/cancelled"))
        message->target = scan_member(message->params, "requestId");
}

int message_read(struct slice text, struct message *message, struct err *err)
{
    text = slice_trim(text);
    if (gate_check(text, &gate_grammar, err) < 0)
        return -1;
    *message = (struct message){
        .text = text,
        .id = scan_member(text, "id"),
        .method = scan_member(text, "method"),
        .params = scan_member(text, "params"),
    };
    message->kind = kind_of(message);
    message->asks = message->kind == MESSAGE_BATCH && batch_asks(text);
    scan_int(scan_path(text, "error", "code"), &message->code);
    read_meta(message);
    return 0;
}

static void sort(struct edit *edits, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct edit moved = edits[i];
        size_t at = i;

        for (; at > 0 && edits[at - 1].place.data > moved.place.data; at--)
            edits[at] = edits[at - 1];
        edits[at] = moved;
    }
}

/* Outside of strings, where alone JSON may hold them, line ends are as good as blanks. */
static void add_line(struct slice piece, struct buf *line)
{
    for (size_t i = 0; i < piece.size;) {
        size_t end = i;

        while (end < piece.size && piece.data[end] != '\n' && piece.data[end] != '\r')
            end++;
        buf_add(line, (struct slice){ piece.data + i, end - i });
        if (end < piece.size)
            buf_addc(line, ' ');
        i = end + 1;
    }
}

void message_write(struct slice text, struct edit *edits, size_t count, struct buf *line)
{
    size_t done = 0;

    sort(edits, count);
    for (size_t i = 0; i < count; i++) {
        if (edits[i].place.size == 0)
            continue;

        size_t at = (size_t)(edits[i].place.data - text.data);

        add_line((struct slice){ text.data + done, at - done }, line);
        buf_adds(line, edits[i].by);
        done = at + edits[i].place.size;
    }
    add_line(slice_from(text, done), line);
}

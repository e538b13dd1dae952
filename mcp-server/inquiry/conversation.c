/* conversation - the turns of a thread, between the store and a question. */
#include "mcp-server/inquiry/conversation.h"

#include "json/scan.h"

#include <stdlib.h>

static void add_text(struct buf *out, const char *name, struct slice text)
{
    buf_addf(out, "%s\"%s\":", out->data[out->size - 1] == '{' ? "" : ",", name);
    json_quote(text, out);
}

int conversation_write(const struct inquiry_request *request, const struct chat_reply *reply,
                       struct buf *out)
{
    buf_adds(out, "{");
    add_text(out, "model", slice_of(request->model));
    if (request->system)
        add_text(out, "system", slice_of(request->system));
    add_text(out, "answer", reply->text.size > 0 ? reply->text : reply->refusal);
    if (reply->thoughts.size > 0) {
        buf_adds(out, ",\"thoughts\":");
        buf_add(out, reply->thoughts);
    }
    if (request->content) {
        buf_adds(out, ",\"content\":");
        buf_adds(out, request->content);
        buf_addf(out, ",\"weight\":%zu,\"kinds\":%u",
                 slice_of(request->prompt).size + request->media_weight, request->media_kinds);
    } else {
        add_text(out, "content", slice_of(request->prompt));
    }
    buf_adds(out, "}");
    return out->full ? -1 : 0;
}

/* The text of a string member, owned by the caller; NULL when it is none. */
static char *text_of(struct slice turn, const char *name)
{
    struct slice value = scan_member(turn, name);
    CLEANUP(buf_done) struct buf text = BUF_MAX(value.size + 1);

    if (scan_type(value) != SCAN_STRING || scan_string(value, &text) < 0)
        return NULL;
    return buf_take(&text);
}

static char *raw_of(struct slice turn, const char *name)
{
    struct slice value = scan_member(turn, name);

    return value.size > 0 ? slice_dup(value) : NULL;
}

static size_t number_of(struct slice turn, const char *name)
{
    int64_t value = 0;

    scan_int(scan_member(turn, name), &value);
    return value > 0 ? (size_t)value : 0;
}

static int read_said(struct conversation *conversation, struct slice turn, struct err *err)
{
    struct said *said = &conversation->said[conversation->count++];

    if (gate_check(turn, &gate_upstream, err) < 0)
        return err_set(err, ERR_CONFIG, "a turn of the thread cannot be read");
    said->model = text_of(turn, "model");
    said->turn = (struct chat_turn){ .content = raw_of(turn, "content"),
                                     .answer = text_of(turn, "answer"),
                                     .thoughts = raw_of(turn, "thoughts") };
    if (!said->model || !said->turn.content || !said->turn.answer)
        return err_set(err, ERR_CONFIG, "a turn of the thread lacks a part");
    said->kinds = (unsigned)number_of(turn, "kinds");
    said->turn.weight = number_of(turn, "weight");
    if (conversation->count == 1)
        conversation->system = text_of(turn, "system");
    return 0;
}

int conversation_read(struct conversation *conversation, const struct thread *thread,
                      struct err *err)
{
    conversation->said = xcalloc(thread->count + 1, sizeof(*conversation->said));
    conversation->is_cut = thread->is_cut;
    for (size_t i = 0; i < thread->count; i++)
        if (read_said(conversation, buf_slice(&thread->texts[i]), err) < 0)
            return -1;
    return 0;
}

int conversation_read_turn(struct conversation *conversation, struct slice turn, struct err *err)
{
    conversation->said = xcalloc(1, sizeof(*conversation->said));
    return read_said(conversation, turn, err);
}

void conversation_add_question(struct slice content, struct buf *out)
{
    struct slice part;
    size_t at = 0;

    if (scan_type(content) != SCAN_ARRAY) {
        (void)scan_string(content, out);
        return;
    }
    while (scan_next(content, &at, NULL, &part)) {
        char type[40];

        buf_adds(out, out->size > 0 ? "\n" : "");
        scan_text(scan_member(part, "type"), type, sizeof(type));
        if (strcmp(type, "text") != 0)
            buf_addf(out, "[%s]", type);
        else
            (void)scan_string(scan_member(part, "text"), out);
    }
}

void conversation_done(struct conversation *conversation)
{
    for (size_t i = 0; i < conversation->count; i++) {
        struct said *said = &conversation->said[i];

        free(said->model);
        free((char *)said->turn.content);
        free((char *)said->turn.answer);
        free((char *)said->turn.thoughts);
    }
    free(conversation->said);
    free(conversation->system);
    *conversation = (struct conversation){ .count = 0 };
}

size_t conversation_turn_bytes(const struct chat_turn *turn)
{
    return (turn->weight > 0 ? turn->weight : slice_of(turn->content).size) +
           slice_of(turn->answer).size + slice_of(turn->thoughts).size;
}

size_t conversation_select(const struct conversation *conversation, const char *model,
                           size_t bytes_max, struct chat_turn *turns)
{
    size_t count = 0, bytes = 0;

    while (count < conversation->count) {
        bytes += conversation_turn_bytes(&conversation->said[count].turn);
        if (bytes > bytes_max)
            break;
        count++;
    }
    for (size_t i = 0; i < count; i++) {
        const struct said *said = &conversation->said[count - 1 - i];

        turns[i] = said->turn;
        if (strcmp(said->model, model) != 0)
            turns[i].thoughts = NULL;
    }
    return count;
}

unsigned conversation_kinds(const struct conversation *conversation, size_t turn_count)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < turn_count && i < conversation->count; i++)
        kinds |= conversation->said[i].kinds;
    return kinds;
}

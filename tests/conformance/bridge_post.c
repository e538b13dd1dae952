/* bridge_post - one POST that waits for its answer. */
#include "tests/conformance/bridge_post.h"

#include "base/limits.h"
#include "tests/conformance/bridge_rules.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>

#define OWN_SIZE 32

/* A name of the same type as theirs; theirs, where it is no name or may stay. */
static char *own_name(struct slice theirs, size_t number)
{
    char own[OWN_SIZE];

    if (number == 0 || !message_is_id(theirs))
        return slice_dup(theirs);
    snprintf(own, sizeof(own), scan_type(theirs) == SCAN_STRING ? "\"b%zu\"" : "%zu", number);
    return xstrdup(own);
}

struct post *post_new(struct post **list, struct connection *connection,
                      const struct message *message, size_t number)
{
    struct post *post = xcalloc(1, sizeof(*post));

    *post = (struct post){
        .next = *list,
        .place = list,
        .connection = connection,
        .id = slice_dup(message->id),
        .token = slice_dup(message->token),
        .own_id = own_name(message->id, number),
        .own_token = own_name(message->token, number),
        .modern = number > 0,
        .meta_is_whole = message->version.size > 0 && message->capabilities.size > 0,
        .listens = scan_is(message->method, "subscriptions/listen"),
    };
    if (post->next)
        post->next->place = &post->next;
    *list = post;
    return post;
}

struct post *post_free(struct post *post)
{
    if (!post)
        return NULL;
    connection_on_leave(post->connection, NULL, NULL);
    *post->place = post->next;
    if (post->next)
        post->next->place = post->place;
    free(post->id);
    free(post->token);
    free(post->own_id);
    free(post->own_token);
    free(post);
    return NULL;
}

void post_write(const struct post *post, const struct message *message, struct buf *line)
{
    struct edit edits[EDITS_MAX] = {
        { message->id, post->own_id },
        { message->token, post->own_token },
    };

    message_write(message->text, edits, 2, line);
}

static struct slice if_same(struct slice place, const char *own)
{
    return message_same(place, slice_of(own)) ? place : (struct slice){ "", 0 };
}

/* The message with the client's own names. */
static void write_back(const struct post *post, const struct message *message, struct buf *line)
{
    struct edit edits[EDITS_MAX] = {
        { if_same(message->token, post->own_token), post->token },
        { if_same(message->subscription, post->own_id), post->id },
        { if_same(message->target, post->own_id), post->id },
    };

    if (message->kind == MESSAGE_RESPONSE)
        edits[3] = (struct edit){ if_same(message->id, post->own_id), post->id };
    message_write(message->text, edits, EDITS_MAX, line);
}

static bool is_last(const struct post *post, const struct message *message)
{
    return message->kind == MESSAGE_RESPONSE || message->kind == MESSAGE_BATCH ||
           message_same(message->target, slice_of(post->own_id));
}

static void add_event(struct post *post, struct slice json)
{
    if (!post->streams)
        connection_stream(post->connection, post->lines);
    post->streams = true;
    connection_event(post->connection, json);
}

bool post_deliver(struct post *post, const struct message *message)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(message->text.size + KIB(16));
    bool last = is_last(post, message);

    write_back(post, message, &line);
    if (last && !post->streams && message->kind != MESSAGE_NOTIFICATION) {
        int status = rules_status(message, post->modern, post->meta_is_whole);

        connection_reply(post->connection,
                         &(struct answer){ status, post->lines, buf_slice(&line) });
        return true;
    }
    add_event(post, buf_slice(&line));
    if (last)
        connection_end(post->connection);
    return last;
}

void post_fail(struct post *post, const char *why)
{
    CLEANUP(buf_done) struct buf body = BUF_MAX(KIB(16));

    if (post->streams) {
        connection_end(post->connection);
        return;
    }
    buf_adds(&body, "{\"jsonrpc\":\"2.0\",");
    if (post->id[0])
        buf_addf(&body, "\"id\":%s,", post->id);
    buf_addf(&body, "\"error\":{\"code\":-32603,\"message\":\"%s\"}}", why);
    connection_reply(post->connection, &(struct answer){ 502, NULL, buf_slice(&body) });
}

/* An error without an id, or a batch: whoever has waited longest without a name that could be
 * echoed, else the newest. */
static struct post *find_nameless(struct post *newest)
{
    struct post *found = NULL;

    for (struct post *post = newest; post; post = post->next)
        if (!message_is_id(slice_of(post->own_id)))
            found = post;
    return found ? found : newest;
}

struct post *post_find(struct post *newest, const struct message *message)
{
    bool answers = message->kind == MESSAGE_RESPONSE;
    bool progresses = scan_is(message->method, "notifications/progress");
    struct slice id = answers ? message->id : message->subscription;

    if ((answers && id.size == 0) || message->kind == MESSAGE_BATCH)
        return find_nameless(newest);
    for (struct post *post = newest; post; post = post->next)
        if (message_same(progresses ? message->token : id,
                         slice_of(progresses ? post->own_token : post->own_id)) ||
            message_same(message->target, slice_of(post->own_id)))
            return post;
    if (answers || progresses || id.size > 0)
        return NULL;
    for (struct post *post = newest; post; post = post->next)
        if (!post->listens)
            return post;
    return NULL;
}

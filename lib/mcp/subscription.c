/* subscription - a request that stays open: subscriptions/listen of revision 2026-07-28. */
#include "mcp/subscription.h"

#include "base/limits.h"
#include "mcp/change.h"
#include "mcp/result.h"
#include "json/json.h"
#include "json/scan.h"

#include <stdlib.h>

#define RESOURCES "resourceSubscriptions"

/* What can be asked for, beside resources. */
static const struct {
    const char *wish; /* a member of `notifications` */
    enum capability capability;
    enum family family;
} lists[] = {
    { "toolsListChanged", CAPABILITY_TOOLS, FAMILY_TOOL },
    { "promptsListChanged", CAPABILITY_PROMPTS, FAMILY_PROMPT },
    { "resourcesListChanged", CAPABILITY_RESOURCES, FAMILY_RESOURCE },
};

struct subscription *subscription_find(const struct server *server, struct slice id)
{
    struct subscription *subscription = server->subscriptions;

    while (subscription && !slice_is(slice_of(subscription->id), id))
        subscription = subscription->next;
    return subscription;
}

static int refuse(struct server *server, const struct address *to, const char *member,
                  const char *type)
{
    server_refuse(server, to, RPC_INVALID_PARAMS,
                  "subscriptions/listen: params.notifications.%s must be %s", member, type);
    return -1;
}

/* Refuses what is not of the form. */
static int check_lists(struct server *server, const struct request *request, struct slice wishes)
{
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        enum scan_type type = scan_type(scan_member(wishes, lists[i].wish));

        if (type != SCAN_NONE && type != SCAN_TRUE && type != SCAN_FALSE)
            return refuse(server, &request->from, lists[i].wish, "true or false");
    }
    return 0;
}

static int check_resources(struct server *server, const struct request *request,
                           struct slice wishes)
{
    struct slice uris = scan_member(wishes, RESOURCES), uri;
    size_t count = 0;

    if (uris.size > 0 && scan_type(uris) != SCAN_ARRAY)
        return refuse(server, &request->from, RESOURCES, "an array of URIs");
    for (size_t at = 0; scan_next(uris, &at, NULL, &uri); count++)
        if (scan_type(uri) != SCAN_STRING)
            return refuse(server, &request->from, RESOURCES, "an array of URIs");
    if (count <= SUBSCRIBED_MAX - server->watched_count)
        return 0;
    server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                  "subscriptions/listen: " CHANGE_TOO_MANY_WATCHED, SUBSCRIBED_MAX);
    return -1;
}

static int admit(struct server *server, const struct request *request, struct slice wishes)
{
    if (server->subscription_count >= SUBSCRIPTIONS_MAX) {
        server_refuse(server, &request->from, RPC_INVALID_REQUEST,
                      "subscriptions/listen: %d are open, which is the most there can be; end one "
                      "by notifications/cancelled",
                      SUBSCRIPTIONS_MAX);
        return -1;
    }
    if (scan_type(wishes) != SCAN_OBJECT) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "subscriptions/listen: params.notifications must be an object such as "
                      "{\"toolsListChanged\":true}");
        return -1;
    }
    if (check_lists(server, request, wishes) < 0)
        return -1;
    return check_resources(server, request, wishes);
}

static struct subscription *subscription_new(struct server *server, struct slice id)
{
    struct subscription *subscription = xcalloc(1, sizeof(*subscription));

    subscription->server = server;
    subscription->id = slice_dup(id);
    subscription->next = server->subscriptions;
    subscription->link = &server->subscriptions;
    if (subscription->next)
        subscription->next->link = &subscription->next;
    server->subscriptions = subscription;
    server->subscription_count++;
    return subscription;
}

void subscription_free(struct subscription *subscription)
{
    struct server *server = subscription->server;

    *subscription->link = subscription->next;
    if (subscription->next)
        subscription->next->link = subscription->link;
    server->subscription_count--;
    server->watched_count -= subscription->watched.count;
    uri_set_done(&subscription->watched);
    free(subscription->id);
    free(subscription);
}

/* Takes of the wishes what this server can grant, and writes that down. */
static void grant_lists(struct subscription *subscription, struct slice wishes, struct buf *granted)
{
    const struct server *server = subscription->server;

    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        if (scan_type(scan_member(wishes, lists[i].wish)) != SCAN_TRUE ||
            !server->options.list_changed || !capability_is_declared(server, lists[i].capability))
            continue;
        buf_addf(granted, "%s\"%s\":true", subscription->lists ? "," : "", lists[i].wish);
        subscription->lists |= 1U << lists[i].family;
    }
}

static void grant_resources(struct subscription *subscription, struct slice wishes,
                            struct buf *granted)
{
    struct server *server = subscription->server;
    struct slice uris = scan_member(wishes, RESOURCES), uri;
    CLEANUP(buf_done) struct buf text = BUF_MAX(URI_MAX);

    if (uris.size == 0 || !capability_is_declared(server, CAPABILITY_SUBSCRIBE))
        return;
    buf_addf(granted, "%s\"" RESOURCES "\":[", subscription->lists ? "," : "");
    for (size_t at = 0; scan_next(uris, &at, NULL, &uri);) {
        buf_clear(&text);
        if (scan_string(uri, &text) < 0 || !change_is_watchable(server, buf_text(&text)) ||
            uri_set_has(&subscription->watched, buf_text(&text)))
            continue;
        if (subscription->watched.count > 0)
            buf_addc(granted, ',');
        json_quote(buf_slice(&text), granted);
        uri_set_add(&subscription->watched, buf_text(&text));
        server->watched_count++;
    }
    buf_addc(granted, ']');
}

void on_listen(struct server *server, const struct request *request)
{
    struct slice wishes = scan_member(request->params, "notifications");
    CLEANUP(buf_done) struct buf line = BUF_MAX(LINE_OUT_MAX - 1);

    if (admit(server, request, wishes) < 0)
        return;

    struct subscription *subscription = subscription_new(server, request->from.id);

    buf_addf(&line,
             "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\","
             "\"params\":{\"_meta\":{\"" DIALECT_META_SUBSCRIPTION "\":%s},\"notifications\":{",
             subscription->id);
    grant_lists(subscription, wishes, &line);
    grant_resources(subscription, wishes, &line);
    buf_adds(&line, "}}}");
    server_notify(server, buf_slice(&line));
}

static void end(struct subscription *subscription)
{
    struct server *server = subscription->server;
    CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(32));

    result_open(&line, slice_of(subscription->id));
    buf_addf(&line,
             "\"resultType\":\"complete\",\"_meta\":{\"" DIALECT_META_SERVER_INFO "\":%s,"
             "\"" DIALECT_META_SUBSCRIPTION "\":%s}}}",
             buf_text(&server->about), subscription->id);
    server_notify(server, buf_slice(&line));
    subscription_free(subscription);
}

void subscription_end_all(struct server *server)
{
    for (struct subscription *subscription = server->subscriptions, *next; subscription;
         subscription = next) {
        next = subscription->next;
        end(subscription);
    }
}

void subscription_free_all(struct server *server)
{
    for (struct subscription *subscription = server->subscriptions, *next; subscription;
         subscription = next) {
        next = subscription->next;
        subscription_free(subscription);
    }
}

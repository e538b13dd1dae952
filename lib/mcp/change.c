/* change - that a list has changed, or a resource.
 *
 *                  to whom, in 2026-07-28            and before
 *   a list         to subscriptions that ask for it  to everybody, once initialize was answered
 *   a resource     the same                          after resources/subscribe for it
 */
#include "mcp/change.h"

#include "base/limits.h"
#include "mcp/subscription.h"
#include "json/json.h"
#include "json/scan.h"

/* Lists that can change; templates belong to the list of resources. */
static const struct {
    enum capability capability;
    const char *method;
} lists[] = {
    [FAMILY_TOOL] = { CAPABILITY_TOOLS, "notifications/tools/list_changed" },
    [FAMILY_PROMPT] = { CAPABILITY_PROMPTS, "notifications/prompts/list_changed" },
    [FAMILY_RESOURCE] = { CAPABILITY_RESOURCES, "notifications/resources/list_changed" },
};

bool change_is_watchable(const struct server *server, const char *uri)
{
    CLEANUP(json_freep) cJSON *ignored = cJSON_CreateObject();

    return registry_match(server->options.registry, uri, ignored) != NULL;
}

/* uri is NULL for lists, subscription in the era of sessions. */
static void tell(struct server *server, const char *method, const char *uri,
                 const struct subscription *subscription)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(16)); /* a URI may be escaped */
    const char *separator = "";

    buf_addf(&line, "{\"jsonrpc\":\"2.0\",\"method\":\"%s\",\"params\":{", method);
    if (subscription) {
        buf_addf(&line, "\"_meta\":{\"" DIALECT_META_SUBSCRIPTION "\":%s}", subscription->id);
        separator = ",";
    }
    if (uri) {
        buf_addf(&line, "%s\"uri\":", separator);
        json_quote(slice_of(uri), &line);
    }
    buf_adds(&line, "}}");
    server_notify(server, buf_slice(&line));
}

static void drop_pages(struct server *server, enum family family)
{
    for (size_t i = 0; i < REVISION_COUNT; i++)
        pages_done(&server->lists[family][i]);
}

void server_list_changed(struct server *server, enum family family)
{
    if (family == FAMILY_TEMPLATE)
        family = FAMILY_RESOURCE;
    if (!server->options.list_changed || server->state != SERVER_RUNNING ||
        !capability_is_declared(server, lists[family].capability))
        return;
    drop_pages(server, family);
    if (family == FAMILY_RESOURCE)
        drop_pages(server, FAMILY_TEMPLATE);
    if (server->is_initialized)
        tell(server, lists[family].method, NULL, NULL);
    for (struct subscription *s = server->subscriptions; s; s = s->next)
        if (s->lists & 1U << family)
            tell(server, lists[family].method, NULL, s);
}

void server_resource_updated(struct server *server, const char *uri)
{
    static const char method[] = "notifications/resources/updated";

    if (server->state != SERVER_RUNNING)
        return;
    if (uri_set_has(&server->watched, uri))
        tell(server, method, uri, NULL);
    for (struct subscription *s = server->subscriptions; s; s = s->next)
        if (uri_set_has(&s->watched, uri))
            tell(server, method, uri, s);
}

/* The URI of a request; refuses what is none. */
static int read_uri(struct server *server, const struct request *request, struct buf *uri)
{
    struct slice value = scan_member(request->params, "uri");

    if (scan_type(value) == SCAN_STRING && scan_string(value, uri) == 0)
        return 0;
    server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                  "%s: params.uri must be a string of at most %zu bytes", request->method, URI_MAX);
    return -1;
}

static void answer_empty(struct server *server, const struct request *request)
{
    server_begin(server, &request->from);
    server_send(server, &request->from, NULL);
}

static void watch(struct server *server, const struct request *request, const char *uri)
{
    if (!change_is_watchable(server, uri)) {
        resource_refuse_unmatched(server, &request->from, uri);
        return;
    }
    if (!uri_set_has(&server->watched, uri)) {
        if (server->watched_count >= SUBSCRIBED_MAX) {
            server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                          "%s: " CHANGE_TOO_MANY_WATCHED, request->method, SUBSCRIBED_MAX);
            return;
        }
        uri_set_add(&server->watched, uri);
        server->watched_count++;
    }
    answer_empty(server, request);
}

void on_subscribe(struct server *server, const struct request *request)
{
    CLEANUP(buf_done) struct buf uri = BUF_MAX(URI_MAX);

    if (read_uri(server, request, &uri) == 0)
        watch(server, request, buf_text(&uri));
}

void on_unsubscribe(struct server *server, const struct request *request)
{
    CLEANUP(buf_done) struct buf uri = BUF_MAX(URI_MAX);

    if (read_uri(server, request, &uri) < 0)
        return;
    if (uri_set_has(&server->watched, buf_text(&uri))) {
        uri_set_remove(&server->watched, buf_text(&uri));
        server->watched_count--;
    }
    answer_empty(server, request);
}

/* resource_read - resources/read. */
#include "base/limits.h"
#include "base/utf8.h"
#include "mcp/exchange.h"
#include "mcp/result.h"
#include "json/json.h"
#include "json/scan.h"

#define URI_SHOWN_MAX 200 /* bytes of a uri in a sentence; the whole is in the data */

static int ttl_of(const struct call_result *result)
{
    int ttl_ms = RESOURCE_TTL_MS;

    for (size_t i = 0; i < result->count; i++)
        if (result->blocks[i].is_fleeting)
            ttl_ms = 0;
    return ttl_ms;
}

static void add_contents(struct buf *line, const struct dialect *dialect,
                         const struct call_result *result, const cJSON *definition)
{
    (void)definition;
    buf_adds(line, "\"contents\":[");
    for (size_t i = 0; i < result->count; i++) {
        if (i > 0)
            buf_addc(line, ',');
        content_add_resource(line, &result->blocks[i]);
    }
    buf_addc(line, ']');
    /* What a user's settings allow may show: no cache may give it to somebody else. */
    if (dialect->stateless)
        buf_addf(line, ",\"ttlMs\":%d,\"cacheScope\":\"private\"", ttl_of(result));
}

static void refuse_unknown(struct server *server, const struct address *to, const char *uri,
                           const char *message)
{
    CLEANUP(buf_done) struct buf data = BUF_MAX(KIB(1) + 6 * URI_MAX);

    buf_adds(&data, "{\"uri\":");
    json_quote(slice_of(uri), &data);
    buf_addc(&data, '}');
    server_send_error(
        server, to,
        &(struct rpc_error){ to->dialect->stateless ? RPC_INVALID_PARAMS : RPC_RESOURCE_NOT_FOUND,
                             message, buf_slice(&data) });
}

static void refuse(struct server *server, const struct address *to, const char *uri,
                   const struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(ERROR_TEXT_MAX);

    if (err->kind == ERR_ARGUMENT || err->kind == ERR_MODEL) {
        result_explain(&text, err);
        refuse_unknown(server, to, uri, buf_text(&text));
    } else {
        exchange_refuse(server, to, uri, err);
    }
}

static const struct frame frame = { .add = add_contents,
                                    .refuse = refuse,
                                    .asking = "resources/read" };

void resource_refuse_unmatched(struct server *server, const struct address *to, const char *uri)
{
    const struct registry *registry = server->options.registry;
    size_t shown = utf8_cut(slice_of(uri), URI_SHOWN_MAX);
    CLEANUP(buf_done) struct buf names = BUF_MAX(ERROR_TEXT_MAX / 2);
    CLEANUP(buf_done) struct buf text = BUF_MAX(ERROR_TEXT_MAX);

    registry_add_names(registry, FAMILY_RESOURCE, &names);
    registry_add_names(registry, FAMILY_TEMPLATE, &names);
    buf_addf(&text, "Resource not found: %.*s%s There are: %s", (int)shown, uri,
             uri[shown] ? "..." : ".", buf_text(&names));
    refuse_unknown(server, to, uri, buf_text(&text));
}

void on_resources_read(struct server *server, const struct request *request)
{
    CLEANUP(buf_done) struct buf uri = BUF_MAX(URI_MAX);

    if (scan_string(scan_member(request->params, "uri"), &uri) < 0) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "resources/read: params.uri must be a string of at most %zu bytes", URI_MAX);
        return;
    }

    struct work work = { .frame = &frame, .subject = buf_text(&uri) };

    work.arguments = cJSON_CreateObject();
    work.handler = registry_match(server->options.registry, work.subject, work.arguments);
    if (work.handler) {
        exchange_start(server, request, &work);
    } else {
        json_free(work.arguments);
        resource_refuse_unmatched(server, &request->from, work.subject);
    }
}

/* lifecycle - how a connection begins: initialize, ping, and server/discover. */
#include "base/limits.h"
#include "mcp/method.h"
#include "json/json.h"
#include "json/scan.h"

static const char capabilities[] = "\"capabilities\":{\"tools\":{}}";

void about_add(struct buf *out, const struct server_options *options, const struct dialect *dialect)
{
    const struct {
        const char *name, *value;
    } members[] = {
        { "name", options->name },
        { "version", options->version },
        { "title", options->title },
        { "description", options->description },
        { "websiteUrl", options->website_url },
    };
    char separator = '{';

    for (size_t i = 0; i < ARRAY_COUNT(members); i++) {
        if (!members[i].value || !dialect_has_server_info(dialect, members[i].name))
            continue;
        buf_addf(out, "%c\"%s\":", separator, members[i].name);
        json_quote(slice_of(members[i].value), out);
        separator = ',';
    }
    buf_addc(out, '}');
}

static void add_instructions(struct buf *line, const struct server_options *options)
{
    if (!options->instructions)
        return;
    buf_adds(line, ",\"instructions\":");
    json_quote(slice_of(options->instructions), line);
}

void on_initialize(struct server *server, const struct request *request)
{
    struct slice version = scan_member(request->params, "protocolVersion");

    if (scan_type(version) != SCAN_STRING) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "initialize: params.protocolVersion must be a string such as \"%s\"",
                      dialect_initial()->version);
        return;
    }
    server->legacy = dialect_negotiate(version);

    struct buf *line = server_begin(server, &request->from);

    buf_addf(line, "\"protocolVersion\":\"%s\",%s,\"serverInfo\":", server->legacy->version,
             capabilities);
    about_add(line, &server->options, server->legacy);
    add_instructions(line, &server->options);
    server_send(server, &request->from, NULL);
}

void on_ping(struct server *server, const struct request *request)
{
    server_begin(server, &request->from);
    server_send(server, &request->from, NULL);
}

void on_discover(struct server *server, const struct request *request)
{
    struct buf *line = server_begin(server, &request->from);
    const char *separator = "";

    buf_adds(line, "\"supportedVersions\":[");
    for (size_t i = 0; i < REVISION_COUNT; i++) {
        if (!dialects[i].stateless)
            continue;
        buf_addf(line, "%s\"%s\"", separator, dialects[i].version);
        separator = ",";
    }
    buf_addf(line, "],%s", capabilities);
    add_instructions(line, &server->options);
    buf_addf(line, ",\"ttlMs\":%d,\"cacheScope\":\"public\"", LIST_TTL_MS);
    server_send(server, &request->from, NULL);
}

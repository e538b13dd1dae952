/* lifecycle - how a connection begins: initialize, ping, and server/discover. */
#include "base/limits.h"
#include "mcp/ask.h"
#include "mcp/method.h"
#include "json/json.h"
#include "json/scan.h"

bool capability_is_declared(const struct server *server, enum capability capability)
{
    const struct registry *registry = server->options.registry;

    switch (capability) {
    case CAPABILITY_TOOLS:
        return registry_offers(registry, FAMILY_TOOL);
    case CAPABILITY_PROMPTS:
        return registry_offers(registry, FAMILY_PROMPT);
    case CAPABILITY_RESOURCES:
        return registry_offers(registry, FAMILY_RESOURCE);
    case CAPABILITY_SUBSCRIBE:
        return registry_offers(registry, FAMILY_RESOURCE) && server->options.subscribe;
    case CAPABILITY_COMPLETIONS:
        return registry_completes(registry);
    case CAPABILITY_LOGGING:
        return server->options.logging;
    default:
        return true;
    }
}

/* A client opens a stream for what is declared, and asks only for that. */
static void add_capabilities(struct buf *line, const struct server *server,
                             const struct dialect *dialect)
{
    const char *changes = server->options.list_changed ? "\"listChanged\":true" : "";
    const struct {
        enum capability capability;
        const char *name;
    } lists[] = {
        { CAPABILITY_TOOLS, "tools" },
        { CAPABILITY_PROMPTS, "prompts" },
        { CAPABILITY_RESOURCES, "resources" },
    };
    const char *separator = "";

    buf_adds(line, "\"capabilities\":{");
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        bool watches = lists[i].capability == CAPABILITY_RESOURCES && server->options.subscribe;

        if (!capability_is_declared(server, lists[i].capability))
            continue;
        buf_addf(line, "%s\"%s\":{%s%s%s}", separator, lists[i].name, changes,
                 watches && *changes ? "," : "", watches ? "\"subscribe\":true" : "");
        separator = ",";
    }
    if (capability_is_declared(server, CAPABILITY_COMPLETIONS) &&
        dialect_has(dialect, FEATURE_COMPLETIONS)) {
        buf_addf(line, "%s\"completions\":{}", separator);
        separator = ",";
    }
    if (capability_is_declared(server, CAPABILITY_LOGGING))
        buf_addf(line, "%s\"logging\":{}", separator);
    buf_addc(line, '}');
}

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
    server->is_initialized = true;
    server->legacy_asks =
        ask_declared(scan_member(request->params, "capabilities"), server->legacy);
    scan_text(scan_path(request->params, "clientInfo", "name"), server->legacy_client,
              sizeof(server->legacy_client));

    struct buf *line = server_begin(server, &request->from);

    buf_addf(line, "\"protocolVersion\":\"%s\",", server->legacy->version);
    add_capabilities(line, server, server->legacy);
    buf_adds(line, ",\"serverInfo\":");
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
    buf_adds(line, "],");
    add_capabilities(line, server, request->from.dialect);
    add_instructions(line, &server->options);
    buf_addf(line, ",\"ttlMs\":%d,\"cacheScope\":\"public\"", LIST_TTL_MS);
    server_send(server, &request->from, NULL);
}

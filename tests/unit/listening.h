/* listening - what a client says to hear of changes, and what it then hears. */
#pragma once

#include "declared.h"

#define ACKNOWLEDGED(id, granted)                                                                  \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/subscriptions/acknowledged\",\"params\":{"    \
    "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" id "},\"notifications\":{" granted    \
    "}}}\n"
#define CHANGED(family, id)                                                                        \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/" family "/list_changed\",\"params\":{"       \
    "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" id "}}}\n"
#define CHANGED_FOR_ALL(family)                                                                    \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/" family "/list_changed\",\"params\":{}}\n"
#define UPDATED(uri, id)                                                                           \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{\"_meta\":{"  \
    "\"io.modelcontextprotocol/subscriptionId\":" id "},\"uri\":\"" uri "\"}}\n"
#define UPDATED_FOR_ALL(uri)                                                                       \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\",\"params\":{"             \
    "\"uri\":\"" uri "\"}}\n"
#define ENDED(id)                                                                                  \
    "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"result\":{" PEER_COMPLETE                                \
    ",\"io.modelcontextprotocol/subscriptionId\":" id "}}}\n"
#define EMPTY(id) "{\"jsonrpc\":\"2.0\",\"id\":" id ",\"result\":{}}\n"
#define CANCEL(id)                                                                                 \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" id "}}"
#define ALL_LISTS                                                                                  \
    "\"toolsListChanged\":true,\"promptsListChanged\":true,\"resourcesListChanged\":true"

static const struct handler thing = { "thing", 0, never_start, NULL, NULL };

static const struct offer prompts[] = {
    { &thing, "{\"name\":\"thing\",\"description\":\"d\"}" },
    { NULL, NULL },
};

static const struct offer resources[] = {
    { &thing, "{\"uri\":\"x://a\",\"name\":\"a\",\"description\":\"d\"}" },
    { &thing, "{\"uri\":\"x://b\",\"name\":\"b\",\"description\":\"d\"}" },
    { &thing, "{\"uriTemplate\":\"x://t/{n}\",\"name\":\"t\",\"description\":\"d\"}" },
    { NULL, NULL },
};

static const struct offers everything = { peer_tools, prompts, resources, NULL };
static const struct offers only_tools = { peer_tools, NULL, NULL, NULL };
static const struct server_options declared = { .list_changed = true, .subscribe = true };
static const struct server_options only_lists = { .list_changed = true };
static const struct server_options nothing = { 0 };

static inline const char *listen_with(struct peer *peer, const char *id, const char *params)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(MIB(1));

    buf_addf(&line,
             "{\"jsonrpc\":\"2.0\",\"id\":%s,\"method\":\"subscriptions/listen\",\"params\":{%s%s"
             "}}",
             id, params, PEER_META);
    return peer_ask(peer, buf_text(&line));
}

static inline const char *listen_for(struct peer *peer, const char *id, const char *wishes)
{
    CLEANUP(buf_done) struct buf params = BUF_MAX(MIB(1));

    buf_addf(&params, "\"notifications\":{%s},", wishes);
    return listen_with(peer, id, buf_text(&params));
}

static inline const char *watch(struct peer *peer, const char *verb, const char *params)
{
    static char line[8192];

    snprintf(line, sizeof(line),
             "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/%s\",\"params\":%s}", verb,
             params);
    return peer_ask(peer, line);
}

/* Everything that could ever be said. */
static inline const char *change_all(struct peer *peer)
{
    server_list_changed(peer->server, FAMILY_TOOL);
    server_list_changed(peer->server, FAMILY_PROMPT);
    server_list_changed(peer->server, FAMILY_RESOURCE);
    server_resource_updated(peer->server, "x://a");
    server_resource_updated(peer->server, "x://t/1");
    return peer_heard(peer);
}

/* Units of mcp: lines of log for clients that listen. */
#include "declared.h"

#define LEVEL(level) "\"_meta\":{\"io.modelcontextprotocol/logLevel\":" level "}"
#define MODERN(level)                                                                              \
    ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","                      \
    "\"io.modelcontextprotocol/clientCapabilities\":{}" level "}"
#define WANTS(level) ",\"io.modelcontextprotocol/logLevel\":" level
#define MESSAGE(level, text)                                                                       \
    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\"" level     \
    "\",\"logger\":\"test\",\"data\":\"" text "\"}}\n"
#define DONE                                                                                       \
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{"                                                   \
    "\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}}\n"

static const char *const level_names[LEVEL_COUNT] = {
    "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency",
};

/* Says its text at each level, and answers. */
static void talk_start(struct call *call)
{
    const char *text = json_str(call_arguments(call), "text");

    for (enum log_level level = LEVEL_DEBUG; level < LEVEL_COUNT; level++)
        call_log(call, level, slice_of(text));
    call_answer(call, SLICE("done"), NULL);
    call_log(call, LEVEL_EMERGENCY, SLICE("too late"));
}

/* Says more than anybody reads: 1 + 2 * 8192 bytes. */
static void rant_start(struct call *call)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(32));

    buf_addc(&text, 'a');
    for (size_t i = 0; i < LOG_MESSAGE_MAX; i++)
        buf_adds(&text, "\xC3\xA9");
    call_log(call, LEVEL_ERROR, buf_slice(&text));
    call_answer(call, SLICE("done"), NULL);
}

static const struct handler rant = { "rant", 0, rant_start, NULL, NULL };
static const struct handler talk = { "talk", 0, talk_start, NULL, NULL };
static const struct offer tools[] = {
    { &rant, PEER_SCHEMA("rant", "unused", "string", "") },
    { &talk, PEER_SCHEMA("talk", "text", "string", "") },
    { NULL, NULL },
};
static const struct offers offers = { tools, NULL, NULL, NULL };

static void open_logging(struct peer *peer)
{
    peer_open_as(peer, &offers, (struct server_options){ .logging = true });
}

static const char *set_level(struct peer *peer, const char *params)
{
    char line[256];

    snprintf(line, sizeof(line),
             "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"logging/setLevel\",\"params\":%s}",
             params);
    return peer_ask(peer, line);
}

/* Which levels are heard when the tool talks: a letter for each. */
static const char *heard_levels(struct peer *peer, const char *more)
{
    static char letters[LEVEL_COUNT + 1];
    const char *heard = peer_call(peer, "1", "talk", "{\"text\":\"hi\"}", more);
    size_t count = 0;

    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        char wanted[128];

        snprintf(wanted, sizeof(wanted), MESSAGE("%s", "hi"), level_names[i]);
        if (strstr(heard, wanted))
            letters[count++] = "diNwecaE"[i];
    }
    letters[count] = '\0';
    return strstr(heard, "\"text\":\"done\"") ? letters : heard;
}

TEST("logging (O1): before any setLevel it is from info on, each with its logger, then the answer")
{
    struct peer peer;

    open_logging(&peer);
    CHECK_STR(peer_call(&peer, "1", "talk", "{\"text\":\"a\\n\\\"\"}", ""),
              MESSAGE("info", "a\\n\\\"") MESSAGE("notice", "a\\n\\\"")
                  MESSAGE("warning", "a\\n\\\"") MESSAGE("error", "a\\n\\\"")
                      MESSAGE("critical", "a\\n\\\"") MESSAGE("alert", "a\\n\\\"")
                          MESSAGE("emergency", "a\\n\\\"") DONE);
    peer_close(&peer);
}

TEST("logging/setLevel (O1): each of the eight levels is the least that is heard from then on")
{
    struct peer peer;
    char params[64];

    open_logging(&peer);
    peer_initialize(&peer, "2025-11-25");
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        snprintf(params, sizeof(params), "{\"level\":\"%s\"}", level_names[i]);
        CHECK_STR(set_level(&peer, params), "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}\n");
        CHECK_STR(heard_levels(&peer, ""), &"diNwecaE"[i]);
    }
    peer_close(&peer);
}

TEST("logging/setLevel (O1): an unknown level is -32602, names the eight, and changes nothing")
{
    static const char *const params[] = {
        "{}",
        "{\"level\":\"verbose\"}",
        "{\"level\":\"\"}",
        "{\"level\":\"Error\"}",
        "{\"level\":3}",
        "{\"level\":null}",
        "{\"level\":[\"error\"]}",
    };
    struct peer peer;

    open_logging(&peer);
    set_level(&peer, "{\"level\":\"alert\"}");
    for (size_t i = 0; i < ARRAY_COUNT(params); i++)
        CHECK_STR(set_level(&peer, params[i]),
                  "{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32602,\"message\":"
                  "\"logging/setLevel: params.level must be one of debug, info, notice, warning, "
                  "error, critical, alert, emergency\"}}\n");
    CHECK_STR(heard_levels(&peer, ""), "aE");
    peer_close(&peer);
}

TEST("logging (O1): a stateless request without a level hears nothing, whatever was set before")
{
    struct peer peer;

    open_logging(&peer);
    set_level(&peer, "{\"level\":\"debug\"}");
    CHECK_STR(heard_levels(&peer, MODERN("")), "");
    CHECK_STR(heard_levels(&peer, ""), "diNwecaE");
    peer_close(&peer);
}

TEST("logging (O1): a stateless request hears from the level on that it names, alone")
{
    struct peer peer;
    char more[256];

    open_logging(&peer);
    set_level(&peer, "{\"level\":\"emergency\"}");
    for (size_t i = 0; i < LEVEL_COUNT; i++) {
        snprintf(more, sizeof(more), MODERN(WANTS("\"%s\"")), level_names[i]);
        CHECK_STR(heard_levels(&peer, more), &"diNwecaE"[i]);
        CHECK_STR(heard_levels(&peer, MODERN("")), "");
    }
    CHECK_STR(heard_levels(&peer, ""), "E");
    peer_close(&peer);
}

TEST("logging (O1): a level that is none is -32602 for the stateless request that names it")
{
    static const char *const levels[] = { "\"verbose\"", "\"\"", "null", "1", "{}" };
    struct peer peer;
    char more[256];

    open_logging(&peer);
    for (size_t i = 0; i < ARRAY_COUNT(levels); i++) {
        snprintf(more, sizeof(more), MODERN(WANTS("%s")), levels[i]);

        const char *heard = peer_call(&peer, "1", "talk", "{\"text\":\"hi\"}", more);

        CHECK_SAYS(heard, "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,");
        CHECK_SAYS(heard, "logLevel must be one of debug, info,");
    }
    CHECK_STR(heard_levels(&peer, "," LEVEL("\"verbose\"")), "iNwecaE");
    peer_close(&peer);
}

TEST("logging (L2): a server that does not declare it logs nothing and has no setLevel")
{
    struct peer peer;

    peer_open_as(&peer, &offers, (struct server_options){ 0 });
    CHECK_STR(heard_levels(&peer, ""), "");
    CHECK_STR(heard_levels(&peer, MODERN(WANTS("\"debug\""))), "");
    CHECK_STR(heard_levels(&peer, MODERN(WANTS("\"verbose\""))), "");
    CHECK_SAYS(set_level(&peer, "{\"level\":\"info\"}"), "\"code\":-32601,");
    peer_close(&peer);
}

TEST("logging/setLevel (E5): with modern _meta it is -32601")
{
    struct peer peer;

    open_logging(&peer);
    CHECK_SAYS(set_level(&peer, "{\"level\":\"info\"," PEER_META "}"), "\"code\":-32601,");
    peer_close(&peer);
}

TEST("logging: a long text is cut at 8 KiB, between two characters")
{
    CLEANUP(buf_done) struct buf wanted = BUF_MAX(KIB(16));
    struct peer peer;

    buf_adds(&wanted, "\"data\":\"a");
    for (size_t i = 0; i < (LOG_MESSAGE_MAX - 1) / 2; i++)
        buf_adds(&wanted, "\xC3\xA9");
    buf_adds(&wanted, "\"}}\n");
    open_logging(&peer);
    CHECK_SAYS(peer_call(&peer, "1", "rant", "{}", ""), buf_text(&wanted));
    peer_close(&peer);
}

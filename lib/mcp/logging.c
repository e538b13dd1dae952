/* logging - lines of log for clients that listen. */
#include "mcp/logging.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "json/json.h"
#include "json/scan.h"

static const char *const names[LEVEL_COUNT] = {
    [LEVEL_DEBUG] = "debug",     [LEVEL_INFO] = "info",           [LEVEL_NOTICE] = "notice",
    [LEVEL_WARNING] = "warning", [LEVEL_ERROR] = "error",         [LEVEL_CRITICAL] = "critical",
    [LEVEL_ALERT] = "alert",     [LEVEL_EMERGENCY] = "emergency",
};

/* LEVEL_COUNT for what is none of them. */
static enum log_level find(struct slice value)
{
    enum log_level level = LEVEL_DEBUG;

    while (level < LEVEL_COUNT && !scan_is(value, names[level]))
        level++;
    return level;
}

bool logging_admits(struct slice meta)
{
    struct slice value = scan_member(meta, DIALECT_META_LOG_LEVEL);

    return value.size == 0 || find(value) < LEVEL_COUNT;
}

enum log_level logging_wanted(struct slice meta)
{
    return find(scan_member(meta, DIALECT_META_LOG_LEVEL));
}

void on_set_level(struct server *server, const struct request *request)
{
    enum log_level level = find(scan_member(request->params, "level"));

    if (level == LEVEL_COUNT) {
        server_refuse(server, &request->from, RPC_INVALID_PARAMS,
                      "logging/setLevel: params.level must be one of " LOGGING_LEVELS);
        return;
    }
    server->level = level;
    server_begin(server, &request->from);
    server_send(server, &request->from, NULL);
}

void logging_send(struct server *server, enum log_level level, struct slice text)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(8 * LOG_MESSAGE_MAX); /* it may be escaped */

    buf_addf(&line,
             "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{"
             "\"level\":\"%s\",\"logger\":",
             names[level]);
    json_quote(slice_of(server->options.name), &line);
    buf_adds(&line, ",\"data\":");
    json_quote((struct slice){ text.data, utf8_cut(text, LOG_MESSAGE_MAX) }, &line);
    buf_adds(&line, "}}");
    server_notify(server, buf_slice(&line));
}

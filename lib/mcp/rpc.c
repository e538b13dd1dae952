/* rpc - JSON-RPC 2.0. */
#include "mcp/rpc.h"

#include "base/limits.h"
#include "json/json.h"
#include "json/scan.h"

bool rpc_is_id(struct slice value)
{
    if (value.size == 0 || value.size > ID_MAX)
        return false;
    if (scan_type(value) != SCAN_NUMBER)
        return scan_type(value) == SCAN_STRING;
    /* Of any size: it is never read as a number. */
    for (size_t i = 0; i < value.size; i++)
        if (value.data[i] == '.' || value.data[i] == 'e' || value.data[i] == 'E')
            return false;
    return true;
}

struct members {
    struct slice jsonrpc, id, method, params, result, error;
};

static void read_members(struct slice text, struct members *members)
{
    struct slice key, value;

    for (size_t at = 0; scan_next(text, &at, &key, &value);) {
        if (scan_is(key, "jsonrpc"))
            members->jsonrpc = value;
        else if (scan_is(key, "id"))
            members->id = value;
        else if (scan_is(key, "method"))
            members->method = value;
        else if (scan_is(key, "params"))
            members->params = value;
        else if (scan_is(key, "result"))
            members->result = value;
        else if (scan_is(key, "error"))
            members->error = value;
    }
}

static const char *find_problem(const struct members *members)
{
    if (!scan_is(members->jsonrpc, "2.0"))
        return "Invalid request: jsonrpc must be \"2.0\"";
    if (members->id.size > 0 && !rpc_is_id(members->id))
        return "Invalid request: id must be a string or an integer of at most 256 bytes";
    if (members->method.size == 0)
        return "Invalid request: method is missing";
    if (scan_type(members->method) != SCAN_STRING)
        return "Invalid request: method must be a string";
    return NULL;
}

enum rpc_kind rpc_read(struct slice text, struct rpc_message *message)
{
    struct members members = { 0 };

    *message = (struct rpc_message){ .problem = "Invalid request: a message is one JSON object" };
    if (scan_type(text) != SCAN_OBJECT)
        return RPC_INVALID;
    read_members(text, &members);
    if (rpc_is_id(members.id))
        message->id = members.id;
    message->result = members.result;
    message->error = members.error;
    if (members.method.size == 0 && (members.result.size > 0 || members.error.size > 0))
        return RPC_RESPONSE;
    message->problem = find_problem(&members);
    if (message->problem)
        return RPC_INVALID;
    scan_text(members.method, message->method, sizeof(message->method));
    message->params = members.params;
    return members.id.size > 0 ? RPC_REQUEST : RPC_NOTIFICATION;
}

void rpc_add_error(struct buf *line, struct slice id, const struct rpc_error *error)
{
    buf_adds(line, "{\"jsonrpc\":\"2.0\"");
    if (id.size > 0) {
        buf_adds(line, ",\"id\":");
        buf_add(line, id);
    }
    buf_addf(line, ",\"error\":{\"code\":%d,\"message\":", error->code);
    json_quote(slice_of(error->message), line);
    if (error->data.size > 0) {
        buf_adds(line, ",\"data\":");
        buf_add(line, error->data);
    }
    buf_adds(line, "}}");
}

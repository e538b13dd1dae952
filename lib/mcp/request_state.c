/* request_state - what a client carries from one round of a call to the next.
 *
 *   {"until": when it is past, "rounds": how many there were, "replies": {key: reply}}  ->  sealed
 */
#include "mcp/request_state.h"

#include "base/clock.h"
#include "base/limits.h"
#include "json/canon.h"
#include "json/scan.h"

#include <inttypes.h>

/* A line that came fits with room to spare: canonical text escapes less than clients may. */
#define BOUND_MAX (4 * LINE_IN_MAX)

static int bind(struct buf *bound, const struct request_state_of *of)
{
    json_quote(slice_of(of->method), bound);
    json_quote(slice_of(of->subject), bound);
    return canon_print(of->arguments, bound);
}

int request_state_close(struct seal *seal, const struct request_state_of *of,
                        const struct request_state *state, struct buf *out, struct err *err)
{
    CLEANUP(buf_wipe) struct buf text = BUF_MAX(ASK_STATE_MAX);
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(ASK_STATE_MAX);
    CLEANUP(buf_done) struct buf bound = BUF_MAX(BOUND_MAX);

    buf_addf(&text,
             "{\"until\":%" PRId64 ",\"rounds\":%zu,\"replies\":", clock_unix_s() + ASK_WAIT_S,
             state->rounds);
    if (state->replies)
        json_print(state->replies, &text);
    else
        buf_adds(&text, "{}");
    if (buf_addc(&text, '}') < 0 || bind(&bound, of) < 0 ||
        seal_close(seal, buf_slice(&text), buf_slice(&bound), &sealed) < 0)
        return err_set(err, ERR_TOO_LARGE,
                       "%s: the replies of the client are too long to be carried into another "
                       "round: requestState has at most %zu bytes",
                       of->subject, ASK_STATE_MAX);
    json_quote(buf_slice(&sealed), out);
    return 0;
}

static int refuse(struct err *err, const char *why)
{
    return err_set(err, ERR_ARGUMENT, "requestState %s. Repeat the request without it.", why);
}

int request_state_open(struct seal *seal, const struct request_state_of *of, struct slice text,
                       struct request_state *state, struct err *err)
{
    CLEANUP(buf_done) struct buf sealed = BUF_MAX(ASK_STATE_MAX);
    CLEANUP(buf_done) struct buf bound = BUF_MAX(BOUND_MAX);
    CLEANUP(buf_wipe) struct buf opened = BUF_MAX(ASK_STATE_MAX);
    struct err ours;

    if (scan_type(text) != SCAN_STRING)
        return refuse(err, "must be a string");
    if (scan_string(text, &sealed) < 0 || bind(&bound, of) < 0 ||
        seal_open(seal, buf_slice(&sealed), buf_slice(&bound), &opened) < 0)
        return refuse(err, "was altered, or belongs to another request or to a server that ended");

    CLEANUP(json_freep) cJSON *tree = json_parse(buf_slice(&opened), &gate_client, &ours);

    if (json_int(tree, "until", 0) < clock_unix_s())
        return refuse(err, "is past: it waits ten minutes for the replies");
    state->rounds = (size_t)json_int(tree, "rounds", 0);
    state->replies = cJSON_DetachItemFromObjectCaseSensitive(tree, "replies");
    return 0;
}

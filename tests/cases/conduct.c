/* conduct - what must hold of everything the server writes. */
#include "tests/cases/conduct.h"

#include "base/limits.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>

void conduct_done(struct conduct *conduct)
{
    for (size_t i = 0; i < conduct->count; i++) {
        free(conduct->requests[i].id);
        free(conduct->requests[i].token);
    }
    free(conduct->requests);
    *conduct = (struct conduct){ .key = conduct->key };
}

/* The newest request with that id, as it was written; a client may use an id again. */
static struct conduct_request *find(const struct conduct *conduct, struct slice id)
{
    for (size_t i = conduct->count; id.size > 0 && i-- > 0;)
        if (slice_is(slice_of(conduct->requests[i].id), id))
            return &conduct->requests[i];
    return NULL;
}

static bool is_id(struct slice id)
{
    if (scan_type(id) == SCAN_NUMBER)
        return !memchr(id.data, '.', id.size) && !memchr(id.data, 'e', id.size);
    return scan_type(id) == SCAN_STRING;
}

/* Whatever has an id is owed an answer, however wrong it is, but for an id that is in use. Part of
 * an array: only where arrays are understood. */
static void note(struct conduct *conduct, struct slice message, bool in_array)
{
    struct slice id = scan_member(message, "id");
    struct slice token = scan_path(message, "params", "_meta", "progressToken");
    struct conduct_request *same = find(conduct, id), *cancelled;

    if (scan_is(scan_member(message, "method"), "notifications/cancelled")) {
        cancelled = find(conduct, scan_path(message, "params", "requestId"));
        if (cancelled)
            cancelled->cancelled = true;
    }
    if (!is_id(id) || scan_member(message, "result").size > 0 ||
        scan_member(message, "error").size > 0 || (same && !same->answered && !same->cancelled))
        return;
    conduct->requests =
        xrealloc(conduct->requests, (conduct->count + 1) * sizeof(*conduct->requests));
    conduct->requests[conduct->count++] = (struct conduct_request){
        .id = slice_dup(id),
        .token = token.size > 0 ? slice_dup(token) : NULL,
        .cancelled = in_array,
        .progress = -1,
    };
}

void conduct_sent(struct conduct *conduct, struct slice line)
{
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * LINE_IN_MAX);
    struct slice text, element;
    struct err ignored;
    size_t at = 0;

    /* What is too long cannot be answered by its id. */
    if (line.size > LINE_IN_MAX ||
        gate_repair(slice_trim(line), &gate_upstream, &repaired, &text, &ignored) < 0)
        return;
    if (scan_type(text) != SCAN_ARRAY)
        note(conduct, text, false);
    else
        while (scan_next(text, &at, NULL, &element))
            note(conduct, element, true);
}

static int check_progress(struct conduct *conduct, struct slice message, struct err *err)
{
    struct slice token = scan_path(message, "params", "progressToken");
    char text[64] = "";
    double progress;

    snprintf(text, sizeof(text), "%.*s", SLICE_FMT(scan_path(message, "params", "progress")));
    progress = strtod(text, NULL);
    for (size_t i = conduct->count; token.size > 0 && i-- > 0;) {
        struct conduct_request *request = &conduct->requests[i];

        if (!request->token || !slice_is(slice_of(request->token), token))
            continue;
        if (request->answered)
            return err_set(err, ERR_PROTOCOL, "progress after the answer, token %.*s",
                           SLICE_FMT(token));
        if (progress <= request->progress)
            return err_set(err, ERR_PROTOCOL, "progress %g after %g, token %.*s", progress,
                           request->progress, SLICE_FMT(token));
        request->progress = progress;
        return 0;
    }
    return err_set(err, ERR_PROTOCOL, "progress with a token that nobody gave: %.*s",
                   SLICE_FMT(token));
}

static int check_response(struct conduct *conduct, struct slice message, struct err *err)
{
    bool has_error = scan_member(message, "error").size > 0;
    struct slice id = scan_member(message, "id");
    struct conduct_request *request = find(conduct, id);

    if ((scan_member(message, "result").size > 0) == has_error)
        return err_set(err, ERR_PROTOCOL, "not exactly one of result and error");
    if (id.size == 0)
        return has_error ? 0 : err_set(err, ERR_PROTOCOL, "a result without an id");
    if (!request)
        return err_set(err, ERR_PROTOCOL, "an answer to id %.*s, which was not sent",
                       SLICE_FMT(id));
    if (request->answered)
        return err_set(err, ERR_PROTOCOL, "a second answer to id %.*s", SLICE_FMT(id));
    request->answered = true;
    return 0;
}

static int check_message(struct conduct *conduct, struct slice message, struct err *err)
{
    struct slice method = scan_member(message, "method");

    if (!scan_is(scan_member(message, "jsonrpc"), "2.0"))
        return err_set(err, ERR_PROTOCOL, "jsonrpc is not \"2.0\"");
    if (method.size == 0)
        return check_response(conduct, message, err);
    if (scan_is(method, "notifications/progress"))
        return check_progress(conduct, message, err);
    return 0;
}

int conduct_line(struct conduct *conduct, struct slice line, cJSON **tree, struct err *err)
{
    struct slice element;
    size_t at = 0;
    int rc = 0;

    *tree = NULL;
    if (line.size > LINE_OUT_MAX)
        return err_set(err, ERR_TOO_LARGE, "a line of %zu bytes", line.size);
    if (memmem(line.data, line.size, conduct->key, strlen(conduct->key)))
        return err_set(err, ERR_PROTOCOL, "the key stands in a line");
    if (gate_check(line, &gate_upstream, err) < 0)
        return -1;
    if (scan_type(line) != SCAN_ARRAY)
        rc = check_message(conduct, line, err);
    else
        while (rc == 0 && scan_next(line, &at, NULL, &element))
            rc = check_message(conduct, element, err);
    if (rc < 0)
        return -1;
    *tree = json_parse(line, &gate_upstream, err);
    return *tree ? 0 : -1;
}

size_t conduct_open(const struct conduct *conduct)
{
    size_t open = 0;

    for (size_t i = 0; i < conduct->count; i++)
        open += !conduct->requests[i].answered && !conduct->requests[i].cancelled;
    return open;
}

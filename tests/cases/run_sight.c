/* run_sight - what the stand-in saw. */
#include "tests/cases/run_parts.h"

#include "tests/cases/match.h"

#include <stdio.h>

static const char completion[] = "POST /chat/completions";

static bool is_for(const struct exchange *exchange, const char *method_path)
{
    char text[256];
    struct slice path = exchange->path;

    if (slice_starts(path, SLICE("/api/v1")))
        path = slice_from(path, strlen("/api/v1"));
    else if (method_path == completion && slice_starts(path, SLICE("/v1")))
        path = slice_from(path, strlen("/v1")); /* a question, whoever is asked */
    snprintf(text, sizeof(text), "%.*s %.*s", SLICE_FMT(exchange->method), SLICE_FMT(path));
    return strcmp(text, method_path) == 0;
}

/* The nth request of a kind, from 1; NULL: fewer came. */
static const struct exchange *request_at(const struct run *run, const char *method_path,
                                         int64_t number)
{
    for (size_t i = 0; i < upstream_request_count(run->stage.upstream); i++) {
        const struct exchange *exchange = upstream_request_at(run->stage.upstream, i);

        if (is_for(exchange, method_path) && --number == 0)
            return exchange;
    }
    return NULL;
}

enum outcome run_saw(struct run *run, const struct step *step)
{
    const char *to = strstr(step->text, "to ");
    const char *what = to ? to + strlen("to ") : completion;

    if (request_at(run, what, step->number + 1))
        return run_complain(run, "the stand-in saw more than %lld requests",
                            (long long)step->number);
    if (step->number == 0 || request_at(run, what, step->number))
        return DONE;
    if (run_is_late(run, STEP_MS))
        return run_complain(run, "the stand-in saw fewer than %lld requests",
                            (long long)step->number);
    return WAITS;
}

enum outcome run_connections(struct run *run, const struct step *step)
{
    size_t count = upstream_connection_count(run->stage.upstream);

    if (count != (size_t)step->number)
        return run_complain(run, "the stand-in saw %zu connections", count);
    return DONE;
}

enum outcome run_request_has(struct run *run, const struct step *step)
{
    const struct exchange *exchange = request_at(run, completion, step->number);
    CLEANUP(json_freep) cJSON *wanted = run_read_wanted(run, step);
    struct err why = { 0 };

    if (!exchange || !wanted)
        return run_complain(run, "there is no such request");

    CLEANUP(json_freep)
    cJSON *body =
        json_parse((struct slice){ exchange->body, exchange->body_size }, &gate_client, &why);

    if (!body || match_json(wanted, body, &why) < 0)
        return run_complain(run, "the request: %s", why.text);
    return DONE;
}

enum outcome run_request_text(struct run *run, const struct step *step)
{
    const struct exchange *exchange = request_at(run, completion, step->number);
    CLEANUP(freep) char *text = stage_expand(&run->stage, step->text);
    bool in_head = exchange && strstr(exchange->head, text);
    bool in_body = exchange && strstr(exchange->body, text);

    if (!exchange)
        return run_complain(run, "there is no such request");
    if (step->kind == STEP_REQUEST_HEAD && !in_head)
        return run_complain(run, "not in the head:\n%.600s", exchange->head);
    if (step->kind == STEP_REQUEST_LACKS && (in_head || in_body))
        return run_complain(run, "it is there");
    return DONE;
}

enum outcome run_aborted(struct run *run, const struct step *step)
{
    const struct exchange *latest = NULL;
    size_t open = 0;

    for (size_t i = 0; i < upstream_request_count(run->stage.upstream); i++) {
        const struct exchange *exchange = upstream_request_at(run->stage.upstream, i);

        open += exchange->outcome == EXCHANGE_OPEN;
        if (exchange->outcome == EXCHANGE_ABORTED &&
            (!latest || exchange->ended_ms > latest->ended_ms))
            latest = exchange;
    }
    if (latest && open == 0) {
        int64_t took_ms = latest->ended_ms - run->stimulus_ms;

        if (took_ms > step->number * run->options.patience)
            return run_complain(run, "the client closed after %lld ms", (long long)took_ms);
        return DONE;
    }
    if (run_is_late(run, STEP_MS))
        return run_complain(run, "%zu requests are still open, none was aborted", open);
    return WAITS;
}

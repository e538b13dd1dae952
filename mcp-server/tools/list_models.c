/* list_models - a small, filtered, priced answer to "which model".
 *
 *   start -> catalogue is there -> (ranking is there) -> list
 *                               -> (endpoints of one model) -> sheet
 */
#include "base/limits.h"
#include "mcp-server/amount.h"
#include "mcp-server/model_query.h"
#include "mcp-server/model_text.h"
#include "mcp-server/policy.h"
#include "mcp-server/program.h"
#include "mcp-server/quantity.h"
#include "mcp/call.h"

#include <stdio.h>

struct list {
    /* arguments */
    struct model_query query;
    const char *sort, *details_of;
    const cJSON *needs, *max_price_in, *max_price_out;
    int64_t limit;
    struct job job;

    struct feed_wait *wait;
    struct client_get *get;
    char details_id[MODEL_NAME_MAX + 1];
};

static const struct json_field list_fields[] = {
    { "query", JSON_STR, offsetof(struct list, query.words) },
    { "vendor", JSON_STR, offsetof(struct list, query.vendor) },
    { "exclude_vendor", JSON_STR, offsetof(struct list, query.exclude_vendor) },
    { "sort", JSON_STR, offsetof(struct list, sort) },
    { "details_of", JSON_STR, offsetof(struct list, details_of) },
    { "needs", JSON_NODE, offsetof(struct list, needs) },
    { "max_price_in", JSON_NODE, offsetof(struct list, max_price_in) },
    { "max_price_out", JSON_NODE, offsetof(struct list, max_price_out) },
    { "min_context", JSON_INT, offsetof(struct list, query.min_context) },
    { "limit", JSON_INT, offsetof(struct list, limit) },
    { "job_in_tokens", JSON_INT, offsetof(struct list, job.in_tokens) },
    { "job_out_tokens", JSON_INT, offsetof(struct list, job.out_tokens) },
    { 0 },
};

static void list_on_catalogue(void *user, const struct err *err);
static void list_on_ranking(void *user, const struct err *err);
static void list_on_endpoints(void *user, struct slice body, const struct err *err);
static void list_finish(struct call *call);

/* Dollars per million tokens are as many micro-dollars a token: a millionth of the amount. */
static int list_read_price(const cJSON *number, const char *name, int64_t *pico, struct err *err)
{
    int64_t nano;

    if (amount_read(number, name, &nano, err) < 0)
        return -1;
    *pico = nano < 0 ? -1 : nano / 1000;
    return 0;
}

static int list_read(struct call *call, struct err *err)
{
    struct list *list = call_state(call);

    const cJSON *need;

    list->limit = 10;
    json_read(call_arguments(call), list_fields, list);
    cJSON_ArrayForEach(need, list->needs)
    {
        model_query_need(&list->query, need->valuestring);
    }
    for (int sort = 0; list->sort && sort < SORT_COUNT; sort++)
        if (strcmp(list->sort, model_sort_name((enum model_sort)sort)) == 0)
            list->query.sort = (enum model_sort)sort;
    if (list_read_price(list->max_price_in, "max_price_in", &list->query.max_in_pico, err) < 0)
        return -1;
    return list_read_price(list->max_price_out, "max_price_out", &list->query.max_out_pico, err);
}

static void list_start(struct call *call)
{
    struct list *list = call_state(call);
    const struct program *program = call_context(call);
    struct err err = { 0 };

    if (list_read(call, &err) < 0) {
        call_fail(call, &err);
        return;
    }
    list->wait = catalogue_wait(program->catalogue, list_on_catalogue, call);
}

static void list_start_details(struct call *call)
{
    static const struct client_get_handler handler = { list_on_endpoints };
    struct list *list = call_state(call);
    const struct program *program = call_context(call);
    struct model_name name;
    struct err err = { 0 };
    char path[256];

    if (catalogue_resolve(program->catalogue, list->details_of, &name, &err) < 0) {
        call_fail(call, &err);
        return;
    }
    if (!name.model) {
        err_set(&err, ERR_ARGUMENT,
                "%s is a preset of an account; the catalogue knows nothing of it", name.text);
        call_fail(call, &err);
        return;
    }
    snprintf(list->details_id, sizeof(list->details_id), "%s", name.model->id);

    const char *id = name.model->alias_target ? name.model->alias_target : name.model->id;

    if (endpoints_path(id, path) < 0) {
        list_on_endpoints(call, (struct slice){ 0 }, &(struct err){ ERR_MODEL, "it has no page" });
        return;
    }
    list->get = client_get_start(program->client, path, SMALL_BODY_MAX, &handler, call);
}

static void list_on_catalogue(void *user, const struct err *err)
{
    struct call *call = user;
    struct list *list = call_state(call);
    const struct program *program = call_context(call);

    list->wait = feed_wait_free(list->wait);
    if (err) {
        call_fail(call, err);
        return;
    }
    if (list->details_of)
        list_start_details(call);
    else if (list->query.sort == SORT_THROUGHPUT && ranking_age_s(program->throughput) < 0)
        list->wait = ranking_wait(program->throughput, list_on_ranking, call);
    else if (list->query.zdr && ranking_age_s(program->zdr) < 0)
        list->wait = ranking_wait(program->zdr, list_on_ranking, call);
    else
        list_finish(call);
}

static void list_on_ranking(void *user, const struct err *err)
{
    list_on_catalogue(user, err); /* perhaps the other one is needed, too */
}

static void list_add_head(struct buf *out, const struct list *list, const struct program *program,
                          size_t shown, size_t matching, size_t hidden)
{
    buf_addf(out, "%zu of %zu models by %s, USD per million tokens in/out (list ", shown, matching,
             model_sort_name(list->query.sort));
    quantity_add_age(out, catalogue_age_s(program->catalogue));
    buf_adds(out, " old");
    if (list->query.sort == SORT_THROUGHPUT) {
        buf_adds(out, ", throughput ");
        quantity_add_age(out, ranking_age_s(program->throughput));
        buf_adds(out, " old");
    }
    buf_adds(out, ")");
    if (hidden > 0)
        buf_addf(out, "; %zu more match but your rules forbid them", hidden);
    if (matching > shown)
        buf_adds(out, "; narrow with query, needs, vendor, max_price_out, min_context, or raise "
                      "limit (at most 40)");
    buf_adds(out, "\n");
}

static void list_write(struct buf *out, const struct list *list, const struct program *program,
                       struct model_row *rows, size_t matching, size_t hidden)
{
    size_t shown = matching < (size_t)list->limit ? matching : (size_t)list->limit;

    model_query_sort(&list->query, rows, matching, program->throughput);
    if (matching == 0) {
        buf_addf(out, "No model matches%s. Drop a condition, or call list_models without any.\n",
                 hidden > 0 ? " that your rules allow" : "");
        return;
    }
    list_add_head(out, list, program, shown, matching, hidden);
    for (size_t i = 0; i < shown; i++) {
        model_text_add_row(out, rows[i].model, &list->job);
        buf_adds(out, "\n");
    }
}

static void list_finish(struct call *call)
{
    const struct list *list = call_state(call);
    const struct program *program = call_context(call);
    size_t count = catalogue_count(program->catalogue), matching = 0, hidden = 0;
    CLEANUP(freep) struct model_row *rows = xcalloc(count, sizeof(*rows));
    CLEANUP(buf_done) struct buf text = BUF_MAX(LIST_TEXT_MAX);

    for (size_t i = 0; i < count; i++) {
        const struct model *model = catalogue_at(program->catalogue, i);
        struct model_name name = { .model = model };
        struct err ignored;

        if (!model_query_matches(&list->query, model, program->zdr))
            continue;
        snprintf(name.text, sizeof(name.text), "%s", model->id);
        if (policy_admit(program->config, &name, &ignored) < 0)
            hidden++;
        else
            rows[matching++].model = model;
    }
    list_write(&text, list, program, rows, matching, hidden);
    call_answer(call, buf_slice(&text), NULL);
}

static void list_on_endpoints(void *user, struct slice body, const struct err *err)
{
    struct call *call = user;
    const struct list *list = call_state(call);
    const struct program *program = call_context(call);
    CLEANUP(buf_done) struct buf text = BUF_MAX(LIST_TEXT_MAX);
    CLEANUP(freep) struct endpoint_list *endpoints = xcalloc(1, sizeof(*endpoints));
    struct err why = { 0 };
    struct model_name name;

    if (err)
        why = *err;
    /* The catalogue may have been refreshed meanwhile. */
    if (catalogue_resolve(program->catalogue, list->details_id, &name, &why) < 0 || !name.model) {
        call_fail(call, &why);
        return;
    }

    bool known = !err && endpoints_read(body, endpoints, &why) == 0;

    model_text_add_sheet(&text, name.model, &list->job, known ? endpoints : NULL, why.text);
    if (policy_admit(program->config, &name, &why) < 0)
        buf_addf(&text, "not usable here: %s\n", why.text);
    call_answer(call, buf_slice(&text), NULL);
}

static void list_stop(void *state)
{
    struct list *list = state;

    feed_wait_free(list->wait);
    client_get_free(list->get);
}

const struct handler tool_list_models = {
    .name = "list_models",
    .state_size = sizeof(struct list),
    .start = list_start,
    .stop = list_stop,
};

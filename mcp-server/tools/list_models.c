/* list_models - a small, filtered, priced answer to "which model".
 *
 *   start -> lists are there -> list
 *                            -> whom a role chooses
 *                            -> (endpoints of one model) -> sheet
 */
#include "base/limits.h"
#include "mcp-server/gate/amount.h"
#include "mcp-server/models/local_text.h"
#include "mcp-server/models/model_rows.h"
#include "mcp-server/models/role_sheet.h"
#include "mcp-server/models/sheet.h"
#include "mcp-server/text/quantity.h"
#include "mcp/call.h"
#include "openrouter/local.h"

#include <stdio.h>
#include <strings.h>

struct list {
    /* arguments */
    struct model_query query;
    const char *sort, *role, *details_of;
    const cJSON *needs, *max_price_in, *max_price_out;
    int64_t limit;
    struct job_size job;

    struct lists lists;
    struct sheet sheet;
};

static const struct json_field list_fields[] = {
    { "query", JSON_STR, offsetof(struct list, query.words) },
    { "vendor", JSON_STR, offsetof(struct list, query.vendor) },
    { "exclude_vendor", JSON_STR, offsetof(struct list, query.exclude_vendor) },
    { "role", JSON_STR, offsetof(struct list, role) },
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

static void list_on_lists(void *user, const struct err *err);
static void list_on_sheet(void *user, struct slice text, const struct err *err);
static void list_finish(struct call *call);

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
    list->query.sort = model_sort_find(list->sort);
    if (amount_read_price(list->max_price_in, "max_price_in", &list->query.max_in_pico, err) < 0)
        return -1;
    return amount_read_price(list->max_price_out, "max_price_out", &list->query.max_out_pico, err);
}

static bool list_is_local(const struct list *list)
{
    return list->query.vendor && strcasecmp(list->query.vendor, LOCAL_VENDOR) == 0;
}

/* Whose models are needed: OpenRouter's, the user's own, or both. */
static void list_need(struct call *call)
{
    struct list *list = call_state(call);

    if (list->role) {
        selection_need(call_context(call), &(struct selection_request){ .models = list->role },
                       &list->lists);
    } else if (list->details_of) {
        list->lists.is_local_only = local_name_is(list->details_of);
        if (list->lists.is_local_only)
            lists_need_local(&list->lists, slice_of(list->details_of));
    } else {
        list->lists.all_local = true;
        list->lists.is_local_only = list_is_local(list);
    }
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
    list->lists = (struct lists){
        .program = program,
        .throughput = list->query.sort == SORT_THROUGHPUT,
        .zdr = list->query.zdr,
        .on_ready = list_on_lists,
        .user = call,
    };
    list_need(call);
    lists_wait(&list->lists);
}

static void list_explain_role(struct call *call)
{
    const struct list *list = call_state(call);
    CLEANUP(buf_done) struct buf text = BUF_MAX(LIST_TEXT_MAX);
    struct err err = { 0 };
    const struct role_sheet sheet = {
        .program = call_context(call),
        .word = list->role,
        .client = call_client(call),
        .job = &list->job,
        .limit = (size_t)list->limit,
    };

    if (role_sheet_add(&text, &sheet, &err) < 0)
        call_fail(call, &err);
    else
        call_answer(call, buf_slice(&text), NULL);
}

static void list_start_details(struct call *call)
{
    struct list *list = call_state(call);

    list->sheet = (struct sheet){
        .program = call_context(call),
        .job = list->job,
        .on_text = list_on_sheet,
        .user = call,
    };
    sheet_start(&list->sheet, list->details_of);
}

static void list_on_lists(void *user, const struct err *err)
{
    struct call *call = user;
    struct list *list = call_state(call);

    if (err)
        call_fail(call, err);
    else if (list->role)
        list_explain_role(call);
    else if (list->details_of)
        list_start_details(call);
    else
        list_finish(call);
}

static void list_add_head(struct buf *out, const struct list *list, const struct program *program,
                          size_t shown, size_t matching, size_t hidden)
{
    if (list_is_local(list)) {
        buf_addf(out, "%zu of %zu local models; they cost nothing\n", shown, matching);
        return;
    }
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

static void list_finish(struct call *call)
{
    const struct list *list = call_state(call);
    const struct program *program = call_context(call);
    CLEANUP(model_rows_done) struct model_rows rows;
    CLEANUP(buf_done) struct buf text = BUF_MAX(LIST_TEXT_MAX);

    model_rows_find(&rows, program, &list->query);

    size_t shown = rows.count < (size_t)list->limit ? rows.count : (size_t)list->limit;

    if (rows.count > 0)
        list_add_head(&text, list, program, shown, rows.count, rows.hidden);
    else
        buf_addf(&text, "No model matches%s. Drop a condition, or call list_models without any.\n",
                 rows.hidden > 0 ? " that your rules allow" : "");
    for (size_t i = 0; i < shown; i++) {
        model_text_add_row(&text, rows.list[i].model, &list->job);
        buf_adds(&text, "\n");
    }
    local_add_hidden(&text, &rows, shown);
    local_add_silent(&text, program->local, list_is_local(list));
    call_answer(call, buf_slice(&text), NULL);
}

static void list_on_sheet(void *user, struct slice text, const struct err *err)
{
    struct call *call = user;

    if (err)
        call_fail(call, err);
    else
        call_answer(call, text, NULL);
}

static void list_stop(void *state)
{
    struct list *list = state;

    lists_done(&list->lists);
    sheet_done(&list->sheet);
}

const struct handler tool_list_models = {
    .name = "list_models",
    .state_size = sizeof(struct list),
    .start = list_start,
    .stop = list_stop,
};

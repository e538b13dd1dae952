/* yield - what the reviews of a time have found, by model, and what that has cost. */
#include "mcp-server/worth/yield.h"

#include "mcp-server/worth/found.h"
#include "mcp-server/worth/outcome.h"
#include "openrouter/money.h"

#include <stdio.h>
#include <stdlib.h>

/* One review while it is added. */
struct counting {
    struct yield *yield;
    struct slice review, outcome;
    bool is_scored, is_judged; /* judged: there is nothing more to say of it */
    bool is_cost_only;
};

static int64_t int_at(struct slice object, const char *key)
{
    int64_t number = 0;

    return scan_int(scan_member(object, key), &number) && number > 0 ? number : 0;
}

static struct yield_row *row_of(struct yield *yield, enum yield_kind kind, const char *name)
{
    struct yield_row *row;

    for (size_t i = 0; i < yield->count; i++)
        if (yield->rows[i].kind == kind && strcmp(yield->rows[i].name, name) == 0)
            return &yield->rows[i];
    if (yield->count == YIELD_ROWS_MAX - 1 && kind != YIELD_OTHERS)
        return row_of(yield, YIELD_OTHERS, "");
    if (!yield->rows)
        yield->rows = xcalloc(YIELD_ROWS_MAX, sizeof(*yield->rows));
    row = &yield->rows[yield->count++];
    row->kind = kind;
    snprintf(row->name, sizeof(row->name), "%s", name);
    return row;
}

static void add_cost(const struct counting *counting, struct yield_row *row, int64_t cost_nano,
                     bool is_bound)
{
    row->cost_nano = money_add(row->cost_nano, cost_nano);
    row->cost_is_bound = row->cost_is_bound || is_bound;
    if (counting->is_judged)
        row->judged_nano = money_add(row->judged_nano, cost_nano);
    counting->yield->cost_nano = money_add(counting->yield->cost_nano, cost_nano);
    counting->yield->cost_is_bound = counting->yield->cost_is_bound || is_bound;
}

static void add_work(const struct counting *counting, struct yield_row *row, struct slice reviewer)
{
    bool has_failed = scan_is(scan_member(reviewer, "status"), "failed");

    row->reviews += !has_failed;
    row->scored += !has_failed && counting->is_scored;
    row->raw += int_at(reviewer, "raw");
    row->kept += int_at(reviewer, "kept");
    row->quote_missing += int_at(reviewer, "quote_missing");
}

/* Answers what all reviewers have cost. */
static int64_t add_reviewers(const struct counting *counting)
{
    struct slice list = scan_member(counting->review, "reviewers"), reviewer;
    int64_t sum_nano = 0;

    for (size_t at = 0; scan_next(list, &at, NULL, &reviewer);) {
        char model[MODEL_NAME_MAX + 1];
        int64_t cost_nano = int_at(reviewer, "cost_nano");
        struct yield_row *row;

        scan_text(scan_member(reviewer, "model"), model, sizeof(model));
        row = row_of(counting->yield, YIELD_MODEL, model);
        if (!counting->is_cost_only)
            add_work(counting, row, reviewer);
        add_cost(counting, row, cost_nano,
                 scan_type(scan_member(reviewer, "cost_is_bound")) == SCAN_TRUE);
        sum_nano = money_add(sum_nano, cost_nano);
    }
    return sum_nano;
}

/* A model for each row; answers what all refuters have cost. */
static int64_t add_refuters(const struct counting *counting)
{
    struct slice list = scan_path(counting->review, "verify", "models"), refuter;
    int64_t sum_nano = 0;

    for (size_t at = 0; scan_next(list, &at, NULL, &refuter);) {
        char model[MODEL_NAME_MAX + 1];
        int64_t cost_nano = int_at(refuter, "cost_nano");

        scan_text(scan_member(refuter, "model"), model, sizeof(model));
        add_cost(counting, row_of(counting->yield, YIELD_VERIFY, model), cost_nano,
                 scan_type(scan_member(refuter, "cost_is_bound")) == SCAN_TRUE);
        sum_nano = money_add(sum_nano, cost_nano);
    }
    return sum_nano;
}

/* What is in no model's figures, if anything is. */
static void add_rest(const struct counting *counting, int64_t known_nano)
{
    struct slice cost = scan_member(counting->review, "cost");
    int64_t rest_nano = int_at(cost, "total_nano") - known_nano;

    if (rest_nano > 0)
        add_cost(counting, row_of(counting->yield, YIELD_OTHERS, ""), rest_nano,
                 scan_type(scan_member(cost, "is_bound")) == SCAN_TRUE);
}

/* What counts of a finding. */
static enum fate fate_of(const struct counting *counting, struct slice id)
{
    struct statement statement;

    if (!outcome_find(counting->outcome, id, &statement))
        return FATE_OPEN;
    if (judge_counts(statement.judge))
        return statement.fate;
    counting->yield->by_claude++;
    return FATE_OPEN;
}

/* Whether a value of an array stood in it before. */
static bool is_repeated(struct slice list, size_t index, struct slice value)
{
    struct slice earlier;
    size_t at = 0;

    for (size_t i = 0; i < index && scan_next(list, &at, NULL, &earlier); i++)
        if (slice_is(earlier, value))
            return true;
    return false;
}

static size_t count_finders(struct slice found_by)
{
    struct slice value;
    size_t count = 0, index = 0;

    for (size_t at = 0; scan_next(found_by, &at, NULL, &value); index++)
        count += !is_repeated(found_by, index, value);
    return count;
}

static void credit(const struct counting *counting, const struct found *found, bool is_accepted)
{
    struct slice found_by = scan_member(found->value, "found_by"), value;
    bool is_unique = count_finders(found_by) == 1;
    size_t index = 0;

    for (size_t at = 0; scan_next(found_by, &at, NULL, &value); index++) {
        char model[MODEL_NAME_MAX + 1];
        struct yield_row *row;

        if (is_repeated(found_by, index, value))
            continue;
        scan_text(value, model, sizeof(model));
        row = row_of(counting->yield, YIELD_MODEL, model);
        row->unique += is_unique;
        row->accepted += is_accepted;
        row->unique_accepted += is_unique && is_accepted;
    }
}

static void add_findings(const struct counting *counting)
{
    struct yield *yield = counting->yield;
    struct found_walk walk = { .review = counting->review };
    struct found found;

    while (found_next(&walk, &found)) {
        enum fate fate = fate_of(counting, found.id);

        yield->findings++;
        yield->accepted += fate == FATE_ACCEPTED;
        yield->rejected += fate == FATE_REJECTED;
        yield->duplicate += fate == FATE_DUPLICATE;
        yield->open += fate == FATE_OPEN;
        credit(counting, &found, fate == FATE_ACCEPTED);
    }
}

static void add_missed(const struct counting *counting)
{
    struct slice rest = counting->outcome;
    struct statement statement;

    while (outcome_next(&rest, &statement))
        counting->yield->missed += judge_counts(statement.judge) && statement.fate == FATE_MISSED;
}

/* Whether anything counts that was said of it. */
static bool is_scored(struct slice outcome)
{
    struct statement statement;

    while (outcome_next(&outcome, &statement))
        if (judge_counts(statement.judge))
            return true;
    return false;
}

/* By the answers that its reviewers gave; 0: they have no names. */
static uint64_t answers_of(struct slice review)
{
    struct slice list = scan_member(review, "reviewers"), reviewer, name;
    uint64_t hash = 14695981039346656037U; /* FNV-1a */
    bool has_names = false;

    for (size_t at = 0; scan_next(list, &at, NULL, &reviewer);) {
        struct slice names = scan_member(reviewer, "generation_ids");

        for (size_t in = 0; scan_next(names, &in, NULL, &name); has_names = true)
            for (size_t i = 0; i < name.size; i++)
                hash = (hash ^ (unsigned char)name.data[i]) * 1099511628211U;
    }
    return has_names ? hash : 0;
}

/* All that its reviewers answered had been paid for before. */
static bool is_seen_again(struct slice review)
{
    struct slice list = scan_member(review, "reviewers"), reviewer;
    size_t count = 0;

    for (size_t at = 0; scan_next(list, &at, NULL, &reviewer); count++)
        if (scan_type(scan_member(reviewer, "is_cached")) != SCAN_TRUE)
            return false;
    return count > 0;
}

/* Whether only its costs are to be added: it is counted as another, or not at all. */
static bool is_counted_elsewhere(struct counting *counting)
{
    struct yield *yield = counting->yield;
    uint64_t answers = answers_of(counting->review);

    if (answers == 0)
        return false;
    if (is_seen_again(counting->review)) {
        if (counting->is_scored && yield->seen_count_ < REVIEWS_SUMMED_MAX)
            yield->seen_[yield->seen_count_++] = answers;
        return !counting->is_scored;
    }
    for (size_t i = 0; i < yield->seen_count_; i++)
        if (yield->seen_[i] == answers) {
            counting->is_judged = true;
            return true;
        }
    return false;
}

void yield_add(struct yield *yield, struct slice review, struct slice outcome)
{
    struct counting counting = { yield, review, outcome, false, false, false };
    struct found_walk walk = { .review = review };
    struct found found;
    int64_t known_nano;

    counting.is_scored = is_scored(outcome);
    counting.is_judged = counting.is_scored || !found_next(&walk, &found);
    counting.is_cost_only = is_counted_elsewhere(&counting);
    known_nano = add_reviewers(&counting);
    add_rest(&counting, money_add(known_nano, add_refuters(&counting)));
    if (counting.is_cost_only)
        return;
    yield->reviews++;
    yield->scored += counting.is_scored;
    add_findings(&counting);
    add_missed(&counting);
}

static int compare(const void *a, const void *b)
{
    const struct yield_row *one = a, *other = b;

    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    if (one->cost_nano != other->cost_nano)
        return one->cost_nano > other->cost_nano ? -1 : 1;
    return strcmp(one->name, other->name);
}

void yield_sort(struct yield *yield)
{
    if (yield->count > 1)
        qsort(yield->rows, yield->count, sizeof(*yield->rows), compare);
}

void yield_done(struct yield *yield)
{
    free(yield->rows);
    *yield = (struct yield){ .count = 0 };
}

int64_t yield_price_nano(const struct yield_row *row)
{
    if (row->kind != YIELD_MODEL || row->unique_accepted == 0)
        return -1;
    return (row->judged_nano + row->unique_accepted - 1) / row->unique_accepted;
}

/* account - what OpenRouter says of a key and of the account behind it. */
#include "openrouter/account.h"

#include "base/mem.h"
#include "openrouter/members.h"
#include "openrouter/money.h"
#include "openrouter/plain.h"
#include "json/scan.h"

#include <stdio.h>
#include <string.h>

/* -1 where there is no amount. */
static int64_t read_amount(struct slice value)
{
    struct err ignored;
    int64_t nano;

    if (scan_type(value) != SCAN_NUMBER || money_parse_nano(value, &nano, &ignored) < 0)
        return -1;
    return nano;
}

static void read_label(struct slice value, char *label, size_t size)
{
    char text[256];

    scan_text(value, text, sizeof(text));
    plain_line(slice_of(text), label, size);
}

static void read_key_row(struct slice row, struct account_key *key)
{
    static const char *const names[] = {
        "name",     "label",       "limit",         "limit_remaining",   "limit_reset",  "usage",
        "disabled", "usage_daily", "usage_monthly", "is_management_key", "is_free_tier", NULL
    };
    struct slice values[ARRAY_COUNT(names)];

    members_pick(row, names, values);
    *key = (struct account_key){
        .limit_nano = read_amount(values[2]),
        .left_nano = read_amount(values[3]),
        .used_nano = read_amount(values[5]),
        .is_disabled = scan_type(values[6]) == SCAN_TRUE,
        .day_nano = read_amount(values[7]),
        .month_nano = read_amount(values[8]),
        .is_management = scan_type(values[9]) == SCAN_TRUE,
        .is_free_tier = scan_type(values[10]) == SCAN_TRUE,
    };
    read_label(values[0], key->name, sizeof(key->name));
    if (!key->name[0])
        read_label(values[1], key->name, sizeof(key->name));
    read_label(values[4], key->reset, sizeof(key->reset));
    /* Spent beyond its limit: a negative rest, which is no amount. */
    if (key->limit_nano >= 0 && key->left_nano < 0 && scan_type(values[3]) == SCAN_NUMBER)
        key->left_nano = 0;
}

static int refuse(const char *what, struct err *err)
{
    return err_set(err, ERR_PROTOCOL, "OpenRouter's answer to %s has another shape than expected",
                   what);
}

int account_read_key(struct slice body, struct account_key *key, struct err *err)
{
    struct slice data = scan_member(body, "data");

    if (scan_type(data) != SCAN_OBJECT)
        return refuse("/key", err);
    read_key_row(data, key);
    return 0;
}

int account_read_credits(struct slice body, struct account_credits *credits, struct err *err)
{
    credits->bought_nano = read_amount(scan_path(body, "data", "total_credits"));
    credits->used_nano = read_amount(scan_path(body, "data", "total_usage"));
    return credits->bought_nano < 0 || credits->used_nano < 0 ? refuse("/credits", err) : 0;
}

/* Into its place, the dearest of the month first; one that finds none is only counted. */
static void insert_key(struct account_keys *keys, const struct account_key *key)
{
    size_t at = keys->kept < ACCOUNT_KEYS_MAX ? keys->kept++ : ACCOUNT_KEYS_MAX;

    keys->count++;
    for (; at > 0 && keys->keys[at - 1].month_nano < key->month_nano; at--)
        if (at < ACCOUNT_KEYS_MAX)
            keys->keys[at] = keys->keys[at - 1];
    if (at < ACCOUNT_KEYS_MAX)
        keys->keys[at] = *key;
}

int account_read_keys(struct slice body, struct account_keys *keys, struct err *err)
{
    struct slice rows = scan_member(body, "data"), row;
    struct account_key key;

    *keys = (struct account_keys){ 0 };
    if (scan_type(rows) != SCAN_ARRAY)
        return refuse("/keys", err);
    for (size_t at = 0; scan_next(rows, &at, NULL, &row);) {
        if (scan_type(row) != SCAN_OBJECT)
            continue;
        read_key_row(row, &key);
        insert_key(keys, &key);
    }
    return 0;
}

/* The place of a date, the latest first; NULL when it is older than all that are kept. */
static struct account_day *day_of(struct account_activity *activity, const char *date)
{
    struct account_day *days = activity->days;
    size_t at = 0;

    while (at < activity->count && strcmp(days[at].date, date) > 0)
        at++;
    if (at < activity->count && strcmp(days[at].date, date) == 0)
        return &days[at];
    if (at == ACCOUNT_DAYS_MAX)
        return NULL;
    if (activity->count < ACCOUNT_DAYS_MAX)
        activity->count++;
    memmove(&days[at + 1], &days[at], (activity->count - at - 1) * sizeof(*days));
    days[at] = (struct account_day){ 0 };
    snprintf(days[at].date, sizeof(days[at].date), "%s", date);
    return &days[at];
}

static void add_row(struct account_activity *activity, struct slice row)
{
    static const char *const names[] = { "date", "usage", "requests", NULL };
    struct slice values[ARRAY_COUNT(names)];
    char text[11], date[11];
    int64_t requests = 0;

    members_pick(row, names, values);
    scan_text(values[0], text, sizeof(text)); /* a time may stand behind it */
    plain_line(slice_of(text), date, sizeof(date));
    if (!date[0])
        return;

    int64_t cost_nano = read_amount(values[1]);
    struct account_day *day = day_of(activity, date);

    if (cost_nano < 0)
        cost_nano = 0;
    if (!scan_int(values[2], &requests) || requests < 0)
        requests = 0;
    activity->cost_nano = money_add(activity->cost_nano, cost_nano);
    activity->requests = money_add(activity->requests, requests);
    if (day) {
        day->cost_nano = money_add(day->cost_nano, cost_nano);
        day->requests = money_add(day->requests, requests);
    }
}

int account_read_activity(struct slice body, struct account_activity *activity, struct err *err)
{
    struct slice rows = scan_member(body, "data"), row;

    *activity = (struct account_activity){ 0 };
    if (scan_type(rows) != SCAN_ARRAY)
        return refuse("/activity", err);
    for (size_t at = 0; scan_next(rows, &at, NULL, &row);)
        add_row(activity, row);
    return 0;
}

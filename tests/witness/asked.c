/* asked - the requests of a client, by their ids and progress tokens. */
#include "tests/witness/asked.h"

#include "tests/witness/version.h"

#include <stdint.h>
#include <stdlib.h>

static size_t bucket_of(struct slice text)
{
    uint32_t hash = 2166136261U;

    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 16777619U;
    return hash % ASKED_BUCKETS;
}

static bool has_id(const struct asked *asked, struct slice id)
{
    return slice_is(slice_of(asked->id), id);
}

static bool has_token(const struct asked *asked, struct slice token)
{
    return asked->token && slice_is(slice_of(asked->token), token);
}

static void unlink_token(struct asked_table *table, const struct asked *asked)
{
    struct asked **link;

    if (!asked->token)
        return;
    link = &table->by_token[bucket_of(slice_of(asked->token))];
    while (*link != asked)
        link = &(*link)->next_of_token;
    *link = asked->next_of_token;
}

static void drop(struct asked *asked)
{
    free(asked->id);
    free(asked->token);
    free(asked->wanted);
    json_free(asked->wish);
    json_free(asked->grant);
    free(asked);
}

static void unlink_open(struct asked_table *table, struct asked *asked)
{
    *asked->open_link = asked->next_open;
    if (asked->next_open)
        asked->next_open->open_link = asked->open_link;
    table->open_count--;
}

/* Nothing can come for it any more. Of a muddled id nobody knows which one was cancelled. */
static bool is_past(const struct asked *asked, size_t fence)
{
    if (asked->is_muddled)
        return asked->is_answered;
    return asked->is_answered || (asked->cancel_serial > 0 && asked->cancel_serial < fence);
}

static void forget_past(struct asked_table *table, struct slice id, size_t fence)
{
    struct asked **link = &table->by_id[bucket_of(id)];

    while (*link) {
        struct asked *asked = *link;

        if (!is_past(asked, fence) || asked->is_muddled || !has_id(asked, id)) {
            link = &asked->next_of_id;
            continue;
        }
        *link = asked->next_of_id;
        unlink_token(table, asked);
        if (!asked->is_answered)
            unlink_open(table, asked);
        drop(asked);
    }
}

static void link_open(struct asked_table *table, struct asked *asked)
{
    asked->next_open = table->open;
    asked->open_link = &table->open;
    if (asked->next_open)
        asked->next_open->open_link = &asked->next_open;
    table->open = asked;
    table->open_count++;
}

static bool is_muddled(const struct asked_table *table, struct slice id)
{
    for (const struct asked *asked = table->by_id[bucket_of(id)]; asked; asked = asked->next_of_id)
        if (has_id(asked, id) && asked->is_muddled)
            return true;
    return false;
}

void asked_muddle(const struct asked_table *table, struct slice id)
{
    for (struct asked *asked = table->by_id[bucket_of(id)]; asked; asked = asked->next_of_id)
        if (has_id(asked, id))
            asked->is_muddled = true;
}

struct asked *asked_add(struct asked_table *table, struct slice id, struct slice token,
                        size_t fence)
{
    struct asked *asked = xcalloc(1, sizeof(*asked));
    struct asked **first = &table->by_id[bucket_of(id)];

    asked->is_muddled = is_muddled(table, id);
    forget_past(table, id, fence);
    asked->id = slice_dup(id);
    asked->log_level = -1;
    asked->progress = -1;
    asked->next_of_id = *first;
    *first = asked;
    if (token.size > 0) {
        asked->token = slice_dup(token);
        first = &table->by_token[bucket_of(token)];
        asked->next_of_token = *first;
        *first = asked;
    }
    link_open(table, asked);
    return asked;
}

static bool is_open(const struct asked *asked)
{
    return !asked->is_answered && asked->cancel_serial == 0;
}

/* Of those that are not answered; the more, the rather. */
static int worth_of(const struct asked *asked, const struct asked_hint *hint)
{
    int worth = 1 + (is_open(asked) ? (asked->is_twin ? 1 : 2) : 0);

    if (asked->in_array == hint->in_array)
        worth += 10;
    if (!hint->result || span_fits(asked->method, hint->result))
        worth += 100;
    if (hint->method && strcmp(asked->method, hint->method) == 0)
        worth += 1000;
    return worth;
}

/* Chains have the newest first. Of those that are open the oldest is answered first. */
struct asked *asked_find(const struct asked_table *table, struct slice id,
                         const struct asked_hint *hint)
{
    struct asked *found = NULL;
    int best = 0;

    for (struct asked *asked = table->by_id[bucket_of(id)]; asked; asked = asked->next_of_id) {
        int worth = asked->is_answered ? 0 : worth_of(asked, hint);

        if (!has_id(asked, id))
            continue;
        if (!found || worth > best || (worth == best && is_open(asked))) {
            found = asked;
            best = worth;
        }
    }
    return found;
}

bool asked_may_run(const struct asked_table *table, struct slice id, size_t fence)
{
    for (const struct asked *asked = table->by_id[bucket_of(id)]; asked; asked = asked->next_of_id)
        if (has_id(asked, id) && !is_past(asked, fence))
            return true;
    return false;
}

void asked_cancel(const struct asked_table *table, struct slice id, size_t serial)
{
    size_t count = 0;

    for (const struct asked *asked = table->by_id[bucket_of(id)]; asked; asked = asked->next_of_id)
        count += has_id(asked, id) && is_open(asked);
    for (struct asked *asked = table->by_id[bucket_of(id)]; asked; asked = asked->next_of_id)
        if (has_id(asked, id) && is_open(asked))
            asked->cancel_serial = count == 1 && !asked->in_array ? serial : ASKED_MAYBE_CANCELLED;
}

struct asked *asked_of_token(const struct asked_table *table, struct slice token, bool *is_shared)
{
    struct asked *newest = NULL, *open = NULL;

    *is_shared = false;
    for (struct asked *asked = table->by_token[bucket_of(token)]; asked;
         asked = asked->next_of_token) {
        if (!has_token(asked, token))
            continue;
        if (!newest)
            newest = asked;
        if (asked->is_answered)
            continue;
        *is_shared = open != NULL;
        open = asked;
    }
    return open ? open : newest;
}

void asked_close(struct asked_table *table, struct asked *asked)
{
    if (asked->is_answered)
        return;
    asked->is_answered = true;
    asked->is_twin = false;
    unlink_open(table, asked);
}

void asked_done(struct asked_table *table)
{
    for (size_t i = 0; i < ASKED_BUCKETS; i++)
        while (table->by_id[i]) {
            struct asked *asked = table->by_id[i];

            table->by_id[i] = asked->next_of_id;
            drop(asked);
        }
    *table = (struct asked_table){ 0 };
}

/* settle - what a request has cost that did not say so itself.
 *
 *   add -> (wait) -> ready -> ask -> on_answer -> end, or wait again
 *   on_walk -> on_orphan -> add -> on_orphan -> ... -> (a minute) -> on_walk
 */
#include "mcp-server/money/settle.h"

#include "base/limits.h"
#include "openrouter/generation.h"
#include "openrouter/money.h"

#include <stdio.h>
#include <stdlib.h>

#define DOUBLINGS_MAX 6

static const int64_t waits_ms[] = { 1000, 3000, 10000 };

struct lookup {
    struct settle *settle;
    struct lookup *next;
    struct store_hold *hold; /* ours; NULL: of a dead process */
    int64_t id;              /* of its row */
    int64_t held_nano;
    int64_t duration_ms;
    const char *error;
    char generation[GENERATION_ID_SIZE];
    size_t tries;
    bool is_ready;
    struct loop_timer timer;
    struct client_get *get;
};

struct settle {
    struct loop *loop;
    struct client *client;
    struct store *store;
    struct outlay *outlay;
    struct lookup *first;
    size_t count, active;
    struct loop_timer walk;
    struct store_query *question;
    int64_t after;
};

/* The place in the list that points to this one, or to its end. */
static struct lookup **link_to(struct settle *settle, const struct lookup *lookup)
{
    struct lookup **link = &settle->first;

    while (*link != lookup)
        link = &(*link)->next;
    return link;
}

static void drop(struct settle *settle, struct lookup *lookup)
{
    *link_to(settle, lookup) = lookup->next;
    settle->count--;
    settle->active -= lookup->get != NULL;
    loop_timer_stop(settle->loop, &lookup->timer);
    client_get_free(lookup->get);
    store_hold_free(lookup->hold);
    free(lookup);
}

static void end(struct lookup *lookup, const struct ledger_outcome *outcome)
{
    struct outlay *outlay = lookup->settle->outlay;
    int64_t nano = outcome->state == LEDGER_SETTLED ? outcome->cost_nano : lookup->held_nano;

    if (lookup->hold) {
        lookup->hold = store_hold_end(lookup->hold, outcome);
        outlay->ended += nano - lookup->held_nano;
        outlay->told = money_add(outlay->told, nano);
    } else {
        store_end(lookup->settle->store, lookup->id, outcome);
    }
    drop(lookup->settle, lookup);
}

static void estimate(struct lookup *lookup)
{
    end(lookup, &(struct ledger_outcome){
                    .state = LEDGER_ESTIMATED,
                    .error = lookup->error,
                    .tokens_prompt = -1,
                    .tokens_completion = -1,
                    .tokens_reasoning = -1,
                    .tokens_cached = -1,
                    .duration_ms = lookup->duration_ms,
                });
}

static void settle_as(struct lookup *lookup, const struct generation *generation)
{
    end(lookup, &(struct ledger_outcome){
                    .state = LEDGER_SETTLED,
                    .cost_nano = generation->cost_nano,
                    .model = generation->model[0] ? generation->model : NULL,
                    .provider = generation->provider[0] ? generation->provider : NULL,
                    .tokens_prompt = generation->prompt_tokens,
                    .tokens_completion = generation->completion_tokens,
                    .tokens_reasoning = generation->reasoning_tokens,
                    .tokens_cached = generation->cached_tokens,
                    .duration_ms = lookup->duration_ms,
                    .error = lookup->error,
                });
}

static void wait(struct lookup *lookup, int64_t delay_ms)
{
    loop_timer_set(lookup->settle->loop, &lookup->timer, delay_ms);
}

/* OpenRouter cannot be asked: a minute, then ever longer. */
static void wait_long(struct lookup *lookup)
{
    size_t doublings = lookup->tries - ARRAY_COUNT(waits_ms);

    wait(lookup, ORPHANS_EVERY_MS << (doublings < DOUBLINGS_MAX ? doublings : DOUBLINGS_MAX));
}

static void ask_next(struct settle *settle);

static void on_answer(void *user, struct slice body, const struct err *err)
{
    struct lookup *lookup = user;
    struct settle *settle = lookup->settle;
    struct generation generation;
    struct err why;
    int status = client_get_status(lookup->get);
    bool is_known = !err && generation_read(body, lookup->generation, &generation, &why) == 0;
    bool is_last = lookup->tries >= ARRAY_COUNT(waits_ms);

    lookup->get = client_get_free(lookup->get);
    settle->active--;
    if (is_known)
        settle_as(lookup, &generation);
    else if (!is_last)
        wait(lookup, waits_ms[lookup->tries]);
    else if (!err || status == 404)
        estimate(lookup);
    else
        wait_long(lookup);
    ask_next(settle);
}

/* The first that is due, while there is room. */
static void ask_next(struct settle *settle)
{
    static const struct client_get_handler handler = { on_answer };
    char path[GENERATION_ID_SIZE + 32];

    for (struct lookup *lookup = settle->first, *next; lookup; lookup = next) {
        next = lookup->next;
        if (!lookup->is_ready || settle->active == LOOKUPS_ACTIVE_MAX)
            continue;
        lookup->is_ready = false;
        if (generation_path(lookup->generation, path) < 0) {
            estimate(lookup);
            continue;
        }
        lookup->tries++;
        settle->active++;
        lookup->get = client_get_start(settle->client, path, SMALL_BODY_MAX, &handler, lookup);
    }
}

static void on_due(void *user)
{
    struct lookup *lookup = user;

    lookup->is_ready = true;
    ask_next(lookup->settle);
}

static struct lookup *add(struct settle *settle, const char *generation, int64_t held_nano)
{
    struct lookup *lookup = xcalloc(1, sizeof(*lookup));

    lookup->settle = settle;
    *link_to(settle, NULL) = lookup;
    settle->count++;
    lookup->held_nano = held_nano;
    lookup->duration_ms = -1;
    lookup->timer = (struct loop_timer){ .on_due = on_due, .user = lookup };
    snprintf(lookup->generation, sizeof(lookup->generation), "%s", generation);
    return lookup;
}

void settle_take(struct settle *settle, struct store_hold *hold, int64_t held_nano,
                 const struct ledger_outcome *outcome)
{
    struct lookup *lookup;

    if (settle->count >= LOOKUPS_MAX) {
        store_hold_free(hold);
        return;
    }
    lookup = add(settle, outcome->generation, held_nano);
    lookup->hold = hold;
    lookup->duration_ms = outcome->duration_ms;
    lookup->error = outcome->error;
    wait(lookup, waits_ms[0]);
}

static bool is_here(const struct settle *settle, int64_t id)
{
    for (const struct lookup *lookup = settle->first; lookup; lookup = lookup->next)
        if (lookup->id == id)
            return true;
    return false;
}

static void on_orphan(void *user, const struct ledger_orphan *orphan, const struct err *err);

static void walk_on(struct settle *settle)
{
    settle->question = store_next_orphan(settle->store, settle->after, on_orphan, settle);
}

/* Its process had time enough: it is asked for at once. */
static void add_orphan(struct settle *settle, const struct ledger_orphan *orphan)
{
    struct lookup *lookup;

    if (is_here(settle, orphan->id))
        return;
    lookup = add(settle, orphan->generation, orphan->held_nano);
    lookup->id = orphan->id;
    wait(lookup, 0);
}

static void on_orphan(void *user, const struct ledger_orphan *orphan, const struct err *err)
{
    struct settle *settle = user;

    settle->question = store_query_free(settle->question);
    if (err || orphan->id == 0 || settle->count >= LOOKUPS_MAX) {
        settle->after = 0;
        loop_timer_set(settle->loop, &settle->walk, ORPHANS_EVERY_MS);
        return;
    }
    settle->after = orphan->id;
    add_orphan(settle, orphan);
    walk_on(settle);
}

static void on_walk(void *user)
{
    walk_on(user);
}

void settle_orphans(struct settle *settle)
{
    if (client_has_key(settle->client) && !settle->question && !loop_timer_is_set(&settle->walk))
        loop_timer_set(settle->loop, &settle->walk, waits_ms[0]);
}

struct settle *settle_new(struct client *client, struct store *store, struct outlay *outlay)
{
    struct settle *settle = xcalloc(1, sizeof(*settle));

    settle->loop = client_loop(client);
    settle->client = client;
    settle->store = store;
    settle->outlay = outlay;
    settle->walk = (struct loop_timer){ .on_due = on_walk, .user = settle };
    return settle;
}

struct settle *settle_free(struct settle *settle)
{
    if (!settle)
        return NULL;
    loop_timer_stop(settle->loop, &settle->walk);
    store_query_free(settle->question);
    while (settle->first)
        drop(settle, settle->first);
    free(settle);
    return NULL;
}

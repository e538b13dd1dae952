/* costs - whether answer, ledger, generation and key say the same. */
#include "base/clock.h"
#include "openrouter/money.h"
#include "tests/live/live.h"
#include "tests/live/rows.h"

#include <stdlib.h>

#define ROUNDING_NANO 2     /* both sides round up */
#define KEY_NANO      10000 /* of the key's sum, which OpenRouter rounds by itself */
#define KEY_LAG_MS    90000
#define STAND_IN_MS   2000
#define KEY_WAIT_MS   1000

static void need(struct live *live, bool is_so, const char *what, int64_t ours_nano,
                 int64_t theirs_nano)
{
    char ours[MONEY_TEXT_SIZE], theirs[MONEY_TEXT_SIZE];

    live->lies += !is_so;
    report_check(live->report, is_so, "%s: $%s here, $%s there", what, money_exact(ours, ours_nano),
                 money_exact(theirs, theirs_nano));
}

static bool is_near(int64_t a_nano, int64_t b_nano, int64_t most_nano)
{
    return llabs((long long)(a_nano - b_nano)) <= most_nano;
}

/* What the answer said is what was written down. */
static void compare_answers(struct live *live, const struct live_row *rows, int count)
{
    for (size_t i = 0; i < live->answer_count; i++) {
        const struct live_answer *answer = &live->answers[i];
        int at = 0;

        while (at < count && strcmp(rows[at].generation, answer->generation) != 0)
            at++;
        if (at == count)
            report_check(live->report, false, "the ledger has a row of %s", answer->generation);
        else
            need(live, answer->cost_nano == rows[at].cost_nano, "an answer and its row",
                 answer->cost_nano, rows[at].cost_nano);
    }
}

/* What was written down is what OpenRouter has written down. */
static void compare_generations(struct live *live, const struct live_row *rows, int count)
{
    for (int i = 0; i < count; i++) {
        int64_t theirs_nano;

        if (rows[i].state != LEDGER_SETTLED || !rows[i].generation[0])
            continue;
        if (bank_cost(&live->bank, rows[i].generation, &theirs_nano))
            need(live, is_near(rows[i].cost_nano, theirs_nano, ROUNDING_NANO),
                 rows[i].error[0] ? "a cancelled row and its generation"
                                  : "a row and its generation",
                 rows[i].cost_nano, theirs_nano);
        else
            report_check(live->report, false, "OpenRouter knows the generation of a row (%s)",
                         rows[i].model);
    }
}

static bool is_any_estimated(const struct live_row *rows, int count)
{
    for (int i = 0; i < count; i++)
        if (rows[i].state == LEDGER_ESTIMATED)
            return true;
    return false;
}

/* The key's sum can lag. What is only estimated is an upper bound. */
static void compare_key(struct live *live, int64_t ours_nano, bool is_bound)
{
    int64_t began_ms = clock_ms();
    int64_t most_ms = place_is_stand_in(live->place) ? STAND_IN_MS : KEY_LAG_MS;
    int64_t used_nano = 0, theirs_nano = -1;
    bool agrees = false;

    if (live->used_before_nano < 0) {
        report_skip(live->report, "OpenRouter did not say what the key has used");
        return;
    }
    while (!agrees && clock_ms() - began_ms < most_ms && bank_used(&live->bank, &used_nano)) {
        theirs_nano = used_nano - live->used_before_nano;
        agrees = is_near(ours_nano, theirs_nano, KEY_NANO) ||
                 (is_bound && theirs_nano > 0 && theirs_nano < ours_nano);
        if (!agrees)
            bank_rest(&live->bank, KEY_WAIT_MS);
    }
    need(live, agrees,
         is_bound ? "all of it at most, and what the key has used more than before"
                  : "all of it, and what the key has used more than before",
         ours_nano, theirs_nano);
    report_fact(live->report,
                agrees ? "the key's sum agreed after %lld s"
                       : "the key's sum did not agree within %lld s; does somebody "
                         "else use the key?",
                (long long)((clock_ms() - began_ms) / 1000));
}

void costs_play(struct live *live)
{
    struct live_row rows[LIVE_ROWS_MAX];
    char path[128];
    int64_t cached = 0;

    report_title(live->report, "Costs");
    live_settle(live);

    int count = rows_read(place_ledger(live->place, path), rows);

    report_check(live->report, count > 0, "the ledger has %d rows", count);
    if (count <= 0)
        return;
    compare_answers(live, rows, count);
    compare_generations(live, rows, count);
    compare_key(live, rows_sum(rows, count) + live->probe_nano, is_any_estimated(rows, count));
    for (int i = 0; i < count; i++)
        cached += rows[i].cached_tokens > 0 ? rows[i].cached_tokens : 0;
    report_fact(live->report, "%lld tokens were read from a provider's cache", (long long)cached);
}

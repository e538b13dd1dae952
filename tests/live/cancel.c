/* cancel - a question that is cancelled in mid-stream, and what it has cost. */
#include "base/clock.h"
#include "openrouter/money.h"
#include "tests/live/live.h"
#include "tests/live/rows.h"

#include <stdio.h>

#define TAG        "live-cancel"
#define FLOWS_MS   2500  /* from the first sign of life on: words are coming by then */
#define BEGIN_MS   40000 /* until that sign */
#define SETTLED_MS 40000 /* the server looks it up after 1, 4 and 14 s */

static bool has_progress(void *user)
{
    const struct session *session = user;

    return session->progress_count > 0;
}

static bool find_row(const struct live *live, struct live_row *row)
{
    struct live_row rows[LIVE_ROWS_MAX];
    char path[128];
    int count = rows_read(place_ledger(live->place, path), rows);

    for (int i = 0; i < count; i++)
        if (strcmp(rows[i].tag, TAG) == 0) {
            *row = rows[i];
            return true;
        }
    return false;
}

static int begin(struct live *live)
{
    const char *model = place_is_stand_in(live->place) ? "standin/slow" : live->models[0];
    char params[512];

    snprintf(
        params, sizeof(params),
        "{\"name\":\"ask_model\",\"arguments\":{\"prompt\":\"Write the numbers from one to two "
        "thousand as words, all of them, one after another.\",\"model\":\"%s\",\"effort\":"
        "\"low\",\"max_output_tokens\":6000,\"max_cost_usd\":0.03,\"tag\":\"" TAG "\"}}",
        model);

    int id = session_request(&live->session, "tools/call", params);

    session_run(&live->session, BEGIN_MS, has_progress, &live->session);
    bank_rest(&live->bank, FLOWS_MS);
    return id;
}

static void await_settled(struct live *live, struct live_row *row)
{
    char cost[MONEY_TEXT_SIZE], bound[MONEY_TEXT_SIZE];
    int64_t until_ms = clock_ms() + SETTLED_MS;

    while (find_row(live, row) && row->state == LEDGER_SENT && clock_ms() < until_ms)
        bank_rest(&live->bank, 250);
    report_check(live->report, row->state == LEDGER_SETTLED && strcmp(row->error, "cancelled") == 0,
                 "its cost was looked up: $%s, where $%s was held",
                 money_exact(cost, row->cost_nano), money_exact(bound, row->held_nano));
}

void cancel_play(struct live *live)
{
    struct live_row row = { .state = LEDGER_SENT };

    report_title(live->report, "A cancel");
    if (!live_may_spend(live))
        return;

    int id = begin(live);

    if (session_took_ms(&live->session, id) >= 0) {
        report_skip(live->report, "the model had answered before it could be cancelled");
        return;
    }

    bool was_held = find_row(live, &row) && row.state == LEDGER_SENT;

    session_cancel(&live->session, id);
    report_check(live->report, was_held && row.generation[0],
                 "while it runs its money is held, under the name of its generation");
    await_settled(live, &row);
    report_check(live->report, session_took_ms(&live->session, id) < 0,
                 "a cancelled question is not answered");
}

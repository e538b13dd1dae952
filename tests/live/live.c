/* live - one run against OpenRouter: what all of its scenes share. */
#include "tests/live/live.h"

#include "openrouter/money.h"
#include "tests/live/rows.h"
#include "json/scan.h"

#define SETTLE_TURNS   100
#define SETTLE_TURN_MS 50

static void note_answers(struct live *live, struct slice line)
{
    struct slice answers = scan_path(line, "result", "_meta", "answers"), one;

    for (size_t at = 0; scan_next(answers, &at, NULL, &one);) {
        struct live_answer *answer = &live->answers[live->answer_count];
        char cost[40];
        struct err err;

        scan_text(scan_member(one, "cost_usd"), cost, sizeof(cost));
        scan_text(scan_member(one, "generation_id"), answer->generation,
                  sizeof(answer->generation));
        if (answer->generation[0] && live->answer_count + 1 < LIVE_ANSWERS_MAX &&
            money_parse_nano(slice_of(cost), &answer->cost_nano, &err) == 0)
            live->answer_count++;
    }
}

bool live_call(struct live *live, const char *tool, const char *arguments, struct buf *text)
{
    CLEANUP(buf_done) struct buf params = BUF_MAX(KIB(64));

    buf_clear(text);
    buf_addf(&params, "{\"name\":\"%s\",\"arguments\":{%s}}", tool, arguments);

    int id = session_request(&live->session, "tools/call", buf_text(&params));
    struct slice line = session_wait(&live->session, id);

    note_answers(live, line);
    return session_text(line, text);
}

void live_settle(struct live *live)
{
    struct live_row rows[LIVE_ROWS_MAX];
    char path[128];

    for (int turn = 0; turn < SETTLE_TURNS; turn++) {
        int count = rows_read(place_ledger(live->place, path), rows);
        bool is_open = false;

        for (int i = 0; i < count; i++)
            is_open = is_open || rows[i].state == LEDGER_SENT;
        if (!is_open)
            return;
        bank_rest(&live->bank, SETTLE_TURN_MS);
    }
}

int64_t live_spent_nano(const struct live *live)
{
    struct live_row rows[LIVE_ROWS_MAX];
    char path[128];
    int count = rows_read(place_ledger(live->place, path), rows);

    return live->probe_nano + (count > 0 ? rows_sum(rows, count) : 0);
}

bool live_may_spend(struct live *live)
{
    if (live_spent_nano(live) < LIVE_STOP_NANO)
        return true;
    report_skip(live->report, "stopped: what was asked so far may have cost too much already");
    return false;
}

bool live_ask(struct live *live, const char *arguments, struct buf *text)
{
    buf_clear(text);
    return live_may_spend(live) && live_call(live, "ask_model", arguments, text);
}

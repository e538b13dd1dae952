/* main - the server against OpenRouter itself, for at most a quarter of a dollar.
 *
 *   open -> journey -> refusals -> cancel -> probes -> costs -> close
 *
 *     live SERVER REPORT                        with OPENROUTER_API_KEY; 2: there is none
 *     live SERVER REPORT --stand-in UPSTREAM    the same against a stand-in, and against one that
 *                                               lies about what it costs, which must be noticed
 *
 * Ends with the line "N passed, N failed, N skipped".
 */
#include "openrouter/client.h"
#include "openrouter/money.h"
#include "tests/live/live.h"
#include "json/json.h"

#include <signal.h>
#include <stdlib.h>

/* Every answer says this cost, whatever it is billed. */
#define LIE "{\"*\":{\"cost\":\"0.0004\"}}"

enum extent { WHOLE, QUESTIONS_ONLY };

static bool open_run(struct live *live, struct place *place, struct report *report)
{
    struct err err = { 0 };

    *live = (struct live){ .place = place, .report = report, .loop = loop_new() };
    if (client_check_base_url(place->base_url, &err) == 0)
        live->key = secret_new(slice_of(place->key), &err);
    if (!live->key || !bank_open(&live->bank, live->loop, place->base_url, live->key, &err)) {
        report_check(report, false, "it can begin: %s", err.text);
        return false;
    }
    if (!bank_used(&live->bank, &live->used_before_nano))
        live->used_before_nano = -1;
    if (!place_start(place, place->key, &live->server)) {
        report_check(report, false, "the server can be started");
        return false;
    }
    session_open(&live->session, live->loop, &live->server);
    live->session.is_quiet = true;
    return true;
}

static void close_run(struct live *live)
{
    char money[MONEY_TEXT_SIZE];

    if (live->session.witness) {
        report_title(live->report, "The end");
        report_check(live->report, live->session.fault.kind == ERR_NONE,
                     "every message of the server is as the protocol has it %s",
                     live->session.fault.text);
        report_check(live->report, live_spent_nano(live) <= NANO_PER_USD / 4,
                     "all of it has cost $%s at most", money_exact(money, live_spent_nano(live)));
        report_check(live->report, !report_holds(live->report, live->place->key),
                     "the key is not in this report");
        session_done(&live->session);
    }
    place_end(&live->server);
    bank_close(&live->bank);
    secret_free(live->key);
    loop_free(live->loop);
}

/* Whether OpenRouter says another cost for each answer, and for all of them together. */
static bool play(struct place *place, struct report *report, enum extent extent)
{
    struct live live;

    if (open_run(&live, place, report) && journey_list(&live)) {
        journey_play(&live);
        if (extent == WHOLE) {
            refusals_play(&live);
            cancel_play(&live);
            probes_play(&live);
        }
        costs_play(&live);
    }
    close_run(&live);
    return live.answer_count > 0 && live.lies == live.answer_count + 1;
}

/* The check can fail: an answer's cost is no longer what its generation has cost. */
static void play_lie(struct report *report, char **argv)
{
    char path[512];
    struct report of_lie;
    struct place place;
    bool is_noticed = false;

    printf("\n-- a stand-in that lies about costs: NOT SO is what must come now\n");
    snprintf(path, sizeof(path), "%s.lie", argv[2]);
    if (!report_open(&of_lie, path))
        return;
    if (place_open_stand_in(&place, argv[1], argv[4], LIE))
        is_noticed = play(&place, &of_lie, QUESTIONS_ONLY);
    place_close(&place);
    report_close(&of_lie);
    printf("--\n");
    report_title(report, "A stand-in that lies");
    report_check(report, is_noticed,
                 "a cost that is not what was billed is noticed, of each answer and of the sum");
}

static int run(int argc, char **argv)
{
    bool is_stand_in = argc == 5;
    struct report report;
    struct place place;

    if (!report_open(&report, argv[2]))
        return 2;

    bool is_open = is_stand_in ? place_open_stand_in(&place, argv[1], argv[4], NULL)
                               : place_open(&place, argv[1]);

    report_title(&report, "Where");
    report_check(&report, is_open, "at %s, for at most $" LIVE_BUDGET_USD, place.base_url);
    if (is_open)
        play(&place, &report, WHOLE);
    place_close(&place);
    if (is_stand_in)
        play_lie(&report, argv);
    report_close(&report);
    printf("\nthe report is in %s\n%u passed, %u failed, %u skipped\n", argv[2], report.passed,
           report.failed, report.skipped);
    return report.failed > 0;
}

int main(int argc, char **argv)
{
    const char *key = getenv("OPENROUTER_API_KEY");
    struct err err;

    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    if (argc != 3 && !(argc == 5 && strcmp(argv[3], "--stand-in") == 0)) {
        printf("usage: live SERVER REPORT [--stand-in UPSTREAM]\n");
        return 2;
    }
    if (argc == 3 && (!key || !key[0])) {
        printf("live: OPENROUTER_API_KEY is not set. This asks OpenRouter itself, for at most "
               "$" LIVE_BUDGET_USD "; take a key of its own with that limit, from "
               "https://openrouter.ai/settings/keys\n");
        return 2;
    }
    json_init();
    witness_use(NULL);
    if (secret_init(&err) < 0) {
        printf("live: %s\n", err.text);
        return 2;
    }
    return run(argc, argv);
}

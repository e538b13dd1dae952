/* calls_audit - what the stand-in has billed compared with what is in the ledger.
 *
 * A request whose generation has a name in the ledger is settled to the nano-dollar, or estimated
 * where nothing was billed; one that was cut off before its name was written down is covered by an
 * estimated row without a name, at its maximum.
 */
#include "tests/prove/calls_audit.h"

#include <inttypes.h>
#include <stdio.h>

#define PICO_PER_NANO 1000

/* What was seen of the requests; each must have been reached. */
struct bill {
    long settled, nothing_billed, refused, unnamed;
    int64_t settled_nano, unnamed_nano;
};

static void need(struct calls_audit *audit, bool is_so, const char *what)
{
    if (is_so)
        return;
    printf("    not so: %s\n", what);
    audit->failures++;
}

void calls_audit_open(struct calls_audit *audit, const char *path)
{
    if (sqlite3_open_v2(path, &audit->sqlite, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
        need(audit, false, "the ledger can be opened");
    sqlite3_busy_timeout(audit->sqlite, 5000);
}

static int64_t number(struct calls_audit *audit, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int64_t answer = -1;

    if (sqlite3_prepare_v2(audit->sqlite, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        answer = sqlite3_column_int64(statement, 0);
    else
        need(audit, false, sqlite3_errmsg(audit->sqlite));
    sqlite3_finalize(statement);
    return answer;
}

int64_t calls_audit_open_rows(struct calls_audit *audit)
{
    return number(audit, "SELECT count(*) FROM spend WHERE state = 0");
}

/* As the program reads it: rounded up. */
static int64_t nano_of(const struct exchange *exchange)
{
    return exchange->tokens > 0 ? (exchange->cost_pico + PICO_PER_NANO - 1) / PICO_PER_NANO : 0;
}

/* The row of a generation: how many there are, its state and its cost. */
static int64_t find_row(struct calls_audit *audit, const struct exchange *exchange, int *state,
                        int64_t *cost_nano)
{
    static const char sql[] = "SELECT count(*), max(state), max(cost_nano) FROM spend "
                              "WHERE generation LIKE '%-Standin' || ?";
    sqlite3_stmt *statement = NULL;
    char digits[32];
    int64_t count = -1;

    snprintf(digits, sizeof(digits), "%013zu", exchange->number);
    sqlite3_prepare_v2(audit->sqlite, sql, -1, &statement, NULL);
    sqlite3_bind_text(statement, 1, digits, -1, SQLITE_STATIC);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        count = sqlite3_column_int64(statement, 0);
        *state = sqlite3_column_int(statement, 1);
        *cost_nano = sqlite3_column_int64(statement, 2);
    }
    sqlite3_finalize(statement);
    return count;
}

static void check_named(struct calls_audit *audit, const struct exchange *exchange, int state,
                        int64_t cost_nano, struct bill *bill)
{
    char what[128];

    if (state == 1 && cost_nano == nano_of(exchange)) {
        bill->settled++;
        bill->settled_nano += cost_nano;
        return;
    }
    if (state == 2 && nano_of(exchange) == 0) {
        bill->nothing_billed++;
        return;
    }
    snprintf(what, sizeof(what), "request %zu is in state %d at %" PRId64 ", billed %" PRId64,
             exchange->number, state, cost_nano, nano_of(exchange));
    need(audit, false, what);
}

static void check_exchange(struct calls_audit *audit, const struct exchange *exchange,
                           struct bill *bill)
{
    int64_t cost_nano = 0;
    int state = 0;

    if (exchange->status != 0 && exchange->status != 200) {
        bill->refused++;
        return;
    }

    int64_t count = find_row(audit, exchange, &state, &cost_nano);

    need(audit, count == 0 || count == 1, "a generation has one row at most");
    if (count == 1) {
        check_named(audit, exchange, state, cost_nano, bill);
        return;
    }
    bill->unnamed++;
    bill->unnamed_nano += nano_of(exchange);
}

static void check_rows(struct calls_audit *audit, const struct bill *bill, long requests)
{
    int64_t rows = number(audit, "SELECT count(*) FROM spend");
    int64_t settled_nano = number(audit, "SELECT sum(cost_nano) FROM spend WHERE state = 1");
    int64_t looked_up = number(audit, "SELECT count(*) FROM spend WHERE state = 1 AND "
                                      "duration_ms < 0");
    int64_t unnamed = number(audit, "SELECT count(*) FROM spend WHERE state = 2 AND "
                                    "generation = ''");
    int64_t unnamed_nano = number(audit, "SELECT coalesce(sum(cost_nano), 0) FROM spend WHERE "
                                         "state = 2 AND generation = ''");

    printf("    %ld requests, %" PRId64 " rows: %ld settled (%" PRId64 " by looking them up), "
           "%ld refused, %ld named and not billed, %ld without a name under %" PRId64
           " estimated rows\n",
           requests, rows, bill->settled, looked_up, bill->refused, bill->nothing_billed,
           bill->unnamed, unnamed);
    printf("    billed %" PRId64 " nano-dollars, settled %" PRId64 "; without a name %" PRId64
           ", estimated at %" PRId64 "\n",
           bill->settled_nano + bill->unnamed_nano, settled_nano, bill->unnamed_nano, unnamed_nano);
    need(audit, rows >= requests, "every request has a row");
    need(audit, settled_nano == bill->settled_nano, "what is settled is what was billed");
    need(audit, unnamed >= bill->unnamed, "who has no name has an estimated row");
    need(audit, unnamed_nano >= bill->unnamed_nano, "an estimate is no less than the bill");
    need(audit,
         bill->settled > 0 && looked_up > 0 && bill->settled > looked_up && bill->refused > 0,
         "all ways to end were reached");
    need(audit, unnamed > 0, "rows without a name were reached");
}

int calls_audit(struct calls_audit *audit, const struct upstream *upstream)
{
    struct bill bill = { 0 };
    long requests = 0;

    need(audit, calls_audit_open_rows(audit) == 0, "every row has ended");
    need(audit, number(audit, "SELECT integrity_check = 'ok' FROM pragma_integrity_check") == 1,
         "the file is whole");
    for (size_t i = 0; i < upstream_request_count(upstream); i++) {
        const struct exchange *exchange = upstream_request_at(upstream, i);

        if (!slice_is(exchange->method, SLICE("POST")))
            continue;
        requests++;
        check_exchange(audit, exchange, &bill);
    }
    check_rows(audit, &bill, requests);
    sqlite3_close(audit->sqlite);
    return audit->failures;
}

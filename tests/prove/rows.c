/* rows - how long a hold, an end and a sum take in a ledger with many rows.
 *
 *     rows COUNT [FOLDER]
 */
#include "store/ledger.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DAY    86400LL
#define TODAY  (20000 * DAY)
#define ROUNDS 200

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

/* A third of all rows today, in one session; the others before, over a year, in 500 sessions. */
static bool make_rows(const char *path, long count)
{
    sqlite3 *sqlite = NULL;
    char sql[1024];

    snprintf(
        sql, sizeof(sql),
        "PRAGMA synchronous = OFF; BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
        " FROM n WHERE i < %ld) INSERT INTO spend (owner, time_s, day, held_nano, session,"
        " project, tool, tag, asked, request) SELECT 1, t, t / 86400, 30000000,"
        " iif(t < 20000 * 86400, printf('session-of-some-length-%%d', i %% 500), 'today'),"
        " '/a/project/of/some/length', 'ask_model', printf('tag-%%d', i %% 7),"
        " printf('author-%%d/model-of-some-length', i %% 50),"
        " '0123456789abcdef0123456789abcdef' FROM (SELECT i,"
        " 20000 * 86400 + iif(i * 3 > %ld * 2, (i * 3 - %ld * 2) * 80000 / %ld,"
        "  (i * 3 / 2 - %ld) * 365 * 86400 / %ld) AS t FROM n);"
        "UPDATE spend SET state = 1, cost_nano = 10000000, tokens_prompt = 1000,"
        " provider = 'Provider', generation = 'gen-1700000000-0123456789abcdef',"
        " model = asked WHERE state = 0; COMMIT",
        count, count, count, count, count, count);
    sqlite3_open(path, &sqlite);

    int rc = sqlite3_exec(sqlite, sql, NULL, NULL, NULL);

    if (rc != SQLITE_OK)
        printf("    %s\n", sqlite3_errmsg(sqlite));
    sqlite3_close(sqlite);
    return rc == SQLITE_OK;
}

static int by_size(const void *a, const void *b)
{
    const double *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

/* The half of them took less than that. */
static double median(double *times, const char *what)
{
    qsort(times, ROUNDS, sizeof(*times), by_size);
    printf("    %s: %.2f ms (half), %.2f ms (99 of 100), at most %.2f ms\n", what,
           times[ROUNDS / 2], times[ROUNDS * 99 / 100], times[ROUNDS - 1]);
    return times[ROUNDS / 2];
}

static double measure(struct ledger *ledger, struct err *err)
{
    static double holds[ROUNDS], ends[ROUNDS];
    struct ledger_entry entry = {
        .time_s = TODAY, .held_nano = 1000, .session = "today", .tool = "ask_model", .model = "a/b"
    };
    struct ledger_caps caps = { INT64_MAX, INT64_MAX };
    struct ledger_outcome outcome = { .state = LEDGER_SETTLED, .cost_nano = 500 };

    for (int i = 0; i < ROUNDS; i++) {
        struct ledger_refusal refusal;
        double began = now_ms();
        int64_t id;

        if (ledger_hold(ledger, &entry, &caps, &id, &refusal, err) < 0)
            return -1;
        holds[i] = now_ms() - began;
        began = now_ms();
        if (ledger_end(ledger, id, &outcome, err) < 0)
            return -1;
        ends[i] = now_ms() - began;
    }
    (void)median(ends, "an end");
    return median(holds, "a hold");
}

static bool sum_up(struct ledger *ledger, struct err *err)
{
    static const struct {
        const char *what;
        struct ledger_query query;
    } rows[] = {
        { "the sum of a session", { 0, INT64_MAX, "session-of-some-length-7", NULL, GROUP_NONE } },
        { "today's sum by model", { TODAY, INT64_MAX, NULL, NULL, GROUP_MODEL } },
        { "30 days by tag", { TODAY - 30 * DAY, INT64_MAX, NULL, NULL, GROUP_TAG } },
        { "everything by day", { 0, INT64_MAX, NULL, NULL, GROUP_DAY } },
    };
    static struct ledger_sum sums[400];
    size_t count;

    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        double began = now_ms();

        if (ledger_sum(ledger, &rows[i].query, sums, 400, &count, err) < 0)
            return false;
        printf("    %s: %.1f ms, %zu groups\n", rows[i].what, now_ms() - began, count);
    }
    return true;
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? strtol(argv[1], NULL, 10) : 1000000;
    char folder[200], path[256], owners[300];
    struct err err = { 0 };
    struct stat status = { 0 };
    double few = -1, many = -1;

    snprintf(folder, sizeof(folder), "%s/openrouter-mcp-rows-XXXXXX",
             argc > 2 ? argv[2] : P_tmpdir);
    if (!mkdtemp(folder))
        return 2;
    snprintf(path, sizeof(path), "%s/ledger.db", folder);
    snprintf(owners, sizeof(owners), "%s-owners", path);

    struct ledger *ledger = ledger_open(path, 2000, &err);

    printf("    empty:\n");
    if (ledger)
        few = measure(ledger, &err);
    ledger_close(ledger);
    if (few >= 0 && make_rows(path, count)) {
        double began = now_ms();

        stat(path, &status);
        ledger = ledger_open(path, 2000, &err);
        printf("    %ld rows, %.0f MB, opened in %.1f ms:\n", count, (double)status.st_size / 1e6,
               now_ms() - began);
        if (ledger)
            many = measure(ledger, &err);
        if (ledger && many >= 0 && !sum_up(ledger, &err))
            many = -1;
        ledger_close(ledger);
    }

    /* The disk's own time is in both. */
    bool is_fine = few >= 0 && many >= 0 && many < few + 2;

    if (!is_fine)
        printf("    a hold takes more than 2 ms more than in an empty ledger %s\n", err.text);
    unlink(path);
    unlink(owners);
    rmdir(folder);
    printf("%d passed, %d failed, 0 skipped\n", is_fine, !is_fine);
    return !is_fine;
}

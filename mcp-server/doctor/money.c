/* money - the ledger and the directories it lies in, and what budgets have left.
 *
 * The ledger is opened here and not by the store, whose worker would have to be waited for; a file
 * that is not there is not created.
 */
#include "mcp-server/doctor/groups.h"

#include "base/clock.h"
#include "base/limits.h"
#include "store/records.h"

#include <stdio.h>
#include <sys/stat.h>

#define ORPHANS_MAX 1000 /* that are counted */

static void check_directories(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;

    if (config->cache_dir)
        finding_ok(checkup, "cache", "%s", config->cache_dir);
    else
        finding_note(checkup, "cache", "name a directory of yours in XDG_CACHE_HOME",
                     "none can be used: lists of models are fetched anew by every process");
    if (config->state_dir) {
        finding_ok(checkup, "state", "%s", config->state_dir);
    } else {
        struct err err = { 0 };

        err_set(&err, ERR_CONFIG, "%s", config->state_err);
        finding_err(
            checkup, "state", &err,
            "name a directory of yours in XDG_STATE_HOME; without one nothing paid is sent");
    }
}

static void say_file(struct checkup *checkup, const struct ledger *ledger, const char *path,
                     int64_t size, bool is_read)
{
    const char *doubt = ledger_doubt(ledger);

    finding_ok(checkup, "ledger", "%s, %lld KiB, %s", path, (long long)(size + 1023) / 1024,
               is_read ? "sound" : "too large to be read whole here (--online takes the time)");
    if (doubt)
        finding_note(checkup, "file system", "name a local directory in XDG_STATE_HOME",
                     "the ledger lies on %s, where servers on several machines may not see each "
                     "other's locks, and could pass the budgets together",
                     doubt);
}

/* Rows whose process is gone, and which nobody has looked up yet. */
static int count_orphans(struct ledger *ledger, int64_t *count, int64_t *held_nano, struct err *err)
{
    struct ledger_orphan orphan = { 0 };

    *count = *held_nano = 0;
    do {
        if (ledger_next_orphan(ledger, orphan.id, &orphan, err) < 0)
            return -1;
        *count += orphan.id != 0;
        *held_nano = money_add(*held_nano, orphan.held_nano);
    } while (orphan.id != 0 && *count < ORPHANS_MAX);
    return 0;
}

static void check_orphans(struct checkup *checkup, struct ledger *ledger)
{
    char money[MONEY_TEXT_SIZE];
    int64_t count, held_nano;
    struct err err = { 0 };

    if (count_orphans(ledger, &count, &held_nano, &err) < 0)
        finding_err(checkup, "unsettled", &err, "openrouter-mcp doctor, once more");
    else if (count > 0)
        finding_note(checkup, "unsettled", NULL,
                     "%lld question%s whose process has ended, holding %s: a server that runs asks "
                     "OpenRouter what they did cost",
                     (long long)count, count == 1 ? "" : "s", money_text(money, held_nano));
    else
        finding_ok(checkup, "unsettled", "nothing");
}

static void check_budgets(struct checkup *checkup, const struct ledger_standing *standing)
{
    const struct config *config = checkup->program->config;
    int64_t used_nano = money_add(standing->day_spent, standing->day_held);
    char call[MONEY_TEXT_SIZE], session[MONEY_TEXT_SIZE], day[MONEY_TEXT_SIZE];
    char used[MONEY_TEXT_SIZE], held[MONEY_TEXT_SIZE];

    finding_ok(checkup, "budgets", "a call %s, a session %s, a day %s",
               money_text(call, config->call_nano), money_text(session, config->session_nano),
               money_text(day, config->day_nano));
    if (used_nano >= config->day_nano)
        finding_problem(
            checkup, "today", "wait for the next day (UTC), or raise budget.day_usd in config.json",
            "%s of %s are used: nothing paid is sent any more", money_text(used, used_nano), day);
    else
        finding_ok(checkup, "today", "%s of %s used, %s of that held for what is not settled",
                   money_text(used, used_nano), day, money_text(held, standing->day_held));
}

static void check_ledger(struct checkup *checkup, const char *path, int64_t size,
                         struct ledger_standing *standing)
{
    const struct config *config = checkup->program->config;
    bool reads = checkup->is_online || size <= (int64_t)DOCTOR_READ_MAX;
    struct err err = { 0 };
    struct ledger *ledger = ledger_open(path, DOCTOR_LOCK_MS, &err);

    if (ledger && (!reads || ledger_check(ledger, &err) == 0) &&
        ledger_standing(ledger, config->session_id, clock_unix_s(), standing, &err) == 0) {
        say_file(checkup, ledger, path, size, reads);
        check_orphans(checkup, ledger);
    } else {
        finding_advice(checkup, FINDING_PROBLEM, "ledger", &err,
                       "make that possible; until then nothing paid is sent");
    }
    ledger_close(ledger);
}

/* Whether there is something in a file of the state directory; its path and what it is. */
static bool find(const struct config *config, const char *name, char path[PATH_BYTES_MAX],
                 struct stat *file)
{
    return snprintf(path, PATH_BYTES_MAX, "%s/%s", config->state_dir, name) < PATH_BYTES_MAX &&
           lstat(path, file) == 0 && file->st_size > 0;
}

/* What is kept beside the ledger is no money: without it a question is paid again. */
static void check_records(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;
    char path[PATH_BYTES_MAX];
    struct stat file;
    struct err err = { 0 };

    if (!find(config, "records.key", path, &file) || !find(config, "records.db", path, &file))
        return;

    struct records *records = records_open(config->state_dir, DOCTOR_LOCK_MS, &err);

    if (records) {
        finding_ok(checkup, "kept", "%s, %lld KiB, sealed", path,
                   (long long)(file.st_size + 1023) / 1024);
    } else {
        err_wrap(&err, "no answer can be kept or given again");
        finding_advice(checkup, FINDING_NOTE, "kept", &err, "move both files away");
    }
    records_close(records);
}

void doctor_money(struct checkup *checkup)
{
    const struct config *config = checkup->program->config;
    struct ledger_standing standing = { 0 };
    char path[PATH_BYTES_MAX];
    struct stat file = { 0 };

    check_directories(checkup);
    if (config->state_dir) {
        if (!find(config, "ledger.db", path, &file))
            finding_ok(checkup, "ledger", "none yet; the first paid question begins one");
        else
            check_ledger(checkup, path, file.st_size, &standing);
        check_records(checkup);
    }
    check_budgets(checkup, &standing);
}

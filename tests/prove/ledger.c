/* ledger - many processes spend from one ledger and are killed: no cap is passed, nothing is lost.
 *
 *     ledger PROCESSES ATTEMPTS [FOLDER]
 *
 *   fork all -> (kill one, fork it again)* -> all are through -> end what the dead left -> audit
 */
#include "spender.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *const words[TALLY_COUNT] = {
    [GIVEN] = "given",
    [REFUSED_BY_SESSION] = "refused by a session's cap",
    [REFUSED_BY_DAY] = "refused by the day's cap",
    [SETTLED] = "settled",
    [ESTIMATED] = "estimated",
    [VOIDED] = "void",
    [LEFT_OPEN] = "left open",
    [ORPHANS_ENDED] = "ended for a dead process",
    [SUMMED_UP] = "sums",
    [LOCKED_OUT] = "locked out after 2 s",
    [LOOKS] = "looks at the sums",
};

static unsigned seed = 1;

static void begin(struct shared *shared, int slot)
{
    pid_t pid = fork();

    if (pid == 0)
        spender_run(shared, slot, seed * 7919 + (unsigned)slot);
    seed++;
    shared->slots[slot].pid = pid;
}

/* The slot that ended, -1 for the one who watches, -2 for none. */
static int wait_for_one(struct shared *shared, int *status)
{
    pid_t pid = waitpid(-1, status, WNOHANG);

    if (pid <= 0)
        return -2;
    for (int i = 0; i < shared->slot_count; i++)
        if (shared->slots[i].pid == pid)
            return i;
    return -1;
}

static int progress(const struct shared *shared)
{
    int sum = 0;

    for (int i = 0; i < shared->slot_count; i++)
        sum += shared->slots[i].next;
    return sum;
}

/* Every so many attempts one is killed, at a chance moment; the last tenth is left to the living.
 */
static void kill_one(struct shared *shared, int *kill_at)
{
    int slot = (int)(random() % shared->slot_count);

    if (progress(shared) < *kill_at || shared->slots[slot].pid <= 0 ||
        shared->slots[slot].next >= shared->attempts * 9 / 10)
        return;
    usleep((useconds_t)(random() % 3000));
    kill(shared->slots[slot].pid, SIGKILL);
    *kill_at = progress(shared) + 10 + (int)(random() % 40);
}

/* Begins again what was killed. How many slots came through just now; -1 when a process gave up. */
static int reap(struct shared *shared, int *kills)
{
    int status, slot, through = 0;

    while ((slot = wait_for_one(shared, &status)) != -2) {
        if (slot < 0 || (WIFEXITED(status) && WEXITSTATUS(status) != 0))
            return -1;
        shared->slots[slot].pid = 0;
        if (WIFEXITED(status)) {
            through++;
            continue;
        }
        ++*kills;
        begin(shared, slot);
    }
    return through;
}

/* Until all slots are through; how many processes were killed, or -1 when one gave up. */
static int run(struct shared *shared)
{
    int left = shared->slot_count, kills = 0, kill_at = 20;

    for (int i = 0; i < shared->slot_count; i++)
        begin(shared, i);
    while (left > 0) {
        usleep(500);
        kill_one(shared, &kill_at);

        int through = reap(shared, &kills);

        if (through < 0)
            return -1;
        left -= through;
    }
    return kills;
}

/* What the dead left is ended by whoever comes next. */
static bool end_rest(struct shared *shared)
{
    static const struct ledger_outcome unknown = { .state = LEDGER_ESTIMATED };
    struct err err = { 0 };
    struct ledger *ledger = ledger_open(shared->path, 2000, &err);
    struct ledger_orphan orphan = { 0 };
    bool is_fine = ledger && ledger_check(ledger, &err) == 0;

    while (is_fine) {
        is_fine = ledger_next_orphan(ledger, orphan.id, &orphan, &err) == 0;
        if (!is_fine || orphan.id == 0)
            break;
        is_fine = ledger_end(ledger, orphan.id, &unknown, &err) == 0;
        atomic_fetch_add(&shared->tally[ORPHANS_ENDED], 1);
    }
    if (!is_fine)
        printf("    %s\n", err.text);
    ledger_close(ledger);
    return is_fine;
}

/* Which were never reached: failures, but for being locked out, which should not happen. */
static int print_tally(struct shared *shared, int kills, double seconds)
{
    long given = shared->tally[GIVEN], sum = 0, p50 = 0, p99 = 0;
    int never = kills == 0;

    for (int i = 0; i < TALLY_COUNT; i++) {
        printf("    %ld %s\n", (long)shared->tally[i], words[i]);
        never += i != LOCKED_OUT && shared->tally[i] == 0;
    }
    for (int i = 0; i < CLASSES; i++) {
        if (sum < given / 2)
            p50 = 1L << i;
        if (sum < given - given / 100)
            p99 = 1L << i;
        sum += shared->took[i];
    }
    printf("    %d kills in %.1f s; a hold took less than %.1f ms (half), %.1f ms (99 of 100), at "
           "most "
           "%.1f ms\n",
           kills, seconds, (double)p50 / 1000, (double)p99 / 1000,
           (double)shared->longest_us / 1000);
    return never;
}

static double seconds_since(const struct timespec *began)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - began->tv_sec) + (double)(now.tv_nsec - began->tv_nsec) / 1e9;
}

static void remove_all(const char *folder)
{
    static const char *const names[] = { "ledger.db", "ledger.db-journal", "ledger.db-owners" };
    char path[256];

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static struct shared *share(const char *path, int slots, int attempts)
{
    struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (shared == MAP_FAILED)
        abort();
    shared->path = path;
    shared->slot_count = slots;
    shared->attempts = attempts;
    /* Less than would be spent: of a day by all, of the session that half of them share. */
    shared->day_cap = (int64_t)slots * attempts * AMOUNT_MAX / 11;
    shared->session_cap = (int64_t)slots * attempts * AMOUNT_MAX / 24;
    return shared;
}

int main(int argc, char **argv)
{
    int slots = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 8;
    int attempts = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 200;
    char folder[200], path[256];
    struct timespec began;

    if (slots < 2 || slots > SLOTS_MAX || attempts < 1 || attempts > ATTEMPTS_MAX)
        return 2;
    snprintf(folder, sizeof(folder), "%s/openrouter-mcp-prove-XXXXXX",
             argc > 3 ? argv[3] : P_tmpdir);
    if (!mkdtemp(folder))
        return 2;
    snprintf(path, sizeof(path), "%s/ledger.db", folder);
    setvbuf(stdout, NULL, _IOLBF, 0);
    clock_gettime(CLOCK_MONOTONIC, &began);

    struct shared *shared = share(path, slots, attempts);
    struct err err = { 0 };

    ledger_close(ledger_open(path, 1000, &err));

    pid_t watcher = fork();

    if (watcher == 0)
        spender_watch(shared);

    int kills = run(shared), failures = kills < 0;

    atomic_store(&shared->is_over, true);
    waitpid(watcher, NULL, 0);
    failures += !end_rest(shared);
    failures += audit(shared, kills);
    failures += print_tally(shared, kills, seconds_since(&began));
    remove_all(folder);
    printf("%d passed, %d failed, 0 skipped\n", failures == 0, failures);
    return failures > 0;
}

/* outcome - what became of a review's findings: who has said what of which. */
#include "mcp-server/worth/outcome.h"

#include "json/scan.h"

#include <inttypes.h>

static const char *const fates[FATE_COUNT] = {
    [FATE_OPEN] = "open",           [FATE_ACCEPTED] = "accepted", [FATE_REJECTED] = "rejected",
    [FATE_DUPLICATE] = "duplicate", [FATE_MISSED] = "missed",
};

static const char *const judges[JUDGE_COUNT] = {
    [JUDGE_CLAUDE] = "claude",
    [JUDGE_GIT] = "git",
    [JUDGE_TEST] = "test",
    [JUDGE_HUMAN] = "human",
};

const char *fate_name(enum fate fate)
{
    return fates[fate];
}

const char *judge_name(enum judge judge)
{
    return judges[judge];
}

static int find(const char *const *names, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_is(slice_of(names[i]), name))
            return (int)i;
    return -1;
}

bool judge_read(const char *name, enum judge *judge)
{
    int found = find(judges, JUDGE_COUNT, slice_of(name));

    if (found < 0)
        return false;
    *judge = (enum judge)found;
    return true;
}

bool judge_counts(enum judge judge)
{
    return judge != JUDGE_CLAUDE;
}

void outcome_add(struct buf *out, const struct statement *statement)
{
    buf_addf(out, "%.*s %s %s %" PRId64 "%s%.*s\n", SLICE_FMT(statement->subject),
             fates[statement->fate], judges[statement->judge], statement->time_s,
             statement->words.size > 0 ? " " : "", SLICE_FMT(statement->words));
}

static bool read_line(struct slice line, struct statement *statement)
{
    struct slice subject, fate, judge, time;
    int fate_found, judge_found;

    if (!slice_split(&line, ' ', &subject) || !slice_split(&line, ' ', &fate) ||
        !slice_split(&line, ' ', &judge) || !slice_split(&line, ' ', &time))
        return false;
    fate_found = find(fates, FATE_COUNT, fate);
    judge_found = find(judges, JUDGE_COUNT, judge);
    if (fate_found < 0 || judge_found < 0)
        return false;
    *statement = (struct statement){ .subject = subject,
                                     .fate = (enum fate)fate_found,
                                     .judge = (enum judge)judge_found,
                                     .words = line };
    return scan_int(time, &statement->time_s);
}

bool outcome_next(struct slice *rest, struct statement *statement)
{
    struct slice line;

    while (slice_split(rest, '\n', &line))
        if (read_line(line, statement))
            return true;
    return false;
}

bool outcome_find(struct slice outcome, struct slice subject, struct statement *statement)
{
    while (outcome_next(&outcome, statement))
        if (slice_is(statement->subject, subject))
            return true;
    return false;
}

/* What was missed is told apart by its words. */
static bool find_same(struct slice outcome, const struct statement *statement,
                      struct statement *found)
{
    while (outcome_next(&outcome, found))
        if (slice_is(found->subject, statement->subject) &&
            (statement->fate != FATE_MISSED || slice_is(found->words, statement->words)))
            return true;
    return false;
}

static int rank(enum judge judge)
{
    return judge == JUDGE_HUMAN ? JUDGE_TEST : (int)judge;
}

static bool overrules(const struct statement *statement, const struct statement *before)
{
    return statement->fate == FATE_OPEN ? rank(statement->judge) == rank(before->judge)
                                        : rank(statement->judge) >= rank(before->judge);
}

void outcome_merge(struct slice old, struct slice by, struct buf *out)
{
    struct statement statement, other;
    struct slice rest = old;

    while (outcome_next(&rest, &statement))
        if (!find_same(by, &statement, &other) || !overrules(&other, &statement))
            outcome_add(out, &statement);
    rest = by;
    while (outcome_next(&rest, &statement))
        if (statement.fate != FATE_OPEN &&
            (!find_same(old, &statement, &other) || overrules(&statement, &other)))
            outcome_add(out, &statement);
}

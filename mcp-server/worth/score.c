/* score - what somebody says became of a review's findings: checked against the review, and told.
 */
#include "mcp-server/worth/score.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "mcp-server/text/inert.h"
#include "mcp-server/worth/found.h"

#define IDS_NAMED_MAX 40 /* in a sentence */

static int fail_unknown(const struct score *score, struct slice review, struct slice id,
                        struct err *err)
{
    CLEANUP(buf_done) struct buf ids = BUF_MAX(sizeof(err->text) / 2);
    CLEANUP(buf_done) struct buf said = BUF_MAX(64);

    inert_add_label(&said, id, 16);
    if (found_add_ids(&ids, review, IDS_NAMED_MAX) == 0)
        return err_set(err, ERR_ARGUMENT, "the review %s has no findings, so none is %s", score->id,
                       buf_text(&said));
    return err_set(err, ERR_ARGUMENT, "the review %s has no finding \"%s\"; it has %s", score->id,
                   buf_text(&said), buf_text(&ids));
}

/* One finding, behind those that are in out already. */
static int write_one(const struct score *score, struct slice id, enum fate fate,
                     struct slice review, struct buf *out, struct err *err)
{
    struct statement before, statement = { id, fate, score->judge, score->time_s, { NULL, 0 } };
    struct found found;

    if (!found_find(review, id, &found))
        return fail_unknown(score, review, id, err);
    if (!outcome_find(buf_slice(out), id, &before))
        outcome_add(out, &statement);
    else if (before.fate != fate)
        return err_set(err, ERR_ARGUMENT, "%.*s is said to be both %s and %s; say one of the two",
                       SLICE_FMT(id), fate_name(before.fate), fate_name(fate));
    return 0;
}

/* Also "F1, F2" in one string, as people type it. */
static int write_list(const struct score *score, const cJSON *list, enum fate fate,
                      struct slice review, struct buf *out, struct err *err)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, list)
    {
        struct slice rest = slice_of(item->valuestring), id;

        while (slice_split(&rest, ',', &id))
            if (write_one(score, slice_trim(id), fate, review, out, err) < 0)
                return -1;
    }
    return 0;
}

static int write_missed(const struct score *score, struct buf *out, struct err *err)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, score->missed)
    {
        CLEANUP(buf_done) struct buf words = BUF_MAX(4 * OUTCOME_WORDS_MAX);

        if (utf8_count(slice_of(item->valuestring)) <= OUTCOME_WORDS_MAX)
            inert_add_line(&words, slice_of(item->valuestring), OUTCOME_WORDS_MAX);
        if (slice_trim(buf_slice(&words)).size == 0)
            return err_set(err, ERR_ARGUMENT,
                           "what was missed is said as \"file:line title\", in at most %d "
                           "characters",
                           OUTCOME_WORDS_MAX);
        outcome_add(out, &(struct statement){ SLICE("-"), FATE_MISSED, score->judge, score->time_s,
                                              slice_trim(buf_slice(&words)) });
    }
    return 0;
}

/* Each is looked for in the review, so nobody may name one a million times. */
static int check_count(const struct score *score, struct err *err)
{
    int64_t count = cJSON_GetArraySize(score->accepted) + cJSON_GetArraySize(score->rejected) +
                    cJSON_GetArraySize(score->duplicate) + cJSON_GetArraySize(score->missed);

    if (count <= FINDINGS_KEPT_MAX)
        return 0;
    return err_set(err, ERR_TOO_LARGE, "%lld findings are more than one review can have (%d)",
                   (long long)count, FINDINGS_KEPT_MAX);
}

int score_write(const struct score *score, struct slice review, struct buf *out, struct err *err)
{
    if (check_count(score, err) < 0 ||
        write_list(score, score->accepted, FATE_ACCEPTED, review, out, err) < 0 ||
        write_list(score, score->rejected, FATE_REJECTED, review, out, err) < 0 ||
        write_list(score, score->duplicate, FATE_DUPLICATE, review, out, err) < 0)
        return -1;
    return write_missed(score, out, err);
}

void tally_take(struct tally *tally, struct slice review, struct slice outcome)
{
    struct found_walk walk = { .review = review };
    struct slice rest = outcome;
    struct statement statement;
    struct found found;

    *tally = (struct tally){ .findings = 0 };
    while (found_next(&walk, &found)) {
        tally->findings++;
        tally->fates[outcome_find(outcome, found.id, &statement) ? statement.fate : FATE_OPEN]++;
    }
    while (outcome_next(&rest, &statement)) {
        tally->fates[FATE_MISSED] += statement.fate == FATE_MISSED;
        tally->judges[statement.judge] = true;
    }
}

/* "human and git" */
static void add_judges(struct buf *out, const struct tally *tally)
{
    size_t said = 0, count = 0;

    for (size_t i = 0; i < JUDGE_COUNT; i++)
        count += tally->judges[i];
    for (size_t i = JUDGE_COUNT; i > 0; i--) {
        if (!tally->judges[i - 1])
            continue;
        buf_addf(out, "%s%s",
                 said == 0           ? "; by "
                 : said + 1 == count ? " and "
                                     : ", ",
                 judge_name((enum judge)(i - 1)));
        said++;
    }
    if (tally->judges[JUDGE_CLAUDE])
        buf_addf(out, " (%s is not counted in show_usage by=outcome)", judge_name(JUDGE_CLAUDE));
}

void score_add_line(struct buf *out, const char *id, const struct tally *tally)
{
    static const enum fate order[] = { FATE_ACCEPTED, FATE_REJECTED, FATE_DUPLICATE, FATE_OPEN };

    buf_addf(out, "%s: ", id);
    for (size_t i = 0; i < ARRAY_COUNT(order); i++)
        if (tally->fates[order[i]] > 0 || order[i] == FATE_ACCEPTED)
            buf_addf(out, "%s%zu %s", i > 0 ? ", " : "", tally->fates[order[i]],
                     fate_name(order[i]));
    buf_addf(out, " of %zu", tally->findings);
    if (tally->fates[FATE_MISSED] > 0)
        buf_addf(out, ", %zu missed", tally->fates[FATE_MISSED]);
    add_judges(out, tally);
}

void score_add_kept(struct buf *out, struct slice statements, struct slice outcome)
{
    struct statement statement, kept;
    size_t count = 0;

    while (outcome_next(&statements, &statement)) {
        if (statement.fate == FATE_OPEN || statement.fate == FATE_MISSED ||
            !outcome_find(outcome, statement.subject, &kept) || kept.judge == statement.judge)
            continue;
        buf_addf(out, "%s%.*s", count == 0 ? "; kept as said by who knows better: " : ", ",
                 SLICE_FMT(statement.subject));
        count++;
    }
}

cJSON *score_facts(const char *id, const struct tally *tally)
{
    cJSON *facts = cJSON_CreateObject(), *judges = cJSON_CreateArray();

    cJSON_AddStringToObject(facts, "review_id", id);
    cJSON_AddNumberToObject(facts, "findings", (double)tally->findings);
    for (int fate = 0; fate < FATE_COUNT; fate++)
        cJSON_AddNumberToObject(facts, fate_name((enum fate)fate), (double)tally->fates[fate]);
    for (int judge = 0; judge < JUDGE_COUNT; judge++)
        if (tally->judges[judge])
            cJSON_AddItemToArray(judges, cJSON_CreateString(judge_name((enum judge)judge)));
    cJSON_AddItemToObject(facts, "by", judges);
    return facts;
}

/* score_review - what became of a review's findings, kept with it.
 *
 *   start -> the review is found -> on_review: checked -> (from_git: the revision is looked at)
 *         -> added in the store -> on_scored
 *
 * Spends nothing, and leaves nothing of it to anybody but the state directory.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "mcp-server/review/shelf.h"
#include "mcp-server/worth/aftermath.h"
#include "mcp-server/worth/score.h"
#include "mcp/call.h"

struct scoring {
    /* arguments */
    const char *review_id, *by, *from_git;
    struct score score;

    struct shelf_recall *recall;
    const struct shelf_leaf *leaf; /* from on_review on */
    struct buf said;               /* by the caller */
    struct aftermath aftermath;    /* where git is asked */
    struct buf statements;         /* both */
    struct store_amend *amend;
};

static const struct json_field score_fields[] = {
    { "review_id", JSON_STR, offsetof(struct scoring, review_id) },
    { "accepted", JSON_NODE, offsetof(struct scoring, score.accepted) },
    { "rejected", JSON_NODE, offsetof(struct scoring, score.rejected) },
    { "duplicate", JSON_NODE, offsetof(struct scoring, score.duplicate) },
    { "missed", JSON_NODE, offsetof(struct scoring, score.missed) },
    { "by", JSON_STR, offsetof(struct scoring, by) },
    { "from_git", JSON_STR, offsetof(struct scoring, from_git) },
    { 0 },
};

static void score_answer(struct call *call, struct slice outcome)
{
    const struct scoring *scoring = call_state(call);
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));
    struct tally tally;

    tally_take(&tally, scoring->leaf->review, outcome);
    score_add_line(&text, scoring->leaf->id, &tally);
    score_add_kept(&text, buf_slice(&scoring->statements), outcome);
    aftermath_add_words(&scoring->aftermath, &text);
    buf_adds(&text, "\n");
    call_answer(call, buf_slice(&text), score_facts(scoring->leaf->id, &tally));
}

static void score_on_scored(void *user, struct slice outcome, const struct err *err)
{
    struct call *call = user;

    if (err)
        call_fail(call, err);
    else
        score_answer(call, outcome);
}

static void score_add(struct call *call)
{
    struct scoring *scoring = call_state(call);

    buf_add(&scoring->statements, buf_slice(&scoring->said));
    aftermath_write(&scoring->aftermath, scoring->score.time_s, &scoring->statements);
    if (scoring->statements.full)
        call_fail(call,
                  &(struct err){ ERR_TOO_LARGE, "that is more than can be kept of a review" });
    else if (scoring->statements.size == 0)
        score_answer(call, scoring->leaf->outcome);
    else
        scoring->amend = shelf_score(call_context(call), scoring->leaf,
                                     buf_slice(&scoring->statements), score_on_scored, call);
}

static void score_on_git(void *user, const struct err *err)
{
    struct call *call = user;

    if (err)
        call_fail(call, err);
    else
        score_add(call);
}

static void score_ask_git(struct call *call)
{
    struct scoring *scoring = call_state(call);

    scoring->aftermath = (struct aftermath){
        .program = call_context(call),
        .name = scoring->from_git,
        .review = scoring->leaf->review,
        .said = buf_slice(&scoring->said),
        .outcome = scoring->leaf->outcome,
        .on_end = score_on_git,
        .user = call,
    };
    aftermath_start(&scoring->aftermath);
}

static void score_on_review(void *user, const struct shelf_leaf *leaf, const struct err *err)
{
    struct call *call = user;
    struct scoring *scoring = call_state(call);
    struct err why = { 0 };

    if (err) {
        call_fail(call, err);
        return;
    }
    scoring->leaf = leaf;
    if (score_write(&scoring->score, leaf->review, &scoring->said, &why) < 0)
        call_fail(call, &why);
    else if (scoring->from_git)
        score_ask_git(call);
    else
        score_add(call);
}

static void score_start(struct call *call)
{
    struct scoring *scoring = call_state(call);

    json_read(call_arguments(call), score_fields, scoring);
    scoring->said = scoring->statements = BUF_MAX(OUTCOME_TEXT_MAX);
    scoring->score.id = scoring->review_id;
    scoring->score.time_s = clock_unix_s();
    scoring->score.judge = JUDGE_CLAUDE;
    if (scoring->by)
        judge_read(scoring->by, &scoring->score.judge);
    scoring->recall = shelf_recall(call_context(call), scoring->review_id, score_on_review, call);
}

static void score_stop(void *state)
{
    struct scoring *scoring = state;

    aftermath_done(&scoring->aftermath);
    store_amend_free(scoring->amend);
    shelf_recall_free(scoring->recall);
    buf_done(&scoring->said);
    buf_done(&scoring->statements);
}

const struct handler tool_score_review = {
    .name = "score_review",
    .state_size = sizeof(struct scoring),
    .start = score_start,
    .stop = score_stop,
};

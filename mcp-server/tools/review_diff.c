/* review_diff - a panel of other vendors' models over one change.
 *
 *   start -> lists are there -> reviewers -> the subject is there -> as the ledger stands
 *         -> (the user allows it) -> the review -> (news) -> finish: named, kept, answered
 *   dry run: ... -> as the ledger stands -> a preview -> answered
 *
 * Nothing is asked when the gate leaves fewer reviewers than min_reviewers, and nothing is claimed
 * when fewer have answered.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "mcp-server/gate/consent.h"
#include "mcp-server/material/reach.h"
#include "mcp-server/models/selection.h"
#include "mcp-server/review/report.h"
#include "mcp-server/review/request.h"
#include "mcp-server/review/shelf.h"
#include "mcp/call.h"

struct look {
    struct review_request asked;
    struct roots *roots; /* what the client's own leave; NULL: all */
    struct lists lists;
    struct selection selection;
    struct subject subject;
    struct store_query *question; /* how the ledger stands */
    int64_t bound_nano;
    struct allowance allowed;
    struct review review;
    bool is_running;
};

extern const struct handler tool_review_diff;

static void look_on_lists(void *user, const struct err *err);
static void look_on_news(void *user);
static void look_finish(void *user);

static struct selection_request look_selection_request(struct call *call)
{
    const struct look *look = call_state(call);

    return (struct selection_request){
        .models = look->asked.models,
        .client = call_client(call),
        .zdr = look->asked.zdr,
        .is_for_cloud = look->asked.fallbacks.count > 0,
    };
}

static void look_start(struct call *call)
{
    struct look *look = call_state(call);
    const struct program *program = call_context(call);
    struct err err = { 0 };

    if (review_request_read(&look->asked, call_arguments(call), program, &err) < 0) {
        call_fail(call, &err);
        return;
    }
    call_set_timeout_s(call, look->asked.timeout_s);
    if (!reach_narrow(call, program->roots, &look->roots))
        return;

    struct selection_request request = look_selection_request(call), refuters = request;

    look->lists = (struct lists){ .program = program, .on_ready = look_on_lists, .user = call };
    selection_need(program, &request, &look->lists);
    if (look->asked.verifies) {
        refuters.models = "verify";
        selection_need(program, &refuters, &look->lists);
    }
    if (!look->asked.dry_run && !program->config->key && !lists_need_any_local(&look->lists)) {
        call_fail(call, &program->config->key_err);
        return;
    }
    lists_wait(&look->lists);
}

/* --- who reviews, and what ------------------------------------------------------------------ */

static int look_select(struct call *call, struct err *err)
{
    struct look *look = call_state(call);
    struct selection_request request = look_selection_request(call);
    struct selection *selection = &look->selection;

    if (selection_make(selection, call_context(call), &request, err) < 0)
        return -1;
    if (selection->count > 1 && look->asked.fallbacks.count > 0)
        return err_set(err, ERR_ARGUMENT,
                       "fallbacks goes with one model; of several, each answers for itself");
    if ((size_t)look->asked.min_reviewers > selection->count)
        return err_set(err, ERR_ARGUMENT,
                       "min_reviewers is %lld, and model stands for %zu; name more models",
                       (long long)look->asked.min_reviewers, selection->count);
    return 0;
}

static void look_set_review(struct call *call)
{
    struct look *look = call_state(call);
    struct review *review = &look->review;

    *review = (struct review){
        .program = call_context(call),
        .subject = &look->subject,
        .verifies = look->asked.verifies,
        .is_fresh = look->asked.fresh,
        .min_severity = look->asked.min_severity,
        .max_findings = (size_t)look->asked.max_findings,
        .client = call_client(call),
        .on_news = look_on_news,
        .on_end = look_finish,
        .user = call,
    };
}

static void look_add_reviewers(struct look *look)
{
    for (size_t i = 0; i < look->selection.count; i++)
        review_add(&look->review, look->selection.list[i].model, look->selection.list[i].role,
                   look->selection.list[i].why);
}

static struct inquiry_request look_request(struct look *look)
{
    return (struct inquiry_request){
        .tool = tool_review_diff.name,
        .tag = look->asked.tag,
        .fallbacks = look->asked.fallbacks.names,
        .max_cost_nano = look->asked.max_cost_nano,
        .zdr = look->asked.zdr,
        .fresh = look->asked.fresh,
        .allowed = look->allowed,
    };
}

static void look_on_subject(void *user, const struct err *err);

static void look_on_lists(void *user, const struct err *err)
{
    struct call *call = user;
    struct look *look = call_state(call);
    struct err why = { 0 };

    if (err || look_select(call, &why) < 0) {
        call_fail(call, err ? err : &why);
        return;
    }
    look->subject = (struct subject){
        .program = call_context(call),
        .diff = look->asked.diff,
        .repo = look->asked.repo,
        .paths = look->asked.paths,
        .rules = look->asked.rules,
        .focus = look->asked.focus,
        .intent = look->asked.intent,
        .context = look->asked.context,
        .roots = look->roots,
        .on_ready = look_on_subject,
        .user = call,
    };
    subject_wait(&look->subject);
}

/* --- what it may cost ----------------------------------------------------------------------- */

static void look_begin(struct call *call, const struct ledger_standing *standing);

static int64_t look_cap_nano(const struct look *look, const struct config *config)
{
    return admit_call_cap(config, &look->allowed, look->asked.max_cost_nano);
}

static void look_show_preview(struct call *call, const struct ledger_standing *standing)
{
    struct look *look = call_state(call);
    const struct program *program = call_context(call);
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    struct inquiry_request request = look_request(look);
    int64_t wanted_nano;
    int64_t bound_nano = review_look(&look->review, standing, &request, false, &wanted_nano);
    cJSON *facts = cJSON_CreateObject();
    char money[MONEY_TEXT_SIZE];

    report_preview(&look->review, standing, &request, bound_nano,
                   look_cap_nano(look, program->config), &text);
    cJSON_AddStringToObject(facts, "cost_usd_at_most", money_exact(money, bound_nano));
    call_answer(call, buf_slice(&text), facts);
}

/* Whether the call goes on now. */
static bool look_has_consent(struct call *call, const struct ledger_standing *standing)
{
    struct look *look = call_state(call);
    const struct program *program = call_context(call);
    CLEANUP(buf_done) struct buf subject = BUF_MAX(KIB(1));
    struct inquiry_request request = look_request(look);
    int64_t wanted_nano;

    (void)review_look(&look->review, standing, &request, true, &wanted_nano);
    if (wanted_nano <= 0 || !call_can_ask(call, ASK_ELICITATION))
        return true;
    for (size_t i = 0; i < look->review.count; i++)
        buf_addf(&subject, "%s%s", i > 0 ? ", " : "", look->review.reviewers[i].model);
    return consent_ask(call, program->config, standing, buf_text(&subject), wanted_nano,
                       &look->allowed) != CONSENT_WAITS;
}

/* Where the ledger cannot be read, the caps of one call are looked at; the ledger itself refuses
 * later. */
static void look_on_standing(void *user, const struct ledger_standing *standing,
                             const struct err *err)
{
    static const struct ledger_standing not_known;
    struct call *call = user;
    struct look *look = call_state(call);

    look->question = store_query_free(look->question);
    standing = err ? &not_known : standing;
    if (look->asked.dry_run)
        look_show_preview(call, standing);
    else if (look_has_consent(call, standing))
        look_begin(call, standing);
}

static void look_at_ledger(struct call *call)
{
    const struct program *program = call_context(call);
    struct look *look = call_state(call);
    struct err none = { ERR_CONFIG, "" };

    if (program->store)
        look->question = store_standing(program->store, program->config->session_id, clock_unix_s(),
                                        look_on_standing, call);
    else
        look_on_standing(call, NULL, &none);
}

/* Nothing in it can be reviewed: no model is asked. */
static void look_answer_nothing(struct call *call)
{
    struct look *look = call_state(call);
    const struct program *program = call_context(call);
    const struct diff *change = &look->subject.change;
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX);
    struct report report = {
        .review = &look->review,
        .time_s = clock_unix_s(),
        .tag = look->asked.tag,
        .cap_nano = look_cap_nano(look, program->config),
    };

    report_nothing(change, &text);
    if (change->count > change->sent_files)
        call_answer_error(call, buf_slice(&text), report_json(&report));
    else
        call_answer(call, buf_slice(&text), report_json(&report));
}

static void look_on_subject(void *user, const struct err *err)
{
    struct call *call = user;
    struct look *look = call_state(call);

    if (err) {
        call_fail(call, err);
        return;
    }
    look_set_review(call);
    if (look->subject.change.sent_hunks == 0) {
        look_answer_nothing(call);
        return;
    }
    look_add_reviewers(look);
    review_prepare(&look->review);
    look_at_ledger(call);
}

/* --- the review ----------------------------------------------------------------------------- */

/* Fewer reviewers than are wanted: why, of each. */
static void look_fail_few(struct call *call)
{
    struct look *look = call_state(call);
    const struct review *review = &look->review;
    CLEANUP(buf_done) struct buf text = BUF_MAX(BRANCH_MAX * sizeof(struct err) + KIB(1));
    cJSON *facts;

    if (review->count == 1 && review_cost_nano(review) == 0) {
        call_fail(call, &review->reviewers[0].err);
        return;
    }
    facts = report_few(review, (size_t)look->asked.min_reviewers, &text);
    call_answer_error(call, buf_slice(&text), facts);
}

static void look_begin(struct call *call, const struct ledger_standing *standing)
{
    struct look *look = call_state(call);
    struct review *review = &look->review;
    struct inquiry_request request = look_request(look);
    int64_t wanted_nano;

    look->bound_nano = review_look(review, standing, &request, false, &wanted_nano);
    if (review->count - review_ended(review) < (size_t)look->asked.min_reviewers) {
        look_fail_few(call);
        return;
    }
    request.deadline_ms = clock_ms() + call_left_ms(call);
    look->is_running = true;
    review_start(review, &request);
}

static void look_on_news(void *user)
{
    struct call *call = user;
    const struct look *look = call_state(call);
    char text[PROGRESS_TEXT_MAX];
    double done, total;

    report_progress(&look->review, text, &done, &total);
    call_progress(call, done, total, "%s", text);
}

static void look_finish(void *user)
{
    struct call *call = user;
    struct look *look = call_state(call);
    const struct program *program = call_context(call);
    CLEANUP(buf_done) struct buf text = BUF_MAX(LINE_OUT_MAX), json = BUF_MAX(REVIEW_REPORT_MAX);
    CLEANUP(freep) char *path = NULL;
    struct err why = { 0 };
    struct report report = {
        .review = &look->review,
        .time_s = clock_unix_s(),
        .tag = look->asked.tag,
        .bound_nano = look->bound_nano,
        .cap_nano = look_cap_nano(look, program->config),
    };
    cJSON *facts;

    if (review_answered(&look->review) < (size_t)look->asked.min_reviewers) {
        look_fail_few(call);
        return;
    }
    report_name(&report);
    facts = report_json(&report);
    if (report_print(facts, &json) == 0)
        path =
            shelf_keep(program, report.id, buf_slice(&json), review_is_repeat(&look->review), &why);
    else
        err_set(&why, ERR_TOO_LARGE, "it has more than %zu bytes", REVIEW_REPORT_MAX);
    report.path = path;
    report.why_not = why.text;
    report_text(&report, &text);
    call_answer(call, buf_slice(&text), facts);
}

static void look_on_deadline(struct call *call)
{
    struct look *look = call_state(call);

    if (!look->is_running) {
        call_fail(call, &(struct err){ ERR_TIMEOUT, "the list of models, the change or the ledger "
                                                    "could not be read in time" });
        return;
    }
    review_cut(&look->review);
    look_finish(call);
}

static void look_stop(void *state)
{
    struct look *look = state;
    struct call *call = look->review.user;

    lists_done(&look->lists);
    store_query_free(look->question);
    review_done(&look->review, call && call_is_given_up(call));
    subject_done(&look->subject);
    roots_free(look->roots);
}

const struct handler tool_review_diff = {
    .name = "review_diff",
    .state_size = sizeof(struct look),
    .start = look_start,
    .on_deadline = look_on_deadline,
    .stop = look_stop,
};

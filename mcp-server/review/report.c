/* report - a review as JSON. */
#include "mcp-server/review/report.h"

#include "mcp-server/text/inert.h"
#include "schemas.h"
#include "vault/digest.h"
#include "vault/secret.h"

#include <inttypes.h>
#include <stdio.h>

/* --- values --------------------------------------------------------------------------------- */

static void add_word(cJSON *object, const char *name, const char *word)
{
    if (word && word[0])
        cJSON_AddStringToObject(object, name, word);
    else
        cJSON_AddNullToObject(object, name);
}

/* A model's words. */
static void add_inert(cJSON *object, const char *name, const char *words)
{
    CLEANUP(buf_done) struct buf inert = BUF_MAX(KIB(64));

    if (words)
        inert_add(&inert, slice_of(words), NULL);
    add_word(object, name, buf_text(&inert));
}

static void add_count(cJSON *object, const char *name, int64_t count)
{
    cJSON_AddNumberToObject(object, name, (double)count);
}

/* Twice: as dollars, for people, and exact, for sums. */
static void add_money(cJSON *object, const char *name, int64_t nano)
{
    char money[MONEY_TEXT_SIZE], member[32];

    snprintf(member, sizeof(member), "%s_usd", name);
    cJSON_AddItemToObject(object, member, cJSON_CreateRaw(money_exact(money, nano)));
    snprintf(member, sizeof(member), "%s_nano", name);
    add_count(object, member, nano);
}

/* --- the change ----------------------------------------------------------------------------- */

static void add_target(cJSON *report, const struct subject *subject)
{
    const struct diff *change = &subject->change;
    cJSON *target = cJSON_AddObjectToObject(report, "target"), *not_sent;

    add_word(target, "what", change->what);
    add_word(target, "told", change->told);
    add_word(target, "base", change->base);
    add_word(target, "head", change->head);
    add_word(target, "repository", change->repository);
    add_word(target, "repo", subject->repo);
    add_count(target, "files", (int64_t)(change->count + change->unlisted));
    add_count(target, "hunks", (int64_t)change->sent_hunks);
    add_count(target, "added", (int64_t)change->added);
    add_count(target, "removed", (int64_t)change->removed);
    not_sent = cJSON_AddArrayToObject(target, "not_sent");
    for (size_t i = 0; i < change->count; i++) {
        const struct diff_file *file = &change->files[i];
        cJSON *row;

        if (diff_is_sent(file))
            continue;
        row = cJSON_CreateObject();
        add_word(row, "path", file->path);
        add_word(row, "rule", file->rule);
        add_word(row, "why", file->why);
        cJSON_AddItemToArray(not_sent, row);
    }
}

/* --- the findings --------------------------------------------------------------------------- */

static void add_anchor(cJSON *row, const struct finding *finding)
{
    const struct anchor *anchor = &finding->anchor;
    cJSON *facts = cJSON_AddObjectToObject(row, "anchor");

    add_word(facts, "path", finding->path);
    add_word(facts, "subject_type", anchor->is_line ? "LINE" : "FILE");
    if (!anchor->is_line)
        return;
    add_word(facts, "side", anchor->is_left ? "LEFT" : "RIGHT");
    add_count(facts, "line", anchor->line);
    if (anchor->start_line > 0)
        add_count(facts, "start_line", anchor->start_line);
}

static void add_confidence(cJSON *row, int percent)
{
    char number[16];

    if (percent < 0) {
        cJSON_AddNullToObject(row, "confidence");
        return;
    }
    snprintf(number, sizeof(number), "%d.%02d", percent / 100, percent % 100);
    cJSON_AddItemToObject(row, "confidence", cJSON_CreateRaw(number));
}

static void add_words(cJSON *row, const struct wording *wording, enum severity severity)
{
    add_word(row, "severity", severity_name(severity));
    add_word(row, "category", category_name(wording->category));
    add_inert(row, "title", wording->title);
    add_inert(row, "why", wording->why);
    add_inert(row, "fix", wording->fix);
    add_confidence(row, wording->confidence);
}

static void add_line(cJSON *row, const char *name, int64_t line)
{
    if (line > 0)
        add_count(row, name, line);
    else
        cJSON_AddNullToObject(row, name);
}

static void add_finders(cJSON *row, const struct review *review, const struct finding *finding)
{
    cJSON *found_by = cJSON_AddArrayToObject(row, "found_by");
    cJSON *wordings = cJSON_AddArrayToObject(row, "wordings");

    for (size_t i = 0; i < review->count; i++)
        if (finding_is_by(finding, i))
            cJSON_AddItemToArray(found_by, cJSON_CreateString(review->reviewers[i].model));
    for (size_t k = 0; k < finding->wording_count; k++) {
        const struct wording *wording = &finding->wordings[k];
        cJSON *words = cJSON_CreateObject();

        add_word(words, "model", review->reviewers[wording->reviewer].model);
        add_words(words, wording, wording->severity);
        add_line(words, "line", wording->line);
        cJSON_AddItemToArray(wordings, words);
    }
}

static cJSON *finding_json(const struct review *review, const struct finding *finding)
{
    const struct wording *wording = &finding->wordings[0];
    cJSON *row = cJSON_CreateObject();

    add_word(row, "id", finding->id);
    add_words(row, wording, finding->severity);
    add_word(row, "file", finding->path);
    add_word(row, "side", finding->is_left ? "LEFT" : "RIGHT");
    add_line(row, "line", finding->line);
    add_line(row, "end_line", finding->end_line);
    add_line(row, "line_reported", wording->line);
    cJSON_AddBoolToObject(row, "is_ambiguous", finding->is_ambiguous);
    add_word(row, "quote", finding->quote);
    add_word(row, "quote_status", quote_status_name(finding->status));
    add_inert(row, "rule", finding->rule);
    add_finders(row, review, finding);
    add_count(row, "vendors", (int64_t)finding->vendors);
    add_count(row, "reviewers_ok", (int64_t)review_answered(review));
    add_word(row, "verdict", verdict_name(finding->verdict));
    add_word(row, "verified_by", finding->verified_by);
    add_inert(row, "verdict_reason", finding->verdict_reason);
    add_anchor(row, finding);
    return row;
}

static void add_list(cJSON *report, const char *name, const struct review *review,
                     const struct finding_list *list)
{
    cJSON *rows = cJSON_AddArrayToObject(report, name);

    for (size_t i = 0; i < list->count; i++)
        cJSON_AddItemToArray(rows, finding_json(review, &list->items[i]));
}

static void add_dropped(cJSON *report, const struct review *review)
{
    cJSON *rows = cJSON_AddArrayToObject(report, "dropped");

    for (size_t reason = 0; reason < DROP_COUNT; reason++)
        for (size_t i = 0; i < review->dropped[reason].count; i++) {
            const struct finding *finding = &review->dropped[reason].items[i];
            const struct wording *wording = &finding->wordings[0];
            cJSON *row = cJSON_CreateObject();

            add_word(row, "reason", drop_reason_name((enum drop_reason)reason));
            add_word(row, "model", review->reviewers[wording->reviewer].model);
            add_words(row, wording, wording->severity);
            add_inert(row, "file", finding->path);
            add_line(row, "line", wording->line);
            add_inert(row, "quote", finding->quote);
            add_inert(row, "rule", finding->rule);
            cJSON_AddItemToArray(rows, row);
        }
}

/* --- the reviewers -------------------------------------------------------------------------- */

static int64_t count_of(const struct finding_list *list, size_t reviewer)
{
    int64_t count = 0;

    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < list->items[i].wording_count; k++)
            count += list->items[i].wordings[k].reviewer == reviewer;
    return count;
}

static void add_bill(cJSON *row, const struct bill *bill)
{
    cJSON *ids = cJSON_AddArrayToObject(row, "generation_ids"), *tokens;

    for (size_t i = 0; i < bill->generation_count; i++)
        cJSON_AddItemToArray(ids, cJSON_CreateString(bill->generations[i]));
    add_count(row, "requests", (int64_t)bill->requests);
    tokens = cJSON_AddObjectToObject(row, "tokens");
    add_count(tokens, "in", bill->tokens_in);
    add_count(tokens, "out", bill->tokens_out);
    add_count(tokens, "reasoning", bill->tokens_reasoning);
    add_count(tokens, "cached", bill->tokens_cached);
    add_money(row, "cost", bill->cost_nano);
    cJSON_AddBoolToObject(row, "cost_is_bound", bill->cost_is_bound);
    cJSON_AddBoolToObject(row, "is_cached", bill->requests > 0 && bill->asked == 0);
    add_count(row, "ms", bill->ms);
}

static cJSON *reviewer_json(const struct review *review, const struct reviewer *reviewer)
{
    static const char *const states[] = { "open", "ok", "partial", "failed" };
    const struct finding_list *missing = &review->dropped[DROP_QUOTE_MISSING];
    int64_t kept = count_of(&review->findings, reviewer->number) +
                   count_of(&review->below, reviewer->number) +
                   count_of(&review->demoted, reviewer->number);
    int64_t dropped = count_of(missing, reviewer->number) +
                      count_of(&review->dropped[DROP_RULE_MISSING], reviewer->number);
    cJSON *row = cJSON_CreateObject();

    add_word(row, "model", reviewer->model);
    add_word(row, "vendor", reviewer->vendor);
    add_word(row, "role", reviewer->role);
    add_word(row, "answered_by", reviewer->bill.answered_by);
    add_word(row, "provider", reviewer->bill.provider);
    add_word(row, "status", states[reviewer->state]);
    add_word(row, "error", reviewer->err.kind != ERR_NONE ? reviewer->err.text : NULL);
    add_count(row, "raw", kept + dropped);
    add_count(row, "kept", kept);
    add_count(row, "quote_missing", count_of(missing, reviewer->number));
    add_count(row, "broken", (int64_t)reviewer->broken);
    add_bill(row, &reviewer->bill);
    return row;
}

static void add_skipped(cJSON *skipped, const char *path, const char *why)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(PATH_BYTES_MAX * 2);

    inert_add_line(&line, slice_of(path), PATH_BYTES_MAX);
    buf_addf(&line, ": %s", why);
    cJSON_AddItemToArray(skipped, cJSON_CreateString(buf_text(&line)));
}

static void add_unlisted(cJSON *skipped, size_t count)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(KIB(1));

    buf_addf(&line, "%zu files more: a review has at most %d", count, DIFF_FILES_MAX);
    cJSON_AddItemToArray(skipped, cJSON_CreateString(buf_text(&line)));
}

static void add_coverage(cJSON *report, const struct review *review)
{
    const struct diff *change = &review->subject->change;
    cJSON *coverage = cJSON_AddObjectToObject(report, "coverage"), *skipped, *failed;

    add_count(coverage, "files_reviewed", (int64_t)(change->sent_files - report_unread(review)));
    skipped = cJSON_AddArrayToObject(coverage, "files_skipped");
    for (size_t i = 0; i < change->count; i++)
        if (!diff_is_sent(&change->files[i]))
            add_skipped(skipped, change->files[i].path, change->files[i].rule);
        else if (!report_is_read(review, i))
            add_skipped(skipped, change->files[i].path, report_why_unread(review, i));
    if (change->unlisted > 0)
        add_unlisted(skipped, change->unlisted);
    failed = cJSON_AddArrayToObject(coverage, "reviewers_failed");
    for (size_t i = 0; i < review->count; i++)
        if (review->reviewers[i].state == REVIEWER_FAILED)
            cJSON_AddItemToArray(failed, cJSON_CreateString(review->reviewers[i].model));
}

static void add_verify(cJSON *report, const struct review *review)
{
    const struct trial *trial = &review->trial;
    cJSON *verify = cJSON_AddObjectToObject(report, "verify"), *rows;
    struct trial_model models[BRANCH_MAX];
    size_t count = trial_models(trial, models);

    add_word(verify, "mode", review->verifies ? "cross" : "quote");
    add_word(verify, "error", trial->err.kind != ERR_NONE ? trial->err.text : NULL);
    rows = cJSON_AddArrayToObject(verify, "models");
    for (size_t i = 0; i < count; i++) {
        cJSON *row = cJSON_CreateObject();

        add_word(row, "model", models[i].model);
        add_bill(row, &models[i].bill);
        cJSON_AddItemToArray(rows, row);
    }
}

/* --- the whole ------------------------------------------------------------------------------ */

static void add_prompts(cJSON *report, const struct review *review)
{
    cJSON *prompts = cJSON_AddObjectToObject(report, "prompts");
    char digest[DIGEST_SIZE];

    digest_hex(slice_of(review_reviewer_text), digest);
    add_word(prompts, "reviewer", digest);
    digest_hex(slice_of(review_refuter_text), digest);
    add_word(prompts, "refuter", review->verifies ? digest : NULL);
}

static void add_cost(cJSON *report, const struct report *facts)
{
    cJSON *cost = cJSON_AddObjectToObject(report, "cost");

    add_money(cost, "total", review_cost_nano(facts->review));
    add_money(cost, "verify", facts->review->trial.bill.cost_nano);
    add_money(cost, "estimated", facts->bound_nano);
    add_money(cost, "cap", facts->cap_nano);
    cJSON_AddBoolToObject(cost, "is_bound", review_cost_is_bound(facts->review));
}

cJSON *report_json(const struct report *facts)
{
    const struct review *review = facts->review;
    const struct config *config = review->program->config;
    cJSON *report = cJSON_CreateObject(), *reviewers;
    char seed[24];

    add_word(report, "review_id", facts->id);
    add_count(report, "time_s", facts->time_s);
    add_word(report, "project", config->project);
    add_word(report, "session", config->session_id);
    add_word(report, "tag", facts->tag);
    add_target(report, review->subject);
    snprintf(seed, sizeof(seed), "%016" PRIx64, review->seed);
    add_word(report, "seed", seed);
    add_prompts(report, review);
    reviewers = cJSON_AddArrayToObject(report, "reviewers");
    for (size_t i = 0; i < review->count; i++)
        cJSON_AddItemToArray(reviewers, reviewer_json(review, &review->reviewers[i]));
    add_list(report, "findings", review, &review->findings);
    add_list(report, "demoted", review, &review->demoted);
    add_list(report, "below", review, &review->below);
    add_dropped(report, review);
    add_coverage(report, review);
    add_verify(report, review);
    add_cost(report, facts);
    return report;
}

static void add_names(struct buf *out, const struct bill *bill)
{
    for (size_t i = 0; i < bill->generation_count; i++)
        buf_addf(out, "%s\n", bill->generations[i]);
}

void report_name(struct report *report)
{
    const struct review *review = report->review;
    CLEANUP(buf_done) struct buf names = BUF_MAX(KIB(64));

    for (size_t i = 0; i < review->count; i++)
        add_names(&names, &review->reviewers[i].bill);
    add_names(&names, &review->trial.bill);
    if (names.size == 0) {
        secret_random_id(report->id, "r_");
        return;
    }
    /* Local servers give one name to many answers: what was reviewed is in the seed. */
    buf_addf(&names, "%d %zu %s %s %" PRIx64, (int)review->min_severity, review->max_findings,
             review->subject->change.base, review->subject->change.head, review->seed);
    digest_id(report->id, "r_", buf_slice(&names));
}

/* review - a panel of models over one change, and a program over the panel.
 *
 *   review_add* -> review_prepare -> review_look (the gate)
 *     -> review_start: all reviewers at once -> each finding checked: its quote, its place, its
 * rule
 *     -> what means the same merged -> (a refuter for each finding) -> ranked -> on_end
 *
 * All arithmetic is here, none in a model. A finding is dropped only when its quote is made up, or
 * the rule that it claims is not there; never because only one model found it.
 */
#pragma once

#include "mcp-server/review/rules.h"
#include "mcp-server/review/trial.h"
#include "review/quote.h"

enum drop_reason { DROP_QUOTE_MISSING, DROP_RULE_MISSING, DROP_COUNT };
const char *drop_reason_name(enum drop_reason reason); /* "quote_missing" */

struct review {
    struct program *program;
    const struct subject *subject; /* kept */
    bool verifies;                 /* verify: cross */
    bool is_fresh;                 /* another order of files than before */
    enum severity min_severity;
    size_t max_findings;
    const char *client;          /* of the call, for the role verify */
    void (*on_news)(void *user); /* may show only */
    void (*on_end)(void *user);  /* once, from the loop */
    void *user;

    uint64_t seed;
    struct reviewer reviewers[BRANCH_MAX];
    size_t count, open;
    struct finding_list findings, demoted, below; /* once it has ended */
    struct finding_list dropped[DROP_COUNT];
    struct trial trial; /* where it verifies: its bill, and why not everything was verified */

    struct inquiry_request request_; /* of all; its texts are kept */
    struct quotes *quotes_; /* what findings are checked against, from review_start on ... */
    struct rules rules_;    /* ... and the rules that they may claim */
    bool has_ended_;
};

/* The next reviewer (model copied, the rest kept as in reviewer.h). */
void review_add(struct review *review, const char *model, const char *role, const char *role_why);

/* Cuts the change into parts for each. A reviewer that cannot read it is refused. */
void review_prepare(struct review *review);

/* The requests that share the budget of the call; refuters have a quarter of it. */
size_t review_shares(const struct review *review);

/* What all could cost at most, as things stand; reviewers that the gate refuses are refused, and
 * *wanted_nano is what the whole review would need (-1: money would not help, 0: none is refused).
 * With is_look_only nobody is. request is without model and prompt. */
int64_t review_look(struct review *review, const struct ledger_standing *standing,
                    const struct inquiry_request *request, bool is_look_only, int64_t *wanted_nano);

/* Asks those that are not refused. request's texts are kept. on_end comes later, once. */
void review_start(struct review *review, const struct inquiry_request *request);

size_t review_answered(const struct review *review); /* reviewers of whom something was read */
size_t review_ended(const struct review *review);    /* that have ended */
size_t review_found_so_far(const struct review *review);
int64_t review_cost_nano(const struct review *review); /* of all, so far */
bool review_cost_is_bound(const struct review *review);
bool review_is_repeat(const struct review *review); /* nothing was asked: all was kept, or shared */

/* The time is over: ends with what there is, without on_end. */
void review_cut(struct review *review);

/* gives_up as in inquiry_leave. */
void review_done(struct review *review, bool gives_up);

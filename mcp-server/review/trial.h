/* trial - every finding of a review before a refuter of its own.
 *
 *   trial_start -> all refuters at once -> (news) -> on_end -> trial_judge
 */
#pragma once

#include "mcp-server/review/refuter.h"

struct trial {
    struct program *program;
    const struct subject *subject; /* these two are kept */
    const struct reviewer *reviewers;
    const char *client;          /* of the call, for the role verify */
    enum severity min_severity;  /* a finding that will not be shown needs no refuter ... */
    size_t max_findings;         /* ... and so do those behind that many */
    int64_t spent_nano;          /* of the call's budget, by the reviewers */
    void (*on_news)(void *user); /* may show only */
    void (*on_end)(void *user);  /* once, from the loop */
    void *user;

    struct bill bill; /* from trial_judge on */
    struct err err;   /* why nothing, or not all, was verified; ERR_NONE: it was */

    struct refuter_pool pool_;
    struct refuter *refuters_;
    size_t count_, open_;
};

/* findings are in the order in which they matter, and stay as they are until trial_judge. false:
 * nobody is asked, on_end does not come, and err says why where there was something to verify. */
bool trial_start(struct trial *trial, struct finding_list *findings,
                 const struct inquiry_request *request);

/* How many wait for a verdict, of how many. */
size_t trial_open(const struct trial *trial, size_t *all);
int64_t trial_cost_nano(const struct trial *trial); /* so far */

/* Gives the findings their verdicts. */
void trial_judge(struct trial *trial);

/* The bills of the models that refuted, each model once: answers how many. */
struct trial_model {
    const char *model;
    struct bill bill;
};
size_t trial_models(const struct trial *trial, struct trial_model models[BRANCH_MAX]);

/* The time is over: ends with what there is, without on_end. */
void trial_cut(struct trial *trial);

/* gives_up as in inquiry_leave. */
void trial_done(struct trial *trial, bool gives_up);

/* live - one run against OpenRouter: what all of its scenes share.
 *
 *   journey -> refusals -> cancel -> probes -> costs
 *
 * Everything that is paid goes through live_ask or is counted in probe_nano, so that the run stops
 * by itself below its budget; the server's own budget stands behind that.
 */
#pragma once

#include "base/limits.h"
#include "tests/demo/session.h"
#include "tests/live/bank.h"
#include "tests/live/place.h"
#include "tests/live/report.h"

#define LIVE_BUDGET_USD "0.25"
#define LIVE_CALL_USD   "0.05"
#define LIVE_STOP_NANO  INT64_C(190000000) /* one call of $0.05 more, and it is still below */

#define LIVE_MODELS      3
#define LIVE_ANSWERS_MAX 16

/* An answer, as the server has reported it. */
struct live_answer {
    char generation[129];
    int64_t cost_nano;
};

struct live {
    struct place *place;
    struct report *report;
    struct loop *loop;
    struct secret *key;
    struct bank bank;
    struct child server;
    struct session session;
    char models[LIVE_MODELS][MODEL_NAME_MAX + 1]; /* cheap ones, of different vendors */
    struct live_answer answers[LIVE_ANSWERS_MAX];
    size_t answer_count;
    int64_t used_before_nano; /* by the key, as OpenRouter says it; -1: it did not */
    int64_t probe_nano;       /* what was asked without the server */
    unsigned lies;            /* costs that were not what OpenRouter says */
};

/* Calls a tool; text is what it says. false when that is an error, or none came. Answers are taken
 * note of. */
bool live_call(struct live *live, const char *tool, const char *arguments, struct buf *text);

/* ask_model, when there is money left; arguments without the braces. */
bool live_ask(struct live *live, const char *arguments, struct buf *text);

/* The server writes down what an answer has cost behind the answer: waits until it has. */
void live_settle(struct live *live);

/* What was spent so far, or may have been. */
int64_t live_spent_nano(const struct live *live);

/* Whether another question may be asked; says so when not. */
bool live_may_spend(struct live *live);

/* The scenes. */
bool journey_list(struct live *live); /* false: no models were found */
void journey_play(struct live *live);
void refusals_play(struct live *live);
void cancel_play(struct live *live);
void probes_play(struct live *live);
void costs_play(struct live *live);

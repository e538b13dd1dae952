/* reviewer - one model's part of a review: the change in parts that fit it, each a question.
 *
 *   reviewer_prepare -> reviewer_look (the gate) -> reviewer_start -> (news) -> on_end: found
 *
 * All parts are asked at the same time. A part that failed does not fail the others: what was read
 * of the change, and what was not, is said.
 */
#pragma once

#include "mcp-server/review/hearing.h"
#include "mcp-server/review/subject.h"
#include "review/findings.h"
#include "review/view.h"

enum reviewer_state {
    REVIEWER_OPEN,
    REVIEWER_OK,
    REVIEWER_PARTIAL, /* a part of the change was not read, or of an answer: err says why */
    REVIEWER_FAILED   /* nothing was read: err says why */
};

struct reviewer {
    size_t number;                  /* in the review */
    char model[MODEL_NAME_MAX + 1]; /* as it is asked */
    char vendor[64];                /* "openai"; "local/ollama" of a server of the user's own; of
                                       who answered, once it has ended */
    const char *role, *role_why;    /* the role or alias that became it and why, kept; "": none */

    uint64_t seed;
    struct view view;
    struct part *parts; /* view.count of them */
    size_t open;        /* that have not ended */

    /* Once it has ended. */
    enum reviewer_state state;
    struct err err;
    struct finding_list found; /* of all parts, in their order */
    size_t broken;             /* findings that had no title, file or quote */
    struct bill bill;

    void (*on_news)(void *user); /* more has come; may show only */
    void (*on_end)(void *user, struct reviewer *reviewer);
    void *user;
    const struct subject *subject_;
};

/* Cuts the change into parts for the model. reviewer stays where it is, model, number and callbacks
 * filled in; subject is kept. -1 and err when the model is none, or nothing of the change fits it.
 */
int reviewer_prepare(struct reviewer *reviewer, const struct program *program,
                     const struct subject *subject, uint64_t seed, struct err *err);

/* What each part would be asked as. request is without model and prompt; its branches are the
 * requests of the whole review. */
struct inquiry_request reviewer_request(const struct reviewer *reviewer, size_t part,
                                        const struct inquiry_request *request);

/* What all parts could cost at most by the gate, as things stand: -1 and err when it refuses one,
 * and *wanted_nano is what would be needed then (-1: money would not help). */
int reviewer_look(const struct reviewer *reviewer, const struct program *program,
                  const struct ledger_standing *standing, const struct inquiry_request *request,
                  int64_t *bound_nano, int64_t *wanted_nano, struct err *err);

void reviewer_start(struct reviewer *reviewer, struct program *program,
                    const struct inquiry_request *request);

/* It is not asked at all. */
void reviewer_refuse(struct reviewer *reviewer, const struct err *why);

/* The time is over: ends with what there is, without on_end. */
void reviewer_cut(struct reviewer *reviewer);

/* Whether a file of the change (by its number) was read by it, whole: to the end of each line. */
bool reviewer_has_read(const struct reviewer *reviewer, size_t file);

/* Whether a model is of the vendor that was asked, or of the one that answered. */
bool reviewer_is_of(const struct reviewer *reviewer, const char *model);

size_t reviewer_found_so_far(const struct reviewer *reviewer);
int64_t reviewer_cost_nano(const struct reviewer *reviewer); /* so far */

/* gives_up as in inquiry_leave. */
void reviewer_done(struct reviewer *reviewer, bool gives_up);

/* refuter - a model that tries to refute one finding.
 *
 * It is told the claim, the quote and the code around it, not who found it or how many. It comes
 * from another vendor than everybody who found it where there is one; that is said where not.
 */
#pragma once

#include "mcp-server/models/roles.h"
#include "mcp-server/review/hearing.h"
#include "mcp-server/review/reviewer.h"

/* Who may refute: the models of the role verify, best first, of different vendors where a rule
 * chooses them. */
struct refuter_pool {
    char models[BRANCH_MAX][MODEL_NAME_MAX + 1];
    size_t count;
};

/* -1 and err when the role has no model. client and zdr as in selection_request. */
int refuter_pool_fill(struct refuter_pool *pool, const struct program *program, const char *client,
                      bool zdr, struct err *err);

struct refuter {
    struct finding *finding; /* kept; gets verdict, reason and who said so */
    const char *model;       /* of the pool */
    bool is_of_finder;       /* there is none of another vendor */
    struct hearing hearing;
    void (*on_news)(void *user);
    void (*on_end)(void *user); /* once, from the loop */
    void *user;

    struct buf prompt_;
    enum verdict verdict_;
    char *reason_;
};

/* Chooses the model and writes the prompt; finding and callbacks are filled in. */
void refuter_prepare(struct refuter *refuter, const struct refuter_pool *pool,
                     const struct subject *subject, const struct reviewer *reviewers);

/* request is without model and prompt. */
void refuter_start(struct refuter *refuter, struct program *program,
                   const struct inquiry_request *request);
void refuter_cut(struct refuter *refuter);

/* Once it has ended: gives the finding its verdict. None was to be had: UNRESOLVED, and why. */
void refuter_judge(struct refuter *refuter);

/* gives_up as in inquiry_leave. */
void refuter_done(struct refuter *refuter, bool gives_up);

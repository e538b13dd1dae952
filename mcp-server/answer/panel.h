/* panel - the models of one call, asked at the same time.
 *
 *   panel_add* -> panel_start -> (on_news ...) -> on_end, when the last one has ended
 *
 * A branch that fails is a finding, and not the failure of the panel.
 */
#pragma once

#include "mcp-server/answer/branch.h"

struct panel {
    struct program *program;
    const struct conversation *conversation; /* for each of them, as in branch.h */
    const struct structured *structured;     /* set before panel_start */
    struct branch branches[BRANCH_MAX];
    size_t count, open; /* open: have not ended */

    void (*on_delta)(void *user, size_t branch,
                     struct slice text); /* of an answer; may show only */
    void (*on_news)(void *user);         /* something has come of one of them; may show only */
    void (*on_end)(void *user);
    void *user;
};

/* The next branch, for a model that was chosen for role (both copied or kept as in branch.h). */
struct branch *panel_add(struct panel *panel, const char *model, const char *role,
                         const char *role_why);

/* Asks all; request without a model. panel must stay where it is. on_end comes later, once. */
void panel_start(struct panel *panel, const struct inquiry_request *request);

/* What all of them could cost at most, where a budget of the settings refuses one of them as things
 * stand: what the user would have to consent to. 0: none is refused, or nothing would help. */
int64_t panel_needs_nano(struct panel *panel, const struct ledger_standing *standing,
                         const struct inquiry_request *request);

/* Writes what would be sent into the section of each. */
void panel_preview(struct panel *panel, const struct ledger_standing *standing,
                   const struct inquiry_request *request);

size_t panel_bytes(const struct panel *panel);    /* of text that have come so far */
size_t panel_failures(const struct panel *panel); /* of those that have ended */
int64_t panel_cost_nano(const struct panel *panel);

/* The time is over: ends all with what they have, without on_end. */
void panel_cut(struct panel *panel);

/* gives_up as in branch_done. */
void panel_done(struct panel *panel, bool gives_up);

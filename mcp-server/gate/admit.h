/* admit - the one gate before any byte of a paid request leaves. Pure.
 *
 *   known model -> policy -> upper bound of the cost, within what call, session and day have left
 *
 * What the bound is must then be held in the ledger (see stake.h), which has the last word.
 *
 * The bound assumes that every prompt byte may be half a token at the dearest price (see bound.h),
 * and an answer as long as max_tokens; provider.max_price repeats the prices it used, so that what
 * serves the request cannot be dearer. Honest work is not refused: max_tokens comes from a sensible
 * output and not from the model's maximum, and shrinks to what the cap pays for.
 */
#pragma once

#include "mcp-server/config/config.h"
#include "openrouter/catalogue.h"
#include "openrouter/chat.h"
#include "store/ledger.h"

/* What the user has consented to for one call, beyond the settings; nano-dollars, 0: nothing. */
struct allowance {
    int64_t call_nano, session_nano, day_nano;
};

struct admit_request {
    const char *model;            /* as the user wrote it */
    const char *const *fallbacks; /* NULL-terminated, or NULL: each passes the same gate */
    size_t prompt_bytes;          /* everything that is sent, reckoned as text */
    unsigned media_kinds;         /* of what is attached, enum media_kind */
    int64_t max_output_tokens;    /* 0: chosen here */
    enum effort effort;           /* EFFORT_COUNT: not given */
    bool web, zdr;
    int64_t max_cost_nano; /* -1: not given; can only tighten the call budget */
    size_t branches;       /* of this call, which share the call budget: at least 1 */
    int64_t spent_nano;    /* of this one's share, by what it was asked before */
    struct allowance allowed;
};

struct admission {
    struct model_name name;   /* name.model is only good for the turn of the loop */
    char canonical_slug[129]; /* the dated name it answers under; "" unknown */
    char fallbacks[5][129];   /* as they are sent */
    size_t fallback_count;
    struct chat_terms terms;
    int64_t prompt_tokens_max; /* all that may be billed, repeated by web searches */
    int64_t bound_nano;        /* what is to be held */
    int64_t web_searches_max;
    bool reasons;
    bool shrunk;         /* max_tokens is smaller than asked, or than usual, because of the cap */
    int64_t wanted_nano; /* refused by a budget of the settings: what all that was wanted could
                            cost; -1: not refused, or for another reason */
};

/* standing: what session and day have spent and promised already. Zeroed it stands for nothing, and
 * the ledger will say. -1 and why not, naming estimate, cap, the switch that lifts it once, and two
 * cheaper models where the money is the reason. */
int admit(const struct config *config, const struct catalogue *catalogue,
          const struct ledger_standing *standing, const struct admit_request *request,
          struct admission *admission, struct err *err);

/* What one call may cost in all: the setting, or what the user has allowed beyond it, and no more
 * than max_cost_nano where that is given (-1: it is not). */
int64_t admit_call_cap(const struct config *config, const struct allowance *allowed,
                       int64_t max_cost_nano);

/* Only who is meant: sets name and canonical_slug. -1 for a name that is none. */
int admit_name(const struct catalogue *catalogue, const char *name, struct admission *admission,
               struct err *err);

/* inquiry_request - what is wanted of one model: as the gate, as the wire, and as a name sees it.
 * Pure.
 */
#pragma once

#include "base/buf.h"
#include "mcp-server/gate/admit.h"

struct inquiry_request {
    const char *tool, *tag; /* for the ledger; tag: NULL for none */
    const char *model;
    const char *prompt, *system, *effort; /* system, effort: NULL for none */
    const char *content;           /* the prompt with its parts, raw JSON; NULL: text alone */
    unsigned media_kinds;          /* of content, enum media_kind ... */
    size_t media_weight;           /* ... and what they count as, in bytes of text */
    const char *thread;            /* the turn that it goes on from; NULL: it begins one */
    bool is_mend;                  /* of the answer of the last of turns */
    bool is_passing;               /* nobody will go on with it: it becomes no turn of a thread */
    const struct chat_turn *turns; /* what is sent of it, the oldest first */
    size_t turn_count;
    unsigned turn_kinds;       /* of the media in them */
    const char *answer_schema; /* raw JSON, for a model that can be held to it; NULL for none ... */
    const char *system_told;   /* ... and the system text for one that must be told of it */
    bool is_strict;            /* see chat_request */
    const char *const *fallbacks; /* NULL-terminated, or NULL */
    int64_t max_output_tokens;    /* 0: chosen by the gate */
    int64_t deadline_ms;          /* of the call, by clock_ms; 0: none */
    int64_t max_cost_nano;        /* -1: not given */
    int64_t spent_nano;           /* of its share of the call's budget: the answer to be mended */
    bool web, zdr;
    bool fresh;               /* no answer that was given before */
    size_t branches;          /* of the call */
    struct allowance allowed; /* what the user has consented to beyond the settings */
};

/* A copy that owns its strings. */
struct inquiry_request *inquiry_request_copy(const struct inquiry_request *request);
struct inquiry_request *inquiry_request_free(struct inquiry_request *request);

/* Borrow the strings of request. names gives the list of fallbacks its storage. */
struct admit_request inquiry_admit_request(const struct inquiry_request *request);
struct chat_request inquiry_chat_request(const struct inquiry_request *request,
                                         const struct config *config,
                                         const struct admission *admission,
                                         const char *names[FALLBACKS_MAX + 1]);

/* Appends all that decides what is sent and what may come back, each part behind its size, so that
 * two requests are the same exactly when these texts are. What varies without the caller's doing
 * (prices, what is left of a budget, the session) is not in it. */
void inquiry_request_describe(const struct inquiry_request *request, const struct config *config,
                              struct buf *out);

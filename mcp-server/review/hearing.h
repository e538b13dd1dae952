/* hearing - one question of a review: asked, read, and asked once more where it cannot be read.
 *
 *   hearing_start -> (deltas) -> read -> whole, or nothing more to be had -> on_end
 *                                      -> not in the form -> mend -> read -> on_end
 *
 * The money of each request is held, and settled before on_end.
 */
#pragma once

#include "mcp-server/inquiry/inquiry.h"
#include "mcp-server/inquiry/mend.h"
#include "mcp-server/review/bill.h"

enum hearing_state {
    HEARING_OPEN,
    HEARING_WHOLE,
    HEARING_PART,  /* something could be read, and err says what could not */
    HEARING_FAILED /* nothing; err says why */
};

struct hearing {
    /* 0: the answer is whole and has its form. 1: a part of it. -1: nothing could be read. err says
     * what is wrong with it. Called once more for the answer that was mended; what was read better
     * the first time is for the reader to keep. */
    int (*read)(void *user, struct slice answer, struct err *err);
    void (*on_news)(void *user); /* more has come; may show only */
    void (*on_end)(void *user);  /* once, from the loop */
    void *user;

    enum hearing_state state;
    struct err err;
    struct bill bill;

    struct program *program_;
    struct inquiry_request *request_;
    struct mend *mend_;
    struct listener listener_;
    int best_; /* of read */
};

/* request is copied; hearing stays where it is, its callbacks filled in. */
void hearing_start(struct hearing *hearing, struct program *program,
                   const struct inquiry_request *request);

/* The time is over: reads what there is, without on_end. */
void hearing_cut(struct hearing *hearing);

/* gives_up as in inquiry_leave. */
void hearing_done(struct hearing *hearing, bool gives_up);

/* loose - what is nearly JSON, read from front to back without a tree. Pure.
 *
 * For texts that a model wrote and that were paid for: JSON among prose or in a fence, one value
 * behind another, with comments, commas too many or too few, single quotes, words without quotes,
 * NaN, quotes inside of strings that nobody escaped, and cut off in the middle. JSON is read as
 * what it is. What cannot be understood costs the objects that it is in, up to the array that they
 * are in, and reading goes on with the next object. Time is linear, whatever the text is; nothing
 * is allocated.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

enum loose_event {
    LOOSE_OBJECT, /* one begins */
    LOOSE_ARRAY,  /* one begins; outside of all others only one of objects */
    LOOSE_VALUE,  /* a string, a number, a word */
    LOOSE_CLOSE,  /* the innermost ends; value is all of it */
    LOOSE_BROKEN, /* not understood: what is deeper than depth is given up, or something was passed
                     over in the array that is the innermost now */
    LOOSE_END     /* of the text, again and again */
};

/* Zeroed but for text. The others are for reading: after an event they say what it is about. */
struct loose {
    struct slice text;
    size_t at;          /* behind the event */
    struct slice key;   /* raw, between its quotes; empty in an array */
    struct slice value; /* raw, with its quotes; of what begins only the bracket */
    size_t depth;       /* brackets that are open now */
    bool is_cut;        /* LOOSE_END came where a value was not whole */

    uint64_t objects; /* a bit for each level: object, not array */
    size_t starts[64];
    bool is_lost;         /* after LOOSE_BROKEN: the next object is looked for */
    bool has_no_comments; /* that end, in the rest of the text */
};

enum loose_event loose_next(struct loose *loose);

/* Appends what a value says: a string decoded (what is no character becomes U+FFFD, an escape that
 * JSON does not have stays as it is, for it was code), a number or word as it stands, an array's
 * strings and words line by line. false for null, NaN and their like, an object, and nothing.
 * What does not fit is left out, and text->full says so. */
bool loose_text(struct slice value, struct buf *text);

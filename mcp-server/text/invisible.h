/* invisible - characters that a reader cannot see, taken out of a stream of text. Pure.
 *
 * Removed: control characters but tab and line feed, bidi controls, tag characters, invisible and
 * annotation characters, noncharacters, variation selectors without a base they belong to, and
 * joiners outside of the scripts and emoji that need them. CR and CRLF become LF, U+2028 and U+2029
 * too; ill-formed bytes become U+FFFD.
 */
#pragma once

#include "base/buf.h"
#include "base/utf8.h"

/* A zeroed struct is the start of a text. It remembers what the next bytes decide about. */
struct invisible {
    size_t removed; /* characters so far */

    uint32_t before_; /* the last character that was written, 0 at the start */
    uint32_t held_;   /* a selector or joiner that waits for the character behind it, or 0 */
    bool after_cr_;
    char part_[4]; /* of a character whose rest has not come */
    size_t part_size_;
};

/* Writes what of text may be seen. The result is the same wherever a text is cut into pieces. -1
 * when out is full: a prefix was written then. */
int invisible_add(struct invisible *invisible, struct buf *out, struct slice text);

/* The text is over: decides about what was remembered. */
int invisible_end(struct invisible *invisible, struct buf *out);

/* inert - foreign text made harmless for a terminal and for a model that reads it. Pure.
 *
 * Removes control characters but tab and line feed, bidi controls, tag characters, invisible
 * characters and orphan variation selectors; CR and CRLF become LF; keeps emoji sequences and the
 * joiners that scripts need. Turns remote markdown images into plain text. Spoofed harness tags
 * (such as <system-reminder>) lose their first bracket.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

struct inert_report {
    size_t removed; /* characters taken out */
    size_t defused; /* images and tags rewritten */
};

/* Appends text to out; -1 when it does not fit whole (a prefix was added then). report may be NULL
 * and is added to. */
int inert_add(struct buf *out, struct slice text, struct inert_report *report);

/* One line of it: line feeds and tabs become blanks, and of the text at most characters_max are
 * looked at. For names. */
int inert_add_line(struct buf *out, struct slice text, size_t characters_max);

/* The same for a stranger's words inside of a line of ours: nothing remains of what our lines are
 * made of. [ and ] become ( and ), a middle dot becomes '-', a mark such as end-k3f9x2 end_k3f9x2.
 */
int inert_add_label(struct buf *out, struct slice text, size_t characters_max);

/* A sentence that may quote a stranger: the same. */
void inert_err(struct err *err);

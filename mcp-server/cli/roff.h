/* roff - text for a page of the manual, so that nothing in it is taken for a command. Pure. */
#pragma once

#include "base/buf.h"

/* Appends text as it is to be read: no dot or quote at the start of a line is a request, a hyphen
 * stays one that can be copied, other scripts come by their code points. */
void roff_add(struct buf *out, struct slice text);

/* The same in lines of their own, cut between words at about 80 bytes. */
void roff_add_lines(struct buf *out, struct slice text);

/* The same in bold ("B") or italic ("I"), within a line. */
void roff_add_font(struct buf *out, char font, const char *text);

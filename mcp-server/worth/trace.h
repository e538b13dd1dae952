/* trace - what is left of a reviewed change in a later state of its files. Pure.
 *
 * Blanks and line ends count for nothing: code that was only indented anew is the same code.
 */
#pragma once

#include "base/buf.h"

/* A text without blanks and line ends, owned by the caller. */
struct slice trace_squeeze(struct slice text);

/* Whether a quote stands anywhere in a text that is squeezed. */
bool trace_has(struct slice squeezed, struct slice quote);

/* Whether the change has come there at all, judged by the lines that it added. */
struct trace {
    size_t added; /* lines of the change that were not there before it */
    size_t found; /* of these, that are in the later state */
};

/* Adds one file as it was before the change, with it, and later. Lines that are quoted do not
 * count, since they are those that may have been mended; neither do lines of hardly a word. */
void trace_add(struct trace *trace, struct slice before, struct slice with, struct slice later,
               const struct slice *quotes, size_t quote_count);

/* Half of them at least, and there were some. */
bool trace_has_come(const struct trace *trace);

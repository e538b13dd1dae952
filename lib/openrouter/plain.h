/* plain - foreign words as one harmless line. Pure.
 *
 * Names and error texts come from outside and are shown to a language model: runs of blanks and
 * line ends become one blank, control, bidi and invisible characters go, ill-formed UTF-8 becomes
 * U+FFFD. What an answer needs (mcp-server/inert) is more; this is for labels.
 */
#pragma once

#include "base/slice.h"

/* Writes at most size - 1 bytes and a NUL, cut at the border of a character, with "..." at its end
 * when something is missing. Answers the length. size is at least 4. */
size_t plain_line(struct slice text, char *line, size_t size);

/* The same for a page of HTML: its title, else its text without tags. */
size_t plain_html(struct slice page, char *line, size_t size);

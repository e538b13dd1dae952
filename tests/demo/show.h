/* show - what the reader of the demo sees. */
#pragma once

#include "base/slice.h"

/* One line of the protocol, as it is on the wire but for its length: long strings, _meta and long
 * lists are cut. arrow is "->" or "<-"; at_ms is the time since the request, negative for none. */
void show_line(const char *arrow, struct slice line, long long at_ms);

/* Text for people, indented: its first and its last lines, or those that begin in a certain way. */
void show_text(struct slice text, size_t head_max, size_t tail_max);
void show_lines(struct slice text, const char *beginning);

void show_title(const char *format, ...) __attribute__((format(printf, 1, 2)));
void show_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

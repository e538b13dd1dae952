/* record - what happened at the stand-in, as JSON lines. */
#pragma once

#include "tests/upstream/upstream.h"

struct record;

/* Appends to a file; NULL and err when it cannot be opened. */
struct record *record_new(const char *path, struct err *err);
struct record *record_free(struct record *record);

/* One line: {"at_ms", "event": opened|posted|request|ended|closed, "connection", ...}. For
 * on_event. */
void record_event(void *user, enum peer_event event, size_t connection,
                  const struct exchange *exchange);

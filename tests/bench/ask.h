/* ask - the lines of tools/call, as a client writes them. */
#pragma once

#include "base/buf.h"

/* For talk_run; user is the model. Each question differs, so that no stored answer can serve it. */
void ask_line(struct buf *line, size_t n, const void *user);
/* The change of place.h; each with a focus of its own, for the same reason. */
void review_line(struct buf *line, size_t n, const void *user);
void list_line(struct buf *line, size_t n, const void *user);
void search_line(struct buf *line, size_t n, const void *user);
void ping_line(struct buf *line, size_t n, const void *user);
void tools_line(struct buf *line, size_t n, const void *user);

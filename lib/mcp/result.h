/* result - the text of an answer: its beginning, and what its revision adds at the end. Pure.
 *
 *     result_open(line, id);
 *     buf_adds(line, "\"tools\":[]");
 *     result_close(line, dialect, "complete", about, meta);
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "mcp/dialect.h"

#include <cjson/cJSON.h>

/* The beginning of a response. id is raw JSON; empty: left out, which only errors may do. */
void result_open(struct buf *line, struct slice id);

/* The end. A stateless revision gets resultType, and about (serverInfo as JSON) in _meta; the
 * members of meta (may be NULL) stand beside it. */
void result_close(struct buf *line, const struct dialect *dialect, const char *type,
                  struct slice about, const cJSON *meta);

/* What a language model is told of an error: the sentence, and advice by its kind when the sentence
 * has none of its own (then it ends with a full stop) and there is room; at most ERROR_TEXT_MAX
 * bytes. The one place where kinds become words. */
void result_explain(struct buf *text, const struct err *err);

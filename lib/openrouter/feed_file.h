/* feed_file - a list on disk: one line of ours, then the body as it came.
 *
 *     openrouter-mcp-feed 1 1795374000 https://openrouter.ai/api/v1/models
 *     {"data":[...]}
 *
 * Written whole and renamed, readable by the user only. Taken only from a plain file of the user's
 * that nobody else may write, and only when the same address wrote it.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

/* body, which is empty and has its maximum, becomes the body. -1 when there is no such file to
 * trust; body may hold a part then. */
int feed_file_load(const char *file, const char *source, struct buf *body, int64_t *fetched_unix_s);

/* -1 when it could not be written: the list is then fetched again next time. */
int feed_file_save(const char *file, const char *source, struct slice body, int64_t fetched_unix_s);

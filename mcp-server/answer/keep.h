/* keep - texts in the state directory, as files that the user can read: what is too long for the
 * client, and reviews.
 */
#pragma once

#include "base/err.h"
#include "base/slice.h"
#include "mcp-server/config/config.h"

/* A folder of the state directory, and the names in it: <folder>/<prefix>....<suffix>. */
struct keep_kind {
    const char *folder, *prefix, *suffix;
};
extern const struct keep_kind keep_answers; /* answers/a_....md */
extern const struct keep_kind keep_reviews; /* reviews/r_....json */

/* Writes text under a name of that kind, readable by the user alone; id NULL: a random one. Answers
 * the absolute path, owned by the caller; NULL and err (ERR_CONFIG) when there is no state
 * directory or it is full. The file appears whole or not at all. */
char *keep_text(const struct config *config, const struct keep_kind *kind, const char *id,
                struct slice text, struct err *err);

/* The path of what is kept under that name, owned by the caller; NULL: it is not there. */
char *keep_find(const struct config *config, const struct keep_kind *kind, const char *id);

/* Removes what was kept before a time (seconds since 1970), of every kind, or with only_look
 * nothing. Answers how many there were. */
int64_t keep_forget(const struct config *config, int64_t before_s, bool only_look);

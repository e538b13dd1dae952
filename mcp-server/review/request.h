/* request - what a call of review_diff asks for. Pure. */
#pragma once

#include "mcp-server/models/selection.h"
#include "review/finding.h"
#include "review/grow.h"

struct review_request {
    const char *diff, *repo, *models, *focus, *intent, *tag; /* borrowed; NULL: not given */
    const cJSON *paths, *rules;
    bool verifies; /* verify: cross */
    enum grow_context context;
    enum severity min_severity;
    int64_t max_findings, min_reviewers, timeout_s;
    int64_t max_cost_nano; /* -1: not given */
    struct fallbacks fallbacks;
    bool zdr, dry_run, fresh;

    const char *verify_, *context_, *min_severity_;
    const cJSON *fallback_words_, *max_cost_usd_;
};

/* Reads arguments that the tool's schema has admitted. models is the role review where none is
 * named. -1 and err for what the schema cannot know, and when the settings cannot be used. */
int review_request_read(struct review_request *request, const cJSON *arguments,
                        const struct program *program, struct err *err);

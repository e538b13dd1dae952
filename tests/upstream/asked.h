/* asked - a chat request as far as its answer depends on it. */
#pragma once

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

#define ASKED_MODELS_MAX 8

struct asked {
    char models[ASKED_MODELS_MAX][160]; /* the model, then its fallbacks */
    size_t model_count;
    bool stream;
    int64_t prompt_tokens;
    int64_t max_tokens;                           /* 0: not given */
    int64_t max_prompt_pico, max_completion_pico; /* provider.max_price; -1: not given */
};

/* -1 for a body that is not JSON or has no messages; the sentence says which. */
int asked_read(struct slice body, struct asked *asked, const char **why);

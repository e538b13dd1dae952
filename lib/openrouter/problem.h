/* problem - what OpenRouter says went wrong, in every shape it says it. Pure.
 *
 * Error bodies come as {"error":{code,message,metadata}}, with code absent, a string, or in
 * http_status; with message an array of validation issues; with error_type and availability beside
 * the message; at the top of a 200 body, of a stream's chunk, or inside choices[0]; or not as JSON
 * at all. Account data beside the error (user_id) is never shown.
 */
#pragma once

#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

struct problem {
    int code;                  /* HTTP status or error.code; 0 unknown */
    char error_type[64];       /* "" unknown */
    int retryable;             /* 1, 0, or -1 when not said */
    bool of_key;               /* every request with this key would fail so */
    char providers[128];       /* that failed, as OpenRouter tells: "Azure, Together"; or "" */
    int64_t retry_after_s;     /* -1 when not said */
    int64_t affordable_tokens; /* from "can only afford N"; -1 when not said */
    struct err err;            /* kind, and one clear sentence with the next step */
};

/* Whether a gate-checked JSON text carries an error at its top or in choices[0]. */
bool problem_in(struct slice json);

/* status is the HTTP status (200 for an error inside a body or stream); body may be anything, also
 * empty or HTML; model is what was asked for, or NULL. */
void problem_read(int status, struct slice body, const char *model, struct problem *problem);

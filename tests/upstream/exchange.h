/* exchange - one request and what became of it. Times are clock_ms; -1: it did not happen. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

enum exchange_outcome {
    EXCHANGE_OPEN,
    EXCHANGE_ANSWERED,
    EXCHANGE_CUT,     /* the script ended it */
    EXCHANGE_ABORTED, /* the client closed the connection before the answer was whole */
};

struct exchange {
    size_t number;     /* from 1, in the order of arrival */
    size_t connection; /* from 1, in the order of opening */
    char *head, *body; /* as they came, the body without HTTP chunks; NUL-terminated, owned */
    size_t head_size, body_size;
    struct slice method, path, query; /* parts of head */
    char model[160];                  /* that answered or failed; "" for other requests */
    int64_t received_ms, first_byte_ms, ended_ms;
    size_t sent_bytes; /* of the answer, head included */
    int status;
    int64_t tokens;
    int64_t cost_pico;
    enum exchange_outcome outcome;
};

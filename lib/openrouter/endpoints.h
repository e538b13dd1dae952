/* endpoints - who serves one model, and how well: GET /models/{author}/{slug}/endpoints.
 *
 * Every field but the provider may be missing (the answer's shape has changed over the years).
 */
#pragma once

#include "openrouter/catalogue.h"

struct endpoint {
    char provider[64]; /* display name, made plain */
    char tag[64];      /* the slug for routing, "" unknown */
    char quantization[16];
    int64_t context_length, max_completion_tokens; /* 0 unknown */
    struct prices prices;
    int32_t uptime_tenths;       /* percent of the last day, times ten; -1 unknown */
    int32_t latency_ms;          /* median to the first token; -1 unknown */
    int32_t throughput_tokens_s; /* median; -1 unknown */
    bool degraded;               /* status below 0 */
    bool caches;                 /* supports_implicit_caching */
};

#define ENDPOINTS_MAX 64

struct endpoint_list {
    struct endpoint items[ENDPOINTS_MAX];
    size_t count, left_out;
};

/* Reads a gate-checked body. Pure. */
int endpoints_read(struct slice body, struct endpoint_list *list, struct err *err);

/* The path below the base address, for client_get_start; -1 when id is too long for one. */
int endpoints_path(const char *model_id, char path[256]);

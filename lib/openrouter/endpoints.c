/* endpoints - who serves one model, and how well. */
#include "openrouter/endpoints.h"

#include "base/limits.h"
#include "openrouter/members.h"
#include "openrouter/money.h"
#include "openrouter/plain.h"
#include "openrouter/prices.h"
#include "json/scan.h"

#include <stdio.h>

#define TENTHS_MAX 100000000 /* of a millisecond or a token a second: more is a defect of theirs   \
                              */

enum {
    MEMBER_PROVIDER,
    MEMBER_NAME,
    MEMBER_TAG,
    MEMBER_QUANTIZATION,
    MEMBER_CONTEXT,
    MEMBER_MAX_COMPLETION,
    MEMBER_PRICING,
    MEMBER_UPTIME,
    MEMBER_LATENCY,
    MEMBER_THROUGHPUT,
    MEMBER_STATUS,
    MEMBER_CACHING,
    MEMBER_COUNT
};

static const char *const members[MEMBER_COUNT + 1] = {
    [MEMBER_PROVIDER] = "provider_name",
    [MEMBER_NAME] = "name",
    [MEMBER_TAG] = "tag",
    [MEMBER_QUANTIZATION] = "quantization",
    [MEMBER_CONTEXT] = "context_length",
    [MEMBER_MAX_COMPLETION] = "max_completion_tokens",
    [MEMBER_PRICING] = "pricing",
    [MEMBER_UPTIME] = "uptime_last_1d",
    [MEMBER_LATENCY] = "latency_last_30m",
    [MEMBER_THROUGHPUT] = "throughput_last_30m",
    [MEMBER_STATUS] = "status",
    [MEMBER_CACHING] = "supports_implicit_caching",
};

static void read_line(struct slice value, char *line, size_t size)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));

    line[0] = '\0';
    if (scan_string(value, &text) == 0)
        plain_line(buf_slice(&text), line, size);
}

static int64_t read_count(struct slice value)
{
    int64_t count = 0;

    return scan_int(value, &count) && count > 0 ? count : 0;
}

/* A decimal number times ten, cut; -1 when it is none. Its characters read as an amount of dollars
 * give the number times a billion. */
static int32_t read_tenths(struct slice value)
{
    struct err ignored;
    int64_t nano;

    if (scan_type(value) != SCAN_NUMBER || money_parse_nano(value, &nano, &ignored) < 0)
        return -1;

    int64_t tenths = nano / (NANO_PER_USD / 10);

    return tenths < TENTHS_MAX ? (int32_t)tenths : -1;
}

/* A median: {"p50": 12.3, ...}, or the bare number of older answers. */
static int32_t read_median(struct slice value)
{
    struct slice p50 = scan_member(value, "p50");
    int32_t tenths = read_tenths(p50.size > 0 ? p50 : value);

    return tenths < 0 ? -1 : tenths / 10;
}

static bool read_endpoint(struct slice object, struct endpoint *endpoint)
{
    struct slice values[MEMBER_COUNT];
    struct prices highest;
    int64_t status = 0;

    members_pick(object, members, values);
    *endpoint = (struct endpoint){
        .context_length = read_count(values[MEMBER_CONTEXT]),
        .max_completion_tokens = read_count(values[MEMBER_MAX_COMPLETION]),
        .uptime_tenths = read_tenths(values[MEMBER_UPTIME]),
        .latency_ms = read_median(values[MEMBER_LATENCY]),
        .throughput_tokens_s = read_median(values[MEMBER_THROUGHPUT]),
        .degraded = scan_int(values[MEMBER_STATUS], &status) && status < 0,
        .caches = scan_type(values[MEMBER_CACHING]) == SCAN_TRUE,
    };
    read_line(values[MEMBER_PROVIDER], endpoint->provider, sizeof(endpoint->provider));
    if (!endpoint->provider[0])
        read_line(values[MEMBER_NAME], endpoint->provider, sizeof(endpoint->provider));
    read_line(values[MEMBER_TAG], endpoint->tag, sizeof(endpoint->tag));
    read_line(values[MEMBER_QUANTIZATION], endpoint->quantization, sizeof(endpoint->quantization));
    prices_read(values[MEMBER_PRICING], &endpoint->prices, &highest);
    return endpoint->provider[0] != '\0';
}

int endpoints_read(struct slice body, struct endpoint_list *list, struct err *err)
{
    struct slice endpoints = scan_path(body, "data", "endpoints");
    struct slice object;

    *list = (struct endpoint_list){ 0 };
    if (scan_type(endpoints) != SCAN_ARRAY)
        return err_set(err, ERR_PROTOCOL, "OpenRouter's answer has no list of endpoints");
    for (size_t at = 0; scan_next(endpoints, &at, NULL, &object);) {
        if (list->count == ENDPOINTS_MAX)
            list->left_out++;
        else if (read_endpoint(object, &list->items[list->count]))
            list->count++;
    }
    return 0;
}

int endpoints_path(const char *model_id, char path[256])
{
    int length = snprintf(path, 256, "/models/%s/endpoints", model_id);

    return length < 256 ? 0 : -1;
}

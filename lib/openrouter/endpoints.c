/* endpoints - who serves one model, and how well. */
#include "openrouter/endpoints.h"

#include "base/limits.h"
#include "openrouter/models.h"
#include "openrouter/plain.h"
#include "openrouter/prices.h"
#include "openrouter/tenths.h"
#include "json/scan.h"

#include <stdio.h>

static void read_label(struct slice value, char *label, size_t size)
{
    char text[256];

    scan_text(value, text, sizeof(text));
    plain_line(slice_of(text), label, size);
}

static int64_t read_tokens(struct slice value)
{
    int64_t tokens;

    return scan_int(value, &tokens) && tokens > 0 ? tokens : 0;
}

static int32_t read_whole(struct slice value)
{
    int32_t tenths = tenths_read(value);

    return tenths < 0 ? -1 : (tenths + 5) / 10;
}

/* The longest period that is told. */
static int32_t read_uptime(struct slice row)
{
    static const char *const keys[] = { "uptime_last_1d", "uptime_last_30m", "uptime_last_5m" };

    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        int32_t tenths = tenths_read(scan_member(row, keys[i]));

        if (tenths >= 0)
            return tenths < 1000 ? tenths : 1000;
    }
    return -1;
}

/* The display name; where it is absent, the first part of "Provider | slug", or the tag. */
static void read_provider(struct slice row, struct endpoint *endpoint)
{
    char name[256];
    struct slice provider;

    read_label(scan_member(row, "tag"), endpoint->tag, sizeof(endpoint->tag));
    read_label(scan_member(row, "provider_name"), endpoint->provider, sizeof(endpoint->provider));
    if (endpoint->provider[0])
        return;
    scan_text(scan_member(row, "name"), name, sizeof(name));

    struct slice rest = slice_of(name);

    if (!slice_split(&rest, '|', &provider))
        provider = slice_of(endpoint->tag);
    plain_line(slice_trim(provider), endpoint->provider, sizeof(endpoint->provider));
}

/* false when not even the provider is said. */
static bool read_row(struct slice row, struct endpoint *endpoint)
{
    struct prices highest;
    int64_t status = 0;

    *endpoint = (struct endpoint){ 0 };
    read_provider(row, endpoint);
    read_label(scan_member(row, "quantization"), endpoint->quantization,
               sizeof(endpoint->quantization));
    endpoint->context_length = read_tokens(scan_member(row, "context_length"));
    endpoint->max_completion_tokens = read_tokens(scan_member(row, "max_completion_tokens"));
    prices_read(scan_member(row, "pricing"), &endpoint->prices, &highest);
    endpoint->uptime_tenths = read_uptime(row);
    endpoint->latency_ms = read_whole(scan_path(row, "latency_last_30m", "p50"));
    endpoint->throughput_tokens_s = read_whole(scan_path(row, "throughput_last_30m", "p50"));
    endpoint->degraded = scan_int(scan_member(row, "status"), &status) && status < 0;
    endpoint->caches = scan_type(scan_member(row, "supports_implicit_caching")) == SCAN_TRUE;
    return endpoint->provider[0] != '\0';
}

int endpoints_read(struct slice body, struct endpoint_list *list, struct err *err)
{
    struct slice rows = scan_path(body, "data", "endpoints"), row;
    struct endpoint endpoint;

    list->count = list->left_out = 0;
    if (scan_type(rows) != SCAN_ARRAY)
        return err_set(err, ERR_PROTOCOL, "OpenRouter's answer holds no list of endpoints");
    for (size_t at = 0; scan_next(rows, &at, NULL, &row);) {
        if (!read_row(row, &endpoint))
            continue;
        if (list->count < ENDPOINTS_MAX)
            list->items[list->count++] = endpoint;
        else
            list->left_out++;
    }
    return 0;
}

int endpoints_path(const char *model_id, char path[256])
{
    if (strlen(model_id) > MODEL_NAME_MAX || !model_name_is_safe(slice_of(model_id)))
        return -1;
    snprintf(path, 256, "/models/%s/endpoints", model_id);
    return 0;
}

/* retry - whether and when a request that failed may be sent again. */
#include "net/retry.h"

#include "base/limits.h"
#include "base/mem.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdlib.h>

/* What an attempt says about the next one. */
enum verdict {
    NEVER,
    FREE,   /* it cost nothing */
    UNPAID, /* it cost nothing, and took long: dearer in the bucket */
    UNKNOWN /* it may have been billed */
};

static bool is_passing(int status)
{
    static const int passing[] = { 408, 409, 425, 429, 500, 502, 503, 504, 529 };

    for (size_t i = 0; i < ARRAY_COUNT(passing); i++)
        if (status == passing[i])
            return true;
    return status >= 520 && status <= 524;
}

static enum verdict judge(const struct retry_case *what)
{
    if (what->has_content || what->is_final)
        return NEVER;
    if (what->sent == HTTP_SENT_NOTHING)
        return FREE;
    if (what->status == 0)
        return UNKNOWN;
    if (what->retryable >= 0)
        return what->retryable ? FREE : NEVER;
    if (what->status == 402)
        return what->hint_ms >= 0 ? FREE : NEVER;
    if (!is_passing(what->status))
        return NEVER;
    return what->status == 408 || what->status == 504 || what->status == 524 ? UNPAID : FREE;
}

static bool take_tokens(struct retry_bucket *bucket, enum verdict verdict)
{
    int cost = verdict == FREE ? RETRY_COST : RETRY_COST_SLOW;

    if (bucket->tokens < cost)
        return false;
    bucket->tokens -= cost;
    return true;
}

void retry_note_success(struct retry_bucket *bucket)
{
    if (bucket->tokens < RETRY_TOKENS_MAX)
        bucket->tokens++;
}

static int64_t wait_ms(const struct retry_history *history, int64_t hint_ms, uint32_t random)
{
    int64_t most_ms = RETRY_WAIT_MS;

    if (hint_ms >= 0)
        return hint_ms + (int64_t)(random % (uint32_t)(hint_ms / 10 + 1));
    for (int i = 1; i < history->attempts && most_ms < RETRY_WAIT_MAX_MS; i++)
        most_ms *= 2;
    if (most_ms > RETRY_WAIT_MAX_MS)
        most_ms = RETRY_WAIT_MAX_MS;
    return (int64_t)(random % (uint32_t)(most_ms + 1));
}

int64_t retry_delay_ms(struct retry_history *history, struct retry_bucket *bucket,
                       const struct retry_case *what, const struct retry_terms *terms,
                       uint32_t random)
{
    enum verdict verdict = judge(what);

    history->attempts++;
    history->unknown += verdict == UNKNOWN;
    if (verdict == NEVER || history->attempts >= terms->attempts_max)
        return -1;
    if (verdict == UNKNOWN && (!terms->allows_unknown || history->unknown > 1))
        return -1;
    if (what->hint_ms > RETRY_HINT_MAX_MS)
        return -1;

    int64_t delay_ms = wait_ms(history, what->hint_ms, random);

    if (delay_ms > terms->left_ms - RETRY_MARGIN_MS || !take_tokens(bucket, verdict))
        return -1;
    return delay_ms;
}

/* At most ten digits, and a fraction of which three are read. */
static int64_t read_seconds(struct slice text)
{
    int64_t ms = 0;
    size_t at = 0;

    for (; at < text.size && isdigit((unsigned char)text.data[at]); at++)
        if (at < 10)
            ms = ms * 10 + (text.data[at] - '0');
    if (at == 0 || at > 10)
        return -1;
    ms *= 1000;
    if (at == text.size)
        return ms;
    if (text.data[at++] != '.' || at == text.size)
        return -1;
    for (int64_t scale = 100; at < text.size; at++, scale /= 10) {
        if (!isdigit((unsigned char)text.data[at]))
            return -1;
        ms += scale * (text.data[at] - '0');
    }
    return ms;
}

/* In all three forms of RFC 9110, 5.6.7; -1 for none of them. */
static int64_t read_date(struct slice text)
{
    CLEANUP(freep) char *date = slice_dup(text);

    /* Without a month a number would be taken for a year. */
    return text.size >= 16 && text.size <= 64 ? (int64_t)curl_getdate(date, NULL) : -1;
}

int64_t retry_after_ms(struct slice retry_after, struct slice date, int64_t now_unix_s)
{
    int64_t ms, then_s;

    retry_after = slice_trim(retry_after);
    ms = read_seconds(retry_after);
    if (ms >= 0)
        return ms;
    then_s = read_date(retry_after);
    if (then_s < 0)
        return -1;

    int64_t there_s = read_date(slice_trim(date));
    int64_t left_s = then_s - (there_s >= 0 ? there_s : now_unix_s);

    return left_s > 0 ? left_s * 1000 : 0;
}

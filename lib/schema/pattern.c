/* pattern - the regular expressions of JSON Schema. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "schema/pattern.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>

/* Without \p, which we spell out, UCP would only change what \d and \w mean. */
#define OPTIONS     (PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_ALLOW_EMPTY_CLASS)
#define STEPS_FIRST 64 /* most searches need less */
#define STEPS_MAX   100000
#define DEPTH_MAX   1000
#define HEAP_MAX_KB 4096

struct pattern {
    char *shown, *pcre;
    pcre2_code *code; /* NULL until the first match */
};

static char *shown(struct slice ecma)
{
    struct buf text = BUF_MAX(PATTERN_SHOWN_MAX + 20);

    buf_add(&text, (struct slice){ ecma.data, utf8_cut(ecma, PATTERN_SHOWN_MAX) });
    if (ecma.size > PATTERN_SHOWN_MAX)
        buf_adds(&text, " and so on");
    return buf_take(&text);
}

struct pattern *pattern_new(const char *ecma, struct err *err)
{
    CLEANUP(buf_done) struct buf pcre = BUF_MAX(SCHEMA_PATTERN_MAX);

    if (ecma_translate(slice_of(ecma), &pcre, err) < 0)
        return NULL;

    struct pattern *pattern = xcalloc(1, sizeof(*pattern));

    pattern->shown = shown(slice_of(ecma));
    pattern->pcre = buf_take(&pcre);
    return pattern;
}

struct pattern *pattern_free(struct pattern *pattern)
{
    if (!pattern)
        return NULL;
    pcre2_code_free(pattern->code);
    free(pattern->pcre);
    free(pattern->shown);
    free(pattern);
    return NULL;
}

const char *pattern_text(const struct pattern *pattern)
{
    return pattern->shown;
}

static int compile(struct pattern *pattern, struct err *err)
{
    int code;
    PCRE2_SIZE offset;
    PCRE2_UCHAR why[128];

    pattern->code = pcre2_compile((PCRE2_SPTR)pattern->pcre, PCRE2_ZERO_TERMINATED, OPTIONS, &code,
                                  &offset, NULL);
    if (pattern->code)
        return 0;
    pcre2_get_error_message(code, why, sizeof(why));
    return err_set(err, ERR_INTERNAL, "the pattern %s is no regular expression: %s", pattern->shown,
                   (const char *)why);
}

static void match_data_freep(pcre2_match_data **data)
{
    pcre2_match_data_free(*data);
}

static void match_context_freep(pcre2_match_context **context)
{
    pcre2_match_context_free(*context);
}

/* One search that may take so many steps; PCRE2's own number for what came out. */
static int search(const struct pattern *pattern, struct slice text, uint32_t steps)
{
    CLEANUP(match_data_freep) pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    CLEANUP(match_context_freep) pcre2_match_context *context = pcre2_match_context_create(NULL);
    const char *subject = text.size > 0 ? text.data : "";

    if (!data || !context)
        return PCRE2_ERROR_NOMEMORY;
    pcre2_set_match_limit(context, steps);
    pcre2_set_depth_limit(context, DEPTH_MAX);
    pcre2_set_heap_limit(context, HEAP_MAX_KB);
    return pcre2_match(pattern->code, (PCRE2_SPTR)subject, text.size, 0, 0, data, context);
}

/* What a search costs cannot be asked for, so the limit grows until it is enough. A step may pass
 * over the whole text. */
int pattern_find_within(struct pattern *pattern, struct slice text, size_t *budget, struct err *err)
{
    int found = PCRE2_ERROR_MATCHLIMIT;

    if (!pattern->code && compile(pattern, err) < 0)
        return -1;
    for (uint32_t steps = STEPS_FIRST; steps <= STEPS_MAX; steps *= 8) {
        size_t cost = steps / 2 * (1 + text.size / 64);

        if (cost > *budget)
            return err_set(err, ERR_TOO_LARGE, "matching the pattern %s takes too many steps",
                           pattern->shown);
        *budget -= cost;
        found = search(pattern, text, steps);
        if (found != PCRE2_ERROR_MATCHLIMIT)
            break;
    }
    if (found >= 0)
        return 1;
    if (found == PCRE2_ERROR_NOMATCH)
        return 0;
    return err_set(err, ERR_INTERNAL, "matching the pattern %s was given up (%d)", pattern->shown,
                   found);
}

int pattern_find(struct pattern *pattern, struct slice text, struct err *err)
{
    size_t budget = SIZE_MAX;

    return pattern_find_within(pattern, text, &budget, err);
}

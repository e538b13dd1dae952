/* problem - what OpenRouter says went wrong, in every shape it says it.
 *
 *   body -> error object -> facts -> row (kind, what, next) -> one sentence
 */
#include "openrouter/problem.h"

#include "base/buf.h"
#include "base/limits.h"
#include "openrouter/local_name.h"
#include "openrouter/plain.h"
#include "openrouter/problem_row.h"
#include "json/gate.h"
#include "json/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SENTENCE_MAX 600 /* so that two of them fit into a tool's error */
#define QUOTE_MAX    300
#define EXCERPT_SIZE 200 /* of a body that is not JSON */
#define EXTRAS_MAX   180
#define MODEL_SIZE   81
#define NESTING_MAX  3 /* an error inside the text of an error ... */
#define LISTED_MAX   3
#define RETRY_MAX_S  1000000

/* What was found, until the sentence is made. */
struct reading {
    struct slice error, metadata, availability;
    struct problem_facts facts; /* facts.message is what gets quoted */
    char provider[33];
};

static struct slice first_choice(struct slice json)
{
    struct slice choices = scan_member(json, "choices");
    struct slice choice = { NULL, 0 };
    size_t at = 0;

    scan_next(choices, &at, NULL, &choice);
    return choice;
}

static bool is_something(struct slice value)
{
    return value.size > 0 && scan_type(value) != SCAN_NULL && scan_type(value) != SCAN_FALSE;
}

static struct slice error_in(struct slice json)
{
    struct slice error = scan_member(json, "error");

    if (!is_something(error))
        error = scan_member(first_choice(json), "error");
    return is_something(error) ? error : (struct slice){ NULL, 0 };
}

bool problem_in(struct slice json)
{
    return error_in(json).size > 0;
}

/* Validation issues: "provider.order: Expected array; ...". */
static void read_issues(struct slice issues, char *line, size_t size)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(4));
    struct slice issue, step;
    size_t count = 0;

    for (size_t at = 0; count < LISTED_MAX && scan_next(issues, &at, NULL, &issue); count++) {
        char words[256];
        struct slice path = scan_member(issue, "path");

        buf_adds(&text, count > 0 ? "; " : "");
        for (size_t in_path = 0, steps = 0; scan_next(path, &in_path, NULL, &step); steps++) {
            scan_text(step, words, sizeof(words));
            buf_adds(&text, steps > 0 ? "." : "");
            buf_add(&text, words[0] ? slice_of(words) : step);
        }
        scan_text(scan_type(issue) == SCAN_STRING ? issue : scan_member(issue, "message"), words,
                  sizeof(words));
        buf_addf(&text, "%s%s", path.size > 0 ? ": " : "", words);
    }
    plain_line(buf_slice(&text), line, size);
}

/* The words for a reader, wherever in value they are; a provider's own error arrives as JSON inside
 * of a string. */
static void read_words(struct slice value, int nesting, char *line, size_t size)
{
    static const char *const keys[] = { "message", "error", "detail", "title" };
    char text[2048];
    struct err ignored;

    line[0] = '\0';
    if (scan_type(value) == SCAN_ARRAY)
        read_issues(value, line, size);
    if (scan_type(value) == SCAN_OBJECT && nesting < NESTING_MAX)
        for (size_t i = 0; i < ARRAY_COUNT(keys) && !line[0]; i++)
            read_words(scan_member(value, keys[i]), nesting + 1, line, size);
    if (scan_type(value) != SCAN_STRING)
        return;

    scan_text(value, text, sizeof(text));
    if (text[0] == '{' && gate_check(slice_of(text), &gate_upstream, &ignored) == 0)
        read_words(slice_of(text), nesting + 1, line, size);
    if (!line[0])
        plain_line(slice_of(text), line, size);
}

static void read_label(struct slice value, char *label, size_t size)
{
    char text[256];

    scan_text(value, text, sizeof(text));
    plain_line(slice_of(text), label, size);
}

/* A number, or a string that holds one; fractions are rounded up. -1 for what is none. */
static int64_t read_number(struct slice value)
{
    char text[32];
    char *end;

    if (scan_type(value) == SCAN_NUMBER)
        snprintf(text, sizeof(text), "%.*s", SLICE_FMT(value));
    else
        scan_text(value, text, sizeof(text));
    if (text[0] < '0' || text[0] > '9')
        return -1;

    int64_t number = strtoll(text, &end, 10);

    if (*end == '.' && number < INT64_MAX)
        number++;
    return *end == '\0' || *end == '.' ? number : -1;
}

static int read_code(const struct reading *reading, int status)
{
    int64_t code = read_number(scan_member(reading->error, "code"));

    if (code < 100 || code > 599)
        code = read_number(scan_member(reading->error, "http_status"));
    if (code >= 100 && code <= 599)
        return (int)code;
    return status == 200 ? 0 : status;
}

static void read_types(struct reading *reading)
{
    struct problem_facts *facts = &reading->facts;
    struct slice code = scan_member(reading->error, "code");

    read_label(scan_member(reading->metadata, "error_type"), facts->error_type,
               sizeof(facts->error_type));
    if (!facts->error_type[0])
        read_label(scan_member(reading->error, "error_type"), facts->error_type,
                   sizeof(facts->error_type));
    if (!facts->error_type[0] && read_number(code) < 0)
        read_label(code, facts->error_type, sizeof(facts->error_type));
    read_label(scan_member(reading->availability, "code"), facts->availability,
               sizeof(facts->availability));
    read_label(scan_member(reading->metadata, "limit_source"), facts->limit_source,
               sizeof(facts->limit_source));
    read_label(scan_member(reading->metadata, "provider_name"), reading->provider,
               sizeof(reading->provider));
}

/* "Provider returned error" says nothing; what it said is in metadata.raw. */
static void read_message(struct reading *reading)
{
    struct problem_facts *facts = &reading->facts;
    char raw[sizeof(facts->message)];

    read_words(reading->error, 0, facts->message, sizeof(facts->message));
    if (facts->message[0] && strcmp(facts->message, "Provider returned error") != 0)
        return;
    read_words(scan_member(reading->metadata, "raw"), 0, raw, sizeof(raw));
    if (raw[0])
        memcpy(facts->message, raw, sizeof(raw));
}

static int64_t affordable_tokens(const char *message)
{
    static const char words[] = "can only afford ";
    const char *found = strstr(message, words);

    if (!found || found[sizeof(words) - 1] < '0' || found[sizeof(words) - 1] > '9')
        return -1;
    return strtoll(found + sizeof(words) - 1, NULL, 10);
}

/* Adds "a, b" for an array of strings, or of objects that name a provider. */
static size_t add_names(struct buf *names, struct slice list)
{
    struct slice value;
    size_t count = 0;

    for (size_t at = 0; count < LISTED_MAX && scan_next(list, &at, NULL, &value);) {
        char name[41];

        read_label(scan_type(value) == SCAN_OBJECT ? scan_member(value, "provider") : value, name,
                   sizeof(name));
        if (name[0])
            buf_addf(names, "%s%s", count++ > 0 ? ", " : "", name);
    }
    return count;
}

/* " Tried: a, b." */
static void add_list(struct buf *extras, const char *intro, struct slice list)
{
    CLEANUP(buf_done) struct buf names = BUF_MAX(EXTRAS_MAX);

    if (add_names(&names, list) > 0)
        buf_addf(extras, " %s: %s.", intro, buf_text(&names));
}

/* Who failed: those that were tried before the last one, which is named by itself. */
static void read_providers(const struct reading *reading, char *providers, size_t size)
{
    CLEANUP(buf_done) struct buf names = BUF_MAX(EXTRAS_MAX);
    size_t count = add_names(&names, scan_member(reading->metadata, "previous_errors"));

    if (reading->provider[0])
        buf_addf(&names, "%s%s", count > 0 ? ", " : "", reading->provider);
    plain_line(buf_slice(&names), providers, size);
}

/* The platform's own limits say when they end, in milliseconds since 1970. */
static void add_reset(struct buf *extras, struct slice metadata)
{
    int64_t reset_ms = read_number(scan_path(metadata, "headers", "X-RateLimit-Reset"));
    time_t reset_s = (time_t)(reset_ms / 1000);
    struct tm utc;
    char text[32];

    if (reset_ms < INT64_C(1000000000000) || reset_ms > INT64_C(99999999999999) ||
        !gmtime_r(&reset_s, &utc) || strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &utc) == 0)
        return;
    buf_addf(extras, " The limit resets at %s UTC.", text);
}

static void add_extras(struct buf *extras, const struct reading *reading,
                       const struct problem *problem)
{
    if (problem->affordable_tokens >= 0)
        buf_addf(extras, " At most %" PRId64 " output tokens are affordable.",
                 problem->affordable_tokens);
    if (problem->retry_after_s >= 0)
        buf_addf(extras, " Retry after %" PRId64 " s.", problem->retry_after_s);
    add_reset(extras, reading->metadata);
    add_list(extras, "Reasons", scan_member(reading->metadata, "reasons"));
    add_list(extras, "Patterns", scan_member(reading->metadata, "patterns"));
    add_list(extras, "Excluded by", scan_member(reading->availability, "excluded_by"));
    add_list(extras, "Providers tried", scan_member(reading->metadata, "previous_errors"));
    add_list(extras, "OpenRouter suggests", scan_member(reading->availability, "fallback_models"));
}

/* Nothing in it can end the quotation, and the full stop is ours. */
static void close_quote(char *quote)
{
    size_t size = strlen(quote);

    for (char *c = quote; *c; c++)
        *c = *c == '"' ? '\'' : *c;
    if (slice_ends(slice_of(quote), SLICE(".")) && !slice_ends(slice_of(quote), SLICE("..")))
        quote[size - 1] = '\0';
}

/* "model 'x': too many requests (429, Google): "their words". Extras. What to do." */
static void say(struct problem *problem, const struct problem_row *row,
                const struct reading *reading, const char *model)
{
    CLEANUP(buf_done) struct buf head = BUF_MAX(SENTENCE_MAX);
    CLEANUP(buf_done) struct buf tail = BUF_MAX(SENTENCE_MAX);
    char shown[MODEL_SIZE];
    char quote[QUOTE_MAX + 1];

    plain_line(slice_of(model), shown, sizeof(shown));
    if (shown[0] && !problem->of_key)
        buf_addf(&head, "model '%s': ", shown);
    buf_adds(&head, row->what);
    if (problem->code > 0 && reading->provider[0])
        buf_addf(&head, " (%d, provider %s)", problem->code, reading->provider);
    else if (problem->code > 0)
        buf_addf(&head, " (%d)", problem->code);
    else if (reading->provider[0])
        buf_addf(&head, " (provider %s)", reading->provider);

    CLEANUP(buf_done) struct buf extras = BUF_MAX(EXTRAS_MAX);

    add_extras(&extras, reading, problem);
    buf_addf(&tail, ".%s %s", buf_text(&extras), row->next);

    size_t left = SENTENCE_MAX - head.size - tail.size - strlen(": \"\"");

    plain_line(slice_of(reading->facts.message), quote,
               left < QUOTE_MAX ? left + 1 : QUOTE_MAX + 1);
    close_quote(quote);
    err_set(&problem->err, row->kind, quote[0] ? "%s: \"%s\"%s" : "%s%s%s", buf_text(&head), quote,
            buf_text(&tail));
}

/* What is not JSON is told by its beginning; a code of ours makes the row. */
static void read_foreign(struct reading *reading, int status, struct slice body)
{
    reading->facts.code = status;
    plain_html(slice_trim(body), reading->facts.message, EXCERPT_SIZE + 1);
}

static void read_error(struct reading *reading, int status, struct slice json)
{
    reading->error = error_in(json);
    if (reading->error.size == 0)
        reading->error = json;
    reading->metadata = scan_member(reading->error, "metadata");
    reading->availability = scan_member(reading->error, "availability");
    reading->facts.code = read_code(reading, status);
    read_types(reading);
    read_message(reading);
}

void problem_read(int status, struct slice body, const char *model, struct problem *problem)
{
    CLEANUP(buf_done) struct buf repaired = BUF_MAX(3 * body.size);
    struct reading reading = { .facts.is_local = model && local_name_is(model) };
    struct slice json;
    struct err ignored;

    if (gate_repair(body, &gate_upstream, &repaired, &json, &ignored) == 0)
        read_error(&reading, status, slice_trim(json));
    else
        read_foreign(&reading, status, body);

    enum scan_type retryable = scan_type(scan_member(reading.availability, "retryable"));
    int64_t retry_after_s = read_number(scan_member(reading.availability, "retry_after"));

    *problem = (struct problem){
        .code = reading.facts.code,
        .retryable = retryable == SCAN_TRUE    ? 1
                     : retryable == SCAN_FALSE ? 0
                                               : -1,
        .retry_after_s = retry_after_s > RETRY_MAX_S ? RETRY_MAX_S : retry_after_s,
        .affordable_tokens = affordable_tokens(reading.facts.message),
    };
    const struct problem_row *row = problem_row_of(&reading.facts);

    memcpy(problem->error_type, reading.facts.error_type, sizeof(problem->error_type));
    read_providers(&reading, problem->providers, sizeof(problem->providers));
    /* A provider's own key, which the user gave to OpenRouter, is another matter. */
    problem->of_key = row->of_key && !reading.provider[0];
    if (row->lasts && problem->retryable < 0)
        problem->retryable = 0;
    say(problem, row, &reading, model);
}

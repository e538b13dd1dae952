/* sarif_results - findings as results of SARIF, and their categories as its rules. */
#include "review/finding.h"
#include "review/sarif_parts.h"

#include <inttypes.h>
#include <stdlib.h>

#define HELP                                                                                       \
    "Found by language models that read the change; a program has checked that the code which "    \
    "they quote is there. Read the code before you act on it."

static const char *const descriptions[CATEGORY_COUNT] = {
    [CATEGORY_BUG] = "Wrong result",
    [CATEGORY_SECURITY] = "What an attacker can use",
    [CATEGORY_CONCURRENCY] = "Race, deadlock or wrong order of events",
    [CATEGORY_RESOURCE] = "Leak, wrong lifetime or bounds of memory",
    [CATEGORY_ERROR] = "Error that is lost or not handled",
    [CATEGORY_DATA] = "Loss or corruption of what is stored",
    [CATEGORY_PERFORMANCE] = "Far more work than needed",
    [CATEGORY_API] = "Contract, caller or compatibility broken",
    [CATEGORY_TEST] = "Test that cannot fail, or tests something else",
    [CATEGORY_RULE] = "Rule of the project broken",
    [CATEGORY_OTHER] = "Other defect",
};

static const char *const levels[SEVERITY_COUNT] = {
    [SEVERITY_LOW] = "note",
    [SEVERITY_MEDIUM] = "warning",
    [SEVERITY_HIGH] = "error",
    [SEVERITY_CRITICAL] = "error",
};

/* Where code scanning has its borders: above 9, from 7, from 4. */
static const char *const scores[SEVERITY_COUNT] = {
    [SEVERITY_LOW] = "3.0",
    [SEVERITY_MEDIUM] = "5.5",
    [SEVERITY_HIGH] = "8.0",
    [SEVERITY_CRITICAL] = "9.5",
};

/* What is needed of a finding. */
struct row {
    const cJSON *json;
    const char *file, *title, *quote;
    enum severity severity;
    enum category category;
};

struct results {
    cJSON *list, *rules;
    int rule_of[CATEGORY_COUNT]; /* -1: none yet */
    enum severity worst_hole;
    uint64_t *fingerprints;
    size_t count;
};

static int read_row(struct row *row, const cJSON *json, struct err *err)
{
    const char *severity = json_str(json, "severity"), *category = json_str(json, "category");

    *row = (struct row){
        .json = json,
        .file = json_str(json, "file"),
        .title = json_str(json, "title"),
        .quote = json_str(json, "quote"),
    };
    if (!row->file || !row->title || !severity || !severity_read(severity, &row->severity) ||
        !category || !category_read(category, &row->category))
        return sarif_malformed(err, "a finding has no file, title, severity or category");
    return 0;
}

/* --- rules ---------------------------------------------------------------------------------- */

static int add_rule(struct results *results, enum category category)
{
    cJSON *rule;

    if (results->rule_of[category] >= 0)
        return results->rule_of[category];
    rule = cJSON_CreateObject();
    cJSON_AddStringToObject(rule, "id", category_name(category));
    sarif_add_text(rule, "shortDescription", descriptions[category]);
    sarif_add_text(rule, "fullDescription", descriptions[category]);
    sarif_add_text(rule, "help", HELP);
    results->rule_of[category] = cJSON_GetArraySize(results->rules);
    cJSON_AddItemToArray(results->rules, rule);
    return results->rule_of[category];
}

/* Code scanning takes the score of a hole from its rule: that of the worst one. */
static void add_score(const struct results *results)
{
    int number = results->rule_of[CATEGORY_SECURITY];
    cJSON *properties, *tags;

    if (number < 0)
        return;
    properties = cJSON_AddObjectToObject(cJSON_GetArrayItem(results->rules, number), "properties");
    tags = cJSON_AddArrayToObject(properties, "tags");
    cJSON_AddItemToArray(tags, cJSON_CreateString("security"));
    cJSON_AddStringToObject(properties, "security-severity", scores[results->worst_hole]);
}

/* --- one result ----------------------------------------------------------------------------- */

/* A model's words, in which "[here](https://...)" must not become a link. */
static void add_words(struct buf *text, const char *words)
{
    for (const char *at = words; *at != '\0'; at++) {
        if (at[0] == ']' && at[1] == '(')
            buf_addc(text, '\\');
        buf_addc(text, *at);
    }
}

static void add_part(struct buf *text, const char *before, const char *words)
{
    if (!words || words[0] == '\0')
        return;
    buf_adds(text, before);
    add_words(text, words);
}

static bool is_old_side(const cJSON *finding)
{
    const char *side = json_str(finding, "side");

    return side && strcmp(side, "LEFT") == 0;
}

static void add_finders(struct buf *text, const cJSON *finding)
{
    const char *before = "\n\nFound by ";
    const cJSON *model;

    cJSON_ArrayForEach(model, json_at(finding, "found_by"))
    {
        if (!cJSON_IsString(model))
            continue;
        buf_addf(text, "%s%s", before, model->valuestring);
        before = ", ";
    }
}

static void add_message(cJSON *result, const struct row *row)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));
    const char *verdict = json_str(row->json, "verdict");

    add_part(&text, "", row->title);
    add_part(&text, "\n\n", json_str(row->json, "why"));
    if (is_old_side(row->json)) {
        buf_adds(&text, "\n\nThis is about code that the change removes");
        if (json_int(row->json, "line", 0) > 0)
            buf_addf(&text, ", line %" PRId64 " before it", json_int(row->json, "line", 0));
        add_part(&text, ": ", row->quote);
    }
    add_part(&text, "\n\nFix: ", json_str(row->json, "fix"));
    add_part(&text, "\n\nRule: ", json_str(row->json, "rule"));
    add_finders(&text, row->json);
    if (verdict && verdict[0] != '\0') {
        add_part(&text, "\n\nChecked: ", verdict);
        add_part(&text, " by ", json_str(row->json, "verified_by"));
        add_part(&text, ": ", json_str(row->json, "verdict_reason"));
    }
    sarif_add_text(result, "message", buf_text(&text));
}

/* The lines, where they are lines of the file as it is now. */
static void add_region(cJSON *place, const struct row *row)
{
    int64_t line = json_int(row->json, "line", 0), end = json_int(row->json, "end_line", 0);
    cJSON *region;

    if (line <= 0 || is_old_side(row->json))
        return;
    region = cJSON_AddObjectToObject(place, "region");
    cJSON_AddNumberToObject(region, "startLine", (double)line);
    if (end > line)
        cJSON_AddNumberToObject(region, "endLine", (double)end);
    if (row->quote && row->quote[0] != '\0')
        sarif_add_text(region, "snippet", row->quote);
}

static void add_location(cJSON *result, const struct row *row)
{
    cJSON *location = cJSON_CreateObject(), *place;

    cJSON_AddItemToArray(cJSON_AddArrayToObject(result, "locations"), location);
    place = cJSON_AddObjectToObject(location, "physicalLocation");
    sarif_add_artifact(place, row->file);
    add_region(place, row);
}

static void mix(uint64_t *sum, const char *text)
{
    for (; *text != '\0'; text++)
        if (!strchr(" \t\r\n", *text))
            *sum = (*sum ^ (unsigned char)*text) * 0x100000001B3u;
    *sum = (*sum ^ 0xFF) * 0x100000001B3u; /* no byte of UTF-8 */
}

/* The same as long as the code is, wherever it moves to. */
static uint64_t fingerprint(const struct row *row)
{
    uint64_t sum = 0xCBF29CE484222325u;

    mix(&sum, row->file);
    mix(&sum, category_name(row->category));
    mix(&sum, row->quote ? row->quote : "");
    return sum;
}

/* Of several with one fingerprint each has a number: two bugs on one line are two alerts. */
static void add_fingerprint(cJSON *result, struct results *results, const struct row *row)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(64);
    uint64_t sum = fingerprint(row), number = 1;

    for (size_t i = 0; i < results->count; i++)
        number += results->fingerprints[i] == sum;
    results->fingerprints[results->count++] = sum;
    buf_addf(&text, "%016" PRIx64 ":%" PRIu64, sum, number);
    cJSON_AddStringToObject(cJSON_AddObjectToObject(result, "partialFingerprints"), "quotedCode/v1",
                            buf_text(&text));
}

/* What has a value. */
static void copy(cJSON *properties, const cJSON *finding, const char *name)
{
    const cJSON *value = json_at(finding, name);

    if (value && !cJSON_IsNull(value))
        cJSON_AddItemToObject(properties, name, cJSON_Duplicate(value, true));
}

static void add_properties(cJSON *result, const struct row *row)
{
    static const char *const names[] = { "id",      "severity", "confidence", "found_by",
                                         "vendors", "verdict",  "verified_by" };
    cJSON *properties = cJSON_AddObjectToObject(result, "properties");

    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        copy(properties, row->json, names[i]);
    if (row->category == CATEGORY_SECURITY)
        cJSON_AddStringToObject(properties, "security-severity", scores[row->severity]);
}

static int add_result(struct results *results, const cJSON *finding, struct err *err)
{
    cJSON *result;
    struct row row;
    int rule;

    if (read_row(&row, finding, err) < 0)
        return -1;
    rule = add_rule(results, row.category);
    if (row.category == CATEGORY_SECURITY && row.severity > results->worst_hole)
        results->worst_hole = row.severity;
    result = cJSON_CreateObject();
    cJSON_AddItemToArray(results->list, result);
    cJSON_AddStringToObject(result, "ruleId", category_name(row.category));
    cJSON_AddNumberToObject(result, "ruleIndex", rule);
    cJSON_AddStringToObject(result, "level", levels[row.severity]);
    add_message(result, &row);
    add_location(result, &row);
    add_fingerprint(result, results, &row);
    add_properties(result, &row);
    return 0;
}

static int add_results(struct results *results, const cJSON *findings, struct err *err)
{
    const cJSON *finding;

    cJSON_ArrayForEach(finding, findings)
    {
        if (add_result(results, finding, err) < 0)
            return -1;
    }
    add_score(results);
    return 0;
}

int sarif_add_results(cJSON *run, cJSON *driver, const cJSON *report, struct err *err)
{
    const cJSON *findings = json_at(report, "findings");
    struct results results = {
        .rules = cJSON_AddArrayToObject(driver, "rules"),
        .list = cJSON_AddArrayToObject(run, "results"),
        .worst_hole = SEVERITY_LOW,
        .fingerprints =
            xcalloc((size_t)cJSON_GetArraySize(findings) + 1, sizeof(*results.fingerprints)),
    };
    int rc;

    for (size_t i = 0; i < CATEGORY_COUNT; i++)
        results.rule_of[i] = -1;
    rc = add_results(&results, findings, err);
    free(results.fingerprints);
    return rc;
}

/* panel_judge - whether a review says of a change what is known of it. */
#include "tests/prove/panel_judge.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdio.h>

/* One review while it is judged. */
struct case_ {
    struct panel_judge *judge;
    const struct planted *planted;
    const struct panel_way *way;
    bool is_buggy;
    const cJSON *report;
    const char *text;
};

static void complain(const struct case_ *at, const char *format, ...) PRINTF(2, 3);
static void complain(const struct case_ *at, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    printf("    not so: %s (%s, third reviewer: %s): ", at->planted->name,
           at->is_buggy ? "buggy" : "clean", at->way->name);
    vprintf(format, args);
    printf("\n");
    va_end(args);
    at->judge->failures++;
}

static int count(const cJSON *object, const char *list)
{
    return cJSON_GetArraySize(json_at(object, list));
}

static bool is_word(const cJSON *object, const char *member, const char *wanted)
{
    return slice_is(slice_of(json_str(object, member)), slice_of(wanted));
}

static bool names(const cJSON *list, const char *model)
{
    const cJSON *name;

    cJSON_ArrayForEach(name, list) if (cJSON_IsString(name) &&
                                       strcmp(name->valuestring, model) == 0) return true;
    return false;
}

/* His row in the report. */
static const cJSON *reviewer_of(const struct case_ *at, size_t number)
{
    const cJSON *row;

    cJSON_ArrayForEach(
        row, json_at(at->report, "reviewers")) if (is_word(row, "model",
                                                           panel_models[number])) return row;
    return NULL;
}

/* --- the finding ------------------------------------------------------------------------------ */

static void judge_place(const struct case_ *at, const cJSON *finding)
{
    const struct planted *planted = at->planted;
    const cJSON *anchor = json_at(finding, "anchor");
    int64_t line = json_int(finding, "line", -1), end_line = json_int(finding, "end_line", -1);

    if (!is_word(finding, "file", planted->file) || !is_word(finding, "side", "RIGHT") ||
        line != planted->start_line || end_line != planted->end_line)
        complain(at, "it stands in %s:%lld-%lld, and not in %s:%lld-%lld",
                 json_str(finding, "file"), (long long)line, (long long)end_line, planted->file,
                 (long long)planted->start_line, (long long)planted->end_line);
    if (!is_word(finding, "quote", planted->quote))
        complain(at, "the quote is that of the file: %s", json_str(finding, "quote"));
    if (!is_word(anchor, "subject_type", "LINE") || !is_word(anchor, "side", "RIGHT") ||
        json_int(anchor, "line", -1) != planted->end_line ||
        json_int(anchor, "start_line", planted->end_line) != planted->start_line)
        complain(at, "its anchor is its lines");
    at->judge->shifted += json_int(finding, "line_reported", line) != line;
}

static void judge_finding(const struct case_ *at, const cJSON *finding)
{
    const cJSON *found_by = json_at(finding, "found_by");
    int finders = at->way->is_heard ? 3 : 2;

    judge_place(at, finding);
    if (!is_word(finding, "severity", at->planted->severity))
        complain(at, "the severity is the highest that was said: %s",
                 json_str(finding, "severity"));
    if (!is_word(finding, "category", at->planted->category))
        complain(at, "the category is %s", json_str(finding, "category"));
    if (cJSON_GetArraySize(found_by) != finders || !names(found_by, panel_models[0]) ||
        !names(found_by, panel_models[1]) || names(found_by, panel_models[2]) != at->way->is_heard)
        complain(at, "it was found by %d of %d", cJSON_GetArraySize(found_by), finders);
    if (json_int(finding, "vendors", 0) != finders || count(finding, "wordings") != finders)
        complain(at, "all vendors and wordings are there");
}

/* What only one has seen is there as well, by itself, and as bad as he said. */
static void judge_lone(const struct case_ *at, const cJSON *finding)
{
    const cJSON *found_by = json_at(finding, "found_by");

    if (!is_word(finding, "severity", "critical") ||
        !is_word(finding, "quote", at->planted->beside) ||
        json_int(finding, "line", -1) != at->planted->beside_line)
        complain(at, "what one reviewer has seen is in its line: %s", json_str(finding, "title"));
    if (cJSON_GetArraySize(found_by) != 1 || !names(found_by, panel_models[2]))
        complain(at, "only that one has seen it");
    at->judge->lone++;
}

static void judge_findings(const struct case_ *at, const cJSON *findings)
{
    const cJSON *finding;

    cJSON_ArrayForEach(finding, findings)
    {
        if (is_word(finding, "title", PANEL_LONE))
            judge_lone(at, finding);
        else
            judge_finding(at, finding);
    }
}

/* --- the rest --------------------------------------------------------------------------------- */

static void judge_dropped(const struct case_ *at)
{
    const cJSON *dropped = cJSON_GetArrayItem(json_at(at->report, "dropped"), 0);

    if (count(at->report, "dropped") != 1 || !is_word(dropped, "reason", "quote_missing") ||
        !is_word(dropped, "model", panel_models[1]) || !is_word(dropped, "title", PANEL_MADE_UP))
        complain(at, "what is nowhere was dropped, and is in the report");
    if (!strstr(at->text, "\nDropped by quote check: 1 ") || strstr(at->text, PANEL_MADE_UP))
        complain(at, "what is nowhere is counted, and not shown");
    at->judge->dropped += count(at->report, "dropped");
}

/* What the requests of each have cost, to the billionth. */
static void judge_cost(const struct case_ *at)
{
    int64_t total_nano = 0;

    for (size_t i = 0; i < PANEL_REVIEWERS; i++) {
        const cJSON *reviewer = reviewer_of(at, i);
        int64_t nano = panel_price_nano(i) * (int64_t)(i == 2 ? at->way->asked : 1);

        if (json_int(reviewer, "cost_nano", -1) != nano)
            complain(at, "%s has cost %lld billionths, and not %lld", panel_models[i],
                     (long long)nano, (long long)json_int(reviewer, "cost_nano", -1));
        total_nano += nano;
    }
    if (json_int(json_at(at->report, "cost"), "total_nano", -1) != total_nano)
        complain(at, "the sum is that of the reviewers");
    if (!strstr(at->text, "\nCost: ") || !strstr(at->text, "; total $0.0034") ||
        !strstr(at->text, " · session $"))
        complain(at, "the cost line has the sum");
    at->judge->cost_nano += total_nano;
}

static void judge_coverage(const struct case_ *at)
{
    const cJSON *coverage = json_at(at->report, "coverage");
    const cJSON *third = reviewer_of(at, 2);
    const char *status = at->is_buggy || !at->way->is_heard ? at->way->status : "ok";

    if (json_int(coverage, "files_reviewed", -1) != 1 || count(coverage, "files_skipped") != 0 ||
        count(coverage, "reviewers_failed") != !at->way->is_heard)
        complain(at, "the coverage is one file, by those that answered");
    if (!is_word(third, "status", status))
        complain(at, "the third reviewer is %s and not %s", status, json_str(third, "status"));
    if (!strstr(at->text, at->way->is_heard ? "\nCoverage: 1 of 1 file. Reviewers: 3 of 3"
                                            : "\nCoverage: 1 of 1 file. Reviewers: 2 of 3:\n"))
        complain(at, "the coverage line says so");
    at->judge->heard += at->way->is_heard;
    at->judge->unheard += !at->way->is_heard;
}

/* The file that the answer names says the same as the answer. */
static void judge_file(const struct case_ *at)
{
    static const char label[] = "\nReport: ";
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(8));
    const char *path = strstr(at->text, label);
    CLEANUP(freep)
    char *name =
        path
            ? slice_dup((struct slice){ path + strlen(label), strcspn(path + strlen(label), "\n") })
            : NULL;
    FILE *file = name ? fopen(name, "rb") : NULL;
    CLEANUP(json_freep) cJSON *kept = NULL;
    struct err err = { 0 };
    char bytes[4096];

    for (size_t size; file && (size = fread(bytes, 1, sizeof(bytes), file)) > 0;)
        buf_add(&text, (struct slice){ bytes, size });
    if (file)
        fclose(file);
    kept = json_parse(buf_slice(&text), &gate_upstream, &err);
    if (!kept || !json_same(json_at(kept, "findings"), json_at(at->report, "findings")) ||
        !json_same(json_at(kept, "dropped"), json_at(at->report, "dropped")) ||
        !is_word(kept, "review_id", json_str(at->report, "review_id")))
        complain(at, "the file of the report, %s, says the same",
                 name ? name : "which is not named");
}

void panel_judge_result(struct panel_judge *judge, const struct planted *planted, size_t turn,
                        bool is_buggy, const cJSON *result)
{
    const char *text = json_str(cJSON_GetArrayItem(json_at(result, "content"), 0), "text");
    struct case_ at = {
        judge, planted, panel_way_at(turn), is_buggy, json_at(result, "_meta"), text ? text : ""
    };
    const cJSON *findings = json_at(at.report, "findings");
    bool is_alone = is_buggy && at.way->is_alone;
    int wanted = is_buggy + is_alone, before = judge->failures;

    if (json_bool(result, "isError", false) || !at.report) {
        complain(&at, "it is a review: %.400s", at.text);
        return;
    }
    if (cJSON_GetArraySize(findings) != wanted || count(at.report, "demoted") != 0 ||
        count(at.report, "below") != 0)
        complain(&at, "there are %d findings and not %d", wanted, cJSON_GetArraySize(findings));
    else if (is_buggy)
        judge_findings(&at, findings);
    else if (!strstr(at.text, "\nNo findings.\n"))
        complain(&at, "it says that there are none: %.400s", at.text);
    judge_dropped(&at);
    judge_coverage(&at);
    judge_cost(&at);
    judge_file(&at);
    judge->found += is_buggy && judge->failures == before;
    judge->clean += !is_buggy && judge->failures == before;
}

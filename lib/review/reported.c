/* reported - the members that a model wrote, whatever it called them. */
#include "review/reported.h"

#include "review/synonym.h"
#include "json/loose.h"

#include <ctype.h>

/* Of each field the usual name first. */
static const struct synonym names[] = {
    { "title", REPORTED_TITLE },
    { "headline", REPORTED_TITLE },
    { "summary", REPORTED_TITLE },
    { "name", REPORTED_TITLE },
    { "issue", REPORTED_TITLE },
    { "problem", REPORTED_TITLE },
    { "finding", REPORTED_TITLE },
    { "subject", REPORTED_TITLE },
    { "file", REPORTED_FILE },
    { "path", REPORTED_FILE },
    { "file_path", REPORTED_FILE },
    { "filename", REPORTED_FILE },
    { "relative_path", REPORTED_FILE },
    { "uri", REPORTED_FILE },
    { "location", REPORTED_FILE },
    { "quote", REPORTED_QUOTE },
    { "quoted_code", REPORTED_QUOTE },
    { "code_quote", REPORTED_QUOTE },
    { "code", REPORTED_QUOTE },
    { "snippet", REPORTED_QUOTE },
    { "code_snippet", REPORTED_QUOTE },
    { "existing_code", REPORTED_QUOTE },
    { "original_code", REPORTED_QUOTE },
    { "line_content", REPORTED_QUOTE },
    { "excerpt", REPORTED_QUOTE },
    { "evidence", REPORTED_QUOTE },
    { "why", REPORTED_WHY },
    { "description", REPORTED_WHY },
    { "explanation", REPORTED_WHY },
    { "reason", REPORTED_WHY },
    { "reasoning", REPORTED_WHY },
    { "rationale", REPORTED_WHY },
    { "message", REPORTED_WHY },
    { "details", REPORTED_WHY },
    { "detail", REPORTED_WHY },
    { "body", REPORTED_WHY },
    { "comment", REPORTED_WHY },
    { "analysis", REPORTED_WHY },
    { "impact", REPORTED_WHY },
    { "text", REPORTED_WHY },
    { "fix", REPORTED_FIX },
    { "suggested_fix", REPORTED_FIX },
    { "suggestion", REPORTED_FIX },
    { "recommendation", REPORTED_FIX },
    { "proposed_fix", REPORTED_FIX },
    { "remediation", REPORTED_FIX },
    { "solution", REPORTED_FIX },
    { "resolution", REPORTED_FIX },
    { "suggested_code", REPORTED_FIX },
    { "rule", REPORTED_RULE },
    { "project_rule", REPORTED_RULE },
    { "violated_rule", REPORTED_RULE },
    { "guideline", REPORTED_RULE },
    { "line", REPORTED_LINE },
    { "start_line", REPORTED_LINE },
    { "line_start", REPORTED_LINE },
    { "line_number", REPORTED_LINE },
    { "lines", REPORTED_LINE },
    { "line_range", REPORTED_LINE },
    { "line_numbers", REPORTED_LINE },
    { "lineno", REPORTED_LINE },
    { "from_line", REPORTED_LINE },
    { "start", REPORTED_LINE },
    { "range", REPORTED_LINE },
    { "end_line", REPORTED_END_LINE },
    { "line_end", REPORTED_END_LINE },
    { "to_line", REPORTED_END_LINE },
    { "last_line", REPORTED_END_LINE },
    { "end", REPORTED_END_LINE },
    { "severity", REPORTED_SEVERITY },
    { "priority", REPORTED_SEVERITY },
    { "level", REPORTED_SEVERITY },
    { "criticality", REPORTED_SEVERITY },
    { "risk", REPORTED_SEVERITY },
    { "category", REPORTED_CATEGORY },
    { "type", REPORTED_CATEGORY },
    { "kind", REPORTED_CATEGORY },
    { "class", REPORTED_CATEGORY },
    { "confidence", REPORTED_CONFIDENCE },
    { "confidence_score", REPORTED_CONFIDENCE },
    { "certainty", REPORTED_CONFIDENCE },
    { "probability", REPORTED_CONFIDENCE },
    { "likelihood", REPORTED_CONFIDENCE },
};

struct slice reported_answer(struct slice text)
{
    struct slice rest = slice_trim(text);
    const char *end;

    if (!slice_starts(rest, SLICE("<think>")))
        return text;
    end = memmem(rest.data, rest.size, "</think>", strlen("</think>"));
    return end ? slice_from(rest, (size_t)(end - rest.data) + strlen("</think>"))
               : slice_from(rest, rest.size);
}

static void keep(struct reported *reported, int field, struct slice value, unsigned char rank)
{
    if (reported->values[field].size > 0 && reported->ranks[field] <= rank)
        return;
    reported->values[field] = value;
    reported->ranks[field] = rank;
}

void reported_add(struct reported *reported, struct slice key, struct slice value)
{
    size_t row = key.size <= FINDING_NAME_MAX ? synonym_find(names, ARRAY_COUNT(names), key)
                                              : ARRAY_COUNT(names);

    if (row < ARRAY_COUNT(names))
        keep(reported, names[row].value, value, (unsigned char)(row + 1));
}

void reported_add_all(struct reported *outer, const struct reported *inner)
{
    for (int field = 0; field < REPORTED_COUNT; field++)
        if (inner->values[field].size > 0)
            keep(outer, field, inner->values[field], inner->ranks[field]);
}

size_t reported_size(const struct reported *reported)
{
    return (size_t)(reported->values[REPORTED_TITLE].size > 0 ||
                    reported->values[REPORTED_WHY].size > 0) +
           (size_t)(reported->values[REPORTED_FILE].size > 0) +
           (size_t)(reported->values[REPORTED_QUOTE].size > 0);
}

/* Whether there is a letter or digit in it, in any script. */
static bool says_something(struct slice text)
{
    if (slice_is(text, SLICE("\xE2\x80\xA6")))
        return false;
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80 || isalnum((unsigned char)text.data[i]))
            return true;
    return false;
}

bool reported_is_form(const struct reported *reported)
{
    static const enum reported_field fields[] = { REPORTED_TITLE, REPORTED_FILE, REPORTED_QUOTE };

    for (size_t i = 0; i < ARRAY_COUNT(fields); i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(FINDING_NAME_MAX);

        if (!loose_text(reported->values[fields[i]], &text) || says_something(buf_slice(&text)))
            return false;
    }
    return true;
}

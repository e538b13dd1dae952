/* findings - what a reviewer answered, read.
 *
 *   the text -> loose (objects, members) -> reported (one finding) -> the list
 *                     \-> what is no finding, or broken: counted
 *
 * There is one way for answers that have the form and for those that have not: what is JSON is
 * read as JSON, and of anything else every object that is whole and says what a finding must say.
 */
#include "review/findings.h"

#include "review/reported.h"
#include "review/synonym.h"
#include "json/loose.h"

#include <assert.h>
#include <stdlib.h>

#define DEPTH_MAX 65 /* of loose, and the text around it */

static const struct synonym lists[] = {
    { "findings", 0 },
    { "issues", 0 },
    { "results", 0 },
    { "problems", 0 },
    { "bugs", 0 },
    { "comments", 0 },
    { "defects", 0 },
    { "vulnerabilities", 0 },
    { "review_comments", 0 },
    { "review_findings", 0 },
    { "concerns", 0 },
    { "items", 0 },
};

/* A bracket that is open. */
struct level {
    struct reported reported;
    struct slice key;
    bool is_object, is_list; /* is_list: what is in it should be findings */
    bool has_list;           /* one was in it: it is no finding itself */
    size_t elements;
};

struct reading {
    struct findings *findings;
    struct loose loose;
    struct level levels[DEPTH_MAX];
    size_t depth;
    size_t reviewer;
    size_t first;  /* of the list: what this outermost value says; before it, what others said */
    bool is_whole; /* nothing of this outermost value was broken */
    bool has_empty_list; /* of the last outermost value */
    size_t begin, end;   /* where it is */
};

static bool is_same_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* The same place and kind: said again. */
static bool is_again(const struct finding *a, const struct finding *b)
{
    return a->category == b->category && is_same_text(a->path, b->path) &&
           is_same_text(a->quote, b->quote);
}

/* Models that run in circles say the same to the letter. */
static bool is_listed(const struct reading *reading, const struct finding *finding)
{
    const struct finding_list *list = &reading->findings->list;

    for (size_t i = reading->first; i < list->count; i++)
        if (is_again(&list->items[i], finding) &&
            is_same_text(list->items[i].wordings->title, finding->wordings->title) &&
            is_same_text(list->items[i].wordings->why, finding->wordings->why))
            return true;
    return false;
}

static void add(struct reading *reading, struct finding *finding)
{
    struct finding_list *list = &reading->findings->list;

    if (!is_listed(reading, finding)) {
        if (list->count - reading->first == FINDINGS_RAW_MAX || !finding_list_add(list, finding))
            reading->findings->broken++;
    }
    finding_done(finding);
}

/* The file that an object around it names: {"file": "a.c", "issues": [...]}. */
static void inherit_file(const struct reading *reading, struct reported *reported)
{
    for (size_t i = reading->depth; i-- > 0 && reported->values[REPORTED_FILE].size == 0;)
        reported->values[REPORTED_FILE] = reading->levels[i].reported.values[REPORTED_FILE];
}

static void on_open(struct reading *reading, bool is_object)
{
    struct level *outer = reading->depth > 0 ? &reading->levels[reading->depth - 1] : NULL;
    struct level *level = &reading->levels[reading->depth];

    assert(reading->depth < DEPTH_MAX);
    if (!outer) {
        reading->first = reading->findings->list.count;
        reading->is_whole = true;
        reading->has_empty_list = false;
        reading->begin = reading->loose.at - 1;
    } else {
        outer->elements++;
    }
    *level = (struct level){ .key = reading->loose.key, .is_object = is_object };
    if (!is_object)
        level->is_list =
            !outer || (outer->is_object &&
                       synonym_find(lists, ARRAY_COUNT(lists), level->key) < ARRAY_COUNT(lists));
    reading->depth++;
}

/* An object that should be a finding, or is one wherever it stands. */
static bool take_object(struct reading *reading, struct level *level, const struct level *outer)
{
    struct reported reported = level->reported;
    bool is_due = outer && outer->is_list;
    struct finding finding = { 0 };

    if (level->has_list || reported_is_form(&reported))
        return true;
    inherit_file(reading, &reported);
    if (reported_size(&reported) == 3 && reported_read(&reported, reading->reviewer, &finding)) {
        add(reading, &finding);
        return true;
    }
    if (!is_due && reported_size(&level->reported) < 2)
        return false;
    reading->findings->broken++;
    reading->is_whole = false;
    return true;
}

static size_t count_again(const struct finding_list *list, size_t first)
{
    size_t count = 0;

    for (size_t i = 0; i < first; i++) {
        bool is_found = false;

        for (size_t j = first; j < list->count && !is_found; j++)
            is_found = is_again(&list->items[i], &list->items[j]);
        count += is_found;
    }
    return count;
}

/* A later list that says again half of what an earlier one said is that one, thought over. */
static void replace_earlier(struct reading *reading)
{
    struct finding_list *list = &reading->findings->list;
    size_t first = reading->first;

    if (first == 0 || first == list->count || !reading->is_whole ||
        2 * count_again(list, first) < first)
        return;
    for (size_t i = 0; i < first; i++)
        finding_done(&list->items[i]);
    list->count -= first;
    memmove(list->items, list->items + first, list->count * sizeof(*list->items));
}

/* Several lists may have more than one is allowed. */
static void cut_list(struct findings *findings)
{
    while (findings->list.count > FINDINGS_RAW_MAX) {
        finding_done(&findings->list.items[--findings->list.count]);
        findings->broken++;
    }
}

static void on_close(struct reading *reading)
{
    struct level *level = &reading->levels[--reading->depth];
    struct level *outer = reading->depth > 0 ? level - 1 : NULL;
    bool is_taken = level->is_object && take_object(reading, level, outer);

    if (level->is_list && level->elements == 0)
        reading->has_empty_list = true;
    if (outer && (level->is_list || level->has_list))
        outer->has_list = true;
    if (outer && !is_taken && !level->is_list) {
        if (!level->is_object)
            reported_add(&outer->reported, level->key, reading->loose.value);
        reported_add_all(&outer->reported, &level->reported);
    }
    if (!outer) {
        reading->end = reading->loose.at;
        if (level->is_list || level->has_list)
            replace_earlier(reading);
    }
}

static void on_value(struct reading *reading)
{
    struct level *level = &reading->levels[reading->depth - 1];

    level->elements++;
    if (level->is_object)
        reported_add(&level->reported, reading->loose.key, reading->loose.value);
    else if (level->is_list) /* a finding in words alone */
        reading->findings->broken++;
}

static void on_broken(struct reading *reading)
{
    const struct level *innermost = &reading->levels[reading->depth - 1];

    reading->is_whole = false;
    if (innermost->is_list || reported_size(&innermost->reported) > 0 ||
        (reading->depth > 1 && innermost[-1].is_list))
        reading->findings->broken++;
    reading->depth = reading->loose.depth;
}

/* Without the fence around it. */
static struct slice unfence(struct slice text)
{
    static const char *const fences[] = { "```json", "```JSON", "```" };

    text = slice_trim(text);
    for (size_t i = 0; i < ARRAY_COUNT(fences); i++)
        if (slice_starts(text, slice_of(fences[i])))
            text = slice_from(text, strlen(fences[i]));
    if (slice_ends(text, SLICE("```")))
        text.size -= strlen("```");
    return slice_trim(text);
}

/* An answer that is nothing but an empty list. */
static bool is_empty_list(struct slice text)
{
    text = unfence(text);
    return text.size >= 2 && text.data[0] == '[' && text.data[text.size - 1] == ']' &&
           slice_trim((struct slice){ text.data + 1, text.size - 2 }).size == 0;
}

/* An empty list with words on both sides may be an example. */
static bool says_none(const struct reading *reading)
{
    struct slice text = reading->loose.text;
    const struct findings *findings = reading->findings;

    if (findings->list.count > 0 || findings->broken > 0 || findings->is_truncated)
        return false;
    if (is_empty_list(text))
        return true;
    return reading->has_empty_list && reading->is_whole &&
           (unfence((struct slice){ text.data, reading->begin }).size == 0 ||
            unfence(slice_from(text, reading->end)).size == 0);
}

static int judge(const struct findings *findings, struct err *err)
{
    if (findings->says_none)
        return 0;
    if (findings->list.count == 0 && findings->is_truncated)
        return err_set(err, ERR_PROTOCOL,
                       "the answer stops in the middle, before its first finding is whole");
    if (findings->list.count == 0 && findings->broken > 0)
        return err_set(err, ERR_PROTOCOL,
                       "none of the findings has a title, a file and a quote that can be read");
    if (findings->list.count == 0)
        return err_set(err, ERR_PROTOCOL, "there is no list of findings in the answer");
    if (findings->is_truncated) {
        err_set(err, ERR_PROTOCOL, "the answer stops in the middle, behind %zu findings",
                findings->list.count);
        return 1;
    }
    if (findings->broken > 0) {
        err_set(err, ERR_PROTOCOL,
                "%zu of the findings cannot be read, or have no title, file or quote",
                findings->broken);
        return 1;
    }
    return 0;
}

int findings_read(struct findings *findings, struct slice answer, size_t reviewer, struct err *err)
{
    struct reading reading = {
        .findings = findings,
        .loose = { .text = reported_answer(answer) },
        .reviewer = reviewer,
    };
    enum loose_event event;

    *findings = (struct findings){ 0 };
    while ((event = loose_next(&reading.loose)) != LOOSE_END) {
        if (event == LOOSE_OBJECT || event == LOOSE_ARRAY)
            on_open(&reading, event == LOOSE_OBJECT);
        else if (event == LOOSE_CLOSE)
            on_close(&reading);
        else if (event == LOOSE_VALUE)
            on_value(&reading);
        else
            on_broken(&reading);
    }
    cut_list(findings);
    findings->is_truncated = reading.loose.is_cut;
    findings->says_none = says_none(&reading);
    return judge(findings, err);
}

void findings_done(struct findings *findings)
{
    finding_list_done(&findings->list);
}

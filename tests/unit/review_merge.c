/* Units of review/merge: what means the same becomes one, and nothing else does. */
#include "review/merge.h"
#include "test.h"
#include "wordings.h"
#include "wordings_new.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const vendors[] = { "openai", "google", "openai", "mistral", "qwen" };
#define REVIEWERS ARRAY_COUNT(vendors)

/* A finding as it is behind quote_check. */
struct report {
    size_t reviewer;
    const char *quote;
    uint32_t line;
    struct said said;
    enum severity severity;
    int confidence;
};

static void add(struct finding_list *list, const struct report *report)
{
    struct wording *wording = xcalloc(1, sizeof(*wording));
    struct finding finding = {
        .path = xstrdup("a.c"),
        .quote = xstrdup(report->quote),
        .wordings = wording,
        .wording_count = 1,
        .line = report->line,
        .end_line = report->line,
        .severity = report->severity,
    };

    *wording = (struct wording){
        .reviewer = report->reviewer,
        .title = xstrdup(report->said.title),
        .why = xstrdup(report->said.why),
        .fix = report->said.fix ? xstrdup(report->said.fix) : NULL,
        .severity = report->severity,
        .confidence = report->confidence,
        .line = report->line,
        .end_line = report->line,
    };
    CHECK(category_read(report->said.category, &wording->category));
    finding.category = wording->category;
    CHECK(finding_list_add(list, &finding));
}

/* How many findings two reports of different reviewers become. */
static size_t merge_pair(const struct pair *pair, bool is_turned)
{
    struct finding_list list = { 0 };
    const struct report a = { 0, pair->quote, 10, pair->a, SEVERITY_HIGH, 80 };
    const struct report b = { 1,
                              pair->other_quote ? pair->other_quote : pair->quote,
                              10 + (uint32_t)pair->apart,
                              pair->b,
                              SEVERITY_MEDIUM,
                              90 };
    size_t count;

    add(&list, is_turned ? &b : &a);
    add(&list, is_turned ? &a : &b);
    merge(&list, vendors, REVIEWERS);
    count = list.count;
    finding_list_done(&list);
    return count;
}

static size_t count_merged(const struct pair *pairs, size_t count)
{
    size_t merged = 0;

    for (size_t i = 0; i < count; i++) {
        CHECK_INT(merge_pair(&pairs[i], false), merge_pair(&pairs[i], true));
        merged += merge_pair(&pairs[i], false) == 1;
    }
    return merged;
}

TEST("merge: one defect in the words of two reviewers becomes one finding")
{
    CHECK(ARRAY_COUNT(same_pairs) >= 25);
    for (size_t i = 0; i < ARRAY_COUNT(same_pairs); i++)
        if (count_merged(&same_pairs[i], 1) != 1)
            test_fail(__FILE__, __LINE__, "two: %s | %s", same_pairs[i].a.title,
                      same_pairs[i].b.title);
}

TEST("merge: two defects on one line, or on neighbouring ones, stay two")
{
    CHECK(ARRAY_COUNT(other_pairs) >= 25);
    for (size_t i = 0; i < ARRAY_COUNT(other_pairs); i++)
        if (count_merged(&other_pairs[i], 1) != 0)
            test_fail(__FILE__, __LINE__, "one: %s | %s", other_pairs[i].a.title,
                      other_pairs[i].b.title);
}

TEST("merge: of defects in words that it does not know, it rather leaves two than hides one")
{
    size_t same = count_merged(new_same_pairs, ARRAY_COUNT(new_same_pairs));
    size_t other = count_merged(new_other_pairs, ARRAY_COUNT(new_other_pairs));

    if (same * 10 < ARRAY_COUNT(new_same_pairs) * 7 || other > 0)
        test_fail(__FILE__, __LINE__, "%zu of %zu same ones merged, %zu of %zu others", same,
                  ARRAY_COUNT(new_same_pairs), other, ARRAY_COUNT(new_other_pairs));
}

TEST("merge: the same words mean the same only near each other, on one side of one file")
{
    for (uint32_t apart = 0; apart < 8; apart++) {
        struct finding_list list = { 0 };
        struct report report = { 0, "x = y;", 10, same_pairs[0].a, SEVERITY_HIGH, 80 };

        add(&list, &report);
        report.line += apart;
        report.reviewer = 1;
        add(&list, &report);
        merge(&list, vendors, REVIEWERS);
        CHECK_INT(list.count, apart <= MERGE_NEAR ? 1 : 2);
        finding_list_done(&list);
    }
    for (int kind = 0; kind < 3; kind++) {
        struct finding_list list = { 0 };
        struct report report = { 0, "x = y;", 10, same_pairs[0].a, SEVERITY_HIGH, 80 };

        add(&list, &report);
        report.reviewer = 1;
        add(&list, &report);
        if (kind == 0)
            list.items[0].is_left = true;
        else if (kind == 1)
            list.items[0].file = 1;
        else
            list.items[0].status = QUOTE_MISSING;
        merge(&list, vendors, REVIEWERS);
        CHECK_INT(list.count, 2);
        finding_list_done(&list);
    }
}

TEST("merge: a chain of neighbours is not one finding")
{
    struct finding_list list = { 0 };
    struct report report = { 0, "x = y;", 1, same_pairs[0].a, SEVERITY_HIGH, 80 };

    for (size_t i = 0; i < 5; i++) {
        report.reviewer = i;
        report.line = 1 + 3 * (uint32_t)i;
        add(&list, &report);
    }
    merge(&list, vendors, REVIEWERS);
    for (size_t i = 0; i < list.count; i++)
        CHECK(list.items[i].wording_count <= 2);
    CHECK_INT(list.count, 3);
    finding_list_done(&list);
}

TEST("merge: a reviewer's own findings stay apart, unless he says one thing twice")
{
    struct finding_list list = { 0 };
    struct report report = { 0, "if (n <= cap)", 10, same_pairs[0].a, SEVERITY_HIGH, 80 };

    add(&list, &report);
    report.said = same_pairs[0].b; /* another category */
    add(&list, &report);
    report.said = other_pairs[0].a;
    add(&list, &report);
    merge(&list, vendors, REVIEWERS);
    CHECK_INT(list.count, 3);
    finding_list_done(&list);

    report.said = same_pairs[0].a;
    add(&list, &report);
    report.said.why = "When n equals cap one element past the end of the array is written.";
    add(&list, &report);
    merge(&list, vendors, REVIEWERS);
    CHECK_INT(list.count, 1);
    CHECK_INT(list.items[0].wording_count, 2);
    CHECK_INT(list.items[0].vendors, 1);
    finding_list_done(&list);
}

TEST("merge: the finding has the highest severity, the leading words, and all who found it")
{
    struct finding_list list = { 0 };
    struct said said = same_pairs[0].a, longer = said;
    static const enum severity severities[] = { SEVERITY_LOW, SEVERITY_CRITICAL, SEVERITY_CRITICAL,
                                                SEVERITY_CRITICAL };
    static const int confidences[] = { 99, 70, 80, 80 };

    longer.why = "When n == cap the test passes and queue->items[n] is written, one element past "
                 "the end of the array, which belongs to the next allocation.";
    for (size_t i = 0; i < 4; i++)
        add(&list, &(struct report){ i, "if (n <= cap)", 10 + (uint32_t)i % 2,
                                     i == 3 ? longer : said, severities[i], confidences[i] });
    merge(&list, vendors, REVIEWERS);
    CHECK_INT(list.count, 1);
    CHECK_INT(list.items[0].wording_count, 4);
    CHECK_INT(list.items[0].severity, SEVERITY_CRITICAL);
    CHECK_INT(list.items[0].vendors, 3); /* two reviewers are openai's */
    CHECK_STR(list.items[0].wordings[0].why, longer.why);
    CHECK_INT(list.items[0].wordings[0].reviewer, 3);
    CHECK_INT(list.items[0].line, 11); /* where the leading one is */
    CHECK_INT(list.items[0].wordings[1].reviewer, 2);
    CHECK_INT(list.items[0].wordings[3].severity, SEVERITY_LOW);
    finding_list_done(&list);
}

TEST("merge: what is most alike is joined first")
{
    struct finding_list list = { 0 };
    struct report report = { 0, "if (n <= cap)", 10, same_pairs[0].a, SEVERITY_HIGH, 80 };

    add(&list, &report);
    report.said = same_pairs[0].b;
    add(&list, &report);
    report.reviewer = 1; /* would be like either, and says the second to the letter */
    add(&list, &report);
    merge(&list, vendors, REVIEWERS);
    CHECK_INT(list.count, 2);
    for (size_t i = 0; i < 2; i++)
        CHECK_INT(list.items[i].wording_count,
                  strcmp(list.items[i].wordings[0].title, report.said.title) == 0 ? 2 : 1);
    finding_list_done(&list);
}

TEST("merge: who says the very same stands in the order of names")
{
    for (size_t first = 0; first < 2; first++) {
        struct finding_list list = { 0 };

        for (size_t i = 0; i < 2; i++)
            add(&list,
                &(struct report){ (first + i) % 2, "x", 7, same_pairs[1].a, SEVERITY_LOW, 50 });
        merge(&list, vendors, REVIEWERS);
        CHECK_INT(list.count, 1);
        CHECK_STR(vendors[list.items[0].wordings[0].reviewer], "google");
        CHECK_STR(vendors[list.items[0].wordings[1].reviewer], "openai");
        finding_list_done(&list);
    }
}

TEST("merge: nothing, and one, are left as they are")
{
    struct finding_list list = { 0 };

    merge(&list, vendors, REVIEWERS);
    CHECK_INT(list.count, 0);
    add(&list, &(struct report){ 4, "x", 7, same_pairs[1].a, SEVERITY_LOW, -1 });
    merge(&list, vendors, REVIEWERS);
    CHECK_INT(list.count, 1);
    CHECK_INT(list.items[0].vendors, 1);
    CHECK_INT(list.items[0].severity, SEVERITY_LOW);
    finding_list_done(&list);
}

/* --- who is asked first ---------------------------------------------------------------------- */

static uint32_t seed = 1;

static uint32_t chance(uint32_t count)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % count;
}

/* Something that might be said of a line: now and then the same as somebody else says. */
static struct report random_report(size_t reviewer)
{
    static const char *const quotes[] = { "if (n <= cap)", "memcpy(dst, src, len);", "x = y;" };
    bool is_same = chance(2) == 0;
    const struct pair *pair = is_same ? &same_pairs[chance(4)] : &other_pairs[chance(4)];

    return (struct report){
        .reviewer = reviewer,
        .quote = quotes[chance(3)],
        .line = 1 + chance(9),
        .said = chance(2) ? pair->a : pair->b,
        .severity = (enum severity)chance(SEVERITY_COUNT),
        .confidence = (int)chance(3) * 40,
    };
}

/* All that is in a list, reviewers by their names. */
static char *dump(const struct finding_list *list, const char *const *names)
{
    struct buf out = BUF_MAX(MIB(1));

    for (size_t i = 0; i < list->count; i++) {
        const struct finding *finding = &list->items[i];

        buf_addf(&out, "%u %s %s %s %zu\n", finding->line, finding->quote,
                 severity_name(finding->severity), category_name(finding->category),
                 finding->vendors);
        for (size_t k = 0; k < finding->wording_count; k++)
            buf_addf(&out, "    %s %s %d: %s / %s / %s\n", names[finding->wordings[k].reviewer],
                     severity_name(finding->wordings[k].severity), finding->wordings[k].confidence,
                     finding->wordings[k].title, finding->wordings[k].why,
                     finding->wordings[k].fix);
    }
    return buf_take(&out);
}

static void swap(size_t *a, size_t *b)
{
    size_t other = *a;

    *a = *b;
    *b = other;
}

/* The next order of count numbers; false behind the last. */
static bool permute(size_t *order, size_t count)
{
    size_t i = count - 1, j = count - 1;

    while (i > 0 && order[i - 1] >= order[i])
        i--;
    if (i == 0)
        return false;
    while (order[j] <= order[i - 1])
        j--;
    swap(&order[i - 1], &order[j]);
    for (size_t low = i, high = count - 1; low < high; low++, high--)
        swap(&order[low], &order[high]);
    return true;
}

static char *merge_in_order(const struct report *reports, size_t count, const size_t *order,
                            size_t reviewers)
{
    struct finding_list list = { 0 };
    const char *names[REVIEWERS];
    char *said;

    for (size_t place = 0; place < reviewers; place++)
        names[place] = vendors[order[place]];
    for (size_t place = 0; place < reviewers; place++) {
        size_t turn = chance((uint32_t)count); /* his own findings in another order, too */

        for (size_t i = 0; i < count; i++) {
            struct report report = reports[(i + turn) % count];

            if (report.reviewer != order[place])
                continue;
            report.reviewer = place;
            add(&list, &report);
        }
    }
    merge(&list, names, reviewers);
    said = dump(&list, names);
    finding_list_done(&list);
    return said;
}

TEST("merge: who is asked first, and what he says first, changes nothing")
{
    for (int round = 0; round < 60; round++) {
        struct report reports[20];
        size_t reviewers = 2 + chance(REVIEWERS - 1), count = 2 + chance(18);
        size_t order[REVIEWERS] = { 0, 1, 2, 3, 4 };
        CLEANUP(freep) char *first = NULL;

        for (size_t i = 0; i < count; i++)
            reports[i] = random_report(chance((uint32_t)reviewers));
        first = merge_in_order(reports, count, order, reviewers);
        do {
            CLEANUP(freep) char *said = merge_in_order(reports, count, order, reviewers);

            CHECK_STR(said, first);
        } while (permute(order, reviewers));
    }
}

static void check_group(const struct finding *finding)
{
    CHECK(finding->wording_count > 0 && finding->severity == finding->wordings[0].severity);
    for (size_t a = 0; a < finding->wording_count; a++)
        for (size_t b = 0; b < a; b++) {
            const struct wording *one = &finding->wordings[a], *other = &finding->wordings[b];

            CHECK(llabs(one->line - other->line) <= MERGE_NEAR);
            CHECK(one->reviewer != other->reviewer || one->line == other->line);
            CHECK(finding->severity >= one->severity);
        }
}

TEST("merge: no words are lost, and no group has two that are far apart or one reviewer's own")
{
    for (int round = 0; round < 500; round++) {
        struct finding_list list = { 0 };
        size_t count = 1 + chance(40), words = 0;

        for (size_t i = 0; i < count; i++) {
            struct report report = random_report(chance(REVIEWERS));

            add(&list, &report);
        }
        merge(&list, vendors, REVIEWERS);
        for (size_t i = 0; i < list.count; i++) {
            words += list.items[i].wording_count;
            check_group(&list.items[i]);
        }
        CHECK_INT(words, count);
        finding_list_done(&list);
    }
}

TEST("merge: the most that a review may have is merged in a moment")
{
    struct finding_list list = { 0 };

    for (size_t i = 0; i < FINDINGS_KEPT_MAX; i++) {
        struct report report = random_report(i % REVIEWERS);

        report.line = 1;
        add(&list, &report);
    }
    merge(&list, vendors, REVIEWERS);
    CHECK(list.count > 1 && list.count < FINDINGS_KEPT_MAX);
    finding_list_done(&list);
}

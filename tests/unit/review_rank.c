/* Units of review/rank. */
#include "review/merge.h"
#include "review/rank.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

static void add(struct finding_list *list, const char *title, enum severity severity,
                enum verdict verdict, size_t found_by, int confidence)
{
    struct wording *wording = xcalloc(1, sizeof(*wording));
    struct finding finding = {
        .path = xstrdup("a.c"),
        .quote = xstrdup("x"),
        .wordings = wording,
        .wording_count = 1,
        .line = 1,
        .severity = severity,
        .verdict = verdict,
        .vendors = found_by,
    };

    wording->title = xstrdup(title);
    wording->why = xstrdup("");
    wording->severity = severity;
    wording->confidence = confidence;
    CHECK(finding_list_add(list, &finding));
}

/* "F1=a F2=b" */
static const char *said(const struct finding_list *list)
{
    static char text[4096];
    size_t size = 0;

    text[0] = '\0';
    for (size_t i = 0; i < list->count; i++)
        size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s=%s", i > 0 ? " " : "",
                                 list->items[i].id, list->items[i].wordings[0].title);
    return text;
}

static void fill(struct finding_list *list)
{
    add(list, "unsure", SEVERITY_HIGH, VERDICT_UNRESOLVED, 3, 90);
    add(list, "low", SEVERITY_LOW, VERDICT_CONFIRMED, 3, 100);
    add(list, "lone", SEVERITY_CRITICAL, VERDICT_NONE, 1, 10);
    add(list, "plain", SEVERITY_HIGH, VERDICT_NONE, 1, 50);
    add(list, "surer", SEVERITY_HIGH, VERDICT_NONE, 1, 60);
    add(list, "agreed", SEVERITY_HIGH, VERDICT_NONE, 2, 10);
    add(list, "proven", SEVERITY_HIGH, VERDICT_CONFIRMED, 1, 10);
    add(list, "refuted", SEVERITY_CRITICAL, VERDICT_REFUTED, 3, 100);
    add(list, "silent", SEVERITY_HIGH, VERDICT_NONE, 1, -1);
}

TEST("rank: severity, then verdict, then vendors, then confidence")
{
    struct finding_list list = { 0 };

    fill(&list);
    CHECK_INT(rank(&list, 1), 10);
    CHECK_STR(said(&list), "F1=lone F2=refuted F3=proven F4=agreed F5=surer F6=plain F7=silent "
                           "F8=unsure F9=low");
    finding_list_done(&list);
    CHECK_INT(rank(&list, 4), 4);
}

TEST("rank: where all is equal, the place decides, and then the words")
{
    struct finding_list list = { 0 };

    add(&list, "b", SEVERITY_LOW, VERDICT_NONE, 1, 50);
    add(&list, "a", SEVERITY_LOW, VERDICT_NONE, 1, 50);
    add(&list, "c", SEVERITY_LOW, VERDICT_NONE, 1, 50);
    list.items[2].file = 0;
    list.items[0].file = list.items[1].file = 1;
    rank(&list, 7);
    CHECK_STR(said(&list), "F7=c F8=a F9=b");
    finding_list_done(&list);
}

TEST("rank: what is refuted, minor or too much is moved, and nothing is lost")
{
    struct finding_list list = { 0 }, demoted = { 0 }, below = { 0 };

    fill(&list);
    rank(&list, 1);
    rank_split(&list, SEVERITY_MEDIUM, 3, &demoted, &below);
    CHECK_STR(said(&list), "F1=lone F3=proven F4=agreed");
    CHECK_STR(said(&demoted), "F2=refuted");
    CHECK_STR(said(&below), "F5=surer F6=plain F7=silent F8=unsure F9=low");
    CHECK_INT(rank(&below, rank(&list, 1)), 9);
    CHECK_STR(said(&below), "F4=surer F5=plain F6=silent F7=unsure F8=low");
    finding_list_done(&list);
    finding_list_done(&demoted);
    finding_list_done(&below);
}

TEST("rank: max 0 shows none, a high severity hides what is below it, and both keep all")
{
    for (int severity = 0; severity < SEVERITY_COUNT; severity++)
        for (size_t max = 0; max < 12; max++) {
            struct finding_list list = { 0 }, demoted = { 0 }, below = { 0 };

            fill(&list);
            rank(&list, 1);
            rank_split(&list, (enum severity)severity, max, &demoted, &below);
            CHECK(list.count <= max && list.count + demoted.count + below.count == 9);
            for (size_t i = 0; i < list.count; i++)
                CHECK(list.items[i].severity >= (enum severity)severity &&
                      list.items[i].verdict != VERDICT_REFUTED);
            finding_list_done(&list);
            finding_list_done(&demoted);
            finding_list_done(&below);
        }
}

TEST("rank: a critical finding that one reviewer alone has is never dropped, and comes first")
{
    static const char *const vendors[] = { "a", "b", "c", "d", "e" };
    struct finding_list list = { 0 }, demoted = { 0 }, below = { 0 };

    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < 10; k++) {
            char title[32];

            snprintf(title, sizeof(title), "defect %zu", k);
            add(&list, title, SEVERITY_HIGH, VERDICT_CONFIRMED, 0, 100);
            list.items[list.count - 1].wordings[0].reviewer = i;
            list.items[list.count - 1].line = 1 + 10 * (uint32_t)k;
        }
    add(&list, "lone", SEVERITY_CRITICAL, VERDICT_NONE, 0, 1);
    list.items[list.count - 1].wordings[0].reviewer = 2;
    list.items[list.count - 1].line = 11; /* where all others see another defect */
    merge(&list, vendors, 5);
    rank(&list, 1);
    rank_split(&list, SEVERITY_LOW, 1, &demoted, &below);
    CHECK_STR(said(&list), "F1=lone");
    CHECK_INT(list.items[0].vendors, 1);
    CHECK_INT(below.count, 10);
    CHECK_INT(below.items[0].vendors, 5);
    finding_list_done(&list);
    finding_list_done(&demoted);
    finding_list_done(&below);
}

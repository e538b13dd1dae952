/* Units of review/finding and review/synonym. */
#include "review/finding.h"
#include "review/synonym.h"
#include "test.h"

#include <stdlib.h>

TEST("finding: severities and categories are read by their own names and by those of others")
{
    static const struct {
        const char *said, *means;
    } severities[] = {
        { "critical", "critical" }, { "CRITICAL", "critical" }, { "blocker", "critical" },
        { "P0", "critical" },       { "high", "high" },         { "High severity", "high" },
        { "major", "high" },        { "very high", "high" },    { "error", "high" },
        { "P1 - urgent", "high" },  { "medium", "medium" },     { "warning", "medium" },
        { "moderate", "medium" },   { "low", "low" },           { "minor", "low" },
        { "nit", "low" },           { "info", "low" },          { "nit-pick", "low" },
    };
    static const struct {
        const char *said, *means;
    } categories[] = {
        { "bug", "bug" },
        { "Logic Error", "bug" },
        { "off_by_one", "bug" },
        { "vulnerability", "security" },
        { "SQL injection", "security" },
        { "raceCondition", "concurrency" },
        { "memory-leak", "resource" },
        { "error_handling", "error-handling" },
        { "Data Loss", "data" },
        { "perf", "performance" },
        { "breaking change", "api" },
        { "tests", "test" },
        { "rule", "rule" },
        { "style", "other" },
        { "bug (logic)", "bug" },
        { "security/injection", "security" },
    };
    enum severity severity;
    enum category category;

    for (size_t i = 0; i < ARRAY_COUNT(severities); i++) {
        CHECK(severity_read(severities[i].said, &severity));
        CHECK_STR(severity_name(severity), severities[i].means);
    }
    for (size_t i = 0; i < ARRAY_COUNT(categories); i++) {
        CHECK(category_read(categories[i].said, &category));
        CHECK_STR(category_name(category), categories[i].means);
    }
}

TEST("finding: every name of our own is read as what it names")
{
    for (int i = 0; i < SEVERITY_COUNT; i++) {
        enum severity severity;

        CHECK(severity_read(severity_name((enum severity)i), &severity));
        CHECK_INT(severity, i);
    }
    for (int i = 0; i < CATEGORY_COUNT; i++) {
        enum category category;

        CHECK(category_read(category_name((enum category)i), &category));
        CHECK_INT(category, i);
    }
    CHECK_STR(quote_status_name(QUOTE_MISSING), "quote_missing");
    CHECK_STR(verdict_name(VERDICT_UNRESOLVED), "unresolved");
    CHECK_STR(verdict_name(VERDICT_NONE), "");
}

TEST("finding: what is no name leaves the value alone, however long it is")
{
    enum severity severity = SEVERITY_HIGH;
    enum category category = CATEGORY_DATA;
    char long_name[1000];

    memset(long_name, 'x', sizeof(long_name) - 1);
    long_name[sizeof(long_name) - 1] = '\0';
    CHECK(!severity_read("", &severity) && !severity_read("--", &severity));
    CHECK(!severity_read("highest mountain", &severity) && !severity_read(long_name, &severity));
    CHECK(!category_read("banana", &category) && !category_read(long_name, &category));
    CHECK_INT(severity, SEVERITY_HIGH);
    CHECK_INT(category, CATEGORY_DATA);
}

TEST("finding: a list takes what is moved into it, up to its maximum")
{
    struct finding_list list = { 0 };
    struct finding finding = { 0 };

    for (size_t i = 0; i < FINDINGS_KEPT_MAX; i++) {
        finding.path = xstrdup("a.c");
        finding.line = (uint32_t)i + 1;
        CHECK(finding_list_add(&list, &finding));
        CHECK(!finding.path && finding.line == 0);
    }
    finding.path = xstrdup("b.c");
    CHECK(!finding_list_add(&list, &finding));
    CHECK_STR(finding.path, "b.c");
    CHECK_INT(list.count, FINDINGS_KEPT_MAX);
    for (size_t i = 0; i < list.count; i++)
        CHECK_INT(list.items[i].line, i + 1);
    finding_done(&finding);
    finding_list_done(&list);
    CHECK(!list.items && list.count == 0);
}

/* Any bytes as a reviewer's answer, and as a refuter's: what is read is bounded and is text, what
 * is said of it agrees with it, and merging and ranking lose no words of it. */
#include "base/utf8.h"
#include "review/findings.h"
#include "review/merge.h"
#include "review/rank.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void is_text(const char *text, size_t size_max)
{
    struct slice bytes = slice_of(text);

    must(bytes.size <= size_max && utf8_valid(bytes) == bytes.size);
}

static void is_finding(const struct finding *finding)
{
    const struct wording *wording = &finding->wordings[0];

    must(finding->wording_count == 1 && wording->title && wording->why && finding->quote[0]);
    is_text(finding->path, PATH_BYTES_MAX);
    is_text(finding->quote, QUOTED_CODE_MAX);
    is_text(wording->title, FINDING_WORDS_MAX);
    is_text(wording->why, FINDING_WORDS_MAX);
    is_text(wording->fix ? wording->fix : "", FINDING_WORDS_MAX);
    is_text(finding->rule ? finding->rule : "", FINDING_WORDS_MAX);
    must(wording->confidence >= -1 && wording->confidence <= 100);
    must(wording->line >= 0 && wording->end_line >= wording->line);
}

static void sort_out(struct finding_list *list)
{
    static const char *const vendors[] = { "a", "b" };
    struct finding_list demoted = { 0 }, below = { 0 };
    size_t before = list->count, words = 0;

    for (size_t i = 0; i < list->count; i++) {
        list->items[i].line = (uint32_t)list->items[i].wordings[0].line;
        list->items[i].wordings[0].reviewer = i % 2;
    }
    merge(list, vendors, 2);
    rank(list, 1);
    rank_split(list, SEVERITY_MEDIUM, 3, &demoted, &below);
    for (size_t i = 0; i < list->count; i++)
        words += list->items[i].wording_count;
    for (size_t i = 0; i < below.count; i++)
        words += below.items[i].wording_count;
    must(words == before && demoted.count == 0);
    finding_list_done(&below);
}

static void read_verdict(struct slice answer)
{
    enum verdict verdict;
    char *reason;
    struct err err = { 0 };

    must((verdict_read(answer, &verdict, &reason, &err) == 0) == (verdict != VERDICT_NONE));
    must((reason != NULL) == (verdict != VERDICT_NONE));
    if (reason)
        is_text(reason, FINDING_WORDS_MAX);
    free(reason);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice answer = { (const char *)bytes, size };
    struct findings findings;
    struct err err = { 0 };
    int rc = findings_read(&findings, answer, 0, &err);

    must((rc == 0) == (err.kind == ERR_NONE));
    must(findings.list.count <= FINDINGS_RAW_MAX && (findings.list.count > 0 || rc != 1));
    must(!findings.says_none || (rc == 0 && findings.list.count == 0 && findings.broken == 0));
    must(rc != 0 || findings.says_none || findings.list.count > 0);
    for (size_t i = 0; i < findings.list.count; i++)
        is_finding(&findings.list.items[i]);
    sort_out(&findings.list);
    findings_done(&findings);
    read_verdict(answer);
    return 0;
}

/* finding - what a reviewer says is wrong with a change, and what became of it.
 *
 *   findings_read -> quote_check -> anchor_set -> merge -> (a refuter's verdict) -> rank
 *
 * One type on the whole way: it begins with the words of one reviewer and where he says it is, and
 * ends with where it is, everybody's words, a verdict and a place in the list.
 */
#pragma once

#include "base/buf.h"
#include "base/limits.h"

#include <stdint.h>

enum severity { SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITY_COUNT };

enum category {
    CATEGORY_BUG,         /* wrong result */
    CATEGORY_SECURITY,    /* what an attacker can use */
    CATEGORY_CONCURRENCY, /* races, deadlocks, order */
    CATEGORY_RESOURCE,    /* leaks, use after free, bounds of memory */
    CATEGORY_ERROR,       /* an error that is lost, or not handled */
    CATEGORY_DATA,        /* loss or corruption of what is stored */
    CATEGORY_PERFORMANCE, /* far more work than needed */
    CATEGORY_API,         /* a contract, a caller or compatibility broken */
    CATEGORY_TEST,        /* a test that cannot fail, or tests something else */
    CATEGORY_RULE,        /* a rule of the project's, quoted in `rule` */
    CATEGORY_OTHER,
    CATEGORY_COUNT
};

/* "critical", "error-handling": as reviewers write them and reports show them. The reading ones
 * take common synonyms too ("major", "vulnerability"); false for what is none. */
const char *severity_name(enum severity severity);
bool severity_read(const char *name, enum severity *severity);
const char *category_name(enum category category);
bool category_read(const char *name, enum category *category);

enum quote_status {
    QUOTE_EXACT,      /* as it stands in the hunks */
    QUOTE_WHITESPACE, /* the same but for blanks, tabs, line ends, Unicode form or an ellipsis */
    QUOTE_MOVED,      /* not in the hunks, but elsewhere in the file */
    QUOTE_MISSING     /* nowhere in it: made up */
};
const char *quote_status_name(enum quote_status status); /* "exact", "quote_missing", ... */

enum verdict { VERDICT_NONE, VERDICT_CONFIRMED, VERDICT_REFUTED, VERDICT_UNRESOLVED };
const char *verdict_name(enum verdict verdict); /* "confirmed"; "" for NONE */

/* What one reviewer wrote. */
struct wording {
    size_t reviewer;   /* his number in the review */
    char *title, *why; /* never NULL */
    char *fix;         /* NULL: none */
    enum severity severity;
    enum category category;
    int confidence;         /* percent; -1: not said */
    int64_t line, end_line; /* as reported; 0: none, or no number */
};

/* Where GitHub lets a comment stand. */
struct anchor {
    bool is_line;              /* else the file as a whole */
    bool is_left;              /* the side of the base */
    uint32_t start_line, line; /* start_line: of several, else 0 */
};

struct finding {
    char *path;  /* as the reviewer named it; from quote_check on, that of the diff */
    char *quote; /* as the reviewer wrote it; from quote_check on, as the file has it */
    char *rule;  /* of the project's, as quoted; NULL: none */

    struct wording *wordings; /* one, until merge; the leading one first */
    size_t wording_count;

    /* quote_check */
    size_t file; /* its number in the diff */
    enum quote_status status;
    bool is_left;            /* it stands only on the old side */
    bool is_ambiguous;       /* in several places near the reported line: line is the nearest */
    uint32_t line, end_line; /* on its side */

    struct anchor anchor; /* anchor_set */

    /* merge, rank */
    enum severity severity; /* the highest that was said */
    enum category category; /* of the leading wording */
    size_t vendors;         /* that found it */
    char id[8];             /* "F1" */

    enum verdict verdict;
    char *verdict_reason, *verified_by; /* NULL without a verdict */
};

/* Takes nothing and frees all that a finding owns; it is zeroed. */
void finding_done(struct finding *finding);

/* Whether one of its wordings is that reviewer's. */
bool finding_is_by(const struct finding *finding, size_t reviewer);

/* A growing list of them, at most FINDINGS_KEPT_MAX. */
struct finding_list {
    struct finding *items;
    size_t count;
};

/* Moves finding into the list, and zeroes it. false when the list is full: it stays. */
bool finding_list_add(struct finding_list *list, struct finding *finding);
void finding_list_done(struct finding_list *list);

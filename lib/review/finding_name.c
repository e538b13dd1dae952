/* finding_name - what severities, categories and the rest are called. */
#include "review/finding.h"

#include "base/slice.h"

/* What reviewers write, the names of our own first in each group; capitals, blanks, dashes and low
 * lines make no difference. */
struct synonym {
    const char *name;
    int value;
};

static const char *const severities[SEVERITY_COUNT] = {
    [SEVERITY_LOW] = "low",
    [SEVERITY_MEDIUM] = "medium",
    [SEVERITY_HIGH] = "high",
    [SEVERITY_CRITICAL] = "critical",
};

static const struct synonym severity_synonyms[] = {
    { "critical", SEVERITY_CRITICAL },
    { "crit", SEVERITY_CRITICAL },
    { "blocker", SEVERITY_CRITICAL },
    { "blocking", SEVERITY_CRITICAL },
    { "fatal", SEVERITY_CRITICAL },
    { "urgent", SEVERITY_CRITICAL },
    { "p0", SEVERITY_CRITICAL },
    { "sev1", SEVERITY_CRITICAL },
    { "high", SEVERITY_HIGH },
    { "major", SEVERITY_HIGH },
    { "severe", SEVERITY_HIGH },
    { "serious", SEVERITY_HIGH },
    { "important", SEVERITY_HIGH },
    { "error", SEVERITY_HIGH },
    { "p1", SEVERITY_HIGH },
    { "sev2", SEVERITY_HIGH },
    { "medium", SEVERITY_MEDIUM },
    { "med", SEVERITY_MEDIUM },
    { "moderate", SEVERITY_MEDIUM },
    { "normal", SEVERITY_MEDIUM },
    { "warning", SEVERITY_MEDIUM },
    { "warn", SEVERITY_MEDIUM },
    { "p2", SEVERITY_MEDIUM },
    { "sev3", SEVERITY_MEDIUM },
    { "low", SEVERITY_LOW },
    { "minor", SEVERITY_LOW },
    { "minimal", SEVERITY_LOW },
    { "negligible", SEVERITY_LOW },
    { "trivial", SEVERITY_LOW },
    { "info", SEVERITY_LOW },
    { "informational", SEVERITY_LOW },
    { "information", SEVERITY_LOW },
    { "note", SEVERITY_LOW },
    { "nit", SEVERITY_LOW },
    { "nitpick", SEVERITY_LOW },
    { "suggestion", SEVERITY_LOW },
    { "p3", SEVERITY_LOW },
    { "p4", SEVERITY_LOW },
    { "sev4", SEVERITY_LOW },
};

static const char *const categories[CATEGORY_COUNT] = {
    [CATEGORY_BUG] = "bug",
    [CATEGORY_SECURITY] = "security",
    [CATEGORY_CONCURRENCY] = "concurrency",
    [CATEGORY_RESOURCE] = "resource",
    [CATEGORY_ERROR] = "error-handling",
    [CATEGORY_DATA] = "data",
    [CATEGORY_PERFORMANCE] = "performance",
    [CATEGORY_API] = "api",
    [CATEGORY_TEST] = "test",
    [CATEGORY_RULE] = "rule",
    [CATEGORY_OTHER] = "other",
};

static const struct synonym category_synonyms[] = {
    { "bug", CATEGORY_BUG },
    { "bugs", CATEGORY_BUG },
    { "defect", CATEGORY_BUG },
    { "correctness", CATEGORY_BUG },
    { "logic", CATEGORY_BUG },
    { "logical", CATEGORY_BUG },
    { "logic-error", CATEGORY_BUG },
    { "logical-error", CATEGORY_BUG },
    { "off-by-one", CATEGORY_BUG },
    { "functional", CATEGORY_BUG },
    { "functionality", CATEGORY_BUG },
    { "regression", CATEGORY_BUG },
    { "edge-case", CATEGORY_BUG },
    { "null-pointer", CATEGORY_BUG },
    { "null-dereference", CATEGORY_BUG },
    { "type-error", CATEGORY_BUG },
    { "runtime-error", CATEGORY_BUG },
    { "crash", CATEGORY_BUG },
    { "security", CATEGORY_SECURITY },
    { "vulnerability", CATEGORY_SECURITY },
    { "injection", CATEGORY_SECURITY },
    { "sql-injection", CATEGORY_SECURITY },
    { "command-injection", CATEGORY_SECURITY },
    { "xss", CATEGORY_SECURITY },
    { "csrf", CATEGORY_SECURITY },
    { "ssrf", CATEGORY_SECURITY },
    { "path-traversal", CATEGORY_SECURITY },
    { "auth", CATEGORY_SECURITY },
    { "authentication", CATEGORY_SECURITY },
    { "authorization", CATEGORY_SECURITY },
    { "access-control", CATEGORY_SECURITY },
    { "crypto", CATEGORY_SECURITY },
    { "cryptography", CATEGORY_SECURITY },
    { "privacy", CATEGORY_SECURITY },
    { "information-disclosure", CATEGORY_SECURITY },
    { "concurrency", CATEGORY_CONCURRENCY },
    { "race", CATEGORY_CONCURRENCY },
    { "race-condition", CATEGORY_CONCURRENCY },
    { "data-race", CATEGORY_CONCURRENCY },
    { "deadlock", CATEGORY_CONCURRENCY },
    { "thread-safety", CATEGORY_CONCURRENCY },
    { "threading", CATEGORY_CONCURRENCY },
    { "synchronization", CATEGORY_CONCURRENCY },
    { "synchronisation", CATEGORY_CONCURRENCY },
    { "atomicity", CATEGORY_CONCURRENCY },
    { "toctou", CATEGORY_CONCURRENCY },
    { "resource", CATEGORY_RESOURCE },
    { "resources", CATEGORY_RESOURCE },
    { "resource-leak", CATEGORY_RESOURCE },
    { "resource-management", CATEGORY_RESOURCE },
    { "leak", CATEGORY_RESOURCE },
    { "memory", CATEGORY_RESOURCE },
    { "memory-leak", CATEGORY_RESOURCE },
    { "memory-safety", CATEGORY_RESOURCE },
    { "memory-management", CATEGORY_RESOURCE },
    { "use-after-free", CATEGORY_RESOURCE },
    { "double-free", CATEGORY_RESOURCE },
    { "buffer-overflow", CATEGORY_RESOURCE },
    { "out-of-bounds", CATEGORY_RESOURCE },
    { "lifetime", CATEGORY_RESOURCE },
    { "error-handling", CATEGORY_ERROR },
    { "error", CATEGORY_ERROR },
    { "errors", CATEGORY_ERROR },
    { "exception", CATEGORY_ERROR },
    { "exceptions", CATEGORY_ERROR },
    { "exception-handling", CATEGORY_ERROR },
    { "error-propagation", CATEGORY_ERROR },
    { "robustness", CATEGORY_ERROR },
    { "reliability", CATEGORY_ERROR },
    { "data", CATEGORY_DATA },
    { "data-loss", CATEGORY_DATA },
    { "data-integrity", CATEGORY_DATA },
    { "data-corruption", CATEGORY_DATA },
    { "corruption", CATEGORY_DATA },
    { "integrity", CATEGORY_DATA },
    { "persistence", CATEGORY_DATA },
    { "migration", CATEGORY_DATA },
    { "performance", CATEGORY_PERFORMANCE },
    { "perf", CATEGORY_PERFORMANCE },
    { "efficiency", CATEGORY_PERFORMANCE },
    { "complexity", CATEGORY_PERFORMANCE },
    { "scalability", CATEGORY_PERFORMANCE },
    { "latency", CATEGORY_PERFORMANCE },
    { "optimization", CATEGORY_PERFORMANCE },
    { "api", CATEGORY_API },
    { "api-contract", CATEGORY_API },
    { "api-misuse", CATEGORY_API },
    { "contract", CATEGORY_API },
    { "interface", CATEGORY_API },
    { "compatibility", CATEGORY_API },
    { "backward-compatibility", CATEGORY_API },
    { "breaking-change", CATEGORY_API },
    { "test", CATEGORY_TEST },
    { "tests", CATEGORY_TEST },
    { "testing", CATEGORY_TEST },
    { "test-coverage", CATEGORY_TEST },
    { "coverage", CATEGORY_TEST },
    { "rule", CATEGORY_RULE },
    { "rules", CATEGORY_RULE },
    { "project-rule", CATEGORY_RULE },
    { "convention", CATEGORY_RULE },
    { "conventions", CATEGORY_RULE },
    { "guideline", CATEGORY_RULE },
    { "guidelines", CATEGORY_RULE },
    { "policy", CATEGORY_RULE },
    { "other", CATEGORY_OTHER },
    { "style", CATEGORY_OTHER },
    { "maintainability", CATEGORY_OTHER },
    { "readability", CATEGORY_OTHER },
    { "documentation", CATEGORY_OTHER },
    { "docs", CATEGORY_OTHER },
    { "design", CATEGORY_OTHER },
    { "architecture", CATEGORY_OTHER },
    { "general", CATEGORY_OTHER },
};

static const char *const statuses[] = {
    [QUOTE_EXACT] = "exact",
    [QUOTE_WHITESPACE] = "whitespace",
    [QUOTE_MOVED] = "moved",
    [QUOTE_MISSING] = "quote_missing",
};

static const char *const verdicts[] = {
    [VERDICT_NONE] = "",
    [VERDICT_CONFIRMED] = "confirmed",
    [VERDICT_REFUTED] = "refuted",
    [VERDICT_UNRESOLVED] = "unresolved",
};

const char *severity_name(enum severity severity)
{
    return severities[severity];
}

const char *category_name(enum category category)
{
    return categories[category];
}

const char *quote_status_name(enum quote_status status)
{
    return statuses[status];
}

const char *verdict_name(enum verdict verdict)
{
    return verdicts[verdict];
}

/* A letter or digit in lower case; 0 for what is neither. */
static char letter(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '\0';
}

/* Whether two names have the same letters and digits, one after the other. */
static bool is_called(struct slice words, const char *name)
{
    size_t at = 0;

    for (; *name != '\0'; name++) {
        if (letter(*name) == '\0')
            continue;
        while (at < words.size && letter(words.data[at]) == '\0')
            at++;
        if (at == words.size || letter(words.data[at++]) != letter(*name))
            return false;
    }
    while (at < words.size && letter(words.data[at]) == '\0')
        at++;
    return at == words.size;
}

static bool find(const struct synonym *synonyms, size_t count, struct slice words, int *value)
{
    for (size_t i = 0; i < count; i++)
        if (is_called(words, synonyms[i].name)) {
            *value = synonyms[i].value;
            return true;
        }
    return false;
}

/* The whole text, else the first of its words that is a name: "High severity", "bug (logic)". */
static bool look_up(const struct synonym *synonyms, size_t count, const char *name, int *value)
{
    struct slice text = slice_of(name), word = { name, 0 };

    if (text.size > FINDING_NAME_MAX)
        return false;
    if (find(synonyms, count, text, value))
        return true;
    for (size_t i = 0; i <= text.size; i++) {
        if (i < text.size && letter(text.data[i]) != '\0') {
            word.size++;
            continue;
        }
        if (word.size > 0 && find(synonyms, count, word, value))
            return true;
        word = (struct slice){ text.data + i + 1, 0 };
    }
    return false;
}

bool severity_read(const char *name, enum severity *severity)
{
    int value = 0;

    if (!look_up(severity_synonyms, ARRAY_COUNT(severity_synonyms), name, &value))
        return false;
    *severity = (enum severity)value;
    return true;
}

bool category_read(const char *name, enum category *category)
{
    int value = 0;

    if (!look_up(category_synonyms, ARRAY_COUNT(category_synonyms), name, &value))
        return false;
    *category = (enum category)value;
    return true;
}

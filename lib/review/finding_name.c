/* finding_name - what severities, categories and the rest are called. */
#include "review/finding.h"

#include "review/synonym.h"

static const char *const severities[SEVERITY_COUNT] = {
    [SEVERITY_LOW] = "low",
    [SEVERITY_MEDIUM] = "medium",
    [SEVERITY_HIGH] = "high",
    [SEVERITY_CRITICAL] = "critical",
};

/* Our own names first in each group. */
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

bool severity_read(const char *name, enum severity *severity)
{
    int value = 0;

    if (!synonym_read(severity_synonyms, ARRAY_COUNT(severity_synonyms), name, &value))
        return false;
    *severity = (enum severity)value;
    return true;
}

bool category_read(const char *name, enum category *category)
{
    int value = 0;

    if (!synonym_read(category_synonyms, ARRAY_COUNT(category_synonyms), name, &value))
        return false;
    *category = (enum category)value;
    return true;
}

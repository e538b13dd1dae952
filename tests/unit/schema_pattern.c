/* Units of schema/pattern, json/ecma. */
#include "schema/pattern.h"
#include "test.h"

static struct err err;

static const char *found(const char *ecma, struct slice text)
{
    struct pattern *pattern = pattern_new(ecma, &err);

    if (!pattern)
        return "refused";

    int rc = pattern_find(pattern, text, &err);

    pattern_free(pattern);
    return rc < 0 ? "error" : rc ? "yes" : "no";
}

TEST("pattern: ECMA's meaning, where PCRE2 has another of its own")
{
    static const struct {
        const char *ecma, *text, *wanted;
    } cases[] = {
        { "b", "abc", "yes" },
        { "^b", "abc", "no" },
        { "^a*$", "aaa", "yes" },
        { "^a$", "a\n", "no" },
        { "^a$", "a\na", "no" },
        { "^.$", "\xF0\x9F\x98\x80", "yes" },
        { "^.$", "\r", "no" },
        { "^.$", "\xE2\x80\xA8", "no" },
        { "^\\d$", "\xD9\xA3", "no" },
        { "^\\w$", "\xC3\xA9", "no" },
        { "^\\s$", "\xC2\xA0", "yes" },
        { "^\\s$", "\xEF\xBB\xBF", "yes" },
        { "^\\S$", "\xC2\xA0", "no" },
        { "^[\\s]$", "\xE3\x80\x80", "yes" },
        { "^\\v$", "\n", "no" },
        { "^\\v$", "\x0B", "yes" },
        { "^\\cJ\\x41\\u0042\\u{43}\\ud83d\\ude00\\/\\-$", "\nABC\xF0\x9F\x98\x80/-", "yes" },
        { "^[\\b\\-\\]\\u0041-C]+$", "\b-]B", "yes" },
        { "^[[:alpha:]$", ":", "yes" },
        { "^[[:alpha:]$", "b", "no" },
        { "[]", "x", "no" },
        { "^[^]$", "\n", "yes" },
        { "^\\p{Lu}\\P{L}\\p{N}$", "\xC3\x89-5", "yes" },
        { "^(a|bc){2,3}?$", "abcbc", "yes" },
        { "^(?:a(?=b)|x(?!y))", "ab", "yes" },
        { "\\bab\\B", "ab", "no" },
        { "^#a b$", "#a b", "yes" },
        { "^\xC3\xA9+$", "\xC3\xA9\xC3\xA9", "yes" },
        { "", "", "yes" },
        { "^[\\s\\S]{2}$", "\xE3\x80\x80\n", "yes" },
        { "^[\\S]+$", "a\xF0\x9F\x98\x80!", "yes" },
        { "[\\S]", "\t\n\v\f\r \xC2\xA0\xEF\xBB\xBF\xE2\x80\xA8\xE2\x80\xAF\xE2\x81\x9F", "no" },
        { "^[^\\S]$", "\xE1\x9A\x80", "yes" },
        { "^[^\\s-]$", "-", "no" },
        { "^(?<year>\\d{4})-(?<m_1>\\d\\d)$", "2026-11", "yes" },
        { "(?<=\\$)\\d+$", "$42", "yes" },
        { "^(?<!a)b", "b", "yes" },
        { "(?<!a)b$", "ab", "no" },
        { "^\\p{Letter}\\p{digit}\\P{Lu}\\p{gc=Nd}\\p{General_Category=Punctuation}$",
          "\xC3\xA9\xD9\xA3y4!", "yes" },
        { "^\\p{Script=Greek}\\p{sc=Latin}\\p{scx=Cyrl}\\p{Script_Extensions=Han}$",
          "\xCE\xB1z\xD0\xB6\xE6\xBC\xA2", "yes" },
        { "^[\\p{LC}\\p{Nd}_]+$", "aB1_", "yes" },
        { "^\\p{ASCII}\\P{ASCII}\\p{Any}\\p{White_Space}$", "a\xC3\xA9\xC3\xA9 ", "yes" },
        { "^\\p{Uppercase}\\p{Lowercase}$", "Aa", "yes" },
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        const char *got = found(cases[i].ecma, slice_of(cases[i].text));

        if (strcmp(got, cases[i].wanted) != 0)
            test_fail(__FILE__, __LINE__, "%s on \"%s\" is %s", cases[i].ecma, cases[i].text, got);
    }
    CHECK_STR(found("^\\0$", (struct slice){ "\0", 1 }), "yes");
    CHECK_STR(found("x", (struct slice){ NULL, 0 }), "no");
}

static const char *const forbidden[] = {
    "a++",
    "a**",
    "*a",
    "^*",
    "a|+",
    "(*UCP)a",
    "(?i)a",
    "(?<1>a)",
    "(?<>a)",
    "(?<n",
    "(?<a-b>c)",
    "(?P<n>a)",
    "(?>a)",
    "(?|a)",
    "(?#x)",
    "(a)\\1",
    "\\Qa\\E",
    "\\A",
    "\\z",
    "\\h",
    "\\R",
    "\\e",
    "\\a",
    "\\",
    "[a",
    "[\\S-x]",
    "[\\s-x]",
    "\\k<n>",
    "\\p",
    "\\p}",
    "\\p{}",
    "\\p{Lx}",
    "\\p{gc=Greek}",
    "\\p{Script=}",
    "\\p{x=Lu}",
    "\\p{L l}",
    "\\p{sc=Gr}eek}",
    "[\\B]",
    "]",
    "}",
    "a{",
    "a{,3}",
    "a{1",
    "{1}",
    "\\u12",
    "\\xg0",
    "\\ud800",
    "\\u{110000}",
    "\\u{}",
    "\\p{Greek}",
    "\\p{any}x",
    "\\p{L",
    "\\01",
    "\\c1",
    "\xFF",
    "\\N{U+41}",
};

TEST("pattern: what only PCRE2 knows, or ECMA forbids, is refused")
{
    for (size_t i = 0; i < ARRAY_COUNT(forbidden); i++)
        if (strcmp(found(forbidden[i], SLICE("a")), "refused") != 0)
            test_fail(__FILE__, __LINE__, "%s is accepted", forbidden[i]);
    CHECK_STR(found("(a", SLICE("a")), "error");
    CHECK_SAYS(err.text, "the pattern (a is no regular expression");
    CHECK_STR(found("[b-a]", SLICE("a")), "error");
    CHECK_STR(found("(?<=a+)b", SLICE("ab")), "error");
    CHECK_STR(found("\\p{sc=Nowhere}", SLICE("a")), "error");
    CHECK_STR(found("a{70000}", SLICE("a")), "error");
    CHECK_STR(found("a", SLICE("\xFF")), "error");
}

TEST("pattern: a search that explodes is given up, not waited for")
{
    char text[64];

    memset(text, 'a', sizeof(text));
    text[63] = 'b';
    CHECK_STR(found("^(a|a|aa)+$", (struct slice){ text, sizeof(text) }), "error");
    CHECK_SAYS(err.text, "was given up");
}

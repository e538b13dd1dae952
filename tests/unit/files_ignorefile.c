/* Units of files/wild and files/ignorefile: the grammar of ignore files. */
#include "base/limits.h"
#include "files/ignorefile.h"
#include "test.h"

#include <stdlib.h>

static bool wild(const char *pattern, const char *text, bool fold)
{
    struct wild_effort effort = { 1000000 };
    bool is_met = wild_match(slice_of(pattern), slice_of(text), fold, &effort);

    CHECK(effort.left > 0);
    return is_met;
}

struct row {
    const char *pattern, *met, *not_met;
};

static void check_rows(const struct row *rows, size_t count, bool fold)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].met && !wild(rows[i].pattern, rows[i].met, fold))
            test_fail(__FILE__, __LINE__, "%s does not meet %s", rows[i].pattern, rows[i].met);
        if (rows[i].not_met && wild(rows[i].pattern, rows[i].not_met, fold))
            test_fail(__FILE__, __LINE__, "%s meets %s", rows[i].pattern, rows[i].not_met);
    }
}

TEST("wild: a star stops at a slash, two stars alone between slashes do not")
{
    static const struct row rows[] = {
        { "*.c", "a.c", "a/b.c" },
        { "a*c", "abbc", "ab/c" },
        { "a/*/c", "a/b/c", "a/c" },
        { "a/**/c", "a/c", "a/bc" },
        { "a/**/c", "a/b/b/c", "b/a/c" },
        { "**/c", "c", "bc" },
        { "**/c", "a/b/c", "a/bc" },
        { "a/**", "a/b/c", "a" },
        { "a/**", "a/b", "ab/c" },
        { "a**c", "abc", "a/c" },
        { "**", "a/b", NULL },
        { "**a", "ba", "b/a" },
        { "**/**/a", "a", "b" },
        { "a/**/**/b", "a/b", "ab" },
        { "*", "", "a/b" },
        { "***/a", "b/c/a", "ba" },
        { "**\\/a", "x/a", "a" },
    };

    check_rows(rows, ARRAY_COUNT(rows), false);
}

TEST("wild: brackets, with their ranges, kinds and oddities")
{
    static const struct row rows[] = {
        { "[ab]", "a", "c" },           { "[!ab]", "c", "a" },
        { "[^ab]", "c", "b" },          { "[a-c]x", "bx", "dx" },
        { "[]a]", "]", "b" },           { "[!]a]", "b", "]" },
        { "[a-]", "-", "b" },           { "[\\]]", "]", "\\" },
        { "[[:digit:]x]", "7", "a" },   { "[[:upper:]]", "A", "a" },
        { "[[:nothing:]]", NULL, "a" }, { "[a", NULL, "a" },
        { "[a", NULL, "[a" },           { "[[:alpha:", NULL, "a" },
        { "[[:]", ":", "a" },           { "[!a]", "b", "/" },
        { "[\xC3]", "\xC3", "a" },      { "[a-\\c]", "b", "d" },
        { "[[::]]", NULL, ":" },        { "[!", NULL, "a" },
        { "[[:space:]]", "\t", "\v" },
    };

    check_rows(rows, ARRAY_COUNT(rows), false);
}

TEST("wild: a backslash takes the next character as it stands, and nothing at the end")
{
    static const struct row rows[] = {
        { "\\*", "*", "a" },    { "a\\?", "a?", "ab" }, { "\\a", "a", "\\a" }, { "a\\", NULL, "a" },
        { "a\\", NULL, "a\\" }, { "", "", "a" },        { "?", "a", "/" },     { "??", "ab", "a" },
    };

    check_rows(rows, ARRAY_COUNT(rows), false);
}

TEST("wild: without the case of letters, but for those that are escaped or in a set, as in git")
{
    static const struct row rows[] = {
        { "ABC*", "abcd", "bbc" },   { "abc*", "ABCD", NULL },
        { "[a-c]*", "B", "D" },      { "[A-C]*", "b", "d" },
        { "[[:upper:]]", "a", "1" }, { "\\A", NULL, "a" },
        { "[A]", NULL, "a" },        { "\xC3\x89*", "\xC3\x89", "\xC3\xA9" },
    };

    check_rows(rows, ARRAY_COUNT(rows), true);
}

TEST("wild: many stars cost no more than pattern times text, and a bound ends it")
{
    char text[2001], pattern[402];
    struct wild_effort effort = { 10000000 }, little = { 1000 };

    memset(text, 'a', 2000);
    text[2000] = '\0';
    for (size_t i = 0; i < 400; i += 2)
        memcpy(pattern + i, "*a", 2);
    memcpy(pattern + 400, "b", 2);
    CHECK(!wild_match(slice_of(pattern), slice_of(text), false, &effort));
    CHECK(effort.left > 9000000);
    CHECK(!wild_match(slice_of(pattern), slice_of(text), false, &little));
    CHECK_INT(little.left, 0);
}

/* "+" for a rule that ignores, "-" for one that lifts, with its line; "." for none. */
static const char *ask(const char *text, const char *path, bool is_folder)
{
    static char answer[32];
    struct wild_effort effort = { 1000000 };
    struct err err;
    struct ignorefile *file = ignorefile_new("rules", slice_of(text), &err);
    const struct ignore_rule *rule;

    CHECK(file);
    rule = ignorefile_find(file, slice_of(path), is_folder, (struct ignore_look){ false, &effort });
    snprintf(answer, sizeof(answer), rule ? "%s%zu" : ".", rule && rule->lifts ? "-" : "+",
             rule ? rule->line : 0);
    ignorefile_free(file);
    return answer;
}

TEST("ignorefile: the last rule that is met decides, and ! lifts")
{
    CHECK_STR(ask("*.key\n!test.key\n", "test.key", false), "-2");
    CHECK_STR(ask("*.key\n!test.key\n", "a/b/my.key", false), "+1");
    CHECK_STR(ask("!test.key\n*.key\n", "test.key", false), "+2");
    CHECK_STR(ask("*.key\n", "key", false), ".");
}

TEST("ignorefile: a slash binds a rule to the folder of its file, one at the end is for folders")
{
    CHECK_STR(ask("/a\n", "a", false), "+1");
    CHECK_STR(ask("/a\n", "b/a", false), ".");
    CHECK_STR(ask("b/a\n", "c/b/a", false), ".");
    CHECK_STR(ask("a/\n", "b/a", true), "+1");
    CHECK_STR(ask("a/\n", "b/a", false), ".");
    CHECK_STR(ask("/\n//\n!\n", "a", true), ".");
}

TEST("ignorefile: comments, blank lines, escapes, blanks at the end")
{
    CHECK_STR(ask("# a\n\n   \n\\#a\n", "#a", false), "+4");
    CHECK_STR(ask("\\!a\n", "!a", false), "+1");
    CHECK_STR(ask("a  \n", "a", false), "+1");
    CHECK_STR(ask("a\\ \n", "a ", false), "+1");
    CHECK_STR(ask("a\\  \n", "a ", false), "+1");
    CHECK_STR(ask(" a\n", " a", false), "+1");
    CHECK_STR(ask("a\t\n", "a", false), ".");
}

TEST("ignorefile: CR before LF, a byte order mark, no end of the last line")
{
    CHECK_STR(ask("a\r\nb\r\n", "b", false), "+2");
    CHECK_STR(ask("\xEF\xBB\xBF"
                  "a\n",
                  "a", false),
              "+1");
    CHECK_STR(ask("a\nb", "b", false), "+2");
    CHECK_STR(ask("b\r", "b", false), "+1");
    CHECK_STR(ask("", "a", false), ".");
}

TEST("ignorefile: more rules, or a longer one, than the limits allow is an error that says so")
{
    struct err err;
    size_t size = (RULES_MAX + 1) * 2;
    char *text = malloc(size);

    CHECK(text);
    for (size_t i = 0; i < size; i += 2)
        memcpy(text + i, "a\n", 2);
    CHECK(!ignorefile_new("x/.gitignore", (struct slice){ text, size }, &err));
    CHECK_STR(err.text, "x/.gitignore has more than 10000 rules");
    memset(text, 'a', RULE_BYTES_MAX + 1);
    CHECK(!ignorefile_new("x/.gitignore", (struct slice){ text, RULE_BYTES_MAX + 1 }, &err));
    CHECK_STR(err.text, "x/.gitignore line 1 has more than 4096 bytes");
    CHECK_INT(err.kind, ERR_POLICY);
    free(text);
}

/* Whether quoted code is there, and on which line: quotes and reported lines, against the truth. */
#include "base/utf8.h"
#include "changed.h"
#include "random_change.h"
#include "review/anchor.h"
#include "review/fold.h"
#include "review/quote.h"
#include "review/view.h"
#include "test.h"

#include <time.h>

/* Two functions are changed; the one between them is not shown, and neither are the numbers. */
static void add_queue(struct diff *diff)
{
    struct buf old_text = BUF_MAX(KIB(64)), new_text = BUF_MAX(KIB(64));

    for (int is_new = 0; is_new < 2; is_new++) {
        struct buf *text = is_new ? &new_text : &old_text;

        buf_adds(text, "/* queue */\n"                          /* 1 */
                       "int push(struct queue *queue, int n)\n" /* 2 */
                       "{\n");                                  /* 3 */
        buf_adds(text, is_new ? "    if (n <= queue->cap)\n" : "    if (n < queue->cap)\n");
        buf_adds(text, "        return put(queue, n);\n"); /* 5 */
        buf_adds(text, is_new ? "" : "    free(queue->spare);\n");
        buf_adds(text, "    lock(queue);\n"       /* 6 */
                       "\tqueue->count += 1;\n"   /* 7 */
                       "    call(queue->first,\n" /* 8 */
                       "         queue->last,\n"  /* 9 */
                       "         \"a, b\");\n"    /* 10 */
                       "    unlock(queue);\n"     /* 11 */
                       "    return -1;\n"         /* 12 */
                       "}\n\n"                    /* 13, 14 */
                       "void hidden(void)\n"      /* 15 */
                       "{\n");                    /* 16 */
        for (int i = 17; i < 100; i++)            /* ... 99 */
            buf_addf(text, "    step_%d(%s);\n", i, i == 50 ? "fifty" : "");
        buf_adds(text, "}\n\n"                          /* 100, 101 */
                       "int pop(struct queue *queue)\n" /* 102 */
                       "{\n"                            /* 103 */
                       "    lock(queue);\n");           /* 104 */
        buf_adds(text,
                 is_new ? "    if (!queue->count)\n" : "    if (queue->count < 1)\n"); /* 105 */
        buf_adds(text, "        return -1;\n"                                          /* 106 */
                       "    queue->count -= 1;\n"                                      /* 107 */
                       "    unlock(queue);\n"                                          /* 108 */
                       "    return take(queue);\n"                                     /* 109 */
                       "}\n");                                                         /* 110 */
    }
    changed_add(diff, "src/queue.c", buf_text(&old_text), buf_text(&new_text));
    buf_done(&old_text);
    buf_done(&new_text);
}

/* One line, longer than what is kept of a quote. */
static void add_long(struct diff *diff)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));

    for (int i = 0; i < 1000; i++)
        buf_addf(&text, "call(%d);", i);
    changed_add(diff, "long.min.js", "x\n", buf_text(&text));
}

static void add_others(struct diff *diff)
{
    struct diff_file *file;

    changed_add(diff, "src/caf\u00E9.py", "x = 1\n",
                "def caf\u00E9(na\u00EFve):\n"                        /* 1 */
                "    print(\"it's \u201Cfine\u201D\")\n"              /* 2 */
                "    print(\"plain 'quotes' - here...\")\n"           /* 3 */
                "    return na\u00EFve  # \u6F22\u5B57 \u2014 dash\n" /* 4 */
                "    admin = False \u202E# hidden\n"                  /* 5 */
                "    raise Bad(\"\xFF\xFE\")\n");                     /* 6 */
    changed_add(diff, "src/dos.c", "int a;\r\nint b;\r\nint c;\r\n",
                "int a;\r\nint bee(\r\n    int x);\r\nint c;\r\n");
    changed_add(diff, "src/gone.c", "int gone(void)\n{\n    return 7;\n}\n", NULL);
    file = changed_add(diff, "src/key.pem", NULL, "secret = 1\n");
    file->rule = xstrdup("secret");
    file->why = xstrdup("It holds a key.");
    file = changed_add(diff, "lib/new_name.c", "int same;\nint was;\n", "int same;\nint is;\n");
    free(file->old_path);
    file->old_path = xstrdup("lib/old_name.c");
    file->status = DIFF_RENAMED;
    changed_add(diff, "lib/queue.h", "int cap;\n", "int cap_max;\n");
    changed_add(diff, "Docs/README.md", "a\n",
                "- a list item\n- another `item`\n+ plus item\n| a | b |\n| - | - |\n| c | d |\n");
    add_long(diff);
}

struct panel {
    struct diff diff;
    struct grown *grown;
    struct quotes *quotes; /* for all checks, file after file as they come */
};

static void panel_make(struct panel *panel)
{
    *panel = (struct panel){ .diff = { .files = NULL } };
    add_queue(&panel->diff);
    add_others(&panel->diff);
    panel->grown = changed_grow(&panel->diff, GROW_FUNCTION);
    panel->quotes = quotes_new(&panel->diff, panel->grown);
}

static void panel_done(struct panel *panel)
{
    quotes_free(panel->quotes);
    changed_ungrow(&panel->diff, panel->grown);
    changed_done(&panel->diff);
}

static int64_t milliseconds(clock_t since)
{
    return (int64_t)(clock() - since) * 1000 / CLOCKS_PER_SEC;
}

static struct finding finding_of(const char *path, const char *quote, int64_t line)
{
    struct finding finding = { .path = xstrdup(path), .quote = xstrdup(quote) };

    finding.wordings = xcalloc(1, sizeof(*finding.wordings));
    finding.wording_count = 1;
    finding.wordings[0].title = xstrdup("t");
    finding.wordings[0].why = xstrdup("w");
    finding.wordings[0].line = line;
    return finding;
}

/* "exact 4", "whitespace L6-7", "missing", "exact 12?" (ambiguous), "... -> RIGHT 4": where a
 * comment may stand. */
static const char *verdict_on(const struct panel *panel, const char *path, const char *quote,
                              int64_t line)
{
    static const char *const words[] = { "exact", "whitespace", "moved", "missing" };
    static char said[128];
    struct finding finding = finding_of(path, quote, line);
    size_t size;

    if (panel->quotes)
        quotes_check(panel->quotes, &finding);
    else
        quote_check(&finding, &panel->diff, panel->grown);
    anchor_set(&finding, &panel->diff);
    size = (size_t)snprintf(said, sizeof(said), "%s", words[finding.status]);
    if (finding.status != QUOTE_MISSING)
        size += (size_t)snprintf(said + size, sizeof(said) - size, " %s%u",
                                 finding.is_left ? "L" : "", finding.line);
    if (finding.end_line > finding.line)
        size += (size_t)snprintf(said + size, sizeof(said) - size, "-%u", finding.end_line);
    if (finding.is_ambiguous)
        size += (size_t)snprintf(said + size, sizeof(said) - size, "?");
    if (finding.status != QUOTE_MISSING && !finding.anchor.is_line)
        snprintf(said + size, sizeof(said) - size, " file");
    finding_done(&finding);
    return said;
}

struct row {
    const char *path, *quote;
    int64_t line;
    const char *wanted;
};

static void check_rows(const struct row *rows, size_t count)
{
    struct panel panel;

    panel_make(&panel);
    for (size_t i = 0; i < count; i++) {
        const char *got = verdict_on(&panel, rows[i].path, rows[i].quote, rows[i].line);

        if (strcmp(got, rows[i].wanted) != 0)
            test_fail(__FILE__, __LINE__,
                      "%s, \"%s\", line %" PRId64 ": is\n    %s\n  wanted\n    %s", rows[i].path,
                      rows[i].quote, rows[i].line, got, rows[i].wanted);
    }
    panel_done(&panel);
}

#define Q "src/queue.c"

TEST("quote: the line is that of the code, whatever was reported")
{
    static const int64_t lines[] = { 4, 5, 3, 104, 0, -1, 1000000, INT64_MAX, INT64_MIN };
    struct panel panel;

    panel_make(&panel);
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        CHECK_STR(verdict_on(&panel, Q, "    if (n <= queue->cap)", lines[i]), "exact 4");
        CHECK_STR(verdict_on(&panel, Q, "if (n<=queue->cap)", lines[i]), "whitespace 4");
        CHECK_STR(verdict_on(&panel, Q, "free(queue->spare);", lines[i]), "exact L6");
        CHECK_STR(verdict_on(&panel, Q, "return steal(queue);", lines[i]), "missing");
        CHECK_STR(verdict_on(&panel, Q, "step_50(fifty)", lines[i]), "moved 50 file");
        CHECK_STR(verdict_on(&panel, Q, "", lines[i]), "missing");
    }
    panel_done(&panel);
}

TEST("quote: as it stands, in whole lines and in parts of them")
{
    static const struct row rows[] = {
        { Q, "if (n <= queue->cap)", 4, "exact 4" },
        { Q, "n <= queue->cap", 4, "exact 4" },
        { Q, "    if (n <= queue->cap)\n        return put(queue, n);", 4, "exact 4-5" },
        { Q, "if (n <= queue->cap)\n        return put(queue, n);\n", 4, "exact 4-5" },
        { Q, "\n\n    if (n <= queue->cap)\n\n", 4, "exact 4" },
        { Q, "queue->first,\n         queue->last", 4, "exact 8-9 file" },
        { Q, "}\n\nvoid hidden(void)", 4, "moved 13-15 file" },
        { Q, "if (n < queue->cap)", 4, "exact L4" },
        { Q, "    if (queue->count < 1)\n        return -1;", 90, "exact L106-107" },
        { "src/gone.c", "    return 7;", 3, "exact L3" },
        { "lib/new_name.c", "int was;", 2, "exact L2" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

TEST("quote: blanks, tabs and line ends do not matter, words do")
{
    static const struct row rows[] = {
        { Q, "if(n <= queue -> cap)", 4, "whitespace 4" },
        { Q, "if (n <= queue->cap)\nreturn put(queue, n);", 4, "whitespace 4-5" },
        { Q, "if (n <= queue->cap) return put(queue, n);", 4, "whitespace 4-5" },
        { Q, "    queue->count += 1;", 7, "whitespace 7" },
        { Q, "\tlock(queue);\r\n\tqueue->count += 1;\r\n", 7, "whitespace 6-7" },
        { Q, "call(queue->first, queue->last, \"a, b\");", 8, "whitespace 8-10 file" },
        { Q, "        if (n <= queue->cap)", 4, "whitespace 4" },
        { "src/dos.c", "int bee(\n    int x);", 2, "exact 2-3" },
        { "src/dos.c", "int bee(\r\n    int x);\r\n", 2, "whitespace 2-3" },
        { Q, "return-1;", 12, "whitespace 12 file" },
        { Q, "retur n -1;", 12, "missing" },
        { Q, "intpush(struct queue *queue, int n)", 2, "missing" },
        { Q, "IF (N <= QUEUE->CAP)", 4, "missing" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

TEST("quote: what is inside another word, or only looks alike, is not there")
{
    static const struct row rows[] = {
        { Q, "nt push(struct queue *queue", 2, "missing" },
        { Q, "call(queue->fir", 8, "missing" },
        { Q, "count += 10;", 7, "missing" },
        { Q, "ount += 1;", 7, "missing" },
        { Q, "}", 13, "missing" },
        { Q, "{\n}", 13, "missing" },
        { Q, "   ", 13, "missing" },
        { Q, "...", 13, "missing" },
        { Q, "();", 13, "missing" },
        { Q, "```\n```", 13, "missing" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

TEST("quote: forms of Unicode, and what models write for it")
{
    static const struct row rows[] = {
        { "src/caf\u00E9.py", "def caf\u00E9(na\u00EFve):", 1, "exact 1" },
        { "src/caf\u00E9.py", "def cafe\u0301(nai\u0308ve):", 1, "whitespace 1" },
        { "src/caf\u00E9.py", "def cafe(naive):", 1, "missing" },
        { "src/caf\u00E9.py", "print(\"it's \"fine\"\")", 2, "whitespace 2" },
        { "src/caf\u00E9.py", "print(\"it\u2019s \u201Cfine\u201D\")", 2, "whitespace 2" },
        { "src/caf\u00E9.py", "print(\u201Cplain \u2018quotes\u2019 \u2013 here\u2026\u201D)", 3,
          "whitespace 3" },
        { "src/caf\u00E9.py", "return\u00A0na\u00EFve  # \u6F22\u5B57 - dash", 4, "whitespace 4" },
        { "src/caf\u00E9.py", "admin = False <U+202E># hidden", 5, "whitespace 5" },
        { "src/caf\u00E9.py", "admin = False # hidden", 5, "whitespace 5" },
        { "src/caf\u00E9.py", "raise Bad(\"\uFFFD\uFFFD\")", 6, "whitespace 6" },
        { "src/caf\u00E9.py", "\u6F22\u5B57", 4, "exact 4" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

TEST("quote: numbers, signs and fences around it are passed over")
{
    static const struct row rows[] = {
        { Q, "    4 + |     if (n <= queue->cap)", 4, "exact 4" },
        { Q, "4 + | if (n <= queue->cap)", 4, "exact 4" },
        { Q, "    4 + |     if (n <= queue->cap)\n    5   |         return put(queue, n);", 4,
          "exact 4-5" },
        { Q, "=== src/queue.c (modified)\n    4 + |     if (n <= queue->cap)", 4, "exact 4" },
        { Q, "      - |     free(queue->spare);", 6, "exact L6" },
        { Q, "      - |     if (n < queue->cap)\n    4 + |     if (n <= queue->cap)", 4,
          "whitespace 4" },
        { Q, "-    if (n < queue->cap)\n+    if (n <= queue->cap)\n         return put(queue, n);",
          4, "whitespace 4-5" },
        { Q, "+    if (n <= queue->cap)", 4, "exact 4" },
        { Q, "-    free(queue->spare);\n     lock(queue);", 4, "exact L6-7" },
        { Q, "4: if (n <= queue->cap)", 4, "exact 4" },
        { Q, "L4: if (n <= queue->cap)\nL5: return put(queue, n);", 4, "whitespace 4-5" },
        { Q, "4\tif (n <= queue->cap)", 4, "exact 4" },
        { Q, "```c\n    if (n <= queue->cap)\n```", 4, "exact 4" },
        { Q, "```c\n4: if (n <= queue->cap)\n```", 4, "exact 4" },
        { Q, "`if (n <= queue->cap)`", 4, "exact 4" },
        { Q, "``if (n <= queue->cap)``", 4, "exact 4" },
        { "Docs/README.md", "- a list item", 1, "exact 1" },
        { "Docs/README.md", "+ plus item", 3, "exact 3" },
        { "Docs/README.md", "| a | b |", 4, "exact 4" },
        { "Docs/README.md", "another `item`", 2, "exact 2" },
        { "Docs/README.md", "    6 + | | c | d |", 6, "exact 6" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

TEST("quote: an ellipsis stands for what is left out of the same hunk")
{
    static const struct row rows[] = {
        { Q, "if (n <= queue->cap)\n    ...\n    lock(queue);", 4, "whitespace 4-6" },
        { Q, "if (n <= queue->cap)\n\u2026\n    unlock(queue);\n", 4, "whitespace 4-11" },
        { Q, "call(queue->first, ..., \"a, b\")", 8, "whitespace 8-10 file" },
        { Q, "int push(...)", 2, "missing" },
        { Q, "int push(struct queue ...)", 2, "whitespace 2" },
        { Q, "    // ... unchanged ...\n    if (n <= queue->cap)\n    /* ... */", 4,
          "whitespace 4" },
        { Q, "if (n <= queue->cap)\n...\n    queue->count -= 1;", 4, "missing" },
        { Q, "lock(queue);\n...\nif (n <= queue->cap)", 4, "missing" },
        { Q, "free(queue->spare);\n...\nunlock(queue);", 4, "whitespace L6-12" },
        { Q, "...\nint push(struct\n...\n \n...\nint n)\n...", 2, "whitespace 2" },
        { Q, "int push(struct que...", 2, "whitespace 2" },
        { Q, "int push(struct ... int", 2, "whitespace 2" },
        { Q, "int push(struct ... i", 2, "missing" },
        { "src/caf\u00E9.py", "plain 'quotes' - here...", 3, "exact 3" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

TEST("quote: of several places the only one within reach of the reported line; else only the file")
{
    static const struct row rows[] = {
        { Q, "lock(queue);", 6, "exact 6" },
        { Q, "lock(queue);", 104, "exact 104" },
        { Q, "lock(queue);", 56, "exact 104? file" },
        { Q, "lock(queue);", 54, "exact 6? file" },
        { Q, "lock(queue);", 57, "exact 104" },
        { Q, "lock(queue);", 0, "exact 6? file" },
        { Q, "lock(queue);", 500, "exact 104? file" },
        { Q, "return -1;", 12, "exact 12 file" },
        { Q, "return -1;", 63, "exact 106" },
        { Q, "queue", 6, "exact 6? file" },
        { Q, "lock(queue);\n    if (!queue->count)", 0, "exact 104-105" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

TEST("quote: the file may be named as in a patch, shorter or longer, when it is clear which")
{
    static const struct row rows[] = {
        { "./src/queue.c", "n <= queue->cap", 4, "exact 4" },
        { "a/src/queue.c", "n <= queue->cap", 4, "exact 4" },
        { "b/src/queue.c", "n <= queue->cap", 4, "exact 4" },
        { "/src/queue.c", "n <= queue->cap", 4, "exact 4" },
        { "queue.c", "n <= queue->cap", 4, "exact 4" },
        { "b/queue.c", "n <= queue->cap", 4, "exact 4" },
        { "project/src/queue.c", "n <= queue->cap", 4, "exact 4" },
        { "SRC/Queue.c", "n <= queue->cap", 4, "exact 4" },
        { "src\\queue.c", "n <= queue->cap", 4, "exact 4" },
        { "`src/queue.c`", "n <= queue->cap", 4, "exact 4" },
        { "src/queue.c:4", "n <= queue->cap", 4, "exact 4" },
        { "src/queue.c#L4-L6", "n <= queue->cap", 4, "exact 4" },
        { "lib/old_name.c", "int is;", 2, "exact 2" },
        { "readme.md", "a list item", 1, "exact 1" },
        { "src/cafe\u0301.py", "admin", 1, "missing" },
        { "ueue.c", "n <= queue->cap", 4, "missing" },
        { "src", "n <= queue->cap", 4, "missing" },
        { "src/stack.c", "n <= queue->cap", 4, "missing" },
        { "lib/queue.h", "n <= queue->cap", 4, "missing" },
        { "src/key.pem", "secret = 1", 1, "missing" },
        { "key.pem", "secret = 1", 1, "missing" },
        { "", "n <= queue->cap", 4, "missing" },
        { "/", "n <= queue->cap", 4, "missing" },
    };

    check_rows(rows, ARRAY_COUNT(rows));
}

TEST("quote: many quotes of one file are checked without reading it anew")
{
    CLEANUP(buf_done) struct buf old_text = BUF_MAX(MIB(2)), new_text = BUF_MAX(MIB(2));
    struct panel panel = { .diff = { .files = NULL } };
    clock_t start;

    for (int i = 0; i < 30000; i++) {
        buf_addf(&old_text, "    call_%d(arg, other_%d);\n", i, i);
        buf_addf(&new_text,
                 i % 13 ? "    call_%d(arg, other_%d);\n" : "    cold_%d(arg, other_%d);\n", i, i);
    }
    changed_add(&panel.diff, "a.c", buf_text(&old_text), buf_text(&new_text));
    panel.grown = changed_grow(&panel.diff, GROW_FUNCTION);
    panel.quotes = quotes_new(&panel.diff, panel.grown);
    start = clock();
    for (int i = 0; i < 200; i++)
        CHECK_STR(verdict_on(&panel, "a.c", "made_up(arg,\n        other_77);", 5), "missing");
    printf("  200 of %zu bytes: %" PRId64 " ms\n", new_text.size, milliseconds(start));
    CHECK(milliseconds(start) < 2000);
    panel_done(&panel);
}

TEST("quote: two files of one name are told apart by their folders, and not guessed")
{
    struct panel panel = { .diff = { .files = NULL } };

    changed_add(&panel.diff, "a/conf.c", "int a;\n", "int ab;\n");
    changed_add(&panel.diff, "b/conf.c", "int a;\n", "int ab;\n");
    changed_add(&panel.diff, "conf.c", "int a;\n", "int abc;\n");
    panel.grown = changed_grow(&panel.diff, GROW_FUNCTION);
    CHECK_STR(verdict_on(&panel, "conf.c", "int ab;", 1), "missing");
    CHECK_STR(verdict_on(&panel, "conf.c", "int abc;", 1), "exact 1");
    CHECK_STR(verdict_on(&panel, "b/conf.c", "int ab;", 1), "exact 1");
    CHECK_STR(verdict_on(&panel, "x/b/conf.c", "int ab;", 1), "exact 1");
    CHECK_STR(verdict_on(&panel, "x/CONF.C", "int ab;", 1), "missing");
    panel_done(&panel);
}

TEST("quote: afterwards it is the code as the file has it, in whole lines")
{
    struct panel panel;
    struct finding finding;

    panel_make(&panel);
    finding = finding_of("b/queue.c", "`if(n<=queue->cap) return put(queue,n)`", 9);
    quote_check(&finding, &panel.diff, panel.grown);
    CHECK_STR(finding.path, "src/queue.c");
    CHECK_STR(finding.quote, "    if (n <= queue->cap)\n        return put(queue, n);");
    finding_done(&finding);

    finding = finding_of("src/dos.c", "bee(int x)", 9);
    quote_check(&finding, &panel.diff, panel.grown);
    CHECK_STR(finding.quote, "int bee(\n    int x);");
    finding_done(&finding);

    finding = finding_of("src/caf\u00E9.py", "raise Bad(", 9);
    quote_check(&finding, &panel.diff, panel.grown);
    CHECK_STR(finding.quote, "    raise Bad(\"\uFFFD\uFFFD\")");
    finding_done(&finding);

    finding = finding_of("long.min.js", "`call( 700 )`", 9);
    quote_check(&finding, &panel.diff, panel.grown);
    CHECK_INT(finding.line, 1);
    CHECK_STR(finding.quote, "`call( 700 )`");
    finding_done(&finding);

    finding = finding_of(Q, "made(up);", 9);
    quote_check(&finding, &panel.diff, panel.grown);
    CHECK_STR(finding.quote, "made(up);");
    finding_done(&finding);
    panel_done(&panel);
}

/* Quotes of 8 KiB that nearly match everywhere, in a file that is the same line 100,000 times. */
TEST("quote: 8 KiB are looked for in a megabyte without going over it for each place")
{
    static const char *const lines[] = { "aaaaaaaaa\n", "a a a\n", "...\n", "a...\n",
                                         "1: | + a\n" };

    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(2)), quote = BUF_MAX(QUOTED_CODE_MAX);
        struct panel panel = { .diff = { .files = NULL } };
        clock_t start;

        for (int k = 0; k < 100000; k++)
            buf_adds(&text, lines[i]);
        while (quote.size + 16 < QUOTED_CODE_MAX)
            buf_adds(&quote, lines[i]);
        changed_add(&panel.diff, "a.c", NULL, buf_text(&text));
        panel.grown = changed_grow(&panel.diff, GROW_FUNCTION);
        start = clock();
        verdict_on(&panel, "a.c", buf_text(&quote), 5);
        buf_adds(&quote, "x = 1;");
        CHECK_STR(verdict_on(&panel, "a.c", buf_text(&quote), 5), "missing");
        printf("  8 KiB of %.3s in %zu bytes, there and not there: %" PRId64 " ms\n", lines[i],
               text.size, milliseconds(start));
        CHECK(milliseconds(start) < 2000);
        panel_done(&panel);
    }
}

/* What a line says, as it is compared. */
static void fold_line(struct buf *out, struct slice line)
{
    struct fold fold = { .out = out };

    buf_clear(out);
    fold_add(&fold, line);
}

/* The lines behind what is said of the file and the function, as a reviewer would copy them. */
static const char *copy_of(struct buf *out, const struct panel *panel, size_t first, size_t count)
{
    const char *line;

    buf_clear(out);
    view_add_lines(out, panel->diff.files, panel->grown, first, count);
    for (line = buf_text(out); strchr("=\xE2", *line);)
        line = strchr(line, '\n') + 1;
    return line;
}

/* A copied line is there. What it is found at says the same; its own number, if that is clear. */
static void check_copied(const struct panel *panel, const char *copy, const struct diff_line *line)
{
    CLEANUP(buf_done) struct buf wanted = BUF_MAX(MIB(1)), got = BUF_MAX(MIB(1));
    struct finding finding = finding_of("a.c", copy, line->new_number);

    fold_line(&wanted, line->text);
    quote_check(&finding, &panel->diff, panel->grown);
    if (fold_count_letters(buf_slice(&wanted)) == 0) {
        CHECK(finding.status == QUOTE_MISSING);
        finding_done(&finding);
        return;
    }
    CHECK(finding.status == QUOTE_EXACT || finding.status == QUOTE_WHITESPACE);
    fold_line(&got, slice_of(finding.quote));
    CHECK(memmem(got.data, got.size, wanted.data, wanted.size));
    if (!finding.is_ambiguous && line->origin != '-') {
        CHECK(!finding.is_left);
        CHECK_INT(finding.line, line->new_number);
        CHECK_INT(finding.end_line, line->new_number);
    }
    anchor_set(&finding, &panel->diff);
    if (finding.anchor.is_line)
        CHECK_INT(finding.anchor.line, finding.line);
    finding_done(&finding);
}

TEST("quote: each line of 3,000 random views can be copied with its number, and is found there")
{
    CLEANUP(buf_done) struct buf old_text = BUF_MAX(MIB(1)), new_text = BUF_MAX(MIB(1));
    CLEANUP(buf_done) struct buf copy = BUF_MAX(MIB(1));
    size_t lines = 0;

    random_change_state = 11;
    git_libgit2_init();
    for (int i = 0; i < 3000; i++) {
        struct panel panel = { .diff = { .files = NULL } };

        buf_clear(&old_text);
        buf_clear(&new_text);
        random_change(&old_text, &new_text, 40, 1 + random_below(10));
        changed_add(&panel.diff, "a.c", buf_text(&old_text), buf_text(&new_text));
        panel.grown = changed_grow(&panel.diff, GROW_FUNCTION);
        for (size_t k = 0; k < panel.grown->line_count; k++, lines++)
            check_copied(&panel, copy_of(&copy, &panel, k, 1), &panel.grown->lines[k]);
        panel_done(&panel);
    }
    git_libgit2_shutdown();
    printf("  %zu lines\n", lines);
}

/* What a reviewer sees around a change: the function, whatever it is written in. */
#include "changed.h"
#include "random_change.h"
#include "test.h"

#include <time.h>

/* A text whose lines have three columns in front: "[" the first and "]" the last line that must be
 * shown; "~" changed, "+" added, "-" removed. */
struct marked {
    struct buf old_text, new_text;
    uint32_t first, last;
};

static void read_line(struct marked *marked, struct slice line, uint32_t *number)
{
    char shown = line.size > 0 ? line.data[0] : ' ', change = line.size > 1 ? line.data[1] : ' ';
    struct slice text = slice_from(line, line.size < 3 ? line.size : 3);

    if (change != '+') {
        buf_add(&marked->old_text, text);
        buf_adds(&marked->old_text, change == '~' ? " was\n" : "\n");
    }
    if (change == '-')
        return;
    ++*number;
    buf_add(&marked->new_text, text);
    buf_addc(&marked->new_text, '\n');
    if (shown == '[')
        marked->first = *number;
    if (shown == ']')
        marked->last = *number;
}

static void read_marked(struct marked *marked, struct slice rest)
{
    struct slice line;
    uint32_t number = 0;

    *marked = (struct marked){ BUF_MAX(MIB(1)), BUF_MAX(MIB(1)), 0, 0 };
    while (slice_split(&rest, '\n', &line))
        read_line(marked, line, &number);
}

/* Old numbers run along, and the texts are those of both sides. */
static void check_lines(const struct grown *grown, const struct diff_file *file)
{
    size_t *old_starts = line_starts(buf_slice(&file->old_text));
    size_t *new_starts = line_starts(buf_slice(&file->new_text));

    for (size_t i = 0; i < grown->line_count; i++) {
        const struct diff_line *line = &grown->lines[i];
        const char *old_text = file->old_text.data, *new_text = file->new_text.data;

        if (line->old_number)
            CHECK(memcmp(old_text + old_starts[line->old_number - 1], line->text.data,
                         line->text.size) == 0);
        if (line->new_number)
            CHECK(memcmp(new_text + new_starts[line->new_number - 1], line->text.data,
                         line->text.size) == 0);
        CHECK((line->origin == '-') == (line->new_number == 0));
        CHECK((line->origin == '+') == (line->old_number == 0));
    }
    free(old_starts);
    free(new_starts);
}

/* One case: "== path | what is shown", and the text. */
static void check_case(struct slice text)
{
    static char path[64], sentence[128], shown[64], wanted[64];
    struct marked marked;
    struct diff diff = { .files = NULL };
    struct grown *grown;
    struct slice title = { NULL, 0 };

    slice_split(&text, '\n', &title);
    snprintf(sentence, sizeof(sentence), "%.*s", SLICE_FMT(title));
    CHECK_INT(sscanf(sentence, "%63s | ", path), 1);
    read_marked(&marked, text);
    changed_add(&diff, path, buf_text(&marked.old_text), buf_text(&marked.new_text));
    grown = changed_grow(&diff, GROW_FUNCTION);
    CHECK_INT(grown->hunk_count, 1);
    snprintf(shown, sizeof(shown), "%u-%u", grown->hunks->new_start,
             grown->hunks->new_start + grown->hunks->new_count - 1);
    snprintf(wanted, sizeof(wanted), "%u-%u", marked.first, marked.last);
    if (strcmp(shown, wanted) != 0)
        test_fail(__FILE__, __LINE__, "%s: %s is shown, wanted %s", sentence, shown, wanted);
    check_lines(grown, diff.files);
    changed_ungrow(&diff, grown);
    changed_done(&diff);
    buf_done(&marked.old_text);
    buf_done(&marked.new_text);
}

TEST("grow: the function around a change, in fifteen languages (tests/unit/functions.txt)")
{
    CLEANUP(freep) char *text = test_read_file("tests/unit/functions.txt", NULL);
    size_t count = 0;

    for (char *start = strstr(text, "\n== "); start; count++) {
        char *end = strstr(start + 1, "\n== ");

        check_case(
            (struct slice){ start + 4, end ? (size_t)(end + 1 - start - 4) : strlen(start + 4) });
        start = end;
    }
    CHECK_INT(count, 31);
}

/* A function of so many lines, the one in its middle changed, between two variables. */
static void make_function(struct buf *old_text, struct buf *new_text, unsigned count)
{
    buf_adds(old_text, "int x;\n\nint take(void)\n{\n");
    for (unsigned i = 0; i < count; i++)
        buf_addf(old_text, "    call_%u();\n", i);
    buf_adds(old_text, "}\n\nint y;\n");
    buf_add(new_text, buf_slice(old_text));
    memcpy(strstr(new_text->data, "call_50("), "cold_50(", 8);
}

static const char *shown_of(const struct grown *grown)
{
    static char shown[256];
    size_t size = 0;

    shown[0] = '\0';
    for (size_t i = 0; i < grown->hunk_count && size < sizeof(shown) - 64; i++)
        size += (size_t)snprintf(shown + size, sizeof(shown) - size, "%s%u+%u %u+%u", i ? ", " : "",
                                 grown->hunks[i].old_start, grown->hunks[i].old_count,
                                 grown->hunks[i].new_start, grown->hunks[i].new_count);
    return shown;
}

static const char *shown_as(const char *path, unsigned count, enum grow_context context)
{
    CLEANUP(buf_done) struct buf old_text = BUF_MAX(MIB(1)), new_text = BUF_MAX(MIB(1));
    struct diff diff = { .files = NULL };
    struct grown *grown;
    const char *shown;

    make_function(&old_text, &new_text, count);
    changed_add(&diff, path, buf_text(&old_text), buf_text(&new_text));
    grown = changed_grow(&diff, context);
    check_lines(grown, diff.files);
    shown = shown_of(grown);
    changed_ungrow(&diff, grown);
    changed_done(&diff);
    return shown;
}

TEST("grow: a function that is too long is shown around its change")
{
    CHECK_STR(shown_as("a.c", 180, GROW_FUNCTION), "3+183 3+183");
    CHECK_STR(shown_as("a.c", 220, GROW_FUNCTION), "35+41 35+41");
    CHECK_STR(shown_as("a.c", 220, GROW_NONE), "52+7 52+7");
}

TEST("grow: text and data have no functions, but more context than git gives them")
{
    CHECK_STR(shown_as("a.md", 180, GROW_FUNCTION), "35+41 35+41");
    CHECK_STR(shown_as("a.json", 60, GROW_FUNCTION), "35+33 35+33");
}

TEST("grow: a file is shown whole when that is wanted, unless it is too long")
{
    CHECK_STR(shown_as("a.c", 220, GROW_FILE), "1+227 1+227");
    CHECK_STR(shown_as("a.md", 3993, GROW_FILE), "1+4000 1+4000");
    CHECK_STR(shown_as("a.md", 3994, GROW_FILE), "35+41 35+41");
}

TEST("grow: two hunks in one function become one, and old numbers run along behind them")
{
    struct diff diff = { .files = NULL };
    struct grown *grown;
    const struct diff_line *last;

    changed_add(
        &diff, "a.c",
        "int x;\nint take(void)\n{\n    a();\n    b();\n    c();\n    d();\n    e();\n    f();\n"
        "    g();\n    h();\n    i();\n    j();\n    k();\n    l();\n}\n",
        "int x;\nint take(void)\n{\n    z();\n    a();\n    b();\n    c();\n    d();\n    e();\n"
        "    f();\n    g();\n    h();\n    i();\n    j();\n    k();\n    y();\n    l();\n}\n");
    CHECK_INT(diff.files[0].hunk_count, 2);
    grown = changed_grow(&diff, GROW_FUNCTION);
    CHECK_STR(shown_of(grown), "1+16 1+18");
    last = &grown->lines[grown->line_count - 1];
    CHECK_INT(last->old_number, 16);
    CHECK_INT(last->new_number, 18);
    CHECK_INT(grown_find(grown, false, 18), grown->line_count - 1);
    CHECK_INT(grown_find(grown, true, 16), grown->line_count - 1);
    CHECK_INT(grown_find(grown, false, 4), 3);
    CHECK_INT(grown_find(grown, true, 4), 4);
    CHECK_INT(grown_find(grown, false, 19), grown->line_count);
    CHECK_INT(grown_find(grown, false, 0), grown->line_count);
    check_lines(grown, diff.files);
    changed_ungrow(&diff, grown);
    changed_done(&diff);
}

TEST("grow: what would be said of a gap of two lines is longer than they are")
{
    for (int gap = 2; gap < 4; gap++) {
        CLEANUP(buf_done) struct buf old_text = BUF_MAX(KIB(4)), new_text = BUF_MAX(KIB(4));
        struct diff diff = { .files = NULL };
        struct grown *grown;

        for (int i = 1; i < 12 + gap; i++) {
            buf_addf(&old_text, "%d\n", i);
            buf_addf(&new_text, i == 1 || i == 8 + gap ? "new\n" : "%d\n", i);
        }
        changed_add(&diff, "a.c", buf_text(&old_text), buf_text(&new_text));
        CHECK_INT(diff.files[0].hunk_count, 2);
        grown = changed_grow(&diff, GROW_FUNCTION);
        CHECK_INT(grown->hunk_count, gap == 2 ? 1 : 2);
        changed_ungrow(&diff, grown);
        changed_done(&diff);
    }
}

TEST("grow: what has no whole text stays as it was cut; so do new, deleted and emptied files")
{
    struct diff diff = { .files = NULL };
    struct grown *grown;

    changed_add(&diff, "new.c", NULL, "int x;\nint y;\n");
    changed_add(&diff, "gone.c", "int x;\nint y;\n", NULL);
    changed_add(&diff, "emptied.c", "int x;\nint y;\n", "");
    changed_add(&diff, "same.c", "int x;\n", "int x;\n");
    changed_add(&diff, "patch.c", "f()\n{\n1\n2\n3\n4\n5\n6\n}\n", "f()\n{\n1\n2\n3\n4\n5\n7\n}\n");
    diff.files[4].is_whole = false;
    grown = changed_grow(&diff, GROW_FUNCTION);
    CHECK_STR(shown_of(&grown[0]), "0+0 1+2");
    CHECK_STR(shown_of(&grown[1]), "1+2 0+0");
    CHECK_STR(shown_of(&grown[2]), "1+2 0+0");
    CHECK_STR(shown_of(&grown[3]), "");
    CHECK_STR(shown_of(&grown[4]), "5+5 5+5");
    CHECK_INT(grown_find(&grown[1], true, 2), 1);
    CHECK_INT(grown_find(&grown[1], false, 0), 2);
    changed_ungrow(&diff, grown);
    changed_done(&diff);
}

/* Every line of the diff is there once, in order; between hunks something is left out. */
static void check_grown(const struct grown *grown, const struct diff_file *file)
{
    size_t at = 0, shown = 0;

    for (size_t i = 0; i < grown->hunk_count; i++) {
        const struct diff_hunk *hunk = &grown->hunks[i];
        uint32_t old_count = 0, new_count = 0;

        CHECK_INT(hunk->first, shown);
        shown += hunk->count;
        /* Pieces of a hunk that was cut follow one another. */
        CHECK(i == 0 || hunk[-1].new_start + hunk[-1].new_count <
                            hunk->new_start + (file->line_count > 3000));
        for (size_t k = hunk->first; k < hunk->first + hunk->count; k++) {
            const struct diff_line *line = &grown->lines[k];

            old_count += line->old_number > 0;
            new_count += line->new_number > 0;
            if (at < file->line_count && line->text.data == file->lines[at].text.data)
                at++;
            if (line->new_number)
                CHECK_INT(grown_find(grown, false, line->new_number), k);
            if (line->old_number)
                CHECK_INT(grown_find(grown, true, line->old_number), k);
        }
        CHECK_INT(hunk->old_count, old_count);
        CHECK_INT(hunk->new_count, new_count);
    }
    CHECK_INT(shown, grown->line_count);
    CHECK_INT(at, file->line_count);
}

TEST("grow: of 10,000 random diffs every line is there once, and all numbers are right")
{
    static const char *const paths[] = { "a.c", "a.py", "a.js", "a.txt", "a", "a.rb" };
    struct buf old_text = BUF_MAX(MIB(1)), new_text = BUF_MAX(MIB(1));

    random_change_state = 7;
    git_libgit2_init();
    for (unsigned i = 0; i < 10000; i++) {
        struct diff diff = { .files = NULL };
        struct grown *grown;

        buf_clear(&old_text);
        buf_clear(&new_text);
        random_change(&old_text, &new_text, 120, 1 + random_below(30));
        changed_add(&diff, paths[i % ARRAY_COUNT(paths)], buf_text(&old_text), buf_text(&new_text));
        grown = changed_grow(&diff, GROW_FUNCTION);
        check_lines(grown, diff.files);
        check_grown(grown, diff.files);
        changed_ungrow(&diff, grown);
        changed_done(&diff);
    }
    git_libgit2_shutdown();
    buf_done(&old_text);
    buf_done(&new_text);
}

/* 10,000 hunks in a megabyte: each in a function of its own, or all of them in one. */
static void make_many(struct buf *old_text, struct buf *new_text, bool in_one)
{
    if (in_one)
        buf_adds(old_text, "int all(void)\n{\n");
    for (unsigned i = 0; i < 10000; i++)
        buf_addf(old_text,
                 "%s    if (n) {\n        a_%u(1);\n        b();\n        c();\n"
                 "        d();\n        e();\n    }\n%s",
                 in_one ? "" : "int f(void)\n{\n", i, in_one ? "    f();\n" : "}\n\n\n\n");
    if (in_one)
        buf_adds(old_text, "}\n");
    buf_add(new_text, buf_slice(old_text));
    for (char *at = new_text->data; (at = strstr(at, "(1)")); at++)
        at[1] = '2';
}

TEST("grow: 10,000 hunks take far less than a second")
{
    for (int in_one = 0; in_one < 2; in_one++) {
        CLEANUP(buf_done) struct buf old_text = BUF_MAX(MIB(4)), new_text = BUF_MAX(MIB(4));
        struct diff diff = { .files = NULL };
        struct grown grown;
        clock_t start;

        make_many(&old_text, &new_text, in_one);
        changed_add(&diff, "a.c", buf_text(&old_text), buf_text(&new_text));
        CHECK_INT(diff.files[0].hunk_count, 10000);
        start = clock();
        grow_file(&grown, diff.files, GROW_FUNCTION);
        printf("  10,000 hunks of %zu bytes: %zu lines in %zu pieces, %ld ms\n", new_text.size,
               grown.line_count, grown.hunk_count,
               (long)((clock() - start) * 1000 / CLOCKS_PER_SEC));
        CHECK((clock() - start) < 1 * CLOCKS_PER_SEC);
        check_grown(&grown, diff.files);
        grown_done(&grown);
        changed_done(&diff);
    }
}

TEST("grow: odd forms of the same line a hundred thousand times over take no longer")
{
    static const char *const lines[] = { "{\n",  "f(\n",      "} else {\n", "x\n",
                                         "@a\n", "  f() {\n", "\"\"\"\n" };

    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        CLEANUP(buf_done) struct buf old_text = BUF_MAX(MIB(4)), new_text = BUF_MAX(MIB(4));
        struct diff diff = { .files = NULL };
        struct grown grown;
        clock_t start;

        for (unsigned k = 0; k < 100000; k++) {
            buf_adds(&old_text, lines[i]);
            buf_adds(&new_text, k % 10 == 5 ? "y;\n" : lines[i]);
        }
        changed_add(&diff, i % 2 ? "a.c" : "a.js", buf_text(&old_text), buf_text(&new_text));
        start = clock();
        grow_file(&grown, diff.files, GROW_FUNCTION);
        CHECK((clock() - start) < 1 * CLOCKS_PER_SEC);
        check_grown(&grown, diff.files);
        grown_done(&grown);
        changed_done(&diff);
    }
}

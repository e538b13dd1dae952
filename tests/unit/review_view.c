/* A change as a reviewer reads it: nothing is lost, nothing is forged. */
#include "changed.h"
#include "random_change.h"
#include "review/view.h"
#include "test.h"

#include <time.h>

static char *shown_with(const struct diff *diff, size_t bytes_max, uint64_t seed)
{
    struct grown *grown = changed_grow(diff, GROW_FUNCTION);
    struct buf all = BUF_MAX(MIB(4));
    struct view view;

    view_make(&view, diff, grown, bytes_max, seed);
    for (size_t i = 0; i < view.count; i++) {
        if (i)
            buf_adds(&all, "---- next ----\n");
        buf_add(&all, buf_slice(&view.chunks[i].text));
    }
    view_done(&view);
    changed_ungrow(diff, grown);
    return buf_take(&all);
}

static void check_shown(const struct diff *diff, const char *wanted)
{
    CLEANUP(freep) char *shown = shown_with(diff, KIB(64), 1);

    CHECK_STR(shown, wanted);
}

TEST("view: new lines have their number, removed ones none")
{
    struct diff diff = { .files = NULL };

    changed_add(&diff, "src/a.c", "one\ntwo\nthree\nfour\n", "one\n\tTWO\nthree\nfour\nfive\n");
    check_shown(&diff, "=== src/a.c (modified)\n"
                       "    1   | one\n"
                       "      - | two\n"
                       "    2 + | \tTWO\n"
                       "    3   | three\n"
                       "    4   | four\n"
                       "    5 + | five\n");
    changed_done(&diff);
}

TEST("view: what is not shown between two hunks is said")
{
    CLEANUP(buf_done) struct buf old_text = BUF_MAX(KIB(64)), new_text = BUF_MAX(KIB(64));
    struct diff diff = { .files = NULL };
    CLEANUP(freep) char *shown = NULL;

    for (int i = 1; i <= 200; i++) {
        buf_addf(&old_text, "%d\n", i);
        buf_addf(&new_text, i == 50 || i == 130 ? "new\n" : "%d\n", i);
    }
    changed_add(&diff, "a.txt", buf_text(&old_text), buf_text(&new_text));
    shown = shown_with(&diff, KIB(64), 1);
    CHECK_SAYS(shown, "   70   | 70\n\u2026 39 lines not shown \u2026\n  110   | 110\n");
    changed_done(&diff);
}

TEST("view: of a function that is too long it is said where it begins")
{
    CLEANUP(buf_done) struct buf old_text = BUF_MAX(KIB(64)), new_text = BUF_MAX(KIB(64));
    struct diff diff = { .files = NULL };
    CLEANUP(freep) char *shown = NULL;

    buf_adds(&old_text,
             "int x;\n\n/* Takes. */\nstatic int take(int n,\n                int m)\n{\n");
    for (int i = 0; i < 300; i++)
        buf_addf(&old_text, "    call_%d();\n", i);
    buf_adds(&old_text, "}\n");
    buf_add(&new_text, buf_slice(&old_text));
    memcpy(strstr(new_text.data, "call_99("), "cold_99(", 8);
    changed_add(&diff, "a.c", buf_text(&old_text), buf_text(&new_text));
    shown = shown_with(&diff, KIB(64), 1);
    CHECK_SAYS(shown, "=== a.c (modified)\n"
                      "\u2026 inside of what begins on line 4 | static int take(int n, int m) {\n"
                      "   86   |     call_79();\n");
    changed_done(&diff);
}

TEST("view: the header says what became of a file")
{
    struct diff diff = { .files = NULL };
    struct diff_file *file;
    CLEANUP(freep) char *shown = NULL;

    changed_add(&diff, "new.c", NULL, "x\n");
    changed_add(&diff, "gone.c", "x\n", NULL);
    changed_add(&diff, "empty.c", NULL, "");
    file = changed_add(&diff, "new name.c", "x\ny\n", "x\nz\n");
    file->status = DIFF_RENAMED;
    free(file->old_path);
    file->old_path = xstrdup("old\nname.c");
    changed_add(&diff, "run.sh", "x\n", "x\n")->new_mode = 0100755;
    changed_add(&diff, "tool.sh", NULL, "x\n")->new_mode = 0100755;
    file = changed_add(&diff, "key.pem", NULL, "secret\n");
    file->rule = xstrdup("secret");
    shown = shown_with(&diff, KIB(64), 1);
    CHECK_SAYS(shown, "=== new.c (new file)\n    1 + | x\n");
    CHECK_SAYS(shown, "=== gone.c (file deleted)\n      - | x\n");
    CHECK_SAYS(shown, "=== empty.c (new file, empty)\n");
    CHECK_SAYS(shown, "=== new name.c (renamed from old<U+000A>name.c)\n    1   | x\n");
    CHECK_SAYS(shown, "=== run.sh (modified, mode 100644 -> 100755, no line changed)\n");
    CHECK_SAYS(shown, "=== tool.sh (new file, mode 100755)\n");
    CHECK(!strstr(shown, "secret") && !strstr(shown, "key.pem"));
    changed_done(&diff);
}

TEST("view: a file cannot forge a header, another line, or what is invisible")
{
    struct diff diff = { .files = NULL };

    changed_add(&diff, "a\n=== b.c (modified).c", NULL,
                "=== b.c (modified)\n"
                "    9 + | forged\n"
                "a\rb\x0C\x1B[31m\n"
                "x\u2028y\u202Ez\u200B\xE2\x80\xFF\n"
                "\uFEFFlast");
    check_shown(&diff, "=== a<U+000A>=== b.c (modified).c (new file)\n"
                       "    1 + | === b.c (modified)\n"
                       "    2 + |     9 + | forged\n"
                       "    3 + | a<U+000D>b<U+000C><U+001B>[31m\n"
                       "    4 + | x<U+2028>y<U+202E>z<U+200B>\uFFFD\uFFFD\n"
                       "    5 + | <U+FEFF>last\n"
                       "      \\   no line end at the end of the file\n");
    changed_done(&diff);
}

TEST("view: line ends of DOS are said once; where they are mixed they are shown")
{
    struct diff diff = { .files = NULL };
    CLEANUP(freep) char *shown = NULL;

    changed_add(&diff, "dos.c", "a\r\nb\r\n", "a\r\nc\r\n");
    changed_add(&diff, "mixed.c", "a\nb\n", "a\nb\r\n");
    shown = shown_with(&diff, KIB(64), 1);
    CHECK_SAYS(shown,
               "=== dos.c (modified, CRLF line ends)\n    1   | a\n      - | b\n    2 + | c\n");
    CHECK_SAYS(shown, "=== mixed.c (modified)\n    1   | a\n      - | b\n    2 + | b<U+000D>\n");
    changed_done(&diff);
}

TEST("view: a line that a program made is cut, and it is said how much of it")
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(KIB(64));
    struct diff diff = { .files = NULL };
    CLEANUP(freep) char *shown = NULL;

    for (int i = 0; i < 2047; i++)
        buf_addc(&text, 'x');
    buf_adds(&text, "\u00E9yyyy\n");
    changed_add(&diff, "a.js", NULL, buf_text(&text));
    shown = shown_with(&diff, KIB(64), 1);
    CHECK_SAYS(shown, "xx<\u2026 6 more bytes of this line \u2026>\n");
    CHECK(!strstr(shown, "\u00E9"));
    changed_done(&diff);
}

static void add_long(struct diff *diff, const char *path, int lines)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(4));

    for (int i = 0; i < lines; i++)
        buf_addf(&text, "%s line %d is here\n", path, i);
    changed_add(diff, path, NULL, buf_text(&text));
}

TEST("view: files that fit are not cut; what fits nowhere is left out and said")
{
    struct diff diff = { .files = NULL };
    struct grown *grown;
    struct view view;

    add_long(&diff, "a", 100);
    add_long(&diff, "b", 100);
    add_long(&diff, "huge", 1000);
    add_long(&diff, "c", 100);
    grown = changed_grow(&diff, GROW_FUNCTION);
    view_make(&view, &diff, grown, KIB(7), 3);
    CHECK_INT(view.file_count, 4);
    CHECK_INT(view.count, 2);
    CHECK_INT(view.chunks[0].files + view.chunks[1].files, 3);
    CHECK_INT(view.chunks[0].hunks + view.chunks[1].hunks, 3);
    CHECK_INT(view.gap_count, 1);
    CHECK_INT(view.gaps[0].file, 2);
    CHECK_INT(view.gaps[0].hunks, 1);
    CHECK_STR(view.gaps[0].why,
              "huge: 1 of 1 hunk is larger than one request may be (7168 bytes) and "
              "is not reviewed; a model with more context can take more");
    view_done(&view);
    changed_ungrow(&diff, grown);
    changed_done(&diff);
}

TEST("view: the order is drawn from the seed, and each file is in it once")
{
    struct diff diff = { .files = NULL };
    struct grown *grown;
    size_t first[5] = { 0 };

    for (int i = 0; i < 5; i++)
        changed_add(&diff, &"abcde"[i], NULL, "x\n");
    diff.files[2].rule = xstrdup("secret");
    grown = changed_grow(&diff, GROW_FUNCTION);
    for (uint64_t seed = 0; seed < 4000; seed++) {
        struct view view, again;
        size_t seen = 0;

        view_make(&view, &diff, grown, KIB(4), seed);
        view_make(&again, &diff, grown, KIB(4), seed);
        CHECK_INT(view.file_count, 4);
        CHECK(memcmp(view.order, again.order, 4 * sizeof(*view.order)) == 0);
        CHECK_STR(buf_text(&view.chunks[0].text), buf_text(&again.chunks[0].text));
        for (size_t i = 0; i < 4; i++)
            seen |= (size_t)1 << view.order[i];
        CHECK_INT(seen, 0x1B);
        first[view.order[0]]++;
        view_done(&view);
        view_done(&again);
    }
    for (size_t i = 0; i < 5; i++)
        CHECK(i == 2 ? first[i] == 0 : first[i] > 900 && first[i] < 1100);
    changed_ungrow(&diff, grown);
    changed_done(&diff);
}

TEST("view: some lines of a file, in the same form, for who checks one finding")
{
    struct diff diff = { .files = NULL };
    struct grown *grown;
    CLEANUP(buf_done) struct buf out = BUF_MAX(KIB(4));

    changed_add(&diff, "a.c", "one\ntwo\nthree\n", "one\nTWO\nthree\n");
    grown = changed_grow(&diff, GROW_FUNCTION);
    view_add_lines(&out, &diff.files[0], &grown[0], 1, 2);
    CHECK_STR(buf_text(&out), "=== a.c (modified)\n      - | two\n    2 + | TWO\n");
    buf_clear(&out);
    view_add_lines(&out, &diff.files[0], &grown[0], 3, 100);
    CHECK_STR(buf_text(&out), "=== a.c (modified)\n    3   | three\n");
    changed_ungrow(&diff, grown);
    changed_done(&diff);
}

/* How many lines of the view are of each kind. */
static void count_lines(const struct view *view, size_t counts[3], size_t *headers)
{
    for (size_t i = 0; i < view->count; i++) {
        struct slice rest = buf_slice(&view->chunks[i].text), line;

        while (slice_split(&rest, '\n', &line)) {
            *headers += slice_starts(line, SLICE("=== "));
            if (line.size < 9 ||
                !(line.data[0] == ' ' || (line.data[0] >= '0' && line.data[0] <= '9')))
                continue;
            for (size_t k = 0; k < 3; k++)
                counts[k] += line.data[8] == '|' && line.data[6] == " +-"[k];
        }
    }
}

static void make_random(struct diff *diff)
{
    char name[] = "a.c";

    for (uint32_t k = 0, count = 1 + random_below(6); k < count; k++, name[0]++) {
        CLEANUP(buf_done) struct buf old_text = BUF_MAX(MIB(1)), new_text = BUF_MAX(MIB(1));

        random_change(&old_text, &new_text, 300, 1 + random_below(30));
        changed_add(diff, name, buf_text(&old_text), buf_text(&new_text));
    }
}

/* What was seen of random views. */
struct seen {
    size_t chunks, split, gaps;
};

/* Whether a chunk has the header of the file in that place of the order. */
static bool names(const struct view *view, const struct diff *diff, const struct view_chunk *chunk,
                  size_t place)
{
    CLEANUP(buf_done) struct buf header = BUF_MAX(KIB(8));

    buf_addf(&header, "=== %s (", diff->files[view->order[place]].path);
    return memmem(chunk->text.data, chunk->text.size, header.data, header.size) != NULL;
}

static void check_view(const struct view *view, const struct diff *diff, const struct grown *grown,
                       struct seen *seen)
{
    size_t wanted[3] = { 0 }, counts[3] = { 0 }, headers = 0, files = 0, hunks = 0, shown = 0;

    for (size_t k = 0; k < diff->count; k++) {
        hunks += grown[k].hunk_count;
        for (size_t m = 0; m < grown[k].line_count; m++)
            wanted[strchr(" +-", grown[k].lines[m].origin) - " +-"]++;
    }
    for (size_t k = 0; k < view->count; k++) {
        CHECK(!view->chunks[k].text.full);
        CHECK(view->chunks[k].text.size > 0);
        CHECK(names(view, diff, &view->chunks[k], view->chunks[k].first));
        CHECK(names(view, diff, &view->chunks[k], view->chunks[k].last));
        files += view->chunks[k].files;
        shown += view->chunks[k].hunks;
    }
    for (size_t k = 0; k < view->gap_count; k++)
        shown += view->gaps[k].hunks;
    CHECK_INT(shown, hunks);
    count_lines(view, counts, &headers);
    CHECK_INT(headers, files);
    for (size_t k = 0; k < 3 && view->gap_count == 0; k++)
        CHECK_INT(counts[k], wanted[k]);
    seen->chunks += view->count;
    seen->split += files > diff->count;
    seen->gaps += view->gap_count;
}

TEST("view: the chunks of 2,000 random diffs together show every line once, and none is too large")
{
    struct seen seen = { 0 };

    random_change_state = 3;
    git_libgit2_init();
    for (int i = 0; i < 2000; i++) {
        struct diff diff = { .files = NULL };
        struct grown *grown;
        struct view view;

        make_random(&diff);
        grown = changed_grow(&diff, random_below(2) ? GROW_NONE : GROW_FUNCTION);
        view_make(&view, &diff, grown, KIB(4) + random_below(KIB(16)), random_below(1000));
        check_view(&view, &diff, grown, &seen);
        view_done(&view);
        changed_ungrow(&diff, grown);
        changed_done(&diff);
    }
    git_libgit2_shutdown();
    printf("  %zu chunks, in %zu diffs a file was split, %zu gaps\n", seen.chunks, seen.split,
           seen.gaps);
    CHECK(seen.chunks > 2000 && seen.split > 50 && seen.gaps > 20);
}

TEST("view: 10,000 hunks in one file and 1,000 files are shown in far less than a second")
{
    CLEANUP(buf_done) struct buf old_text = BUF_MAX(MIB(4)), new_text = BUF_MAX(MIB(4));
    struct diff diff = { .files = NULL };
    struct grown *grown;
    struct view view;
    clock_t start;
    size_t hunks = 0;

    for (int i = 0; i < 10000; i++)
        for (int k = 0; k < 12; k++) {
            buf_addf(&old_text, "call(%d);\n", i * 12 + k);
            buf_addf(&new_text, k ? "call(%d);\n" : "cold(%d);\n", i * 12 + k);
        }
    git_libgit2_init();
    changed_add(&diff, "many.c", buf_text(&old_text), buf_text(&new_text));
    CHECK_INT(diff.files[0].hunk_count, 10000);
    for (int i = 0; i < 999; i++)
        changed_add(&diff, "few.c", "x\n", "y\n");
    git_libgit2_shutdown();
    grown = changed_grow(&diff, GROW_FUNCTION);
    start = clock();
    view_make(&view, &diff, grown, KIB(400), 1);
    printf("  %zu chunks, %ld ms\n", view.count, (long)((clock() - start) * 1000 / CLOCKS_PER_SEC));
    CHECK(clock() - start < CLOCKS_PER_SEC);
    for (size_t i = 0; i < view.count; i++)
        hunks += view.chunks[i].hunks;
    CHECK_INT(hunks, 10999);
    CHECK_INT(view.gap_count, 0);
    view_done(&view);
    changed_ungrow(&diff, grown);
    changed_done(&diff);
}

/* Units of lib/review/cut. */
#include "review/cut.h"

#include "base/limits.h"
#include "changed.h"
#include "review/view.h"
#include "test.h"

/* A new file of functions of ten lines, each behind an empty one. */
static void add_new_file(struct diff *diff, size_t functions)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(FILE_TEXT_MAX);

    for (size_t i = 0; i < functions; i++) {
        buf_addf(&text, "int function_%zu(int n)\n{\n", i);
        for (int k = 0; k < 7; k++)
            buf_addf(&text, "    n += %d; /* and so on, and so on, and so on */\n", k);
        buf_adds(&text, "    return n;\n}\n\n");
    }
    changed_add(diff, "new.c", NULL, buf_text(&text));
}

TEST("cut: a hunk that is read at once stays as it is")
{
    struct diff diff = { .files = NULL };
    struct grown grown;

    add_new_file(&diff, 100);
    grow_file(&grown, diff.files, GROW_FUNCTION);
    CHECK_INT(grown.hunk_count, 1);
    grown_done(&grown);
    changed_done(&diff);
}

TEST("cut: a new file of many thousand lines is read in pieces, each from a function to a function")
{
    struct diff diff = { .files = NULL };
    struct grown grown;
    struct view view;
    size_t shown = 0;

    add_new_file(&diff, 1700);
    grow_file(&grown, diff.files, GROW_FUNCTION);
    CHECK(grown.hunk_count > 4);
    for (size_t i = 0; i < grown.hunk_count; i++) {
        const struct diff_hunk *hunk = &grown.hunks[i];

        CHECK_INT(hunk->first, shown);
        CHECK_INT(hunk->new_start, shown + 1);
        CHECK_INT(hunk->new_count, hunk->count);
        CHECK_INT(hunk->old_count, 0);
        CHECK(slice_starts(grown.lines[hunk->first].text, SLICE("int function_")));
        shown += hunk->count;
    }
    CHECK_INT(shown, grown.line_count);
    view_make(&view, &diff, &grown, KIB(192), 1);
    CHECK_INT(view.gap_count, 0);
    CHECK(view.count > 4);
    CHECK_SAYS(buf_text(&view.chunks[1].text), "=== new.c (new file, hunk 2 of ");
    view_done(&view);
    grown_done(&grown);
    changed_done(&diff);
}

TEST("cut: pieces have the numbers of both sides, also where a side has no line in them")
{
    struct diff_line lines[9000];
    struct diff_hunk hunk = { 0, ARRAY_COUNT(lines), 1, 6000, 1, 6000 };
    struct grown grown = { .lines = lines, .line_count = ARRAY_COUNT(lines), .hunk_count = 1 };
    uint32_t old_number = 0, new_number = 0;

    /* 3,000 lines of context, 3,000 that are gone, 3,000 that are new. */
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        lines[i] = (struct diff_line){ .origin = " -+"[i / 3000],
                                       .text = SLICE("a line of some forty characters, of text") };
        if (lines[i].origin != '+')
            lines[i].old_number = ++old_number;
        if (lines[i].origin != '-')
            lines[i].new_number = ++new_number;
    }
    grown.hunks = xcalloc(1, sizeof(*grown.hunks));
    grown.hunks[0] = hunk;
    cut_hunks(&grown);
    CHECK(grown.hunk_count > 3);
    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        if (lines[i].old_number)
            CHECK_INT(grown_find(&grown, true, lines[i].old_number), i);
        if (lines[i].new_number)
            CHECK_INT(grown_find(&grown, false, lines[i].new_number), i);
    }
    grown.lines = NULL;
    grown_done(&grown);
}

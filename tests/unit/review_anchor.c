/* Where GitHub lets a comment stand: every line that is named lies inside a hunk of its side. */
#include "changed.h"
#include "random_change.h"
#include "review/anchor.h"
#include "test.h"

/* Two hunks, 1-7 and 97-103 of the new side; a line was added in front of the second. */
static void make_two_hunks(struct diff *diff)
{
    CLEANUP(buf_done) struct buf old_text = BUF_MAX(KIB(64)), new_text = BUF_MAX(KIB(64));

    for (int i = 1; i <= 200; i++) {
        buf_addf(&old_text, "line %d\n", i);
        if (i == 4)
            buf_adds(&new_text, "changed 4\nadded 5\n");
        else if (i != 99)
            buf_addf(&new_text, "line %d\n", i);
    }
    changed_add(diff, "a.c", buf_text(&old_text), buf_text(&new_text));
}

static const char *anchor_of(const struct diff *diff, struct finding finding)
{
    static char said[64];

    anchor_set(&finding, diff);
    if (!finding.anchor.is_line)
        return "file";
    snprintf(said, sizeof(said), finding.anchor.start_line ? "%s %u-%u" : "%s %.0u%u",
             finding.anchor.is_left ? "LEFT" : "RIGHT", finding.anchor.start_line,
             finding.anchor.line);
    return said;
}

TEST("anchor: a line inside a hunk, on its side; else the file")
{
    struct diff diff = { .files = NULL };

    make_two_hunks(&diff);
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 4, .end_line = 4 }), "RIGHT 4");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 1, .end_line = 1 }), "RIGHT 1");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 8, .end_line = 8 }), "RIGHT 8");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 9, .end_line = 9 }), "file");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 96, .end_line = 96 }), "file");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 97, .end_line = 97 }), "RIGHT 97");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 4, .end_line = 4, .is_left = true }),
              "LEFT 4");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 99, .end_line = 99, .is_left = true }),
              "LEFT 99");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 95, .end_line = 95, .is_left = true }),
              "file");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 0, .end_line = 0 }), "file");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = UINT32_MAX, .end_line = UINT32_MAX }),
              "file");
    changed_done(&diff);
}

TEST("anchor: several lines of one hunk; of lines that leave it, the first changed one")
{
    struct diff diff = { .files = NULL };

    make_two_hunks(&diff);
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 4, .end_line = 6 }), "RIGHT 4-6");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 5, .end_line = 60 }), "RIGHT 5");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 2, .end_line = 60 }), "RIGHT 4");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 6, .end_line = 60 }), "file");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 5, .end_line = 98 }), "RIGHT 5");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 50, .end_line = 120, .is_left = true }),
              "LEFT 99");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 50, .end_line = 120 }), "file");
    changed_done(&diff);
}

TEST("anchor: what is not clear, not there or moved has none")
{
    struct diff diff = { .files = NULL };

    make_two_hunks(&diff);
    changed_add(&diff, "same.c", "int x;\n", "int x;\n");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 4, .end_line = 4, .is_ambiguous = true }),
              "file");
    CHECK_STR(
        anchor_of(&diff, (struct finding){ .line = 4, .end_line = 4, .status = QUOTE_MISSING }),
        "file");
    CHECK_STR(
        anchor_of(&diff, (struct finding){ .line = 50, .end_line = 50, .status = QUOTE_MOVED }),
        "file");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 1, .end_line = 1, .file = 1 }), "file");
    CHECK_STR(anchor_of(&diff, (struct finding){ .line = 4, .end_line = 4, .file = 2 }), "file");
    changed_done(&diff);
}

/* Slowly and plainly: the hunk of a side that a line is in. */
static size_t hunk_with(const struct diff_file *file, bool is_left, uint32_t line)
{
    for (size_t i = 0; i < file->hunk_count; i++)
        for (size_t k = 0; k < file->hunks[i].count; k++) {
            const struct diff_line *at = &file->lines[file->hunks[i].first + k];

            if ((is_left ? at->old_number : at->new_number) == line)
                return i;
        }
    return file->hunk_count;
}

static void check_random(const struct diff *diff, size_t counts[3])
{
    struct finding finding = { .line = 1 + random_below(130), .is_left = random_below(2) };
    const struct diff_file *file = diff->files;
    const struct anchor *anchor = &finding.anchor;
    size_t hunk;

    finding.end_line = finding.line + (random_below(2) ? random_below(9) : 0);
    anchor_set(&finding, diff);
    hunk = hunk_with(file, finding.is_left, finding.line);
    if (!anchor->is_line) {
        counts[0]++;
        CHECK(hunk == file->hunk_count || finding.end_line > finding.line);
        return;
    }
    counts[anchor->start_line ? 2 : 1]++;
    CHECK(anchor->is_left == finding.is_left);
    CHECK(anchor->line >= finding.line && anchor->line <= finding.end_line);
    CHECK(hunk_with(file, anchor->is_left, anchor->line) < file->hunk_count);
    if (anchor->start_line) {
        CHECK(anchor->start_line < anchor->line);
        CHECK_INT(hunk_with(file, anchor->is_left, anchor->start_line),
                  hunk_with(file, anchor->is_left, anchor->line));
    }
}

TEST("anchor: in 10,000 random diffs every line that is named lies inside a hunk of that side")
{
    CLEANUP(buf_done) struct buf old_text = BUF_MAX(MIB(1)), new_text = BUF_MAX(MIB(1));
    size_t counts[3] = { 0 };

    random_change_state = 5;
    git_libgit2_init();
    for (int i = 0; i < 10000; i++) {
        struct diff diff = { .files = NULL };

        buf_clear(&old_text);
        buf_clear(&new_text);
        random_change(&old_text, &new_text, 120, 1 + random_below(40));
        changed_add(&diff, "a.c", buf_text(&old_text), buf_text(&new_text));
        for (int k = 0; k < 10; k++)
            check_random(&diff, counts);
        changed_done(&diff);
    }
    git_libgit2_shutdown();
    printf("  %zu on the file, %zu on a line, %zu on several\n", counts[0], counts[1], counts[2]);
    CHECK(counts[0] > 1000 && counts[1] > 1000 && counts[2] > 1000);
}

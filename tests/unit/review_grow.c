/* What a reviewer sees around a change: the function, whatever it is written in. */
#include "changed.h"
#include "test.h"

/* "4-9 20-25": the lines of the new side that are shown of a text whose lines marked with "~" are
 * changed: "~+" added, "~" changed. */
static const char *shown_in(const char *path, const char *marked)
{
    static char said[512];
    struct buf old_text = BUF_MAX(MIB(1)), new_text = BUF_MAX(MIB(1));
    struct slice rest = slice_of(marked), line;
    struct diff diff = { .files = NULL };
    struct grown *grown;
    size_t size = 0;

    while (slice_split(&rest, '\n', &line)) {
        bool is_changed = slice_starts(line, SLICE("~"));
        bool is_added = slice_starts(line, SLICE("~+")),
             is_removed = slice_starts(line, SLICE("~-"));
        struct slice text = slice_from(line, is_added || is_removed ? 2 : is_changed);

        if (!is_added)
            buf_add(&old_text, text);
        if (!is_added)
            buf_adds(&old_text, is_changed && !is_removed ? "/* was */\n" : "\n");
        if (!is_removed) {
            buf_add(&new_text, text);
            buf_addc(&new_text, '\n');
        }
    }
    changed_add(&diff, path, buf_text(&old_text), buf_text(&new_text));
    grown = changed_grow(&diff, GROW_FUNCTION);
    said[0] = '\0';
    for (size_t i = 0; i < grown->hunk_count; i++)
        size += (size_t)snprintf(said + size, sizeof(said) - size, "%s%u-%u", i ? " " : "",
                                 grown->hunks[i].new_start,
                                 grown->hunks[i].new_start + grown->hunks[i].new_count - 1);
    changed_ungrow(&diff, grown);
    changed_done(&diff);
    buf_done(&old_text);
    buf_done(&new_text);
    return said;
}

TEST("grow: a function of C is shown whole, with the comment above it")
{
    CHECK_STR(shown_in("a.c",
                       "#include <a.h>\n\nint a;\nint b;\nint c;\n\n/* Takes. */\n"
                       "static int take(int n,\n                int m)\n{\n    n++;\n    n++;\n"
                       "    n++;\n    n++;\n~    m++;\n    n--;\n    n--;\n    n--;\n    n--;\n"
                       "    return n;\n}\n\nint d;\n"),
              "7-21");
}

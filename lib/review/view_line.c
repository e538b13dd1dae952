/* view_line - one line of a change as a reviewer reads it, and what is said between lines.
 *
 * Whatever stands in a file begins behind "| ": it cannot look like a header or like another file.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "review/view_parts.h"
#include "review/visible.h"

#include <inttypes.h>

#define WIDTH_MIN 5
#define HEAD_MAX  400 /* bytes */

static bool ends_in_cr(struct slice text)
{
    return text.size > 0 && text.data[text.size - 1] == '\r';
}

struct view_pen view_pen_of(const struct grown *grown)
{
    struct view_pen pen = { .width = WIDTH_MIN };
    size_t with_cr = 0, without = 0;
    uint32_t number_max = 0;

    for (size_t i = 0; i < grown->line_count; i++) {
        const struct diff_line *line = &grown->lines[i];

        if (line->new_number > number_max)
            number_max = line->new_number;
        if (ends_in_cr(line->text))
            with_cr++;
        else if (!line->is_unended)
            without++;
    }
    for (uint32_t above = number_max / 100000; above > 0; above /= 10)
        pen.width++;
    pen.is_crlf = with_cr > 0 && without == 0;
    pen.cr_is_seen = with_cr > 0 && without > 0;
    return pen;
}

static void add_text(struct buf *out, struct slice text)
{
    size_t shown = text.size > VIEW_LINE_MAX ? utf8_cut(text, VIEW_LINE_MAX) : text.size;

    visible_add(out, (struct slice){ text.data, shown });
    if (shown < text.size)
        buf_addf(out, "<\u2026 %zu more bytes of this line \u2026>", text.size - shown);
    buf_addc(out, '\n');
}

void view_add_line(struct buf *out, const struct diff_line *line, struct view_pen pen)
{
    struct slice text = line->text;

    if (line->origin == '-' || line->new_number == 0)
        buf_addf(out, "%*s %c | ", pen.width, "", line->origin);
    else
        buf_addf(out, "%*" PRIu32 " %c | ", pen.width, line->new_number, line->origin);
    if (!pen.cr_is_seen && ends_in_cr(text))
        text.size--;
    add_text(out, text);
    if (line->is_unended && line->origin != ' ')
        buf_addf(out, "%*s \\   no line end at the end of the file\n", pen.width, "");
}

void view_add_gap(struct buf *out, const struct diff_hunk *before, const struct diff_hunk *behind,
                  bool has_changes)
{
    uint32_t end = before->new_start + before->new_count;
    uint32_t count = behind->new_start > end ? behind->new_start - end : 0;

    if (count == 0 && !has_changes)
        return; /* pieces of one hunk */
    buf_addf(out, "\u2026 %" PRIu32 " line%s not shown%s \u2026\n", count, count == 1 ? "" : "s",
             has_changes ? ", changed ones among them" : "");
}

void view_add_head(struct buf *out, const struct grown_head *head)
{
    CLEANUP(buf_done) struct buf line = BUF_MAX(HEAD_MAX);
    struct slice rest = head->text, one;
    size_t shown;

    while (slice_split(&rest, '\n', &one) && !line.full) {
        if (line.size > 0)
            buf_addc(&line, ' ');
        one = slice_trim(one);
        buf_add(&line,
                (struct slice){ one.data, one.size < HEAD_MAX / 2 ? one.size : HEAD_MAX / 2 });
    }
    shown = utf8_cut(buf_slice(&line), line.size);
    buf_addf(out, "\u2026 inside of what begins on line %" PRIu32 " | ", head->line);
    visible_add(out, (struct slice){ line.data, shown });
    buf_addc(out, '\n');
}

static void add_status(struct buf *out, const struct diff_file *file)
{
    static const char *const names[] = {
        [DIFF_ADDED] = "new file",
        [DIFF_DELETED] = "file deleted",
        [DIFF_MODIFIED] = "modified",
        [DIFF_RENAMED] = "renamed from ",
    };

    buf_adds(out, names[file->status]);
    if (file->status == DIFF_RENAMED)
        visible_add(out, slice_of(file->old_path));
    if (file->old_mode && file->new_mode && file->old_mode != file->new_mode)
        buf_addf(out, ", mode %o -> %o", file->old_mode, file->new_mode);
    else if (file->status == DIFF_ADDED && file->new_mode != 0100644)
        buf_addf(out, ", mode %o", file->new_mode);
    if (file->hunk_count == 0)
        buf_adds(out, file->status == DIFF_ADDED || file->status == DIFF_DELETED
                          ? ", empty"
                          : ", no line changed");
}

void view_add_name(struct buf *out, const struct diff_file *file, struct view_pen pen)
{
    buf_adds(out, "=== ");
    visible_add(out, slice_of(file->path));
    buf_adds(out, " (");
    add_status(out, file);
    if (pen.is_crlf)
        buf_adds(out, ", CRLF line ends");
}

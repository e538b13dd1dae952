/* anchor - where a comment on a finding may stand. */
#include "review/anchor.h"

/* The lines of one side that a hunk has: first to before end. */
static void side_of(const struct diff_hunk *hunk, bool is_left, uint32_t *first, uint32_t *end)
{
    uint32_t count = is_left ? hunk->old_count : hunk->new_count;

    *first = is_left ? hunk->old_start : hunk->new_start;
    *end = *first + count;
}

/* The first hunk that ends behind a line; the count of hunks when none does. */
static size_t find_hunk(const struct diff_file *file, bool is_left, uint32_t line)
{
    size_t low = 0, high = file->hunk_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t first, end;

        side_of(&file->hunks[middle], is_left, &first, &end);
        if (end <= line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_line(const struct diff_file *file, size_t hunk, bool is_left, uint32_t line)
{
    uint32_t first, end;

    if (hunk >= file->hunk_count)
        return false;
    side_of(&file->hunks[hunk], is_left, &first, &end);
    return line >= first && line < end;
}

/* The first changed line of a side from `from` to `to`, inside hunks; 0: none. */
static uint32_t first_change(const struct diff_file *file, bool is_left, uint32_t from, uint32_t to)
{
    for (size_t i = find_hunk(file, is_left, from); i < file->hunk_count; i++) {
        const struct diff_hunk *hunk = &file->hunks[i];

        for (size_t k = hunk->first; k < hunk->first + hunk->count; k++) {
            const struct diff_line *line = &file->lines[k];
            uint32_t number = is_left ? line->old_number : line->new_number;

            if (number > to)
                return 0;
            if (number >= from && line->origin == (is_left ? '-' : '+'))
                return number;
        }
    }
    return 0;
}

void anchor_set(struct finding *finding, const struct diff *diff)
{
    struct anchor *anchor = &finding->anchor;
    uint32_t line = finding->line, end_line = finding->end_line;

    *anchor = (struct anchor){ .is_left = false };
    if (finding->status == QUOTE_MISSING || finding->is_ambiguous || line == 0 ||
        finding->file >= diff->count)
        return;

    const struct diff_file *file = &diff->files[finding->file];
    size_t hunk = find_hunk(file, finding->is_left, line);

    if (has_line(file, hunk, finding->is_left, line) &&
        (end_line <= line || has_line(file, hunk, finding->is_left, end_line))) {
        anchor->line = end_line > line ? end_line : line;
        anchor->start_line = end_line > line ? line : 0;
    } else if (end_line > line) {
        anchor->line = first_change(file, finding->is_left, line, end_line);
    }
    anchor->is_line = anchor->line > 0;
    anchor->is_left = anchor->is_line && finding->is_left;
}

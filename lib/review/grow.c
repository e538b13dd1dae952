/* grow - hunks grown to the functions around them.
 *
 *   lines of the new text -> what each hunk wants to show -> those that meet become one -> lines
 *
 * Everything is reckoned on the new side; old numbers run along.
 */
#include "review/grow.h"

#include "base/limits.h"
#include "base/mem.h"
#include "review/cut.h"
#include "review/outline.h"

#include <stdlib.h>

/* Lines of the new side, from 1; last is in it. */
struct range {
    uint32_t first, last;
    uint32_t head; /* of a function that is not shown whole; 0: none */
};

/* What is shown in one piece: some hunks, and what is around them. */
struct piece {
    struct range range;
    size_t first_hunk, hunk_count;
};

static uint32_t lower(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t higher(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* As they are: whole files need nothing, and of a patch no more is known. */
static void copy(struct grown *grown, const struct diff_file *file)
{
    grown->lines = xcalloc(file->line_count + 1, sizeof(*grown->lines));
    grown->hunks = xcalloc(file->hunk_count + 1, sizeof(*grown->hunks));
    grown->line_count = file->line_count;
    grown->hunk_count = file->hunk_count;
    for (size_t i = 0; i < file->line_count; i++)
        grown->lines[i] = file->lines[i];
    for (size_t i = 0; i < file->hunk_count; i++)
        grown->hunks[i] = file->hunks[i];
}

/* The number that a side has behind `count` lines from start; git names the line before when there
 * are none. */
static uint32_t behind(uint32_t start, uint32_t count)
{
    return count ? start + count : start + 1;
}

static uint32_t first_of(uint32_t start, uint32_t count)
{
    return count ? start : start + 1;
}

/* Whether both sides run on alike between the hunks, up to the end of the new text. What is not so
 * was not made of these texts, and stays as it is. */
static bool is_sound(const struct diff_file *file, uint32_t line_count)
{
    uint32_t old_next = 1, new_next = 1;

    for (size_t i = 0; i < file->hunk_count; i++) {
        const struct diff_hunk *hunk = &file->hunks[i];
        uint32_t old_first = first_of(hunk->old_start, hunk->old_count);
        uint32_t new_first = first_of(hunk->new_start, hunk->new_count);

        if (old_first < old_next || new_first < new_next ||
            old_first - old_next != new_first - new_next || hunk->first > file->line_count ||
            hunk->count > file->line_count - hunk->first)
            return false;
        old_next = behind(hunk->old_start, hunk->old_count);
        new_next = behind(hunk->new_start, hunk->new_count);
        if (new_next - 1 > line_count)
            return false;
    }
    return true;
}

static struct range own_range(const struct diff_hunk *hunk)
{
    return (struct range){ first_of(hunk->new_start, hunk->new_count),
                           behind(hunk->new_start, hunk->new_count) - 1, 0 };
}

/* What should be shown around some lines: at least own. */
static struct range find_around(struct outline *outline, struct range lines,
                                const struct range *own)
{
    struct range near = { lines.first > GROW_CONTEXT ? lines.first - GROW_CONTEXT : 1,
                          lower(lines.last + GROW_CONTEXT, outline_count(outline)), 0 };
    struct outline_range found;

    switch (outline_find(outline, lines.first - 1, lines.last - 1, &found)) {
    case OUTLINE_TOP:
        return *own;
    case OUTLINE_UNKNOWN:
        return near;
    case OUTLINE_FUNCTION:
        break;
    }
    if (found.last - found.first < GROW_LINES_MAX)
        return (struct range){ found.first + 1, found.last + 1, 0 };
    near.first = higher(near.first, found.first + 1);
    near.last = lower(near.last, found.last + 1);
    near.head = found.head + 1;
    return near;
}

/* Widens by what is around one run of changed lines; removed ones stand between two lines. */
static void widen(struct range *range, struct outline *outline, struct range run)
{
    bool is_removed = run.last < run.first;
    struct range ends[2] = { { run.first, run.first, 0 }, { run.last, run.last, 0 } };

    if (is_removed)
        ends[0] = ends[1] = (struct range){ run.last, run.first, 0 };
    for (size_t i = 0; i < ARRAY_COUNT(ends) && ends[i].first >= 1; i++) {
        struct range wanted = find_around(outline, ends[i], range);

        range->first = lower(range->first, wanted.first);
        range->last = higher(range->last, wanted.last);
        range->head = range->head ? range->head : wanted.head;
    }
}

/* Goes over the runs of changed lines of a hunk. */
static struct range grow_hunk(const struct diff_file *file, const struct diff_hunk *hunk,
                              struct outline *outline)
{
    struct range range = own_range(hunk);
    uint32_t next = range.first;

    for (size_t i = hunk->first, end = hunk->first + hunk->count; i < end;) {
        struct range run = { next, next - 1, 0 };

        if (file->lines[i].origin == ' ') {
            next++;
            i++;
            continue;
        }
        for (; i < end && file->lines[i].origin != ' '; i++)
            if (file->lines[i].origin == '+')
                run.last = next++;
        widen(&range, outline, run);
    }
    return range;
}

/* Earlier ones that reach into what is wanted, or nearly, are one with it. */
static void add_piece(struct piece *pieces, size_t *count, struct piece piece)
{
    while (*count > 0 && pieces[*count - 1].range.last + 1 + GROW_GAP_MAX >= piece.range.first) {
        const struct piece *last = &pieces[--*count];

        piece.range.first = lower(piece.range.first, last->range.first);
        piece.range.last = higher(piece.range.last, last->range.last);
        piece.range.head = last->range.head ? last->range.head : piece.range.head;
        piece.hunk_count += last->hunk_count;
        piece.first_hunk = last->first_hunk;
    }
    pieces[(*count)++] = piece;
}

/* Lines of the new text that no hunk has, up to before `end`. */
static void add_context(struct grown *grown, const struct outline *outline, uint32_t *new_next,
                        uint32_t end, uint32_t *old_next)
{
    while (*new_next < end) {
        struct diff_line *line = &grown->lines[grown->line_count++];

        line->origin = ' ';
        line->text = outline_line(outline, *new_next - 1, &line->is_unended);
        line->new_number = (*new_next)++;
        line->old_number = (*old_next)++;
    }
}

static void add_piece_lines(struct grown *grown, const struct diff_file *file,
                            const struct outline *outline, const struct piece *piece)
{
    const struct diff_hunk *first = &file->hunks[piece->first_hunk];
    uint32_t new_next = piece->range.first;
    uint32_t old_next = first_of(first->old_start, first->old_count) -
                        (first_of(first->new_start, first->new_count) - new_next);
    struct diff_hunk *grown_hunk = &grown->hunks[grown->hunk_count++];
    uint32_t new_first = new_next, old_first = old_next;

    grown_hunk->first = grown->line_count;
    for (size_t i = 0; i < piece->hunk_count; i++) {
        const struct diff_hunk *hunk = &first[i];

        add_context(grown, outline, &new_next, first_of(hunk->new_start, hunk->new_count),
                    &old_next);
        for (size_t k = 0; k < hunk->count; k++)
            grown->lines[grown->line_count++] = file->lines[hunk->first + k];
        new_next = behind(hunk->new_start, hunk->new_count);
        old_next = behind(hunk->old_start, hunk->old_count);
    }
    add_context(grown, outline, &new_next, piece->range.last + 1, &old_next);
    grown_hunk->count = grown->line_count - grown_hunk->first;
    grown_hunk->new_count = new_next - new_first;
    grown_hunk->old_count = old_next - old_first;
    grown_hunk->new_start = grown_hunk->new_count ? new_first : new_first - 1;
    grown_hunk->old_start = grown_hunk->old_count ? old_first : old_first - 1;
}

static void make_lines(struct grown *grown, const struct diff_file *file,
                       const struct outline *outline, const struct piece *pieces, size_t count)
{
    size_t lines = file->line_count;

    for (size_t i = 0; i < count; i++)
        lines += pieces[i].range.last + 1 - pieces[i].range.first;
    grown->lines = xcalloc(lines + 1, sizeof(*grown->lines));
    grown->hunks = xcalloc(count + 1, sizeof(*grown->hunks));
    grown->heads = xcalloc(count + 1, sizeof(*grown->heads));
    for (size_t i = 0; i < count; i++) {
        uint32_t head = pieces[i].range.head;

        if (head > 0 && head < pieces[i].range.first)
            grown->heads[i] = (struct grown_head){ head, outline_head(outline, head - 1) };
        add_piece_lines(grown, file, outline, &pieces[i]);
    }
}

void grow_file(struct grown *grown, const struct diff_file *file, enum grow_context context)
{
    struct outline *outline = NULL;
    struct piece *pieces = NULL;
    size_t count = 0;

    *grown = (struct grown){ .lines = NULL };
    if (context != GROW_NONE && file->is_whole && file->hunk_count > 0 &&
        (file->status == DIFF_MODIFIED || file->status == DIFF_RENAMED))
        outline = outline_new(buf_slice(&file->new_text), tongue_of(file->path));
    if (!outline || !is_sound(file, outline_count(outline))) {
        copy(grown, file);
        cut_hunks(grown);
        outline_free(outline);
        return;
    }
    pieces = xcalloc(file->hunk_count, sizeof(*pieces));
    for (size_t i = 0; i < file->hunk_count; i++) {
        bool is_all = context == GROW_FILE && outline_count(outline) <= GROW_FILE_MAX;
        struct range range = { 1, outline_count(outline), 0 };

        if (!is_all)
            range = grow_hunk(file, &file->hunks[i], outline);
        add_piece(pieces, &count, (struct piece){ range, i, 1 });
    }
    make_lines(grown, file, outline, pieces, count);
    cut_hunks(grown);
    free(pieces);
    outline_free(outline);
}

void grown_done(struct grown *grown)
{
    free(grown->lines);
    free(grown->hunks);
    free(grown->heads);
    *grown = (struct grown){ .lines = NULL };
}

static uint32_t number_of(const struct diff_line *line, bool is_left)
{
    return is_left ? line->old_number : line->new_number;
}

/* The line of a hunk that has the number: halving, over those that have one. */
static size_t find_line(const struct grown *grown, const struct diff_hunk *hunk, bool is_left,
                        uint32_t number)
{
    size_t low = hunk->first, high = hunk->first + hunk->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2, at = middle;

        while (at < high && number_of(&grown->lines[at], is_left) == 0)
            at++;
        if (at < high && number_of(&grown->lines[at], is_left) == number)
            return at;
        if (at < high && number_of(&grown->lines[at], is_left) < number)
            low = at + 1;
        else
            high = middle;
    }
    return grown->line_count;
}

size_t grown_find(const struct grown *grown, bool is_left, uint32_t number)
{
    size_t low = 0, high = number ? grown->hunk_count : 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct diff_hunk *hunk = &grown->hunks[middle];
        uint32_t start = is_left ? hunk->old_start : hunk->new_start;
        uint32_t count = is_left ? hunk->old_count : hunk->new_count;

        /* A side without lines begins at the line before, which is not in it. */
        if (number < start || (count == 0 && number == start))
            high = middle;
        else if (number >= behind(start, count))
            low = middle + 1;
        else
            return find_line(grown, hunk, is_left, number);
    }
    return grown->line_count;
}

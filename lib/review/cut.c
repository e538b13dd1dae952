/* cut - hunks that are too large to be read at once, cut in pieces. */
#include "review/cut.h"

#include "base/limits.h"

#include <stdlib.h>

#define LINE_EXTRA 16 /* bytes that a view writes in front of each line */

/* The hunks as they become. */
struct pieces {
    const struct grown *grown;
    struct diff_hunk *hunks;
    struct grown_head *heads;
    size_t count, capacity;
};

static size_t written(const struct diff_line *line)
{
    return line->text.size + LINE_EXTRA;
}

/* Something of its own begins here: a function, a class, a section. */
static bool is_seam(const struct diff_line *line)
{
    char first = line->text.size > 0 ? line->text.data[0] : ' ';

    return line[-1].text.size == 0 && first != ' ' && first != '\t' && first != '}' && first != ')';
}

/* Where the piece that begins at `first` ends: behind its last line. */
static size_t end_of_piece(const struct grown *grown, size_t first, size_t end)
{
    size_t bytes = 0, seam = 0, at = first;

    while (at < end && (at == first || bytes + written(&grown->lines[at]) <= CUT_BYTES_MAX)) {
        if (bytes > CUT_BYTES_MAX / 2 && is_seam(&grown->lines[at]))
            seam = at;
        bytes += written(&grown->lines[at++]);
    }
    return at == end || seam == 0 ? at : seam;
}

/* The numbers of a hunk's sides, from its lines; before: where each side has come to. */
static void number(struct diff_hunk *hunk, const struct grown *grown, uint32_t before[2])
{
    hunk->old_start = before[0];
    hunk->new_start = before[1];
    for (size_t i = hunk->first; i < hunk->first + hunk->count; i++) {
        hunk->old_count += grown->lines[i].old_number > 0;
        hunk->new_count += grown->lines[i].new_number > 0;
    }
    before[0] += hunk->old_count;
    before[1] += hunk->new_count;
    /* A side without lines begins at the line before, as in a diff. */
    hunk->old_start -= hunk->old_count == 0 && hunk->old_start > 0;
    hunk->new_start -= hunk->new_count == 0 && hunk->new_start > 0;
}

static struct diff_hunk *add(struct pieces *pieces, struct grown_head head)
{
    if (pieces->count == pieces->capacity) {
        pieces->capacity = pieces->capacity ? 2 * pieces->capacity : 16;
        pieces->hunks = xrealloc(pieces->hunks, pieces->capacity * sizeof(*pieces->hunks));
        pieces->heads = xrealloc(pieces->heads, pieces->capacity * sizeof(*pieces->heads));
    }
    pieces->heads[pieces->count] = head;
    return &pieces->hunks[pieces->count++];
}

static void cut(struct pieces *pieces, size_t index)
{
    static const struct grown_head none;
    const struct grown *grown = pieces->grown;
    const struct diff_hunk *whole = &grown->hunks[index];
    size_t first = whole->first, end = whole->first + whole->count;
    struct grown_head head = grown->heads ? grown->heads[index] : none;
    uint32_t before[2] = { whole->old_start + (whole->old_count == 0),
                           whole->new_start + (whole->new_count == 0) };

    if (end_of_piece(grown, first, end) == end) {
        *add(pieces, head) = *whole;
        return;
    }
    while (first < end) {
        size_t behind = end_of_piece(grown, first, end);
        struct diff_hunk piece = { .first = first, .count = behind - first };

        number(&piece, grown, before);
        *add(pieces, head) = piece;
        head = none;
        first = behind;
    }
}

void cut_hunks(struct grown *grown)
{
    struct pieces pieces = { .grown = grown };
    size_t bytes = 0;

    for (size_t i = 0; i < grown->line_count; i++)
        bytes += written(&grown->lines[i]);
    if (bytes <= CUT_BYTES_MAX)
        return;
    for (size_t i = 0; i < grown->hunk_count; i++)
        cut(&pieces, i);
    free(grown->hunks);
    free(grown->heads);
    grown->hunks = pieces.hunks;
    grown->heads = pieces.heads;
    grown->hunk_count = pieces.count;
}

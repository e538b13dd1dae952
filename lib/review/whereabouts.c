/* whereabouts - where a quote stands in one side of a file, and whether it is clear where.
 *
 * Reported lines are off by up to QUOTE_NEAR, so among several places the nearest one proves
 * nothing, and neither does one on a changed line: a finding on a line of context is as good. Only
 * when all others are out of reach is it clear which is meant.
 */
#include "review/whereabouts.h"

#include "base/limits.h"
#include "review/occurs.h"

#include <stdlib.h>

#define BROKEN_MIN 32 /* bytes of a quote that may begin or end inside a word: it was cut */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool starts_whole(struct slice in, size_t at)
{
    return at == 0 || !is_word(in.data[at - 1]) || !is_word(in.data[at]);
}

static bool ends_whole(struct slice in, size_t end)
{
    return end == in.size || !is_word(in.data[end]) || !is_word(in.data[end - 1]);
}

/* "x = 1" is not in "max = 10"; and indentation that is quoted is all of it. */
static bool is_whole(struct slice in, size_t at, size_t size)
{
    if (is_blank(in.data[at]) && at > 0 && !strchr("\n\xFF", in.data[at - 1]))
        return false;
    return size >= BROKEN_MIN || (starts_whole(in, at) && ends_whole(in, at + size));
}

/* The line that has the byte at `at`: the last one that begins there or before. */
static size_t line_of(const struct side *side, size_t at)
{
    size_t low = 0, high = side->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (side->lines[middle].offset <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int64_t gap(int64_t line, int64_t first, int64_t last)
{
    return line < first ? first - line : line > last ? line - last : 0;
}

/* How far the reported line is from it, by the numbers of its side or those that a view shows. */
static int64_t measure(int64_t reported, const struct side_line *first,
                       const struct side_line *last)
{
    int64_t own = gap(reported, first->number, last->number);
    int64_t shown = gap(reported, first->near, last->near);

    return own < shown ? own : shown;
}

/* Context is on both sides, and was seen on the new one; a line that only changed beside what is
 * quoted is the same. */
static bool is_seen(const struct whereabouts *place, const struct side_line *first,
                    const struct side_line *last)
{
    return last->changes - first->changes + (first->run > 0) == 0 ||
           (place->touched && (place->touched[first->run] || place->touched[last->run]));
}

static void touch(struct whereabouts *place, const struct side *side, const struct side_line *first,
                  const struct side_line *last)
{
    if (!place->touched)
        place->touched = xcalloc(side->runs + 1, sizeof(*place->touched));
    place->touched[first->run] = place->touched[last->run] = true;
    place->touched[0] = false;
}

static void note(struct whereabouts *place, const struct side *side, size_t first, size_t last)
{
    const struct side_line *from = &side->lines[first], *to = &side->lines[last];
    int64_t distance = place->reported > 0 ? measure(place->reported, from, to) : 0;

    if (side->which == SIDE_OLD && side->runs > 0 && is_seen(place, from, to))
        return;
    if (side->which == SIDE_NEW)
        touch(place, side, from, to);
    place->count++;
    if (place->reported > 0 && distance <= QUOTE_NEAR)
        place->near_count++;
    if (place->count > 1 && distance >= place->distance)
        return;
    place->side = side;
    place->first = first;
    place->last = last;
    place->distance = distance;
}

/* A search while it goes on. */
struct search {
    struct whereabouts *place;
    const struct side *side;
    size_t size;
    size_t first, last; /* of the place before: twice in a line is one */
    bool has_before;
};

static bool on_place(void *user, size_t at)
{
    struct search *search = user;
    size_t first, last;

    if (!is_whole(buf_slice(&search->side->text), at, search->size))
        return true;
    first = line_of(search->side, at);
    last = line_of(search->side, at + search->size - 1);
    if (!search->has_before || first != search->first || last != search->last)
        note(search->place, search->side, first, last);
    search->first = first;
    search->last = last;
    search->has_before = true;
    return true;
}

void whereabouts_find(struct whereabouts *place, const struct side *side, struct slice text)
{
    struct search search = { .place = place, .side = side, .size = text.size };

    occurs(buf_slice(&side->text), text, on_place, &search);
}

bool whereabouts_is_ambiguous(const struct whereabouts *place)
{
    return place->is_overflowing || (place->count > 1 && place->near_count != 1);
}

/* Where a piece begins, in order. */
struct spots {
    struct slice in;
    size_t size;  /* of the piece */
    bool is_open; /* it may end inside a word */
    size_t *at;
    size_t count, capacity, next;
    bool is_full;
};

static bool on_spot(void *user, size_t at)
{
    struct spots *spots = user;

    if (!starts_whole(spots->in, at) ||
        (!spots->is_open && !ends_whole(spots->in, at + spots->size)))
        return true;
    if (spots->count == QUOTE_SPOTS_MAX) {
        spots->is_full = true;
        return false;
    }
    if (spots->count == spots->capacity) {
        spots->capacity = spots->capacity ? 2 * spots->capacity : 16;
        spots->at = xrealloc(spots->at, spots->capacity * sizeof(*spots->at));
    }
    spots->at[spots->count++] = at;
    return true;
}

/* The end of the tightest row of all pieces that begins at a place of the first one; 0: none. Each
 * list is gone through once: later beginnings only move on. */
static size_t follow(struct spots *spots, const struct slice *pieces, size_t count, size_t start)
{
    size_t end = start + pieces[0].size;

    for (size_t i = 1; i < count; i++) {
        struct spots *row = &spots[i];

        while (row->next < row->count && row->at[row->next] < end)
            row->next++;
        if (row->next == row->count)
            return 0;
        end = row->at[row->next] + pieces[i].size;
    }
    return end;
}

static void note_row(struct whereabouts *place, const struct side *side, size_t start, size_t end)
{
    size_t first = line_of(side, start), last = line_of(side, end - 1);

    if (side->lines[first].hunk == side->lines[last].hunk)
        note(place, side, first, last);
}

void whereabouts_find_pieces(struct whereabouts *place, const struct side *side,
                             const struct slice *pieces, size_t count, bool is_open)
{
    struct slice in = buf_slice(&side->text);
    struct spots *spots = xcalloc(count + 1, sizeof(*spots));

    for (size_t i = 0; i < count; i++) {
        spots[i].in = in;
        spots[i].size = pieces[i].size;
        spots[i].is_open = is_open || i + 1 < count;
        occurs(in, pieces[i], on_spot, &spots[i]);
        place->is_overflowing |= spots[i].is_full;
    }
    for (size_t i = 0; i < spots[0].count; i++) {
        size_t end = follow(spots, pieces, count, spots[0].at[i]);

        if (end == 0)
            break;
        note_row(place, side, spots[0].at[i], end);
    }
    for (size_t i = 0; i < count; i++)
        free(spots[i].at);
    free(spots);
}

void whereabouts_done(struct whereabouts *place)
{
    free(place->touched);
    *place = (struct whereabouts){ .reported = 0 };
}

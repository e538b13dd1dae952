/* view - a change as a reviewer reads it.
 *
 *   shuffle the files -> write each hunk of a file -> put as many as fit into a chunk -> gaps
 */
#include "review/view.h"

#include "base/limits.h"
#include "review/view_parts.h"
#include "review/visible.h"

#include <assert.h>
#include <stdlib.h>

#define HEADER_EXTRA 64 /* bytes: ", hunks 100000 to 200000 of 200000)" */
#define WHY_MAX      KIB(16)

struct maker {
    struct view *view;
    size_t bytes_max;
    size_t chunk_capacity, gap_capacity;
};

/* A file as it is written, hunk by hunk. */
struct sheet {
    const struct diff_file *file;
    const struct grown *grown;
    struct view_pen pen;
    struct buf name;   /* the header, up to where the hunks are counted */
    struct buf *hunks; /* .full: larger than all of a chunk */
    size_t number;     /* of the file in the diff ... */
    size_t place;      /* ... and its place in the order */
};

/* splitmix64: the same order for a seed, on every machine. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15U;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

static void shuffle(struct view *view, const struct diff *diff, uint64_t seed)
{
    view->order = xcalloc(diff->count + 1, sizeof(*view->order));
    for (size_t i = 0; i < diff->count; i++)
        if (diff_is_sent(&diff->files[i]))
            view->order[view->file_count++] = i;
    for (size_t i = view->file_count; i > 1; i--) {
        size_t other = (size_t)(draw(&seed) % i), kept = view->order[i - 1];

        view->order[i - 1] = view->order[other];
        view->order[other] = kept;
    }
}

static void write_hunk(struct buf *out, const struct sheet *sheet, size_t number)
{
    const struct diff_hunk *hunk = &sheet->grown->hunks[number];

    if (sheet->grown->heads && sheet->grown->heads[number].line)
        view_add_head(out, &sheet->grown->heads[number]);
    for (size_t i = hunk->first; i < hunk->first + hunk->count && !out->full; i++)
        view_add_line(out, &sheet->grown->lines[i], sheet->pen);
}

static struct sheet write_file(const struct maker *maker, const struct diff *diff,
                               const struct grown *grown, size_t place)
{
    size_t number = maker->view->order[place];
    struct sheet sheet = { .file = &diff->files[number], .grown = &grown[number] };

    sheet.number = number;
    sheet.place = place;
    sheet.pen = view_pen_of(sheet.grown);
    sheet.name = BUF_MAX(maker->bytes_max);
    view_add_name(&sheet.name, sheet.file, sheet.pen);
    sheet.hunks = xcalloc(sheet.grown->hunk_count + 1, sizeof(*sheet.hunks));
    for (size_t i = 0; i < sheet.grown->hunk_count; i++) {
        sheet.hunks[i] = BUF_MAX(maker->bytes_max);
        write_hunk(&sheet.hunks[i], &sheet, i);
    }
    return sheet;
}

static void drop_sheet(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->grown->hunk_count; i++)
        buf_done(&sheet->hunks[i]);
    free(sheet->hunks);
    buf_done(&sheet->name);
}

/* What a file takes at least beside its hunks. */
static size_t header_size(const struct sheet *sheet)
{
    return sheet->name.size + HEADER_EXTRA;
}

static bool fits_alone(const struct maker *maker, const struct sheet *sheet, size_t hunk)
{
    return !sheet->name.full && !sheet->hunks[hunk].full &&
           header_size(sheet) + sheet->hunks[hunk].size <= maker->bytes_max;
}

static struct view_chunk *add_chunk(struct maker *maker)
{
    struct view *view = maker->view;

    if (view->count == maker->chunk_capacity) {
        maker->chunk_capacity = maker->chunk_capacity ? 2 * maker->chunk_capacity : 4;
        view->chunks = xrealloc(view->chunks, maker->chunk_capacity * sizeof(*view->chunks));
    }
    view->chunks[view->count] = (struct view_chunk){ .text = BUF_MAX(maker->bytes_max) };
    return &view->chunks[view->count++];
}

/* What is free in the last chunk. */
static size_t room(const struct maker *maker)
{
    const struct view *view = maker->view;

    return view->count ? maker->bytes_max - view->chunks[view->count - 1].text.size : 0;
}

/* Which hunks from `from` on go into so many bytes: up to before the one that is answered. What
 * fits nowhere is passed over. *size: with the header. */
static size_t measure(const struct maker *maker, const struct sheet *sheet, size_t from,
                      size_t free_bytes, size_t *size)
{
    size_t at = from;

    *size = header_size(sheet);
    for (; at < sheet->grown->hunk_count; at++) {
        size_t more = sheet->hunks[at].size + HEADER_EXTRA;

        if (!fits_alone(maker, sheet, at))
            continue;
        /* One alone has nothing in front of it. */
        if (*size == header_size(sheet))
            more -= HEADER_EXTRA;
        if (more > free_bytes || *size > free_bytes - more)
            break;
        *size += more;
    }
    return at;
}

static void close_header(struct buf *out, const struct sheet *sheet, size_t from, size_t to)
{
    size_t count = sheet->grown->hunk_count;

    buf_add(out, buf_slice(&sheet->name));
    if (to - from == count)
        buf_adds(out, ")\n");
    else if (to - from == 1)
        buf_addf(out, ", hunk %zu of %zu)\n", to, count);
    else
        buf_addf(out, ", hunks %zu to %zu of %zu)\n", from + 1, to, count);
}

/* Copies the hunks from `from` to before `to` into the last chunk, but those that fit nowhere. */
static void put(struct maker *maker, const struct sheet *sheet, size_t from, size_t to)
{
    struct view_chunk *chunk = &maker->view->chunks[maker->view->count - 1];
    const struct diff_hunk *before = NULL;
    bool has_changes = false;

    close_header(&chunk->text, sheet, from, to);
    chunk->first = chunk->files == 0 ? sheet->place : chunk->first;
    chunk->last = sheet->place;
    chunk->files++;
    for (size_t i = from; i < to; i++) {
        const struct diff_hunk *hunk = &sheet->grown->hunks[i];

        if (!fits_alone(maker, sheet, i)) {
            has_changes = true;
            continue;
        }
        if (before)
            view_add_gap(&chunk->text, before, hunk, has_changes);
        buf_add(&chunk->text, buf_slice(&sheet->hunks[i]));
        chunk->hunks++;
        before = hunk;
        has_changes = false;
    }
    assert(!chunk->text.full);
}

/* What fits nowhere. */
static void add_gap(struct maker *maker, const struct sheet *sheet, size_t hunks)
{
    struct view *view = maker->view;
    struct buf why = BUF_MAX(WHY_MAX);

    if (view->gap_count == maker->gap_capacity) {
        maker->gap_capacity = maker->gap_capacity ? 2 * maker->gap_capacity : 4;
        view->gaps = xrealloc(view->gaps, maker->gap_capacity * sizeof(*view->gaps));
    }
    visible_add(&why, slice_of(sheet->file->path));
    buf_addf(&why,
             ": %zu of %zu hunk%s %s larger than one request may be (%zu bytes) and %s not "
             "reviewed; a model with more context can take more",
             hunks, sheet->grown->hunk_count, sheet->grown->hunk_count == 1 ? "" : "s",
             hunks == 1 ? "is" : "are", maker->bytes_max, hunks == 1 ? "is" : "are");
    view->gaps[view->gap_count++] =
        (struct view_gap){ .file = sheet->number, .hunks = hunks, .why = buf_take(&why) };
}

/* Whole into one chunk if it can be; else as much as fits, and on. */
static void place(struct maker *maker, const struct sheet *sheet)
{
    size_t count = sheet->grown->hunk_count, from = 0, left_out = 0, size;

    for (size_t i = 0; i < count; i++)
        left_out += !fits_alone(maker, sheet, i);
    if (left_out > 0)
        add_gap(maker, sheet, left_out);
    if (sheet->name.full || header_size(sheet) > maker->bytes_max || (count && left_out == count))
        return;
    if (room(maker) < header_size(sheet) ||
        (measure(maker, sheet, 0, room(maker), &size) < count &&
         measure(maker, sheet, 0, maker->bytes_max, &size) == count))
        add_chunk(maker);
    do {
        size_t to = measure(maker, sheet, from, room(maker), &size);

        if (to == from && count > 0) {
            add_chunk(maker);
            continue;
        }
        put(maker, sheet, from, to);
        from = to;
    } while (from < count);
}

void view_make(struct view *view, const struct diff *diff, const struct grown *grown,
               size_t bytes_max, uint64_t seed)
{
    struct maker maker = { .view = view, .bytes_max = bytes_max };

    assert(bytes_max >= VIEW_CHUNK_MIN);
    *view = (struct view){ .chunks = NULL };
    shuffle(view, diff, seed);
    for (size_t i = 0; i < view->file_count; i++) {
        struct sheet sheet = write_file(&maker, diff, grown, i);

        place(&maker, &sheet);
        drop_sheet(&sheet);
    }
}

void view_done(struct view *view)
{
    for (size_t i = 0; i < view->count; i++)
        buf_done(&view->chunks[i].text);
    for (size_t i = 0; i < view->gap_count; i++)
        free(view->gaps[i].why);
    free(view->chunks);
    free(view->gaps);
    free(view->order);
    *view = (struct view){ .chunks = NULL };
}

/* The hunk that a line is in; the count of hunks when it is in none. */
static size_t hunk_of(const struct grown *grown, size_t line)
{
    size_t low = 0, high = grown->hunk_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (grown->hunks[middle].first + grown->hunks[middle].count <= line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void view_add_lines(struct buf *out, const struct diff_file *file, const struct grown *grown,
                    size_t first, size_t count)
{
    struct view_pen pen = view_pen_of(grown);
    size_t hunk = hunk_of(grown, first);

    view_add_name(out, file, pen);
    buf_adds(out, ")\n");
    if (hunk < grown->hunk_count && grown->heads && grown->heads[hunk].line)
        view_add_head(out, &grown->heads[hunk]);
    for (size_t i = first; i < first + count && i < grown->line_count && !out->full; i++) {
        if (hunk + 1 < grown->hunk_count && i == grown->hunks[hunk + 1].first) {
            view_add_gap(out, &grown->hunks[hunk], &grown->hunks[hunk + 1], false);
            hunk++;
            if (grown->heads && grown->heads[hunk].line)
                view_add_head(out, &grown->heads[hunk]);
        }
        view_add_line(out, &grown->lines[i], pen);
    }
}

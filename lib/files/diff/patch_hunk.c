/* patch_hunk - a hunk of a patch.
 *
 *   "@@ -1,4 +1,5 @@" -> as many lines as it says -> "\ No newline at end of file"
 */
#include "files/diff/patch_parts.h"

#include <stdlib.h>

#define LINE_NUMBER_MAX 2000000000U

struct hunk_reader {
    struct patch *patch;
    uint32_t old_at, new_at; /* numbers of the next lines */
    uint32_t old_left, new_left;
    bool has_crs; /* of the patch, not of the files: its head has one, too */
};

static bool read_number(struct slice *text, uint32_t *number)
{
    uint64_t value = 0;
    size_t size = 0;

    while (size < text->size && text->data[size] >= '0' && text->data[size] <= '9') {
        value = value * 10 + (uint64_t)(text->data[size] - '0');
        if (value > LINE_NUMBER_MAX)
            return false;
        size++;
    }
    *number = (uint32_t)value;
    *text = slice_from(*text, size);
    return size > 0;
}

static bool skip(struct slice *text, struct slice what)
{
    if (!slice_starts(*text, what))
        return false;
    *text = slice_from(*text, what.size);
    return true;
}

/* "12,3", or "12" for one line. */
static bool read_side(struct slice *text, uint32_t *start, uint32_t *count)
{
    *count = 1;
    return read_number(text, start) && (!skip(text, SLICE(",")) || read_number(text, count)) &&
           *start + (uint64_t)*count <= LINE_NUMBER_MAX && (*start > 0 || *count == 0);
}

static bool read_head(struct slice text, struct diff_hunk *hunk)
{
    return skip(&text, SLICE("@@ -")) && read_side(&text, &hunk->old_start, &hunk->old_count) &&
           skip(&text, SLICE(" +")) && read_side(&text, &hunk->new_start, &hunk->new_count) &&
           skip(&text, SLICE(" @@"));
}

/* Of no lines the head names the line in front. */
static uint32_t first_of(uint32_t start, uint32_t count)
{
    return count > 0 ? start : start + 1;
}

static int add_hunk(struct patch *patch, const struct diff_hunk *hunk)
{
    struct patch_file *at = &patch->at;
    uint32_t old_first = first_of(hunk->old_start, hunk->old_count);
    uint32_t new_first = first_of(hunk->new_start, hunk->new_count);

    if (old_first < at->old_next || new_first < at->new_next)
        return patch_fail(patch, "a hunk begins before the one in front of it ends");
    if (at->old_unended && at->new_unended)
        return patch_fail(patch, "a hunk begins behind the end of the file");
    at->old_next = old_first + hunk->old_count;
    at->new_next = new_first + hunk->new_count;
    if (at->file.hunk_count == at->hunk_capacity) {
        at->hunk_capacity = at->hunk_capacity ? 2 * at->hunk_capacity : 8;
        at->file.hunks = xrealloc(at->file.hunks, at->hunk_capacity * sizeof(*at->file.hunks));
    }
    at->file.hunks[at->file.hunk_count] = *hunk;
    at->file.hunks[at->file.hunk_count++].first = at->file.line_count;
    return 0;
}

static int add_line(struct hunk_reader *reader, char origin, struct slice text)
{
    struct patch_file *at = &reader->patch->at;
    bool is_old = origin != '+', is_new = origin != '-';

    if ((is_old && reader->old_left == 0) || (is_new && reader->new_left == 0))
        return patch_fail(reader->patch, "the hunk has more lines than its head says");
    if ((is_old && at->old_unended) || (is_new && at->new_unended))
        return patch_fail(reader->patch, "a line comes behind the end of the file");
    if (at->file.line_count == DIFF_LINES_MAX)
        return patch_fail(reader->patch, "one file has more than %d lines of hunks",
                          DIFF_LINES_MAX);
    if (at->file.line_count == at->line_capacity) {
        at->line_capacity = at->line_capacity ? 2 * at->line_capacity : 64;
        at->file.lines = xrealloc(at->file.lines, at->line_capacity * sizeof(*at->file.lines));
    }
    at->file.lines[at->file.line_count++] = (struct diff_line){
        .origin = origin,
        .old_number = is_old ? reader->old_at++ : 0,
        .new_number = is_new ? reader->new_at++ : 0,
    };
    at->file.hunks[at->file.hunk_count - 1].count++;
    at->file.added += origin == '+';
    at->file.removed += origin == '-';
    reader->old_left -= is_old;
    reader->new_left -= is_new;
    if (is_old)
        (void)(buf_add(&at->file.old_text, text), buf_addc(&at->file.old_text, '\n'));
    if (is_new)
        (void)(buf_add(&at->file.new_text, text), buf_addc(&at->file.new_text, '\n'));
    return 0;
}

/* Without the LF that was added. */
static int end_file(struct patch *patch)
{
    struct patch_file *at = &patch->at;
    char origin = at->file.line_count ? at->file.lines[at->file.line_count - 1].origin : '\0';

    if (at->file.hunk_count == 0 || at->file.hunks[at->file.hunk_count - 1].count == 0)
        return patch_fail(patch, "\"\\ No newline\" comes behind no line");
    if ((origin != '+' && at->old_unended) || (origin != '-' && at->new_unended))
        return patch_fail(patch, "\"\\ No newline\" is said twice");
    if (origin != '+') {
        at->old_unended = true;
        at->file.old_text.size--;
    }
    if (origin != '-') {
        at->new_unended = true;
        at->file.new_text.size--;
    }
    return 0;
}

/* Some programs take the blank of an empty line away. */
static int read_line(struct hunk_reader *reader)
{
    struct patch *patch = reader->patch;
    struct slice text = patch->now;

    if (patch->now_has_cr && !reader->has_crs)
        text.size++; /* it belongs to the file */
    if (text.size == 0)
        return add_line(reader, ' ', text);
    switch (text.data[0]) {
    case ' ':
    case '+':
    case '-':
        return add_line(reader, text.data[0], slice_from(text, 1));
    case '\r':
        return add_line(reader, ' ', text);
    case '\\':
        return end_file(patch);
    default:
        return patch_fail(patch, "the hunk has %u lines less than its head says",
                          reader->old_left > reader->new_left ? reader->old_left
                                                              : reader->new_left);
    }
}

int patch_read_hunk(struct patch *patch)
{
    struct diff_hunk hunk = { .count = 0 };
    struct hunk_reader reader = { .patch = patch, .has_crs = patch->now_has_cr };

    if (!read_head(patch->now, &hunk))
        return patch_fail(patch, "the head of a hunk is not as it should be (@@ -1,2 +1,3 @@)");
    if (add_hunk(patch, &hunk) < 0)
        return -1;
    reader.old_at = hunk.old_start;
    reader.new_at = hunk.new_start;
    reader.old_left = hunk.old_count;
    reader.new_left = hunk.new_count;
    patch_next(patch);
    while (reader.old_left > 0 || reader.new_left > 0) {
        if (patch->is_done)
            return patch_fail(patch, "the patch ends inside a hunk: it was cut off");
        if (read_line(&reader) < 0)
            return -1;
        patch_next(patch);
    }
    if (!patch->is_done && slice_starts(patch->now, SLICE("\\ "))) {
        if (end_file(patch) < 0)
            return -1;
        patch_next(patch);
    }
    patch->at.has_hunks = patch->is_inside = true;
    return 0;
}

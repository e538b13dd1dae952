/* side - the shown lines of one side of a file as one text. */
#include "review/side.h"

#include "base/limits.h"
#include "review/fold.h"

#include <stdlib.h>

#define BETWEEN '\xFF' /* no byte of UTF-8 */

/* A folded byte may become three ("\xFF"), a letter five (two marks), "\u2026" stays as long. */
#define SIDE_MAX (4 * DIFF_TEXT_MAX)

struct writer {
    struct side *side;
    struct fold fold;
    size_t capacity;
    bool is_folded;
};

static void begin(struct writer *writer, struct side *side, enum side_of which, bool is_folded)
{
    *side = (struct side){ .which = which, .text = BUF_MAX(SIDE_MAX) };
    *writer = (struct writer){ .side = side, .fold = { .out = &side->text } };
    writer->is_folded = is_folded;
}

static void add_line(struct writer *writer, struct side_line line)
{
    struct side *side = writer->side;

    if (side->count == writer->capacity) {
        writer->capacity = writer->capacity ? 2 * writer->capacity : 64;
        side->lines = xrealloc(side->lines, writer->capacity * sizeof(*side->lines));
    }
    if (line.code.size > 0 && line.code.data[line.code.size - 1] == '\r')
        line.code.size--;
    if (side->count > 0 && side->lines[side->count - 1].hunk != line.hunk)
        buf_addc(&side->text, BETWEEN);
    line.offset = side->text.size;
    line.changes = (side->count > 0 ? side->lines[side->count - 1].changes : 0) + (line.run > 0);
    side->lines[side->count++] = line;
    if (writer->is_folded) {
        fold_add(&writer->fold, line.code);
        fold_break(&writer->fold);
    } else {
        buf_add(&side->text, line.code);
        buf_addc(&side->text, '\n');
    }
}

static bool is_of(char origin, enum side_of which)
{
    return which == SIDE_BOTH || origin == ' ' || origin == (which == SIDE_OLD ? '-' : '+');
}

/* near: the number of the new side that comes next. */
static struct side_line line_of(const struct diff_line *line, enum side_of which, uint32_t near)
{
    bool is_left = which == SIDE_OLD || line->origin == '-';

    return (struct side_line){
        .number = is_left ? line->old_number : line->new_number,
        .near = line->new_number ? line->new_number : near,
        .is_left = is_left,
        .code = line->text,
    };
}

static void add_hunk(struct writer *writer, const struct grown *grown, size_t number)
{
    const struct diff_hunk *hunk = &grown->hunks[number];
    struct side *side = writer->side;
    uint32_t near = hunk->new_start;

    for (size_t k = hunk->first; k < hunk->first + hunk->count; k++) {
        const struct diff_line *line = &grown->lines[k];
        struct side_line made = line_of(line, side->which, near);
        bool is_changed = line->origin != ' ';

        side->runs += is_changed && (k == hunk->first || line[-1].origin == ' ');
        made.hunk = (uint32_t)number;
        made.run = is_changed ? side->runs : 0;
        if (is_of(line->origin, side->which))
            add_line(writer, made);
        if (line->new_number)
            near = line->new_number + 1;
    }
}

void side_of_hunks(struct side *side, const struct grown *grown, enum side_of which, bool is_folded)
{
    struct writer writer;

    begin(&writer, side, which, is_folded);
    for (size_t i = 0; i < grown->hunk_count; i++)
        add_hunk(&writer, grown, i);
}

void side_of_text(struct side *side, struct slice text, bool is_left, bool is_folded)
{
    struct writer writer;
    struct slice line;
    uint32_t number = 0;

    begin(&writer, side, is_left ? SIDE_OLD : SIDE_NEW, is_folded);
    while (slice_split(&text, '\n', &line)) {
        number++;
        add_line(&writer, (struct side_line){
                              .number = number, .near = number, .is_left = is_left, .code = line });
    }
}

void side_done(struct side *side)
{
    buf_done(&side->text);
    free(side->lines);
    *side = (struct side){ .lines = NULL };
}

/* brief - what a reviewer and a refuter are told. */
#include "mcp-server/review/brief.h"

#include "review/visible.h"

#define CLAIM_LINES 40 /* around a quote that no hunk shows whole */

/* A stranger's text, each line behind a mark. */
static void add_marked(struct buf *out, struct slice text)
{
    struct slice line;

    while (slice_split(&text, '\n', &line)) {
        line.size -= slice_ends(line, SLICE("\r"));
        buf_adds(out, "> ");
        visible_add(out, line);
        buf_adds(out, "\n");
    }
}

static void add_change(struct buf *out, const struct subject *subject, size_t number, size_t count)
{
    const struct diff *change = &subject->change;

    buf_addf(out, "The change is %s: %zu file%s, +%zu -%zu lines.", change->told,
             change->sent_files, change->sent_files == 1 ? "" : "s", change->added,
             change->removed);
    if (count > 1)
        buf_addf(out,
                 " This is part %zu of %zu of it; the other parts are read separately, so what "
                 "seems to be missing may be there.",
                 number, count);
    buf_adds(out, "\n\n");
}

static void add_rules(struct buf *out, const struct subject *subject)
{
    if (subject->rule_count == 0)
        return;
    buf_adds(out, "Rules of the project. Report what breaks one (category rule), with the rule "
                  "copied into `rule`:\n");
    for (size_t i = 0; i < subject->rule_count; i++) {
        const struct gather_item *item = &subject->read.items[i];

        if (item->why)
            continue;
        buf_adds(out, "--- ");
        visible_add(out, slice_of(item->path));
        buf_adds(out, "\n");
        add_marked(out, buf_slice(&item->text));
    }
    buf_adds(out, "\n");
}

void brief_add_part(struct buf *out, const struct subject *subject, const struct view_chunk *part,
                    size_t number, size_t count)
{
    add_change(out, subject, number, count);
    if (subject->intent_text.size > 0) {
        buf_adds(out, "What it is meant to do, by whoever made it:\n");
        add_marked(out, subject->intent_text);
        buf_adds(out, "\n");
    }
    add_rules(out, subject);
    if (subject->focus_text)
        buf_addf(out, "Look above all for: %s\n\n", subject->focus_text);
    buf_adds(out, "The code:\n\n");
    buf_add(out, buf_slice(&part->text));
}

/* A quote that stands outside of what was shown: the lines of its side around it. */
static void add_elsewhere(struct buf *out, const struct diff_file *file,
                          const struct finding *finding)
{
    struct diff_line lines[CLAIM_LINES * 2 + 1];
    struct grown grown = { .lines = lines };
    struct slice rest = buf_slice(finding->is_left ? &file->old_text : &file->new_text), text;
    uint32_t first = finding->line > CLAIM_LINES ? finding->line - CLAIM_LINES : 1;

    for (uint32_t i = 1; i <= finding->line + CLAIM_LINES && slice_split(&rest, '\n', &text); i++)
        if (i >= first)
            lines[grown.line_count++] = (struct diff_line){
                .origin = ' ',
                .old_number = finding->is_left ? i : 0,
                .new_number = finding->is_left ? 0 : i,
                .text = text,
            };
    view_add_lines(out, file, &grown, 0, grown.line_count);
}

/* The hunk around the quote; of a long one, the lines near it. */
static void add_surroundings(struct buf *out, const struct subject *subject,
                             const struct finding *finding)
{
    const struct diff_file *file = &subject->change.files[finding->file];
    const struct grown *grown = &subject->grown[finding->file];
    size_t at = grown_find(grown, finding->is_left, finding->line);
    size_t first = 0, count = grown->line_count;

    if (file->is_whole && finding->line > 0 && at == grown->line_count) {
        add_elsewhere(out, file, finding);
        return;
    }
    if (finding->line == 0 || at == grown->line_count)
        at = 0;
    for (size_t i = 0; i < grown->hunk_count; i++) {
        const struct diff_hunk *hunk = &grown->hunks[i];

        if (at >= hunk->first && at < hunk->first + hunk->count) {
            first = hunk->first;
            count = hunk->count;
        }
    }
    if (count > GROW_LINES_MAX + 2 * CLAIM_LINES) {
        size_t from = at > first + CLAIM_LINES * 3 ? at - CLAIM_LINES * 3 : first;

        count = first + count - from;
        count = count > CLAIM_LINES * 6 ? CLAIM_LINES * 6 : count;
        first = from;
    }
    view_add_lines(out, file, grown, first, count);
}

void brief_add_claim(struct buf *out, const struct subject *subject, const struct finding *finding)
{
    const struct wording *wording = &finding->wordings[0];

    buf_adds(out, "The claim, about ");
    visible_add(out, slice_of(finding->path));
    if (finding->line > 0)
        buf_addf(out, ", %s %u", finding->is_left ? "removed line" : "line", finding->line);
    buf_adds(out, ":\n");
    add_marked(out, slice_of(wording->title));
    add_marked(out, slice_of(wording->why));
    if (finding->rule) {
        buf_adds(out, "\nThe rule of the project that it breaks, says the claim:\n");
        add_marked(out, slice_of(finding->rule));
    }
    buf_adds(out, "\nThe code that it quotes:\n");
    add_marked(out, slice_of(finding->quote));
    buf_adds(out, "\nThe code around it. Lines marked + are new, lines marked - are gone; the "
                  "numbers are those of the new file:\n\n");
    add_surroundings(out, subject, finding);
}

/* quote - whether the code that a finding quotes is there, and on which line.
 *
 *   the file -> the forms of the quote -> exact -> folded -> in pieces -> both sides as shown
 *            -> the whole texts -> what the file has there
 */
#include "review/quote.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "review/fold.h"
#include "review/form.h"
#include "review/named.h"
#include "review/whereabouts.h"

#include <stdlib.h>

#define PIECES_LETTERS_MIN 8 /* of all together: less is found in any code */
#define FOLDED_MAX         (4 * QUOTED_CODE_MAX)

enum look { LOOK_HUNKS, LOOK_TEXT };

/* One check while it goes on. Sides are made when they are looked at, and once. */
struct check {
    struct finding *finding;
    const struct diff_file *file;
    const struct grown *grown;
    struct buf exact[FORM_COUNT], folded[FORM_COUNT]; /* empty: no such form */
    struct side hunks[3][2], texts[2][2];             /* by side, and by is_folded */
    bool has_hunks[3][2], has_texts[2][2];
    struct whereabouts place;
};

/* A quote without a letter is in any code. Ill-formed bytes are only compared folded. */
static void make_forms(struct check *check)
{
    struct slice quote = slice_of(check->finding->quote);

    if (quote.size > QUOTED_CODE_MAX)
        quote.size = QUOTED_CODE_MAX;
    for (size_t i = 0; i < FORM_COUNT; i++) {
        struct buf *exact = &check->exact[i], *folded = &check->folded[i];
        struct fold fold = { .out = folded };

        *exact = BUF_MAX(2 * QUOTED_CODE_MAX);
        *folded = BUF_MAX(FOLDED_MAX);
        if (!form_make((enum form)i, quote, exact)) {
            buf_clear(exact);
            continue;
        }
        fold_add(&fold, buf_slice(exact));
        if (fold_count_letters(buf_slice(folded)) == 0) {
            buf_clear(exact);
            buf_clear(folded);
        }
        if (utf8_valid(buf_slice(exact)) < exact->size)
            buf_clear(exact);
    }
}

static const struct side *side_at(struct check *check, enum look look, enum side_of which,
                                  bool is_folded)
{
    struct side *side =
        look == LOOK_HUNKS ? &check->hunks[which][is_folded] : &check->texts[which][is_folded];
    bool *has_it = look == LOOK_HUNKS ? &check->has_hunks[which][is_folded]
                                      : &check->has_texts[which][is_folded];
    const struct buf *text = which == SIDE_OLD ? &check->file->old_text : &check->file->new_text;

    if (*has_it)
        return side;
    *has_it = true;
    if (look == LOOK_HUNKS)
        side_of_hunks(side, check->grown, which, is_folded);
    else
        side_of_text(side, buf_slice(text), which == SIDE_OLD, is_folded);
    return side;
}

static void begin(struct check *check)
{
    const struct finding *finding = check->finding;

    whereabouts_done(&check->place);
    if (finding->wording_count > 0 && finding->wordings[0].line > 0)
        check->place.reported = finding->wordings[0].line;
}

/* Looks for one form of the quote in the hunks: true when it is on either side. */
static bool look_in_hunks(struct check *check, size_t form, bool is_folded)
{
    struct slice text = buf_slice(is_folded ? &check->folded[form] : &check->exact[form]);

    begin(check);
    for (enum side_of which = SIDE_NEW; text.size > 0 && which <= SIDE_OLD; which++)
        whereabouts_find(&check->place, side_at(check, LOOK_HUNKS, which, is_folded), text);
    return check->place.count > 0;
}

/* Looks for removed and added lines in turn, as a view shows them. */
static bool look_over_both(struct check *check)
{
    for (size_t form = 0; form < FORM_COUNT; form++) {
        if (check->folded[form].size == 0)
            continue;
        begin(check);
        whereabouts_find(&check->place, side_at(check, LOOK_HUNKS, SIDE_BOTH, true),
                         buf_slice(&check->folded[form]));
        if (check->place.count > 0)
            return true;
    }
    return false;
}

/* Looks in the whole text of one side. */
static bool look_in_text(struct check *check, enum side_of which)
{
    for (size_t i = 0; i < 2 * FORM_COUNT; i++) {
        bool is_folded = i % 2;
        const struct buf *text = is_folded ? &check->folded[i / 2] : &check->exact[i / 2];

        if (text->size == 0)
            continue;
        begin(check);
        whereabouts_find(&check->place, side_at(check, LOOK_TEXT, which, is_folded),
                         buf_slice(text));
        if (check->place.count > 0)
            return true;
    }
    return false;
}

/* The pieces of a quote between ellipses. */
struct pieces {
    struct buf text; /* folded, each behind a line end */
    struct slice items[QUOTE_PIECES_MAX];
    size_t count;
    bool is_open; /* something is left out behind the last one */
};

/* false: nothing is left out, it is cut too often, or there are too few letters. */
static bool cut_pieces(struct pieces *pieces, struct slice quote)
{
    size_t starts[QUOTE_PIECES_MAX + 1], count = 0;
    struct slice piece;
    bool has_gap = false;

    while (form_next_piece(&quote, &piece)) {
        struct fold fold = { .out = &pieces->text };

        pieces->is_open = quote.data > piece.data + piece.size;
        has_gap |= pieces->is_open;
        if (count == QUOTE_PIECES_MAX)
            return false;
        buf_addc(&pieces->text, '\n');
        starts[count] = pieces->text.size;
        fold_add(&fold, piece);
        if (pieces->text.size > starts[count])
            count++;
        else
            pieces->text.size--;
    }
    for (size_t i = 0; i < count; i++) {
        size_t end = i + 1 < count ? starts[i + 1] - 1 : pieces->text.size;

        pieces->items[i] = (struct slice){ pieces->text.data + starts[i], end - starts[i] };
    }
    pieces->count = count;
    return has_gap && fold_count_letters(buf_slice(&pieces->text)) >= PIECES_LETTERS_MIN;
}

static bool look_in_pieces(struct check *check)
{
    for (size_t i = 0; i < FORM_COUNT; i++) {
        struct pieces pieces = { .text = BUF_MAX(FOLDED_MAX) };
        bool is_cut = cut_pieces(&pieces, buf_slice(&check->exact[i]));

        begin(check);
        for (enum side_of which = SIDE_NEW; is_cut && which <= SIDE_OLD; which++)
            whereabouts_find_pieces(&check->place, side_at(check, LOOK_HUNKS, which, true),
                                    pieces.items, pieces.count, pieces.is_open);
        buf_done(&pieces.text);
        if (check->place.count > 0)
            return true;
    }
    return false;
}

/* In the order in which a quote is likely to be meant: all of it, before something that is passed
 * over; as it stands, before something that is like it. */
static enum quote_status look(struct check *check)
{
    for (size_t form = 0; form < FORM_COUNT; form++) {
        if (look_in_hunks(check, form, false))
            return QUOTE_EXACT;
        if (look_in_hunks(check, form, true))
            return QUOTE_WHITESPACE;
    }
    if (look_in_pieces(check) || look_over_both(check))
        return QUOTE_WHITESPACE;
    if (check->file->is_whole && (look_in_text(check, SIDE_NEW) || look_in_text(check, SIDE_OLD)))
        return QUOTE_MOVED;
    return QUOTE_MISSING;
}

/* Lines as they stand, as text: well-formed, and without NUL. */
static void add_code(struct buf *out, struct slice code)
{
    for (size_t at = 0, length; at < code.size && !out->full; at += length) {
        uint32_t code_point = utf8_next(slice_from(code, at), &length);

        if (code_point == UTF8_BAD || code_point == 0)
            buf_adds(out, UTF8_REPLACEMENT);
        else
            buf_add(out, (struct slice){ code.data + at, length });
    }
}

/* Fills in where it stands. Of a quote over both sides the new lines count, if there are some. */
static void settle(struct check *check)
{
    struct finding *finding = check->finding;
    const struct whereabouts *place = &check->place;
    const struct side_line *lines = place->side->lines;
    struct buf code = BUF_MAX(QUOTED_CODE_MAX);
    bool is_left = true;

    for (size_t i = place->first; i <= place->last; i++)
        is_left = is_left && lines[i].is_left;
    for (size_t i = place->first; i <= place->last; i++) {
        if (lines[i].is_left != is_left)
            continue;
        if (finding->line == 0)
            finding->line = lines[i].number;
        finding->end_line = lines[i].number;
        if (code.size > 0)
            buf_addc(&code, '\n');
        add_code(&code, lines[i].code);
    }
    finding->is_left = is_left;
    finding->is_ambiguous = whereabouts_is_ambiguous(place);
    /* A line that is longer than that (a program made it) would lose what is meant of it. */
    if (!code.full || finding->end_line > finding->line) {
        free(finding->quote);
        finding->quote = buf_take(&code);
    }
    buf_done(&code);
}

static void done(struct check *check)
{
    whereabouts_done(&check->place);
    for (size_t i = 0; i < FORM_COUNT; i++) {
        buf_done(&check->exact[i]);
        buf_done(&check->folded[i]);
    }
    for (size_t is_folded = 0; is_folded < 2; is_folded++) {
        for (size_t i = 0; i < ARRAY_COUNT(check->hunks); i++)
            side_done(&check->hunks[i][is_folded]);
        for (size_t i = 0; i < ARRAY_COUNT(check->texts); i++)
            side_done(&check->texts[i][is_folded]);
    }
}

void quote_check(struct finding *finding, const struct diff *diff, const struct grown *grown)
{
    struct check check = { .finding = finding };

    finding->file = named_find(diff, finding->path);
    finding->status = QUOTE_MISSING;
    finding->is_left = finding->is_ambiguous = false;
    finding->line = finding->end_line = 0;
    if (finding->file == diff->count || !diff_is_sent(&diff->files[finding->file]) ||
        !finding->quote)
        return;
    check.file = &diff->files[finding->file];
    check.grown = &grown[finding->file];
    free(finding->path);
    finding->path = xstrdup(check.file->path);
    make_forms(&check);
    finding->status = look(&check);
    if (finding->status != QUOTE_MISSING)
        settle(&check);
    done(&check);
}

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

/* Sides are made when they are looked at, and once. */
struct quotes {
    const struct diff *diff;
    const struct grown *grown;
    size_t file;             /* whose sides are here; diff->count: none's */
    struct side hunks[3][2]; /* by side, and by is_folded */
    struct side texts[2];    /* by side, folded */
    bool has_hunks[3][2], has_texts[2];
};

/* One check while it goes on. */
struct check {
    struct quotes *quotes;
    struct finding *finding;
    const struct diff_file *file;
    struct buf exact[FORM_COUNT], folded[FORM_COUNT]; /* empty: no such form */
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

static const struct side *hunks_at(struct quotes *quotes, enum side_of which, bool is_folded)
{
    struct side *side = &quotes->hunks[which][is_folded];

    if (!quotes->has_hunks[which][is_folded])
        side_of_hunks(side, &quotes->grown[quotes->file], which, is_folded);
    quotes->has_hunks[which][is_folded] = true;
    return side;
}

static const struct side *text_at(struct quotes *quotes, enum side_of which)
{
    const struct diff_file *file = &quotes->diff->files[quotes->file];
    bool is_left = which == SIDE_OLD;
    struct side *side = &quotes->texts[which];

    if (!quotes->has_texts[which])
        side_of_text(side, buf_slice(is_left ? &file->old_text : &file->new_text), is_left, true);
    quotes->has_texts[which] = true;
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
        whereabouts_find(&check->place, hunks_at(check->quotes, which, is_folded), text);
    return check->place.count > 0;
}

/* Looks for removed and added lines in turn, as a view shows them: in a quote of several lines. */
static bool look_over_both(struct check *check)
{
    if (!strchr(check->finding->quote, '\n'))
        return false;
    for (size_t form = 0; form < FORM_COUNT; form++) {
        if (check->folded[form].size == 0)
            continue;
        begin(check);
        whereabouts_find(&check->place, hunks_at(check->quotes, SIDE_BOTH, true),
                         buf_slice(&check->folded[form]));
        if (check->place.count > 0)
            return true;
    }
    return false;
}

/* Looks in the whole text of one side. What stands there exactly is there folded, too. */
static bool look_in_text(struct check *check, enum side_of which)
{
    for (size_t form = 0; form < FORM_COUNT; form++) {
        if (check->folded[form].size == 0)
            continue;
        begin(check);
        whereabouts_find(&check->place, text_at(check->quotes, which),
                         buf_slice(&check->folded[form]));
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
            whereabouts_find_pieces(&check->place, hunks_at(check->quotes, which, true),
                                    pieces.items, pieces.count, pieces.is_open);
        buf_done(&pieces.text);
        if (check->place.count > 0)
            return true;
    }
    return false;
}

/* Whether there are texts of which the hunks are only a part. */
static bool has_more(const struct diff_file *file)
{
    return file->is_whole && file->status != DIFF_ADDED && file->status != DIFF_DELETED;
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
    if (has_more(check->file) && (look_in_text(check, SIDE_NEW) || look_in_text(check, SIDE_OLD)))
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
    /* Of a line that is longer than that (a program made it), what was quoted of it. */
    if (code.full && finding->end_line == finding->line) {
        buf_clear(&code);
        add_code(&code, slice_of(finding->quote));
    }
    free(finding->quote);
    finding->quote = buf_take(&code);
}

static void drop_sides(struct quotes *quotes)
{
    for (size_t which = 0; which < ARRAY_COUNT(quotes->hunks); which++)
        for (size_t is_folded = 0; is_folded < 2; is_folded++) {
            side_done(&quotes->hunks[which][is_folded]);
            quotes->has_hunks[which][is_folded] = false;
        }
    for (size_t which = 0; which < ARRAY_COUNT(quotes->texts); which++) {
        side_done(&quotes->texts[which]);
        quotes->has_texts[which] = false;
    }
}

struct quotes *quotes_new(const struct diff *diff, const struct grown *grown)
{
    struct quotes *quotes = xcalloc(1, sizeof(*quotes));

    quotes->diff = diff;
    quotes->grown = grown;
    quotes->file = diff->count;
    return quotes;
}

struct quotes *quotes_free(struct quotes *quotes)
{
    if (quotes)
        drop_sides(quotes);
    free(quotes);
    return NULL;
}

/* Finds out which file is meant; false when it is none that was shown. */
static bool settle_file(struct quotes *quotes, struct finding *finding)
{
    const struct diff *diff = quotes->diff;

    finding->file = named_find(diff, finding->path);
    finding->status = QUOTE_MISSING;
    finding->is_left = finding->is_ambiguous = false;
    finding->line = finding->end_line = 0;
    if (finding->file == diff->count || !diff_is_sent(&diff->files[finding->file]))
        return false;
    if (finding->file != quotes->file)
        drop_sides(quotes);
    quotes->file = finding->file;
    free(finding->path);
    finding->path = xstrdup(diff->files[finding->file].path);
    return true;
}

void quotes_check(struct quotes *quotes, struct finding *finding)
{
    struct check check = { .quotes = quotes, .finding = finding };

    if (!settle_file(quotes, finding) || !finding->quote)
        return;
    check.file = &quotes->diff->files[finding->file];
    make_forms(&check);
    finding->status = look(&check);
    if (finding->status != QUOTE_MISSING)
        settle(&check);
    whereabouts_done(&check.place);
    for (size_t i = 0; i < FORM_COUNT; i++) {
        buf_done(&check.exact[i]);
        buf_done(&check.folded[i]);
    }
}

void quote_check(struct finding *finding, const struct diff *diff, const struct grown *grown)
{
    struct quotes *quotes = quotes_new(diff, grown);

    quotes_check(quotes, finding);
    quotes_free(quotes);
}

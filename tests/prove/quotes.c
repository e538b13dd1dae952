/* Quotes of random changed lines are found where they are, or it is said that it is not clear.
 *
 *     quotes LINES [FOLDER]
 *
 * FOLDER is a repository; without one there are 300 random changes. So many lines of each change
 * are quoted as a reviewer copies them out of a view, and the line that he reports is off by up to
 * 50:
 *
 *     as the prompt demands it   with as many lines behind it as needed for it to be there once;
 *                                as it stands, without indentation, with numbers and signs
 *     one line alone             also where the same line is in the hunks several times
 *
 * None may be found at a wrong place. At least 99.5 % of the first are found at the right one. A
 * removed line may be found in a line that was added beside it and has the same words.
 */
#include "base/limits.h"
#include "base/mem.h"
#include "history.h"
#include "review/fold.h"
#include "review/form.h"
#include "review/quote.h"
#include "review/view.h"
#include "tests/unit/changed.h"
#include "tests/unit/random_change.h"

#include <stdio.h>
#include <stdlib.h>

#define CHANGES  300 /* of its own */
#define SHIFT    50
#define TOLD_MAX 20

enum result { RIGHT, BESIDE, ON_FILE, WRONG, RESULT_COUNT };
enum manner { AS_IT_STANDS, TRIMMED, COPIED, ALONE, MANNER_COUNT };

static const char *const manner_names[] = { "as it stands", "without indentation",
                                            "copied with numbers", "one line alone" };

static struct {
    size_t counts[MANNER_COUNT][RESULT_COUNT];
    size_t changes, hopeless, removed, several;
    size_t lines_wanted; /* of a change */
    size_t told;
} tally;

/* The lines of one side of a hunk, and those of them that are quoted. */
struct quoted {
    const struct diff *diff;
    const struct grown *grown; /* of all files */
    size_t file, hunk;
    size_t lines[2048]; /* of grown, of the side */
    size_t count, first, end;
    bool is_left;
};

static const struct grown *grown_of(const struct quoted *quoted)
{
    return &quoted->grown[quoted->file];
}

static bool is_of_side(const struct diff_line *line, bool is_left)
{
    return line->origin == ' ' || line->origin == (is_left ? '-' : '+');
}

static bool has_letters(struct slice text)
{
    CLEANUP(buf_done) struct buf folded = BUF_MAX(MIB(4));
    struct fold fold = { .out = &folded };

    fold_add(&fold, text);
    return fold_count_letters(buf_slice(&folded)) > 0;
}

static void fold_hunk(struct fold *fold, const struct grown *grown, size_t hunk, bool is_left)
{
    for (size_t k = 0; k < grown->hunks[hunk].count; k++) {
        const struct diff_line *line = &grown->lines[grown->hunks[hunk].first + k];

        if (!is_of_side(line, is_left))
            continue;
        fold_add(fold, line->text);
        fold_break(fold);
    }
}

/* Appends the lines of a side, folded; 0xFF between hunks. */
static void fold_side(struct buf *out, const struct grown *grown, bool is_left)
{
    struct fold fold = { .out = out };

    for (size_t i = 0; i < grown->hunk_count; i++) {
        fold_hunk(&fold, grown, i, is_left);
        buf_addc(out, '\xFF');
    }
}

static size_t count_places(struct slice in, struct slice text)
{
    const char *at = in.data, *end = in.data + in.size;
    size_t count = 0;

    while (count < 2 && (at = memmem(at, (size_t)(end - at), text.data, text.size))) {
        count++;
        at++;
    }
    return count;
}

/* Whether the quoted lines are in the hunks once: blanks apart, on either side. */
static bool is_once(const struct quoted *quoted, const struct buf sides[2])
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(MIB(4));
    struct fold fold = { .out = &text };

    for (size_t i = quoted->first; i < quoted->end; i++) {
        fold_add(&fold, grown_of(quoted)->lines[quoted->lines[i]].text);
        fold_break(&fold);
    }
    return count_places(buf_slice(&sides[quoted->is_left]), buf_slice(&text)) == 1 &&
           count_places(buf_slice(&sides[!quoted->is_left]), buf_slice(&text)) == 0;
}

/* Takes lines behind it, then in front of it; false: it is not there once in any way. */
static bool extend(struct quoted *quoted)
{
    struct buf sides[2] = { BUF_MAX(MIB(8)), BUF_MAX(MIB(8)) };
    bool is_done;

    for (int is_left = 0; is_left < 2; is_left++)
        fold_side(&sides[is_left], grown_of(quoted), is_left);
    while (!(is_done = is_once(quoted, sides))) {
        if (quoted->end < quoted->count && quoted->end - quoted->first < 40)
            quoted->end++;
        else if (quoted->first > 0 && quoted->end - quoted->first < 60)
            quoted->first--;
        else
            break;
    }
    buf_done(&sides[0]);
    buf_done(&sides[1]);
    return is_done;
}

/* Without blank lines at the ends: nobody quotes those. */
static void tighten(struct quoted *quoted)
{
    const struct diff_line *lines = grown_of(quoted)->lines;

    while (slice_trim(lines[quoted->lines[quoted->first]].text).size == 0)
        quoted->first++;
    while (slice_trim(lines[quoted->lines[quoted->end - 1]].text).size == 0)
        quoted->end--;
}

/* Each line as a view shows it, with its number and sign or without. */
static char *write_quote(const struct quoted *quoted, enum manner manner)
{
    struct buf out = BUF_MAX(MIB(4));

    for (size_t i = quoted->first; i < quoted->end; i++) {
        CLEANUP(buf_done) struct buf line = BUF_MAX(MIB(1));
        struct slice rest, shown;

        view_add_lines(&line, &quoted->diff->files[quoted->file], grown_of(quoted),
                       quoted->lines[i], 1);
        rest = buf_slice(&line);
        while (slice_split(&rest, '\n', &shown) && strchr("=\xE2", shown.data[0]))
            continue; /* what is said of the file and the function */
        if (manner != COPIED)
            shown = slice_from(shown, (size_t)(strchr(shown.data, '|') - shown.data) + 2);
        if (manner == TRIMMED)
            shown = slice_trim(shown);
        if (i > quoted->first)
            buf_addc(&out, '\n');
        buf_add(&out, shown);
    }
    return buf_take(&out);
}

static uint32_t number_of(const struct quoted *quoted, size_t i)
{
    const struct diff_line *line = &grown_of(quoted)->lines[quoted->lines[i]];

    return quoted->is_left ? line->old_number : line->new_number;
}

/* The number that a view shows at the line, or below it; off by up to SHIFT. */
static int64_t report(const struct quoted *quoted)
{
    const struct grown *grown = grown_of(quoted);
    size_t at = quoted->lines[quoted->first];
    int64_t line;

    while (at + 1 < grown->line_count && grown->lines[at].new_number == 0)
        at++;
    line = grown->lines[at].new_number ? grown->lines[at].new_number
                                       : number_of(quoted, quoted->first);
    return line + (int64_t)random_below(2 * SHIFT + 1) - SHIFT;
}

/* Whether a removed line is meant, and one is found that was added in its place. */
static bool is_beside(const struct quoted *quoted, const struct finding *finding)
{
    const struct grown *grown = grown_of(quoted);
    size_t from = quoted->lines[quoted->first], to = grown_find(grown, false, finding->line);

    if (!quoted->is_left || finding->is_left || to == grown->line_count)
        return false;
    for (size_t i = from < to ? from : to; i <= (from < to ? to : from); i++)
        if (grown->lines[i].origin == ' ')
            return false;
    return true;
}

static void tell_wrong(const struct quoted *quoted, const struct finding *finding,
                       const char *quote, enum manner manner)
{
    if (tally.told++ >= TOLD_MAX)
        return;
    printf("%s, %s: %s%u-%u is meant, %s%u-%u is found for line %" PRId64 "\n%s\n", finding->path,
           manner_names[manner], quoted->is_left ? "L" : "", number_of(quoted, quoted->first),
           number_of(quoted, quoted->end - 1), finding->is_left ? "L" : "", finding->line,
           finding->end_line, finding->wordings[0].line, quote);
}

static void check(const struct quoted *quoted, enum manner manner)
{
    struct wording wording = { .line = report(quoted) };
    CLEANUP(freep) char *quote = write_quote(quoted, manner);
    struct finding finding = { .wordings = &wording, .wording_count = 1 };
    enum result result = WRONG;

    finding.path = xstrdup(quoted->diff->files[quoted->file].path);
    finding.quote = xstrdup(quote);
    quote_check(&finding, quoted->diff, quoted->grown);
    if (finding.status >= QUOTE_MOVED || finding.is_ambiguous)
        result = ON_FILE;
    else if (finding.is_left == quoted->is_left &&
             finding.line == number_of(quoted, quoted->first) &&
             finding.end_line == number_of(quoted, quoted->end - 1))
        result = RIGHT;
    else if (is_beside(quoted, &finding))
        result = BESIDE;
    else
        tell_wrong(quoted, &finding, quote, manner);
    tally.counts[manner][result]++;
    free(finding.path);
    free(finding.quote);
}

/* Quotes the line, alone and as it should be quoted. */
static void quote_line(struct quoted *quoted, size_t line)
{
    const struct grown *grown = grown_of(quoted);

    quoted->is_left = grown->lines[line].origin == '-';
    quoted->count = 0;
    for (size_t i = 0; i < grown->hunks[quoted->hunk].count; i++) {
        size_t at = grown->hunks[quoted->hunk].first + i;

        if (!is_of_side(&grown->lines[at], quoted->is_left) || at + 1000 < line ||
            quoted->count == ARRAY_COUNT(quoted->lines))
            continue;
        if (at == line)
            quoted->first = quoted->count;
        quoted->lines[quoted->count++] = at;
    }
    quoted->end = quoted->first + 1;
    tally.removed += quoted->is_left;
    check(quoted, ALONE);
    if (!extend(quoted)) {
        tally.hopeless++;
        return;
    }
    tighten(quoted);
    tally.several += quoted->end > quoted->first + 1;
    for (enum manner manner = AS_IT_STANDS; manner <= COPIED; manner++)
        check(quoted, manner);
}

/* The changed line with that number among all of a change; false: there are no so many. */
static bool find_changed(struct quoted *quoted, size_t number, size_t *line)
{
    for (quoted->file = 0; quoted->file < quoted->diff->count; quoted->file++)
        for (quoted->hunk = 0; quoted->hunk < grown_of(quoted)->hunk_count; quoted->hunk++) {
            const struct diff_hunk *hunk = &grown_of(quoted)->hunks[quoted->hunk];

            for (*line = hunk->first; *line < hunk->first + hunk->count; ++*line)
                if (grown_of(quoted)->lines[*line].origin != ' ' && number-- == 0)
                    return true;
        }
    return false;
}

static void on_change(void *user, struct diff *diff)
{
    static struct quoted quoted;
    size_t changed = 0, line;

    (void)user;
    quoted = (struct quoted){ .diff = diff, .grown = changed_grow(diff, GROW_FUNCTION) };
    for (size_t i = 0; i < diff->count; i++)
        changed += diff->files[i].added + diff->files[i].removed;
    for (size_t i = 0; i < tally.lines_wanted && changed > 0; i++)
        if (find_changed(&quoted, random_below((uint32_t)changed), &line) &&
            has_letters(grown_of(&quoted)->lines[line].text))
            quote_line(&quoted, line);
    tally.changes++;
    changed_ungrow(diff, (struct grown *)quoted.grown);
}

static void make_changes(void)
{
    git_libgit2_init();
    while (tally.changes < CHANGES) {
        CLEANUP(buf_done) struct buf old_text = BUF_MAX(MIB(1)), new_text = BUF_MAX(MIB(1));
        struct diff diff = { .files = NULL };

        random_change(&old_text, &new_text, 400, 1 + random_below(30));
        changed_add(&diff, "a.c", buf_text(&old_text), buf_text(&new_text));
        on_change(NULL, &diff);
        changed_done(&diff);
    }
    git_libgit2_shutdown();
}

/* One row; whether it is as it must be. */
static bool tell_manner(enum manner manner)
{
    const size_t *counts = tally.counts[manner];
    size_t sum = counts[RIGHT] + counts[BESIDE] + counts[ON_FILE] + counts[WRONG];
    size_t shares = sum > 0 ? counts[RIGHT] * 10000 / sum : 0;

    printf("%-20s %6zu quotes: %6zu right (%zu.%02zu %%), %zu beside it, %5zu only the file, "
           "%zu wrong\n",
           manner_names[manner], sum, counts[RIGHT], shares / 100, shares % 100, counts[BESIDE],
           counts[ON_FILE], counts[WRONG]);
    return counts[WRONG] == 0 && sum > 0 && (manner == ALONE || shares >= 9950);
}

static int tell(void)
{
    size_t failed = 0;

    for (enum manner manner = AS_IT_STANDS; manner < MANNER_COUNT; manner++)
        failed += !tell_manner(manner);
    printf("of %zu changes; %zu on removed lines, %zu of several lines, %zu lines that are in no "
           "way there once\n",
           tally.changes, tally.removed, tally.several, tally.hopeless);
    failed += tally.removed == 0 || tally.several == 0;
    printf("%zu passed, %zu failed, 0 skipped\n", MANNER_COUNT + 1 - failed, failed);
    return failed > 0;
}

int main(int argc, char **argv)
{
    random_change_state = 20;
    if (argc < 2) {
        fprintf(stderr, "quotes LINES [FOLDER]\n");
        return 2;
    }
    tally.lines_wanted = strtoul(argv[1], NULL, 10);
    if (argc < 3) {
        make_changes();
    } else if (history_each(argv[2], on_change, NULL) == 0) {
        printf("%s: no repository with commits\n0 passed, 0 failed, 1 skipped\n", argv[2]);
        return 0;
    }
    return tell();
}

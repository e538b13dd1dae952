/* An old text, a new text, a path and a quote, between lines "----": what is found lies inside the
 * shown lines of its side, or of the file; every line of the view is found again; a quote that is
 * found is found again as the file has it.
 */
#include "base/utf8.h"
#include "review/anchor.h"
#include "review/quote.h"
#include "review/view.h"
#include "tests/unit/changed.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

/* Up to the next line "----"; a NUL ends no text here. */
static char *next_part(struct slice *rest)
{
    struct slice mark = SLICE("\n----\n"), part = *rest;
    const char *end = rest->size ? memmem(rest->data, rest->size, mark.data, mark.size) : NULL;
    char *copy;

    if (end) {
        part.size = (size_t)(end - rest->data);
        *rest = slice_from(*rest, part.size + mark.size);
    } else {
        *rest = (struct slice){ NULL, 0 };
    }
    copy = slice_dup(part);
    for (size_t i = 0; i < part.size; i++)
        if (copy[i] == '\0')
            copy[i] = '\n';
    return copy;
}

static bool is_shown(const struct grown *grown, const struct finding *finding)
{
    for (uint32_t line = finding->line; line <= finding->end_line; line++)
        if (grown_find(grown, finding->is_left, line) == grown->line_count)
            return false;
    return true;
}

static void check_found(const struct finding *finding, const struct diff *diff,
                        const struct grown *grown)
{
    must(finding->file < diff->count);
    must(strcmp(finding->path, diff->files[finding->file].path) == 0);
    must(finding->line >= 1 && finding->end_line >= finding->line);
    must(finding->status == QUOTE_MOVED || is_shown(&grown[finding->file], finding));
    must(!finding->anchor.is_line ||
         (!finding->is_ambiguous && finding->anchor.line >= finding->line &&
          finding->anchor.line <= finding->end_line));
    must(utf8_valid(slice_of(finding->quote)) == strlen(finding->quote));
    must(strlen(finding->quote) <= QUOTED_CODE_MAX);
}

static void check(const struct diff *diff, const struct grown *grown, const char *path,
                  const char *quote)
{
    struct wording wording = { .line = 3 };
    struct finding finding = { .path = xstrdup(path), .wordings = &wording, .wording_count = 1 };

    finding.quote = xstrdup(quote);
    quote_check(&finding, diff, grown);
    anchor_set(&finding, diff);
    must(finding.path && finding.quote);
    if (finding.status == QUOTE_MISSING) {
        must(!finding.anchor.is_line && finding.line == 0);
    } else {
        bool is_whole = strlen(finding.quote) + 64 < QUOTED_CODE_MAX;

        check_found(&finding, diff, grown);
        quote_check(&finding, diff, grown);
        must(finding.status != QUOTE_MISSING || !is_whole);
    }
    free(finding.path);
    free(finding.quote);
}

static void check_view(const struct diff *diff, const struct grown *grown)
{
    struct view view;
    size_t hunks = 0, wanted = 0;

    view_make(&view, diff, grown, KIB(8), 1);
    for (size_t i = 0; i < view.count; i++) {
        must(!view.chunks[i].text.full);
        hunks += view.chunks[i].hunks;
    }
    for (size_t i = 0; i < view.gap_count; i++)
        hunks += view.gaps[i].hunks;
    for (size_t i = 0; i < diff->count; i++)
        wanted += grown[i].hunk_count;
    must(hunks == wanted);
    view_done(&view);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice rest = { (const char *)bytes, size };
    CLEANUP(freep) char *old_text = next_part(&rest), *new_text = next_part(&rest);
    CLEANUP(freep) char *path = next_part(&rest), *quote = next_part(&rest);
    struct diff diff = { .files = NULL };
    struct grown *grown;
    static const char *const names[] = { "c.js", "c.py", "c.rb", "c.sh", "c.odd", "c.md", "c.rs" };
    static int inits;

    inits = inits ? inits : git_libgit2_init(); /* starting it takes longer than all the rest */
    changed_add(&diff, "src/a.c", old_text, new_text);
    changed_add(&diff, "src/a.py", NULL, old_text);
    changed_add(&diff, "lib/b", old_text, NULL);
    changed_add(&diff, names[size % ARRAY_COUNT(names)], old_text, new_text);
    grown = changed_grow(&diff, GROW_FUNCTION);
    check(&diff, grown, path, quote);
    check(&diff, grown, "src/a.c", quote);
    check_view(&diff, grown);
    changed_ungrow(&diff, grown);
    changed_done(&diff);
    return 0;
}

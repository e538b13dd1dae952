/* hunks - the hunks of one file, as git would cut them, and its lines as they may be shown.
 *
 *   diff_hunks: both texts -> libgit2 (without a repository: no attributes, no drivers) -> hunks
 *   diff_cut: when the texts have been through the rules of content -> what each line says
 */
#include "files/diff/parts.h"

#include <stdlib.h>

#define CONTEXT 3 /* git's own */

struct collected {
    struct diff_file *file;
    bool only_count, is_over;
    size_t line_capacity, hunk_capacity;
};

static void add_hunk(struct collected *collected, const git_diff_hunk *hunk)
{
    struct diff_file *file = collected->file;

    if (file->hunk_count == collected->hunk_capacity) {
        collected->hunk_capacity = collected->hunk_capacity ? 2 * collected->hunk_capacity : 8;
        file->hunks = xrealloc(file->hunks, collected->hunk_capacity * sizeof(*file->hunks));
    }
    file->hunks[file->hunk_count++] = (struct diff_hunk){
        .first = file->line_count,
        .old_start = (uint32_t)hunk->old_start,
        .old_count = (uint32_t)hunk->old_lines,
        .new_start = (uint32_t)hunk->new_start,
        .new_count = (uint32_t)hunk->new_lines,
    };
}

static void add_line(struct collected *collected, const git_diff_line *line)
{
    struct diff_file *file = collected->file;

    if (file->line_count == DIFF_LINES_MAX) {
        collected->is_over = true;
        return;
    }
    if (file->line_count == collected->line_capacity) {
        collected->line_capacity = collected->line_capacity ? 2 * collected->line_capacity : 64;
        file->lines = xrealloc(file->lines, collected->line_capacity * sizeof(*file->lines));
    }
    file->lines[file->line_count++] = (struct diff_line){
        .origin = line->origin,
        .old_number = line->origin == '+' ? 0 : (uint32_t)line->old_lineno,
        .new_number = line->origin == '-' ? 0 : (uint32_t)line->new_lineno,
    };
    file->hunks[file->hunk_count - 1].count++;
}

static int on_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *user)
{
    struct collected *collected = user;

    (void)delta;
    if (!collected->only_count)
        add_hunk(collected, hunk);
    return 0;
}

/* Others are only about line ends that lack, which the texts tell. */
static int on_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
                   const git_diff_line *line, void *user)
{
    struct collected *collected = user;

    (void)delta, (void)hunk;
    collected->file->added += line->origin == '+';
    collected->file->removed += line->origin == '-';
    if (!collected->only_count && line->origin && strchr(" +-", line->origin))
        add_line(collected, line);
    return 0;
}

int diff_hunks(struct diff_file *file, bool only_count)
{
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    struct collected collected = { .file = file, .only_count = only_count };
    int rc;

    options.flags = GIT_DIFF_INDENT_HEURISTIC | GIT_DIFF_FORCE_TEXT;
    options.context_lines = CONTEXT;
    file->added = file->removed = 0;
    rc = git_diff_buffers(buf_text(&file->old_text), file->old_text.size, NULL,
                          buf_text(&file->new_text), file->new_text.size, NULL, &options, NULL,
                          NULL, on_hunk, on_line, &collected);
    return rc < 0 || collected.is_over ? -1 : 0;
}

/* --- what the lines say --------------------------------------------------------------------- */

struct cursor {
    struct slice rest;
    uint32_t next; /* number of the line at rest */
};

/* The next line, without its LF. False at the end. */
static bool take(struct cursor *cursor, struct slice *text, bool *is_unended)
{
    const char *end;

    if (cursor->rest.size == 0)
        return false;
    end = memchr(cursor->rest.data, '\n', cursor->rest.size);
    *is_unended = !end;
    *text = (struct slice){ cursor->rest.data,
                            end ? (size_t)(end - cursor->rest.data) : cursor->rest.size };
    cursor->rest = slice_from(cursor->rest, text->size + (end ? 1 : 0));
    cursor->next++;
    return true;
}

/* Of a whole text the lines in between are passed over; of a patch there are none. */
static bool take_line(struct cursor *cursor, const struct diff_file *file, uint32_t number,
                      struct diff_line *line)
{
    while (file->is_whole && cursor->next < number)
        if (!take(cursor, &line->text, &line->is_unended))
            return false;
    return take(cursor, &line->text, &line->is_unended);
}

bool diff_cut(struct diff_file *file)
{
    struct cursor old = { buf_slice(&file->old_text), 1 }, new = { buf_slice(&file->new_text), 1 };

    for (size_t i = 0; i < file->line_count; i++) {
        struct diff_line *line = &file->lines[i];

        if (line->origin != '+' && !take_line(&old, file, line->old_number, line))
            return false;
        if (line->origin != '-' && !take_line(&new, file, line->new_number, line))
            return false;
    }
    return true;
}

/* changed - a diff out of two texts, as libgit2 cuts it: three lines of context. */
#pragma once

#include "base/limits.h"
#include "base/mem.h"
#include "files/diff.h"
#include "review/grow.h"

#include <git2.h>
#include <stdlib.h>

/* Where each line of a text begins; one more, for its end. */
static size_t *line_starts(struct slice text)
{
    size_t *starts = xcalloc(text.size + 2, sizeof(*starts)), count = 0;

    for (size_t at = 0; at < text.size; at++)
        if (at == 0 || text.data[at - 1] == '\n')
            starts[count++] = at;
    starts[count] = text.size;
    return starts;
}

static struct diff_line changed_line(const git_diff_line *line, const struct diff_file *file,
                                     const size_t *old_starts, const size_t *new_starts)
{
    bool is_left = line->origin == GIT_DIFF_LINE_DELETION;
    const struct buf *text = is_left ? &file->old_text : &file->new_text;
    const size_t *starts = is_left ? old_starts : new_starts;
    size_t number = (size_t)(is_left ? line->old_lineno : line->new_lineno);
    struct diff_line made = { .origin = line->origin };

    made.old_number = line->old_lineno > 0 ? (uint32_t)line->old_lineno : 0;
    made.new_number = line->new_lineno > 0 ? (uint32_t)line->new_lineno : 0;
    made.text.data = text->data + starts[number - 1];
    made.text.size = starts[number] - starts[number - 1];
    if (made.text.size > 0 && made.text.data[made.text.size - 1] == '\n')
        made.text.size--;
    else
        made.is_unended = true;
    return made;
}

static void add_changed_lines(struct diff_file *file, git_patch *patch, size_t number)
{
    size_t *old_starts = line_starts(buf_slice(&file->old_text));
    size_t *new_starts = line_starts(buf_slice(&file->new_text));
    struct diff_hunk *out = file->hunks;

    for (size_t i = 0; i < number; i++) {
        const git_diff_hunk *hunk;
        size_t count;

        git_patch_get_hunk(&hunk, &count, patch, i);
        *out = (struct diff_hunk){ file->line_count,          0,
                                   (uint32_t)hunk->old_start, (uint32_t)hunk->old_lines,
                                   (uint32_t)hunk->new_start, (uint32_t)hunk->new_lines };
        for (size_t k = 0; k < count; k++) {
            const git_diff_line *line;

            git_patch_get_line_in_hunk(&line, patch, i, k);
            if (!strchr(" +-", line->origin))
                continue;
            file->lines[file->line_count++] = changed_line(line, file, old_starts, new_starts);
            out->count++;
            file->added += line->origin == '+';
            file->removed += line->origin == '-';
        }
        out++;
    }
    file->hunk_count = number;
    free(old_starts);
    free(new_starts);
}

/* Compares the texts that the file has. */
static void changed_compare(struct diff_file *file)
{
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    git_patch *patch = NULL;
    size_t number, lines = 0;

    git_libgit2_init();
    options.flags = GIT_DIFF_FORCE_TEXT;
    if (git_patch_from_buffers(&patch, file->old_text.data, file->old_text.size, "f",
                               file->new_text.data, file->new_text.size, "f", &options) < 0)
        abort();
    number = git_patch_num_hunks(patch);
    for (size_t i = 0; i < number; i++)
        lines += (size_t)git_patch_num_lines_in_hunk(patch, i);
    file->lines = xcalloc(lines + 1, sizeof(*file->lines));
    file->hunks = xcalloc(number + 1, sizeof(*file->hunks));
    add_changed_lines(file, patch, number);
    git_patch_free(patch);
    git_libgit2_shutdown();
}

/* Adds a file; NULL: it is not on that side. */
static struct diff_file *changed_add(struct diff *diff, const char *path, const char *old_text,
                                     const char *new_text)
{
    struct diff_file *file;

    diff->files = xrealloc(diff->files, (diff->count + 1) * sizeof(*diff->files));
    file = &diff->files[diff->count++];
    *file = (struct diff_file){ .is_whole = true };
    file->path = xstrdup(path);
    file->old_path = xstrdup(path);
    file->status = !old_text ? DIFF_ADDED : !new_text ? DIFF_DELETED : DIFF_MODIFIED;
    file->old_mode = old_text ? 0100644 : 0;
    file->new_mode = new_text ? 0100644 : 0;
    file->old_text = file->new_text = BUF_MAX(DIFF_TEXT_MAX);
    buf_adds(&file->old_text, old_text ? old_text : "");
    buf_adds(&file->new_text, new_text ? new_text : "");
    changed_compare(file);
    return file;
}

static void changed_done(struct diff *diff)
{
    for (size_t i = 0; i < diff->count; i++) {
        struct diff_file *file = &diff->files[i];

        free(file->path);
        free(file->old_path);
        free(file->lines);
        free(file->hunks);
        buf_done(&file->old_text);
        buf_done(&file->new_text);
        free(file->rule);
        free(file->why);
    }
    free(diff->files);
    *diff = (struct diff){ .files = NULL };
}

/* Each file of a diff, grown. */
static inline struct grown *changed_grow(const struct diff *diff, enum grow_context context)
{
    struct grown *grown = xcalloc(diff->count + 1, sizeof(*grown));

    for (size_t i = 0; i < diff->count; i++)
        grow_file(&grown[i], &diff->files[i], context);
    return grown;
}

static inline struct grown *changed_ungrow(const struct diff *diff, struct grown *grown)
{
    for (size_t i = 0; i < diff->count; i++)
        grown_done(&grown[i]);
    free(grown);
    return NULL;
}

/* patch - a change as a text: what git writes, and what diff -u writes.
 *
 *   lines: a mail's head, chatter          passed over
 *          "diff --git", "--- " and "+++ " a file begins: its names, its modes
 *          "@@ "                           a hunk: as many lines as it says
 *   -> at the end of each file: rules of names, of content -> the list
 */
#include "files/diff/patch_parts.h"
#include "files/path.h"

#include <stdio.h>
#include <stdlib.h>

void patch_next(struct patch *patch)
{
    patch->is_done = !slice_split(&patch->rest, '\n', &patch->now);
    patch->line++;
    patch->now_has_cr = !patch->is_done && slice_ends(patch->now, SLICE("\r"));
    if (patch->now_has_cr)
        patch->now.size--;
}

int patch_fail(const struct patch *patch, const char *format, ...)
{
    struct buf words = BUF_MAX(KIB(1));
    va_list args;

    va_start(args, format);
    buf_vaddf(&words, format, args);
    va_end(args);
    err_set(patch->err, ERR_ARGUMENT, "line %zu: %s; the patch is damaged, make it anew",
            patch->line, buf_text(&words));
    buf_done(&words);
    return -1;
}

/* --- a file --------------------------------------------------------------------------------- */

static void begin(struct patch *patch)
{
    patch->is_open = true;
    patch->is_inside = false;
    patch->at = (struct patch_file){ .line = patch->line, .old_next = 1, .new_next = 1 };
    patch->at.file.old_text = BUF_MAX(PATCH_MAX);
    patch->at.file.new_text = BUF_MAX(PATCH_MAX);
}

static void end(struct patch_file *at)
{
    free(at->git_old);
    free(at->git_new);
    free(at->names);
    free(at->from);
    free(at->to);
    free(at->minus);
    free(at->plus);
    free(at->file.path);
    free(at->file.old_path);
    diff_empty(&at->file);
    *at = (struct patch_file){ .line = 0 };
}

static enum diff_status status_of(const struct patch_file *at)
{
    if (at->is_new)
        return DIFF_ADDED;
    if (at->is_gone)
        return DIFF_DELETED;
    return strcmp(at->file.path, at->file.old_path) == 0 ? DIFF_MODIFIED : DIFF_RENAMED;
}

static void set_modes(const struct patch_file *at, struct diff_file *file)
{
    file->old_mode = at->is_new ? 0 : at->old_mode ? at->old_mode : GIT_FILEMODE_BLOB;
    file->new_mode = at->is_gone      ? 0
                     : at->new_mode   ? at->new_mode
                     : file->old_mode ? file->old_mode
                                      : GIT_FILEMODE_BLOB;
}

/* What its first lines say is known where the patch has them. */
static const char *generated(const struct diff_file *file)
{
    const char *why = generated_name(file->path);

    if (why || file->hunk_count == 0 || file->hunks[0].new_start > 1)
        return why;
    return generated_text(buf_slice(&file->new_text));
}

static bool admit(struct diffing *diffing, const struct patch_file *at, struct diff_file *file)
{
    const char *why;
    char words[200];

    if (!selection_has(&diffing->selection, file->path, file->old_path))
        return diff_refuse(file, "excluded",
                           "is not among the paths that are looked at; name it "
                           "in paths, or leave paths out");
    if (file->old_mode == GIT_FILEMODE_COMMIT || file->new_mode == GIT_FILEMODE_COMMIT)
        return diff_refuse(file, "submodule", "is a submodule, a repository of its own");
    if (!diff_admit(diffing, file))
        return false;
    if (at->is_binary)
        return diff_refuse(file, "binary", "is binary, says the patch; only text is compared");
    if (file->old_text.size > FILE_TEXT_MAX || file->new_text.size > FILE_TEXT_MAX)
        return diff_refuse(file, "size", "has more in its hunks than one file may have");
    why = generated(file);
    if (!why || selection_names(&diffing->selection, file->path))
        return true;
    snprintf(words, sizeof(words),
             "is generated (%s); to have it looked at all the same, name it in paths", why);
    return diff_refuse(file, "generated", words);
}

/* What is not looked at leaves room for what is. */
static bool has_room(struct diffing *diffing, const struct diff_file *file)
{
    bool is_wanted = selection_has(&diffing->selection, file->path, file->old_path);

    if (is_wanted || diffing->diff.count < DIFF_FILES_MAX / 2)
        return true;
    diffing->diff.unlisted++;
    return false;
}

static void list(struct diffing *diffing, struct patch_file *at)
{
    struct diff_file *file =
        has_room(diffing, &at->file) ? diff_add(diffing, at->file.path, at->file.old_path) : NULL;

    if (!file)
        return;
    file->status = status_of(at);
    set_modes(at, file);
    file->lines = TAKE(at->file.lines);
    file->line_count = at->file.line_count;
    file->hunks = TAKE(at->file.hunks);
    file->hunk_count = at->file.hunk_count;
    file->added = at->file.added;
    file->removed = at->file.removed;
    file->old_text = at->file.old_text;
    file->new_text = at->file.new_text;
    at->file.old_text = at->file.new_text = BUF_MAX(0);
    if (admit(diffing, at, file))
        diff_send(diffing, file);
    else
        diff_empty(file);
}

static int finish(struct patch *patch)
{
    int rc = 0;

    if (!patch->is_open)
        return 0;
    rc = patch_set_names(patch);
    if (rc == 0)
        list(patch->diffing, &patch->at);
    end(&patch->at);
    patch->is_open = false;
    return rc;
}

/* --- its head ------------------------------------------------------------------------------- */

/* Two names in one line: certain only if one of them is quoted, or neither has a blank. */
static void read_git_names(struct patch_file *at, struct slice text)
{
    struct slice rest = text;
    CLEANUP(freep) char *first = patch_name(&rest, true);
    CLEANUP(freep) char *second = NULL;
    bool is_certain = slice_starts(text, SLICE("\""));

    if (first && slice_starts(rest, SLICE(" "))) {
        rest = slice_from(rest, 1);
        is_certain = is_certain || slice_starts(rest, SLICE("\""));
        second = patch_name(&rest, false);
    }
    if (second && rest.size == 0 && (is_certain || !strchr(second, ' '))) {
        at->git_old = TAKE(first);
        at->git_new = TAKE(second);
    } else {
        at->names = slice_dup(text);
    }
}

static unsigned read_mode(struct slice text)
{
    unsigned mode = 0;

    for (size_t i = 0; i < text.size && i < 6 && text.data[i] >= '0' && text.data[i] <= '7'; i++)
        mode = mode * 8 + (unsigned)(text.data[i] - '0');
    return mode;
}

static void take_name(char **name, struct slice text)
{
    if (!*name)
        *name = patch_name(&text, false);
}

/* "index 1a2b..3c4d 100644". */
static void take_index(struct patch_file *at, struct slice text)
{
    const char *blank = text.size ? memchr(text.data, ' ', text.size) : NULL;

    if (blank && !at->old_mode)
        at->old_mode = at->new_mode = read_mode(slice_from(text, (size_t)(blank + 1 - text.data)));
}

/* Lines of git's head. */
enum extended { LIKENESS, OLD_MODE, NEW_MODE, GONE, NEW, FROM, TO, INDEX, BINARY };

static const struct {
    struct slice words;
    enum extended kind;
} extended[] = {
    { { "similarity index ", 17 }, LIKENESS },
    { { "dissimilarity index ", 20 }, LIKENESS },
    { { "old mode ", 9 }, OLD_MODE },
    { { "new mode ", 9 }, NEW_MODE },
    { { "deleted file mode ", 18 }, GONE },
    { { "new file mode ", 14 }, NEW },
    { { "rename from ", 12 }, FROM },
    { { "rename to ", 10 }, TO },
    { { "copy from ", 10 }, FROM },
    { { "copy to ", 8 }, TO },
    { { "index ", 6 }, INDEX },
    { { "Binary files ", 13 }, BINARY },
    { { "GIT binary patch", 16 }, BINARY },
};

static void take_extended(struct patch_file *at, enum extended kind, struct slice value)
{
    if (kind == OLD_MODE || kind == GONE)
        at->old_mode = read_mode(value);
    if (kind == NEW_MODE || kind == NEW)
        at->new_mode = read_mode(value);
    at->is_gone = at->is_gone || kind == GONE;
    at->is_new = at->is_new || kind == NEW;
    at->is_binary = at->is_binary || kind == BINARY;
    if (kind == FROM || kind == TO)
        take_name(kind == FROM ? &at->from : &at->to, value);
    if (kind == INDEX)
        take_index(at, value);
}

/* False when the line is none of these. */
static bool read_extended(struct patch_file *at, struct slice line)
{
    for (size_t i = 0; i < ARRAY_COUNT(extended); i++)
        if (slice_starts(line, extended[i].words)) {
            take_extended(at, extended[i].kind, slice_from(line, extended[i].words.size));
            return true;
        }
    return false;
}

static bool is_combined(struct slice line)
{
    return slice_starts(line, SLICE("diff --cc ")) ||
           slice_starts(line, SLICE("diff --combined ")) || slice_starts(line, SLICE("@@@ "));
}

/* "--- x" is a head only in front of "+++ y": else it is a line, or the end of a mail. */
static bool is_plain_head(const struct patch *patch)
{
    return slice_starts(patch->now, SLICE("--- ")) && slice_starts(patch->rest, SLICE("+++ "));
}

static int read_plain_head(struct patch *patch)
{
    bool is_of_git = patch->is_open && !patch->at.has_hunks && !patch->at.minus;

    if (!is_of_git && finish(patch) < 0)
        return -1;
    if (!is_of_git)
        begin(patch);
    take_name(&patch->at.minus, slice_from(patch->now, 4));
    patch_next(patch);
    take_name(&patch->at.plus, slice_from(patch->now, 4));
    if (!patch->at.minus || !patch->at.plus)
        return patch_fail(patch, "the name of a file is not well formed");
    patch_next(patch);
    return 0;
}

static int read_git_head(struct patch *patch)
{
    if (finish(patch) < 0)
        return -1;
    begin(patch);
    read_git_names(&patch->at, slice_from(patch->now, strlen("diff --git ")));
    patch_next(patch);
    while (!patch->is_done && read_extended(&patch->at, patch->now))
        patch_next(patch);
    return 0;
}

/* Behind a hunk stands no line that looks like one of it; but "-- " ends a mail. */
static bool is_left_over(const struct patch *patch)
{
    struct slice line = patch->now;

    return patch->is_inside && line.size > 0 && strchr("+- ", line.data[0]) &&
           !slice_is(slice_trim(line), SLICE("--"));
}

static int read_one(struct patch *patch)
{
    if (is_combined(patch->now))
        return patch_fail(patch, "this is a combined diff of a merge, which has no two sides (git "
                                 "diff A B has)");
    if (slice_starts(patch->now, SLICE("diff --git ")))
        return read_git_head(patch);
    if (is_plain_head(patch))
        return read_plain_head(patch);
    if (slice_starts(patch->now, SLICE("@@ -"))) {
        if (!patch->is_open || !patch->at.minus)
            return patch_fail(patch, "a hunk comes without the names of its file (--- and +++)");
        return patch_read_hunk(patch);
    }
    if (is_left_over(patch))
        return patch_fail(patch, "the hunk above has more lines than its head says");
    patch->is_inside = false;
    patch_next(patch);
    return 0;
}

int patch_read(struct diffing *diffing, struct slice text, struct err *err)
{
    struct patch patch = { .diffing = diffing, .rest = text, .err = err };
    size_t listed = diffing->diff.count;
    int rc = 0;

    patch_next(&patch);
    while (rc == 0 && !patch.is_done)
        rc = read_one(&patch);
    if (rc == 0)
        rc = finish(&patch);
    end(&patch.at);
    if (rc == 0 && diffing->diff.count == listed && slice_trim(text).size > 0) {
        err_set(err, ERR_ARGUMENT,
                "is no patch: it has neither \"diff --git\" nor \"---\" and \"+++\"");
        return 1;
    }
    return rc;
}

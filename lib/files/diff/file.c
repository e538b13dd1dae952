/* file - one file of a change on its way into the list.
 *
 *   paths[]? -> a submodule? -> rules of names, old and new -> texts -> text at all? -> generated?
 *     -> hunks -> rules of content, old and new -> what its lines say
 *
 * Where it is stopped its lines are still counted, if that costs little and reads no file on disk.
 */
#include "base/clock.h"
#include "files/diff/parts.h"
#include "files/path.h"

#include <stdio.h>

#define BINARY_HEAD 8000 /* git's own */

static bool refuse_old(struct diff_file *file, const char *rule, const char *reason)
{
    char shown[PATH_SHOWN_SIZE], words[sizeof(struct err) + PATH_SHOWN_SIZE + 40];

    if (strcmp(file->path, file->old_path) == 0)
        return diff_refuse(file, rule, reason);
    snprintf(words, sizeof(words), "was %s, which %s", path_show(shown, slice_of(file->old_path)),
             reason);
    return diff_refuse(file, rule, words);
}

/* --- rules of names ------------------------------------------------------------------------- */

static bool admit_name(const struct diffing *diffing, struct diff_file *file, bool is_old)
{
    const char *path = is_old ? file->old_path : file->path, *rule = "outside";
    const struct roots *roots = diffing->options.files.roots;
    struct spot spot = { .root = NULL };
    struct err err;

    if (diffing->repo && diffing->repo->top)
        site_find(&spot, roots, diffing->repo->top, path);
    else
        site_find(&spot, roots, roots->items[0].path, path);
    if (!spot.root)
        err_set(&err, ERR_POLICY,
                "lies outside the folders whose files may be read; to allow its folder, the user "
                "starts the server with --root FOLDER, or adds it to \"roots\" in config.json");
    else if (site_admit(&diffing->options.files, &spot, path, &rule, &err) == 0)
        return true;
    return is_old ? refuse_old(file, rule, err.text) : diff_refuse(file, rule, err.text);
}

bool diff_admit(const struct diffing *diffing, struct diff_file *file)
{
    return admit_name(diffing, file, false) &&
           (strcmp(file->path, file->old_path) == 0 || admit_name(diffing, file, true));
}

static bool admit_selected(const struct diffing *diffing, struct diff_file *file)
{
    if (selection_has(&diffing->selection, file->path, file->old_path))
        return true;
    return diff_refuse(file, "excluded",
                       "is not among the paths that are looked at; name it in "
                       "paths, or leave paths out");
}

/* --- texts ---------------------------------------------------------------------------------- */

static int read_blob(const struct diffing *diffing, const git_oid *id, struct buf *text,
                     struct err *err)
{
    git_blob *blob = NULL;
    size_t size = 0;

    if (git_blob_lookup(&blob, diffing->repo->git, id) < 0)
        return lack_fail(diffing->repo->git, "", err);
    size = (size_t)git_blob_rawsize(blob);
    if (size <= FILE_CUT_MAX)
        buf_add(text, (struct slice){ git_blob_rawcontent(blob), size });
    git_blob_free(blob);
    if (size <= FILE_CUT_MAX)
        return 0;
    return err_set(err, ERR_TOO_LARGE, "has %zu bytes, more than the %zu that are looked at", size,
                   (size_t)FILE_CUT_MAX);
}

/* A file that was refused by a rule of names is not read from disk, not even to count. */
static int read_texts(const struct diffing *diffing, const struct delta *delta,
                      struct diff_file *file, struct err *err)
{
    file->old_text = BUF_MAX(FILE_CUT_MAX);
    file->new_text = BUF_MAX(FILE_CUT_MAX);
    file->is_whole = true;
    if (delta->old_mode && read_blob(diffing, &delta->old_id, &file->old_text, err) < 0)
        return -1;
    if (delta->new_mode && delta->is_on_disk)
        return disk_read(&diffing->disk, delta, &file->new_text, err);
    return delta->new_mode ? read_blob(diffing, &delta->new_id, &file->new_text, err) : 0;
}

static bool has_nul(struct slice text)
{
    return text.size > 0 && memchr(text.data, '\0', text.size);
}

/* By git's test, and by ours, which looks further and knows more kinds. */
static const char *kind_of(const struct diffing *diffing, struct slice text)
{
    struct slice head = { text.data, text.size < BINARY_HEAD ? text.size : BINARY_HEAD };
    size_t size_max;

    if (diffing->options.files.sniff && text.size > 0) {
        const char *kind = diffing->options.files.sniff(head, &size_max);

        if (kind)
            return kind;
    }
    return has_nul(text) ? "binary (it has NUL bytes)" : NULL;
}

static bool check_text(const struct diffing *diffing, struct diff_file *file)
{
    const char *old = kind_of(diffing, buf_slice(&file->old_text));
    const char *new = kind_of(diffing, buf_slice(&file->new_text));
    char words[200];

    if (!old && !new)
        return true;
    snprintf(words, sizeof(words), "is %s; only text is compared", new ? new : old);
    return diff_refuse(file, "binary", words);
}

static size_t count_more(const struct diff_file *file)
{
    size_t old = lines_count(buf_slice(&file->old_text));
    size_t new = lines_count(buf_slice(&file->new_text));

    return old > new ? old : new;
}

static bool check_size(struct diff_file *file)
{
    size_t old = file->old_text.size, new = file->new_text.size;
    size_t size = old > new ? old : new, lines = count_more(file);
    char words[200];

    if (size <= FILE_TEXT_MAX && lines <= DIFF_SIDE_LINES_MAX)
        return true;
    if (size > FILE_TEXT_MAX)
        snprintf(words, sizeof(words), "has %zu bytes, more than the %zu that one file may have",
                 size, (size_t)FILE_TEXT_MAX);
    else
        snprintf(words, sizeof(words), "has %zu lines, more than the %d that are compared", lines,
                 DIFF_SIDE_LINES_MAX);
    return diff_refuse(file, "size", words);
}

static bool check_generated(const struct diffing *diffing, struct diff_file *file)
{
    const char *why = generated_name(file->path);
    char words[240];

    why = why ? why : generated_text(buf_slice(&file->new_text));
    why = why || file->new_mode ? why : generated_text(buf_slice(&file->old_text));
    why = why ? why : attributes_of(diffing->attributes, file->path);
    if (!why || selection_names(&diffing->selection, file->path))
        return true;
    snprintf(words, sizeof(words),
             "is generated (%s); to have it looked at all the same, name it "
             "in paths",
             why);
    return diff_refuse(file, "generated", words);
}

/* --- the way of one file -----------------------------------------------------------------------
 */

/* What is sent comes first. */
static bool is_late_to_count(const struct diffing *diffing)
{
    return errand_is_late(diffing->pace) || clock_ms() >= diffing->count_due_ms;
}

static void count_lines(const struct diffing *diffing, struct diff_file *file)
{
    if (file->old_text.size <= DIFF_COUNT_MAX && file->new_text.size <= DIFF_COUNT_MAX &&
        !has_nul(buf_slice(&file->old_text)) && !has_nul(buf_slice(&file->new_text)) &&
        count_more(file) <= DIFF_SIDE_LINES_MAX && !is_late_to_count(diffing))
        (void)diff_hunks(file, true);
}

/* What was stopped by its name is read for nothing but the count, and only from the objects. */
static void stop(const struct diffing *diffing, const struct delta *delta, struct diff_file *file)
{
    struct err ignored;

    if (!delta->is_on_disk && !delta->rule && !file->is_whole && !is_late_to_count(diffing) &&
        read_texts(diffing, delta, file, &ignored) == 0)
        count_lines(diffing, file);
    diff_empty(file);
}

/* One line on each side, which is the id of its commit. */
static bool refuse_submodule(const struct delta *delta, struct diff_file *file)
{
    char words[200], old_id[41], new_id[41];

    if (!git_oid_equal(&delta->old_id, &delta->new_id)) {
        file->removed = delta->old_mode != 0;
        file->added = delta->new_mode != 0;
    }
    snprintf(words, sizeof(words), "is a submodule, a repository of its own: from commit %s to %s",
             delta->old_mode ? git_oid_tostr(old_id, 9, &delta->old_id) : "none",
             delta->new_mode ? git_oid_tostr(new_id, 9, &delta->new_id) : "none");
    return diff_refuse(file, "submodule", words);
}

static bool admit(const struct diffing *diffing, const struct delta *delta, struct diff_file *file)
{
    if (!admit_selected(diffing, file))
        return false;
    if (delta->old_mode == GIT_FILEMODE_COMMIT || delta->new_mode == GIT_FILEMODE_COMMIT)
        return refuse_submodule(delta, file);
    if (errand_is_late(diffing->pace))
        return diff_refuse(file, "time",
                           "was not reached in the time for one change; narrow it "
                           "with paths");
    if (!diff_admit(diffing, file))
        return false;
    return delta->rule ? diff_refuse(file, delta->rule, delta->why) : true;
}

static bool compare(const struct diffing *diffing, const struct delta *delta,
                    struct diff_file *file)
{
    struct err err;

    if (read_texts(diffing, delta, file, &err) < 0)
        return diff_refuse(file, err.kind == ERR_TOO_LARGE ? "size" : "open", err.text);
    if (!check_text(diffing, file))
        return false;
    if (!check_size(file) || !check_generated(diffing, file)) {
        count_lines(diffing, file);
        return false;
    }
    if (diff_hunks(file, false) == 0)
        return true;
    return diff_refuse(file, "size", "changes more lines than can be shown of one file");
}

void diff_add_file(struct diffing *diffing, struct delta *delta)
{
    struct diff_file *file = diff_add(diffing, delta->path, delta->old_path);

    if (!file)
        return;
    file->old_mode = delta->old_mode;
    file->new_mode = delta->new_mode;
    file->status = delta->old_path    ? DIFF_RENAMED
                   : !delta->old_mode ? DIFF_ADDED
                   : !delta->new_mode ? DIFF_DELETED
                                      : DIFF_MODIFIED;
    if (admit(diffing, delta, file) && compare(diffing, delta, file))
        diff_send(diffing, file);
    if (file->rule)
        stop(diffing, delta, file);
}

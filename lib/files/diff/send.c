/* send - the files of a change, and how one comes to be sent.
 *
 *   diff_add -> diff_refuse | diff/send: room -> rules of content, old and new -> well-formed
 *     -> what its lines say
 */
#include "base/utf8.h"
#include "files/diff/parts.h"
#include "files/path.h"

#include <stdio.h>
#include <stdlib.h>

/* --- the list ------------------------------------------------------------------------------- */

struct diff_file *diff_add(struct diffing *diffing, const char *path, const char *old_path)
{
    struct diff *diff = &diffing->diff;
    struct diff_file *file;

    if (diff->count == DIFF_FILES_MAX) {
        diff->unlisted++;
        return NULL;
    }
    if (!diff->files)
        diff->files = xcalloc(DIFF_FILES_MAX, sizeof(*diff->files));
    file = &diff->files[diff->count++];
    file->path = xstrdup(path);
    file->old_path = xstrdup(old_path ? old_path : path);
    return file;
}

bool diff_refuse(struct diff_file *file, const char *rule, const char *reason)
{
    char shown[PATH_SHOWN_SIZE];
    struct buf why = BUF_MAX(sizeof(struct err) + PATH_SHOWN_SIZE);

    buf_addf(&why, "%s %s", path_show(shown, slice_of(file->path)), reason);
    file->rule = xstrdup(rule);
    file->why = buf_take(&why);
    return false;
}

/* --- what is sent --------------------------------------------------------------------------- */

static bool check_content(const struct diffing *diffing, struct diff_file *file, bool is_old)
{
    const struct gather_options *options = &diffing->options.files;
    const char *path = is_old ? file->old_path : file->path;
    struct buf *text = is_old ? &file->old_text : &file->new_text;
    struct file_entry entry = { .root = "", .root_fd = -1, .name = path, .shown = path };

    for (size_t i = 0; i < options->content_rule_count; i++) {
        const struct content_rule *rule = &options->content_rules[i];
        struct err err = { 0 };

        if (rule->check(rule->user, &entry, NULL, text, &err) == 0)
            continue;
        if (!is_old)
            return diff_refuse(file, rule->name, err.text);

        char words[sizeof(struct err) + 40];

        snprintf(words, sizeof(words), "(before the change) %s", err.text);
        return diff_refuse(file, rule->name, words);
    }
    return true;
}

static bool check_room(struct diffing *diffing, struct diff_file *file)
{
    size_t size = file->old_text.size + file->new_text.size;
    char words[200];

    if (diffing->text_bytes + size <= DIFF_TEXT_MAX) {
        diffing->text_bytes += size;
        return true;
    }
    snprintf(words, sizeof(words),
             "has %zu bytes on both sides, and with those before it more than the %zu of one "
             "change; narrow it with paths",
             size, (size_t)DIFF_TEXT_MAX);
    return diff_refuse(file, "total", words);
}

static void mend(struct buf *text, size_t *replaced)
{
    struct buf mended;

    if (utf8_valid(buf_slice(text)) == text->size)
        return;
    *replaced += gather_mend(buf_slice(text), &mended);
    buf_wipe(text);
    *text = mended;
}

static bool pass(struct diffing *diffing, struct diff_file *file)
{
    if (!check_room(diffing, file) || !check_content(diffing, file, true) ||
        !check_content(diffing, file, false))
        return false;
    mend(&file->old_text, &file->replaced);
    mend(&file->new_text, &file->replaced);
    if (diff_cut(file))
        return true;
    return diff_refuse(file, "lines", "is not sent: what was blackened in it has taken lines away");
}

void diff_empty(struct diff_file *file)
{
    buf_wipe(&file->old_text);
    buf_wipe(&file->new_text);
    free(TAKE(file->lines));
    free(TAKE(file->hunks));
    file->line_count = file->hunk_count = 0;
}

void diff_send(struct diffing *diffing, struct diff_file *file)
{
    struct diff *diff = &diffing->diff;

    if (!pass(diffing, file)) {
        diff_empty(file);
        return;
    }
    diff->sent_files++;
    diff->sent_hunks += file->hunk_count;
    diff->added += file->added;
    diff->removed += file->removed;
}

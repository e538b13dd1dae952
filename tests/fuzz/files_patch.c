/* Any bytes as a patch: refused with a sentence, or files whose hunks have exactly the lines that
 * their heads say, in order, cut out of the two texts. */
#include "base/clock.h"
#include "files/diff/parts.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static bool lies_in(struct slice part, const struct buf *text)
{
    return part.size == 0 ||
           (part.data >= text->data && part.data + part.size <= text->data + text->size);
}

static void check_line(const struct diff_file *file, const struct diff_line *line)
{
    must(strchr(" +-", line->origin) && line->origin);
    must((line->origin == '+') == (line->old_number == 0));
    must((line->origin == '-') == (line->new_number == 0));
    must(lies_in(line->text, line->origin == '-' ? &file->old_text : &file->new_text));
    must(line->text.size == 0 || !memchr(line->text.data, '\n', line->text.size));
}

static void check_hunk(const struct diff_file *file, const struct diff_hunk *hunk)
{
    uint32_t old = hunk->old_start, new = hunk->new_start;

    must(hunk->first + hunk->count <= file->line_count);
    for (size_t i = hunk->first; i < hunk->first + hunk->count; i++) {
        const struct diff_line *line = &file->lines[i];

        check_line(file, line);
        must(line->origin == '+' || line->old_number == old);
        must(line->origin == '-' || line->new_number == new);
        old += line->origin != '+';
        new += line->origin != '-';
    }
    must(old - hunk->old_start == hunk->old_count && new - hunk->new_start == hunk->new_count);
}

static void check_name(const char *name)
{
    must(name[0] && name[0] != '/' && strlen(name) < PATH_BYTES_MAX);
    must(!strstr(name, "/../") && strncmp(name, "../", 3) != 0 && strcmp(name, "..") != 0);
}

static void check_file(const struct diff_file *file)
{
    size_t lines = 0;

    check_name(file->path);
    check_name(file->old_path);
    must((file->rule == NULL) == (file->why == NULL));
    must(!file->rule || file->hunk_count == 0);
    must((file->status == DIFF_ADDED) == (file->old_mode == 0));
    must((file->status == DIFF_DELETED) == (file->new_mode == 0));
    for (size_t i = 0; i < file->hunk_count; i++) {
        check_hunk(file, &file->hunks[i]);
        must(file->hunks[i].first == lines);
        lines += file->hunks[i].count;
    }
    must(lines == file->line_count);
}

static void check(struct diffing *diffing, struct slice text)
{
    struct err err = { .kind = ERR_NONE };
    int rc = patch_read(diffing, text, &err);
    size_t sent = 0;

    must((rc == 0) == (err.kind == ERR_NONE));
    for (size_t i = 0; i < diffing->diff.count; i++) {
        check_file(&diffing->diff.files[i]);
        sent += !diffing->diff.files[i].rule;
    }
    must(sent == diffing->diff.sent_files);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char path[] = "/r";
    struct root root = { .fd = -1, .path = path, .given = path };
    struct roots roots = { .items = &root, .count = 1, .refs_ = 1 };
    struct errand_pace pace = { .due_ms = clock_ms() + 10000, .is_wanted = true };
    struct diffing diffing = { .pace = &pace, .options = { .files = { .roots = &roots } } };

    check(&diffing, (struct slice){ (const char *)bytes, size });
    diff_done(&diffing.diff);
    return 0;
}

/* diff_text - a diff in the words of git diff.
 *
 *   ours: files -> heads and hunks; git's: lines -> heads, cut and counted -> the same words
 */
#include "diff_text.h"

#include "files/gather_parts.h"

/* --- names ---------------------------------------------------------------------------------- */

static bool is_odd(unsigned char c)
{
    return c < 0x20 || c >= 0x7f || c == '"' || c == '\\';
}

static void add_escaped(struct buf *out, unsigned char c)
{
    static const char letters[] = "\aa\bb\tt\nn\vv\ff\rr\"\"\\\\";

    for (size_t i = 0; letters[i]; i += 2)
        if ((unsigned char)letters[i] == c) {
            buf_addf(out, "\\%c", letters[i + 1]);
            return;
        }
    buf_addf(out, "\\%03o", c);
}

static bool needs_quotes(const char *name)
{
    for (; *name; name++)
        if (is_odd((unsigned char)*name))
            return true;
    return false;
}

static void add_name(struct buf *out, const char *prefix, const char *name)
{
    bool is_quoted = needs_quotes(name);

    buf_addf(out, "%s%s", is_quoted ? "\"" : "", prefix);
    for (; *name; name++)
        if (is_odd((unsigned char)*name))
            add_escaped(out, (unsigned char)*name);
        else
            buf_addc(out, *name);
    buf_adds(out, is_quoted ? "\"" : "");
}

/* Behind a blank in it stands a tab, so that patch(1) sees where it ends. */
static void add_side(struct buf *out, const char *word, const char *prefix, const char *name)
{
    buf_adds(out, word);
    if (!name) {
        buf_adds(out, "/dev/null\n");
        return;
    }
    add_name(out, prefix, name);
    buf_adds(out, strchr(name, ' ') ? "\t\n" : "\n");
}

/* --- ours ----------------------------------------------------------------------------------- */

static void add_head(struct buf *out, const struct diff_file *file)
{
    buf_adds(out, "diff --git ");
    add_name(out, "a/", file->old_path);
    buf_addc(out, ' ');
    add_name(out, "b/", file->path);
    buf_addc(out, '\n');
    if (!file->old_mode)
        buf_addf(out, "new file mode %06o\n", file->new_mode);
    else if (!file->new_mode)
        buf_addf(out, "deleted file mode %06o\n", file->old_mode);
    else if (file->old_mode != file->new_mode)
        buf_addf(out, "old mode %06o\nnew mode %06o\n", file->old_mode, file->new_mode);
    if (file->status != DIFF_RENAMED)
        return;
    buf_adds(out, "rename from ");
    add_name(out, "", file->old_path);
    buf_adds(out, "\nrename to ");
    add_name(out, "", file->path);
    buf_addc(out, '\n');
}

static void add_range(struct buf *out, char sign, uint32_t start, uint32_t count)
{
    buf_addf(out, " %c%u", sign, start);
    if (count != 1)
        buf_addf(out, ",%u", count);
}

static void add_hunk(struct buf *out, const struct diff_file *file, const struct diff_hunk *hunk)
{
    buf_adds(out, "@@");
    add_range(out, '-', hunk->old_start, hunk->old_count);
    add_range(out, '+', hunk->new_start, hunk->new_count);
    buf_adds(out, " @@\n");
    for (size_t i = hunk->first; i < hunk->first + hunk->count; i++) {
        buf_addc(out, file->lines[i].origin);
        buf_add(out, file->lines[i].text);
        buf_adds(out, file->lines[i].is_unended ? "\n\\ No newline at end of file\n" : "\n");
    }
}

static bool is_binary(const struct diff_file *file)
{
    return file->rule && strcmp(file->rule, "binary") == 0;
}

void text_of_diff(struct buf *out, const struct diff *diff)
{
    for (size_t i = 0; i < diff->count; i++) {
        const struct diff_file *file = &diff->files[i];

        add_head(out, file);
        if (is_binary(file))
            buf_adds(out, "(binary)\n");
        else if (file->rule)
            buf_addf(out, "(+%zu-%zu)\n", file->added, file->removed);
        if (file->hunk_count > 0) {
            add_side(out, "--- ", "a/", file->old_mode ? file->old_path : NULL);
            add_side(out, "+++ ", "b/", file->new_mode ? file->path : NULL);
        }
        for (size_t k = 0; k < file->hunk_count; k++)
            add_hunk(out, file, &file->hunks[k]);
    }
}

/* --- git's ---------------------------------------------------------------------------------- */

struct reader {
    struct buf *out;
    const struct diff *diff;
    size_t index; /* of the file */
    bool is_begun, is_cut, is_in_hunk;
    size_t added, removed;
};

static void end_file(struct reader *reader)
{
    const struct diff_file *file =
        reader->index < reader->diff->count ? &reader->diff->files[reader->index] : NULL;

    if (!reader->is_begun)
        return;
    if (file && is_binary(file))
        buf_adds(reader->out, "(binary)\n");
    else if (reader->is_cut)
        buf_addf(reader->out, "(+%zu-%zu)\n", reader->added, reader->removed);
    reader->index++;
}

static void begin_file(struct reader *reader)
{
    end_file(reader);
    reader->is_begun = true;
    reader->is_cut = reader->index < reader->diff->count && reader->diff->files[reader->index].rule;
    reader->is_in_hunk = false;
    reader->added = reader->removed = 0;
}

static struct slice without_function(struct slice line)
{
    const char *end = memmem(line.data + 2, line.size - 2, " @@", 3);

    return end ? (struct slice){ line.data, (size_t)(end + 3 - line.data) } : line;
}

/* What only git says, and what was cut. */
static bool is_dropped(const struct reader *reader, struct slice line)
{
    if (slice_starts(line, SLICE("index ")) || slice_starts(line, SLICE("similarity index ")))
        return true;
    return reader->is_cut && line.size > 0 &&
           (strchr(" +-@\\", line.data[0]) || line.data[0] == 'B');
}

static void take_line(struct reader *reader, struct slice line)
{
    if (slice_starts(line, SLICE("diff --git ")))
        begin_file(reader);
    if (slice_starts(line, SLICE("@@ "))) {
        line = without_function(line);
        reader->is_in_hunk = true;
    }
    reader->added += reader->is_in_hunk && slice_starts(line, SLICE("+"));
    reader->removed += reader->is_in_hunk && slice_starts(line, SLICE("-"));
    if (is_dropped(reader, line))
        return;
    buf_add(reader->out, line);
    buf_addc(reader->out, '\n');
}

void text_of_git(struct buf *out, struct slice text, const struct diff *diff)
{
    struct buf whole = BUF_MAX(out->size_max);
    struct reader reader = { .out = &whole, .diff = diff };
    struct slice line;
    struct buf mended;

    while (slice_split(&text, '\n', &line))
        take_line(&reader, line);
    end_file(&reader);
    gather_mend(buf_slice(&whole), &mended);
    buf_add(out, buf_slice(&mended));
    buf_done(&whole);
    buf_done(&mended);
}

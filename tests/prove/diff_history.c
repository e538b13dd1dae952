/* diff_history - a random history of files, made by git fast-import.
 *
 *   a few files -> each commit: some are written, changed, renamed, removed, ... -> the stream
 */
#include "diff_history.h"

#include "base/buf.h"
#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define LEAVES_MAX 80
#define TEXT_MAX   MIB(2)

struct leaf {
    char path[160];
    unsigned mode;
    struct buf text;
};

static struct leaf leaves[LEAVES_MAX];
static size_t leaf_count;

static size_t pick(size_t count)
{
    return (size_t)random() % count;
}

static bool one_in(size_t count)
{
    return pick(count) == 0;
}

/* --- texts ---------------------------------------------------------------------------------- */

static const char *const lines[] = {
    "{",
    "}",
    "",
    "    }",
    "    return 0;",
    "int main(",
    "    x = 1;",
    "\tx = 2;",
    "    if (x)",
    "        call(x, y);",
    "/* why */",
    "-- dashes",
    "++ pluses",
    "@@ -1 +1 @@",
    "diff --git a/x b/x",
    "  ",
    " leading",
    "trail ",
    "caf\xC3\xA9",
    "old \xE9 latin",
    "\\ slash",
    "for (;;) {",
    "    break;",
    "        }",
    "#include <x.h>",
    "--- a/x",
    "+++ b/x",
    "static void f(void)",
};

/* Often one of a few, so that changes slide; or one that is nowhere else. */
static void add_line(struct buf *text, const char *end)
{
    if (one_in(3))
        buf_addf(text, "line %zu of %zu", pick(100000), pick(10));
    else
        buf_adds(text, lines[pick(ARRAY_COUNT(lines))]);
    buf_adds(text, end);
}

static void write_new(struct leaf *leaf)
{
    size_t count = one_in(30) ? 2000 : one_in(8) ? 0 : 1 + pick(60);
    const char *end = one_in(12) ? "\r\n" : "\n";

    leaf->text = BUF_MAX(TEXT_MAX);
    leaf->mode = one_in(8) ? 0100755 : 0100644;
    if (one_in(14)) {
        leaf->mode = 0120000;
        buf_addf(&leaf->text, "../%zu/target", pick(5));
        return;
    }
    while (count-- > 0)
        add_line(&leaf->text, end);
    if (one_in(10))
        buf_adds(&leaf->text, "no end");
    if (one_in(14))
        buf_add(&leaf->text, SLICE("bin\0ary\n"));
    if (one_in(200)) { /* behind what git looks at */
        while (leaf->text.size < 9000)
            add_line(&leaf->text, end);
        buf_add(&leaf->text, SLICE("late\0\n"));
    }
}

/* Some lines go, some come, some move. */
static void edit(struct leaf *leaf, size_t changes)
{
    struct buf text = BUF_MAX(TEXT_MAX);
    struct slice rest = buf_slice(&leaf->text), line;
    size_t count = 1;

    for (size_t i = 0; i < rest.size; i++)
        count += rest.data[i] == '\n';
    count = count / (changes + 1) + 1;
    while (rest.size > 0) {
        const char *end = memchr(rest.data, '\n', rest.size);

        line = (struct slice){ rest.data, end ? (size_t)(end + 1 - rest.data) : rest.size };
        rest = slice_from(rest, line.size);
        if (one_in(count)) {
            for (size_t more = pick(4); more > 0; more--)
                add_line(&text, "\n");
            if (one_in(2))
                continue;
        }
        buf_add(&text, line);
    }
    if (one_in(6))
        add_line(&text, one_in(4) ? "" : "\n");
    if (one_in(12) && text.size > 0 && text.data[text.size - 1] == '\n')
        text.size--;
    buf_done(&leaf->text);
    leaf->text = text;
}

/* --- files ---------------------------------------------------------------------------------- */

static const char *const folders[] = { "", "", "src/", "src/deep/", "lib/", "a b/", "\xC3\xA9/" };
static const char *const names[] = {
    "a.c",       "b.c",       "main.c",  "Makefile",      "x y.txt",   "README", "t.py", "quo\"te",
    "new\nline", "tab\there", "back\\s", "caf\xC3\xA9.c", "bad\xFF.c", "-dash",  "a",    "b",
    "index.ts",  "util.go",   "go.sum",  "x.min.js",      "x.h",       "~",
};

/* A file cannot lie where a folder is, and the other way round. */
static bool is_free(const char *path)
{
    for (size_t i = 0; i < leaf_count; i++) {
        size_t size = strlen(path), other = strlen(leaves[i].path);
        size_t shorter = size < other ? size : other;
        char next = size < other ? leaves[i].path[size] : path[other];

        if (strncmp(path, leaves[i].path, shorter) == 0 && (size == other || next == '/'))
            return false;
    }
    return true;
}

static bool make_path(char path[160])
{
    for (int i = 0; i < 20; i++) {
        snprintf(path, 160, "%s%s", folders[pick(ARRAY_COUNT(folders))],
                 names[pick(ARRAY_COUNT(names))]);
        if (one_in(3))
            snprintf(path + strlen(path), 20, "%zu", pick(30));
        if (is_free(path))
            return true;
    }
    return false;
}

static void drop(struct leaf *leaf)
{
    buf_done(&leaf->text);
    *leaf = leaves[--leaf_count];
    leaves[leaf_count] = (struct leaf){ .mode = 0 };
}

static void create(void)
{
    struct leaf *leaf = &leaves[leaf_count];

    if (leaf_count < LEAVES_MAX && make_path(leaf->path)) {
        write_new(leaf);
        leaf_count++;
    }
}

static void copy_to(struct leaf *leaf, const struct leaf *from)
{
    leaf->mode = from->mode;
    leaf->text = BUF_MAX(TEXT_MAX);
    buf_add(&leaf->text, buf_slice(&from->text));
}

static void duplicate(struct leaf *from)
{
    struct leaf *leaf = &leaves[leaf_count];

    if (leaf_count < LEAVES_MAX && make_path(leaf->path)) {
        copy_to(leaf, from);
        leaf_count++;
    }
}

static void rename_one(struct leaf *leaf)
{
    char path[160];
    const char *slash = strrchr(leaf->path, '/');

    /* Often into another folder under the same name. */
    snprintf(path, sizeof(path), "%s%s", folders[pick(ARRAY_COUNT(folders))],
             slash ? slash + 1 : leaf->path);
    if (one_in(2) || !is_free(path))
        if (!make_path(path))
            return;
    snprintf(leaf->path, sizeof(leaf->path), "%s", path);
    if (one_in(2) && S_ISREG(leaf->mode))
        edit(leaf, 1 + pick(20));
}

static void swap(struct leaf *a, struct leaf *b)
{
    struct leaf other = *a;

    a->mode = b->mode;
    a->text = b->text;
    b->mode = other.mode;
    b->text = other.text;
}

static void change_kind(struct leaf *leaf)
{
    buf_clear(&leaf->text);
    if (leaf->mode == 0120000) {
        leaf->mode = 0100644;
        buf_adds(&leaf->text, "was a link\n");
    } else {
        leaf->mode = 0120000;
        buf_adds(&leaf->text, "somewhere");
    }
}

static void make_submodule(struct leaf *leaf)
{
    leaf->mode = 0160000;
    buf_clear(&leaf->text);
    for (int i = 0; i < 40; i++)
        buf_addc(&leaf->text, "0123456789abcdef"[pick(16)]);
}

/* x becomes x/y. */
static void make_folder(struct leaf *leaf)
{
    size_t size = strlen(leaf->path);

    if (size < sizeof(leaf->path) - 8)
        snprintf(leaf->path + size, 8, "/%s", one_in(2) ? "a" : "b");
}

static void change_one(struct leaf *leaf)
{
    bool is_text = S_ISREG(leaf->mode);
    size_t what = pick(40);

    if (what == 0)
        drop(leaf);
    else if (what == 1 && is_text)
        leaf->mode ^= 0111;
    else if (what < 8)
        rename_one(leaf);
    else if (what == 8 && leaf->mode != 0160000)
        change_kind(leaf);
    else if (what == 9)
        make_submodule(leaf);
    else if (what == 10)
        make_folder(leaf);
    else if (what == 11)
        swap(leaf, &leaves[pick(leaf_count)]);
    else if (what < 14)
        duplicate(leaf);
    else if (is_text)
        edit(leaf, one_in(8) ? 40 : 1 + pick(8));
}

/* Many at once, as when a folder is moved or a tree is cleaned up. */
static void upheave(void)
{
    for (size_t i = 0; i < leaf_count; i++)
        if (one_in(2))
            rename_one(&leaves[i]);
    for (size_t i = 0; i < 6 && leaf_count > 10; i++)
        drop(&leaves[pick(leaf_count)]);
}

static void change(void)
{
    size_t count = 1 + pick(7);

    while (leaf_count < 12)
        create();
    if (one_in(15))
        upheave();
    while (count-- > 0 && leaf_count > 0)
        change_one(&leaves[pick(leaf_count)]);
    if (one_in(2))
        create();
    if (leaf_count > 50)
        drop(&leaves[pick(leaf_count)]);
}

/* --- the stream ----------------------------------------------------------------------------- */

static void write_quoted(FILE *out, const char *path)
{
    fputc('"', out);
    for (; *path; path++)
        if (*path == '\n')
            fputs("\\n", out);
        else if (*path == '"' || *path == '\\')
            fprintf(out, "\\%c", *path);
        else
            fputc(*path, out);
    fputc('"', out);
}

static void write_leaf(FILE *out, struct leaf *leaf)
{
    fprintf(out, "M %o ", leaf->mode);
    if (leaf->mode == 0160000) {
        fprintf(out, "%s ", buf_text(&leaf->text));
        write_quoted(out, leaf->path);
        fputc('\n', out);
        return;
    }
    fputs("inline ", out);
    write_quoted(out, leaf->path);
    fprintf(out, "\ndata %zu\n", leaf->text.size);
    fwrite(buf_text(&leaf->text), 1, leaf->text.size, out);
    fputc('\n', out);
}

/* Two lines of work that take turns, and now and then take over what the other one had: its last
 * commit, or the one before, so that two commits may have several merge bases. */
static void write_commit(FILE *out, size_t number, bool is_last)
{
    fprintf(out, "commit refs/heads/main\nmark :%zu\ncommitter n <e@x> %zu +0000\ndata 1\nx\n",
            number, 1000000000 + number * 60);
    if (number > 1)
        fprintf(out, "from :%zu\n", number > 2 ? number - 2 : number - 1);
    if (is_last || (number > 5 && one_in(3)))
        fprintf(out, "merge :%zu\n", is_last || one_in(2) ? number - 1 : number - 3);
    fputs("deleteall\n", out);
    for (size_t i = 0; i < leaf_count; i++)
        write_leaf(out, &leaves[i]);
    fputc('\n', out);
}

bool history_make(const char *folder, size_t commits)
{
    static const char *const init[] = { "init", "-q", "-b", "main", NULL };
    static const char *const import[] = { "fast-import", "--quiet", "--force", NULL };
    char stream[400];
    FILE *out;

    if (history_git(folder, init, NULL, NULL) != 0)
        return false;
    snprintf(stream, sizeof(stream), "%s/.git/stream", folder);
    out = fopen(stream, "w");
    for (size_t i = 1; out && i <= commits; i++) {
        change();
        write_commit(out, i, i == commits && i > 3);
    }
    if (!out || fclose(out) != 0)
        return false;
    while (leaf_count > 0)
        drop(&leaves[0]);
    return history_git(folder, import, stream, NULL) == 0;
}

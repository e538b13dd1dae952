/* path - what an entry of files[] says: a name below a root, and perhaps lines of it.
 *
 *   bytes checked -> components joined -> the range at the end cut off
 */
#include "files/path.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

#define SHOWN_MAX 200

const char *path_show(char shown[PATH_SHOWN_SIZE], struct slice text)
{
    size_t size = text.size < SHOWN_MAX ? text.size : utf8_cut(text, SHOWN_MAX);

    snprintf(shown, PATH_SHOWN_SIZE, "%.*s%s", (int)size, text.data, size < text.size ? "..." : "");
    for (char *c = shown; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7F)
            *c = '?';
    return shown;
}

bool path_is_below(const char *name, const char *folder)
{
    size_t size = strlen(folder);

    return size == 0 || (strncmp(name, folder, size) == 0 && (!name[size] || name[size] == '/'));
}

static bool has_control(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F)
            return true;
    return false;
}

static int check_bytes(struct slice text, struct err *err)
{
    char shown[PATH_SHOWN_SIZE];

    if (text.size == 0)
        return err_set(err, ERR_ARGUMENT, "a path is empty; name a file, or leave files out");
    if (utf8_valid(text) < text.size)
        return err_set(err, ERR_ARGUMENT, "a path is not UTF-8 at byte %zu", utf8_valid(text));
    path_show(shown, text);
    if (text.size >= PATH_BYTES_MAX)
        return err_set(err, ERR_ARGUMENT, "%s: a path has at most %d bytes, this one %zu", shown,
                       PATH_BYTES_MAX - 1, text.size);
    if (has_control(text))
        return err_set(err, ERR_ARGUMENT,
                       "%s: a path has no line ends, NUL or other control characters; give each "
                       "path as an entry of its own",
                       shown);
    if (memchr(text.data, '\\', text.size))
        return err_set(err, ERR_ARGUMENT, "%s: write / between folders, not a backslash", shown);
    return 0;
}

/* Without "." and doubled slashes. */
static int join(struct path *path, struct slice text, struct err *err)
{
    CLEANUP(buf_done) struct buf name = BUF_MAX(PATH_BYTES_MAX);
    struct slice rest = text, part;
    char shown[PATH_SHOWN_SIZE];

    while (slice_split(&rest, '/', &part)) {
        if (part.size == 0 || slice_is(part, SLICE(".")))
            continue;
        if (slice_is(part, SLICE("..")))
            return err_set(err, ERR_ARGUMENT,
                           "%s: a path has no \"..\"; name the file from the top of the project, "
                           "or by its absolute path",
                           path_show(shown, text));
        if (name.size > 0)
            buf_addc(&name, '/');
        buf_add(&name, part);
    }
    path->name = buf_take(&name);
    return 0;
}

/* What separates a name from its lines, and what stands in front of their numbers. */
static const struct form {
    char mark;
    const char *letter; /* in front of the first number, and allowed in front of the last */
} forms[] = { { ':', "" }, { '#', "L" } };

static bool skip_letter(struct slice *rest, const char *letter)
{
    if (!slice_starts(*rest, slice_of(letter)))
        return false;
    *rest = slice_from(*rest, strlen(letter));
    return true;
}

/* "10", "10-80"; with their letter "L10", "L10-L80", "L10-80". */
static bool read_range(struct slice rest, const struct form *form, struct lines *range)
{
    size_t size;

    if (!skip_letter(&rest, form->letter) || !(size = lines_number(rest, &range->first)))
        return false;
    rest = slice_from(rest, size);
    range->last = range->first;
    if (rest.size == 0)
        return true;
    if (rest.data[0] != '-')
        return false;
    rest = slice_from(rest, 1);
    skip_letter(&rest, form->letter);
    size = lines_number(rest, &range->last);
    return size > 0 && size == rest.size;
}

/* Whether what is left of a name in front of its lines is one, too: "..:10" is a file's name, and
 * ".." is none. */
static bool is_name(struct slice text)
{
    const char *slash = text.size ? memrchr(text.data, '/', text.size) : NULL;
    struct slice last = slash ? slice_from(text, (size_t)(slash - text.data) + 1) : text;

    return last.size > 0 && !slice_is(last, SLICE(".")) && !slice_is(last, SLICE(".."));
}

/* Where the name ends that has a range behind it; NULL without one. */
static const char *find_range(const char *name, size_t size, struct lines *range)
{
    for (size_t i = 0; i < ARRAY_COUNT(forms); i++) {
        const char *mark = memrchr(name, forms[i].mark, size);

        if (mark && is_name((struct slice){ name, (size_t)(mark - name) }) &&
            read_range((struct slice){ mark + 1, size - (size_t)(mark + 1 - name) }, &forms[i],
                       range))
            return mark;
    }
    return NULL;
}

static void cut_range(struct path *path)
{
    struct lines range, row;
    const char *end = find_range(path->name, strlen(path->name), &range);
    const char *before = end ? find_range(path->name, (size_t)(end - path->name), &row) : NULL;

    if (!end)
        return;
    if (before && *before == ':' && *end == ':' && row.first == row.last) {
        end = before; /* "path:10:5", as compilers write line and column */
        range = row;
    }
    if (range.first == 0 || range.last < range.first) {
        path->has_bad_range = true;
        return;
    }
    path->range = range;
    path->bare = slice_dup((struct slice){ path->name, (size_t)(end - path->name) });
}

int path_read(struct path *path, struct slice text, struct err *err)
{
    *path = (struct path){ .name = NULL };
    if (check_bytes(text, err) < 0 || join(path, text, err) < 0)
        return -1;
    path->is_absolute = text.data[0] == '/';
    path->is_folder =
        !path->name[0] || text.data[text.size - 1] == '/' || slice_ends(text, SLICE("/."));
    if (!path->is_folder)
        cut_range(path);
    return 0;
}

void path_done(struct path *path)
{
    freep(&path->name);
    freep(&path->bare);
    *path = (struct path){ .name = NULL };
}

/* patch_name - what a patch calls its files.
 *
 *   a name, quoted or not -> "---", "+++", "rename", "diff --git" -> without prefixes -> below the
 *   top
 */
#include "files/diff/patch_parts.h"

#include <stdlib.h>

static const struct {
    char letter, byte;
} escapes[] = {
    { 'a', '\a' }, { 'b', '\b' }, { 't', '\t' }, { 'n', '\n' },  { 'v', '\v' },
    { 'f', '\f' }, { 'r', '\r' }, { '"', '"' },  { '\\', '\\' },
};

/* What follows a backslash; how many bytes that are, 0: nothing that is known. */
static size_t read_escape(struct slice text, char *byte)
{
    unsigned value = 0;

    for (size_t i = 0; text.size > 0 && i < ARRAY_COUNT(escapes); i++)
        if (text.data[0] == escapes[i].letter) {
            *byte = escapes[i].byte;
            return 1;
        }
    for (size_t i = 0; i < 3; i++) {
        if (i >= text.size || text.data[i] < '0' || text.data[i] > '7')
            return 0;
        value = value * 8 + (unsigned)(text.data[i] - '0');
    }
    *byte = (char)value;
    return value == 0 || value > 255 ? 0 : 3;
}

static char *read_quoted(struct slice *text)
{
    CLEANUP(buf_done) struct buf name = BUF_MAX(PATH_BYTES_MAX);

    *text = slice_from(*text, 1);
    while (text->size > 0 && text->data[0] != '"') {
        char byte = text->data[0];
        size_t size = 0;

        if (byte == '\\' && (size = read_escape(slice_from(*text, 1), &byte)) == 0)
            return NULL;
        buf_addc(&name, byte);
        *text = slice_from(*text, size + 1);
    }
    if (text->size == 0 || name.full)
        return NULL;
    *text = slice_from(*text, 1);
    return buf_take(&name);
}

char *patch_name(struct slice *text, bool ends_at_blank)
{
    struct slice name = *text;
    size_t size = 0;

    if (slice_starts(*text, SLICE("\"")))
        return read_quoted(text);
    while (size < name.size && name.data[size] != '\t' &&
           !(ends_at_blank && name.data[size] == ' '))
        size++;
    *text = slice_from(name, size);
    if (size >= PATH_BYTES_MAX || memchr(name.data ? name.data : "", '\0', size))
        return NULL;
    return slice_dup((struct slice){ name.data, size });
}

/* --- without prefixes ----------------------------------------------------------------------- */

static bool is_nothing(const char *name)
{
    return !name || strcmp(name, "/dev/null") == 0;
}

static const char *behind_first(const char *name)
{
    const char *slash = strchr(name, '/');

    return slash && slash > name ? slash + 1 : NULL;
}

/* "a/x" and "b/x", also "old/x" and "new/x", are x; two names that are the same have no prefixes.
 */
static bool share(const char *old, const char *new)
{
    const char *old_rest = behind_first(old), *new_rest = behind_first(new);

    return strcmp(old, new) != 0 && old_rest && new_rest && strcmp(old_rest, new_rest) == 0;
}

/* Of one name alone: git's own prefixes, also those that say what was compared. */
static const char *without_prefix(const char *name)
{
    return name[0] && strchr("abciwo", name[0]) && name[1] == '/' && name[2] ? name + 2 : name;
}

/* Where neither "---" nor "rename" says it: "a/x y b/x y" is split where both halves are the
 * same. */
static bool split_names(struct patch_file *at)
{
    for (char *blank = at->names ? strchr(at->names, ' ') : NULL; blank;
         blank = strchr(blank + 1, ' ')) {
        CLEANUP(freep)
        char *old = slice_dup((struct slice){ at->names, (size_t)(blank - at->names) });

        if (strcmp(old, blank + 1) != 0 && !share(old, blank + 1))
            continue;
        at->git_old = TAKE(old);
        at->git_new = xstrdup(blank + 1);
        return true;
    }
    return false;
}

static int set(struct patch *patch, char **path, const char *name)
{
    struct slice rest = slice_of(name), part;

    if (!name[0] || name[0] == '/')
        return patch_fail(patch, "the name of a file is not below the top of the repository");
    while (slice_split(&rest, '/', &part))
        if (part.size == 0 || slice_is(part, SLICE(".")) || slice_is(part, SLICE("..")))
            return patch_fail(patch, "the name of a file has \"..\", \".\" or \"//\" in it");
    if (name[strlen(name) - 1] == '/')
        return patch_fail(patch, "the name of a file ends in a slash");
    *path = xstrdup(name);
    return 0;
}

static int set_both(struct patch *patch, const char *old, const char *new)
{
    bool is_pair = share(old, new);

    old = is_pair ? behind_first(old) : old;
    new = is_pair ? behind_first(new) : new;
    if (set(patch, &patch->at.file.path, new) < 0)
        return -1;
    /* Others than git compare copies, "a.c.orig" and "a.c", from anywhere: what the copy is called
     * has to pass the rules of names as well. */
    return set(patch, &patch->at.file.old_path, old + strspn(old, "/"));
}

static int refuse_nothing(const struct patch *patch)
{
    return patch_fail(patch, "a file is nothing on both sides");
}

static int set_renamed(struct patch *patch)
{
    struct patch_file *at = &patch->at;

    if (at->is_new && at->is_gone)
        return refuse_nothing(patch);
    return set(patch, &at->file.old_path, at->from) < 0 || set(patch, &at->file.path, at->to) < 0
               ? -1
               : 0;
}

int patch_set_names(struct patch *patch)
{
    struct patch_file *at = &patch->at;

    if (at->from && at->to)
        return set_renamed(patch);
    if (!at->minus && !at->git_old && !split_names(at))
        return patch_fail(patch, "the names of a file cannot be told apart");

    const char *old = at->minus ? at->minus : at->git_old;
    const char *new = at->plus ? at->plus : at->git_new;

    at->is_new = at->is_new || is_nothing(old);
    at->is_gone = at->is_gone || is_nothing(new);
    if ((is_nothing(old) && is_nothing(new)) || (at->is_new && at->is_gone))
        return refuse_nothing(patch);
    if (is_nothing(old) || is_nothing(new)) {
        const char *only = without_prefix(is_nothing(old) ? new : old);

        return set(patch, &at->file.path, only) < 0 || set(patch, &at->file.old_path, only) < 0 ? -1
                                                                                                : 0;
    }
    return set_both(patch, old, new);
}

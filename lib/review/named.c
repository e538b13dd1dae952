/* named - which file of a change a reviewer means. */
#include "review/named.h"

#include "base/limits.h"
#include "review/visible.h"

#include <stdlib.h>
#include <strings.h>

static bool is_mark(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '`' || c == '"' || c == '\'';
}

/* ":131", ":131-140", "#L131" behind a name. */
static size_t size_without_lines(struct slice name)
{
    size_t at = name.size;

    while (at > 0 && strchr("0123456789-,L", name.data[at - 1]))
        at--;
    if (at > 0 && at < name.size && (name.data[at - 1] == ':' || name.data[at - 1] == '#'))
        return at - 1;
    return name.size;
}

/* A copy without what is no name, "/" for "\\". */
static char *clean(const char *name)
{
    struct slice text = slice_of(name);
    char *copy;

    while (text.size > 0 && is_mark(text.data[0]))
        text = slice_from(text, 1);
    while (text.size > 0 && is_mark(text.data[text.size - 1]))
        text.size--;
    text.size = size_without_lines(text);
    copy = slice_dup(text);
    for (char *c = strchr(copy, '\\'); c; c = strchr(c, '\\'))
        *c = '/';
    return copy;
}

/* Without what stands in front of a path in a patch. */
static const char *pass_start(const char *name)
{
    while (name[0] == '.' && name[1] == '/')
        name += 2;
    while (name[0] == '/')
        name++;
    return name;
}

static bool is_side(const char *name)
{
    return (name[0] == 'a' || name[0] == 'b') && name[1] == '/' && name[2] != '\0';
}

static bool is_same(const char *a, const char *b, bool any_case)
{
    return any_case ? strcasecmp(a, b) == 0 : strcmp(a, b) == 0;
}

/* Whether path ends with "/" and end. */
static bool ends_with(const char *path, const char *end, bool any_case)
{
    size_t size = strlen(path), end_size = strlen(end);

    return end_size > 0 && size > end_size && path[size - end_size - 1] == '/' &&
           is_same(path + size - end_size, end, any_case);
}

/* How well a path is meant: 0 not at all, else the more, the longer what both have. */
static size_t rate(const char *path, const char *name, bool any_case)
{
    if (is_same(path, name, any_case))
        return SIZE_MAX;
    if (ends_with(path, name, any_case))
        return strlen(name);
    return ends_with(name, path, any_case) ? strlen(path) : 0;
}

/* The one that is meant best, of those that are sent. */
static size_t find_best(const struct diff *diff, const char *name, bool any_case)
{
    size_t found = diff->count, best = 0;
    bool is_clear = true;

    for (size_t i = 0; i < diff->count; i++) {
        const struct diff_file *file = &diff->files[i];
        size_t rating, old_rating;

        if (!diff_is_sent(file))
            continue;
        rating = rate(file->path, name, any_case);
        old_rating = rate(file->old_path, name, any_case);
        if (old_rating > rating)
            rating = old_rating;
        if (rating > best) {
            best = rating;
            found = i;
            is_clear = true;
        } else if (rating == best && rating > 0) {
            is_clear = false;
        }
    }
    return is_clear ? found : diff->count;
}

static bool is_shown_as(const char *path, const char *name)
{
    CLEANUP(buf_done) struct buf shown = BUF_MAX(MIB(1));

    visible_add(&shown, slice_of(path));
    return strcmp(buf_text(&shown), name) == 0;
}

/* Exactly as it stands, or as a view shows it; the new name before an old one. */
static size_t find_exact(const struct diff *diff, const char *name)
{
    for (size_t i = 0; i < diff->count; i++)
        if (strcmp(diff->files[i].path, name) == 0)
            return i;
    for (size_t i = 0; i < diff->count; i++)
        if (strcmp(diff->files[i].old_path, name) == 0 || is_shown_as(diff->files[i].path, name))
            return i;
    return diff->count;
}

size_t named_find(const struct diff *diff, const char *name)
{
    CLEANUP(freep) char *copy = clean(name ? name : "");
    const char *start = pass_start(copy);
    const char *tries[] = { copy, start, is_side(start) ? pass_start(start + 2) : start };
    size_t found = find_exact(diff, name ? name : "");

    for (size_t i = 0; found == diff->count && i < ARRAY_COUNT(tries); i++)
        found = find_exact(diff, tries[i]);
    for (size_t any_case = 0; any_case < 2; any_case++)
        for (size_t i = 1; found == diff->count && i < ARRAY_COUNT(tries); i++)
            found = find_best(diff, tries[i], any_case);
    return found;
}

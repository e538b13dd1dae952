/* The first line as a pattern, the second as a name: a short one matches as the slow, obvious
 * matcher says; and the walk would reach what matches. */
#include "base/limits.h"
#include "base/utf8.h"
#include "files/glob.h"
#include "files/path.h"

#include <stdlib.h>

#define OBVIOUS_MAX 24 /* bytes: the obvious matcher takes exponential time */

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static struct slice behind(struct slice text, size_t size)
{
    return slice_from(text, size < text.size ? size : text.size);
}

static size_t part_size(struct slice text)
{
    const char *slash = text.size ? memchr(text.data, '/', text.size) : NULL;

    return slash ? (size_t)(slash - text.data) : text.size;
}

/* Without brackets. */
static bool obvious_part(struct slice pattern, struct slice part)
{
    size_t length = 0;

    if (pattern.size == 0)
        return part.size == 0;
    if (part.size > 0)
        utf8_next(part, &length);
    if (pattern.data[0] == '*')
        return obvious_part(slice_from(pattern, 1), part) ||
               (part.size > 0 && obvious_part(pattern, slice_from(part, length)));
    if (part.size == 0)
        return false;
    if (pattern.data[0] == '?')
        return obvious_part(slice_from(pattern, 1), slice_from(part, length));
    return pattern.data[0] == part.data[0] &&
           obvious_part(slice_from(pattern, 1), slice_from(part, 1));
}

static bool obvious(struct slice pattern, struct slice name)
{
    struct slice wanted = { pattern.data, part_size(pattern) };
    struct slice part = { name.data, part_size(name) };
    struct slice pattern_rest = behind(pattern, wanted.size + 1);
    struct slice name_rest = behind(name, part.size + 1);

    if (name.size == 0)
        return pattern.size == 0;
    if (slice_is(wanted, SLICE("**")))
        return wanted.size == pattern.size || obvious(pattern_rest, name) ||
               obvious(pattern, name_rest);
    return wanted.size > 0 && obvious_part(wanted, part) && obvious(pattern_rest, name_rest);
}

static void check_reach(const struct glob *glob, const char *name)
{
    must(path_is_below(name, glob->start));
    for (const char *slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
        CLEANUP(freep) char *folder = slice_dup((struct slice){ name, (size_t)(slash - name) });

        must(glob_reaches(glob, folder));
    }
}

static void check(const char *pattern, const char *name)
{
    struct glob glob;
    struct err err = { 0 };

    if (glob_read(&glob, pattern, &err) < 0) {
        must(err.kind == ERR_ARGUMENT);
    } else {
        bool is_match = glob_matches(&glob, name);

        must(glob.count >= 1 && glob.count <= GLOB_ALTERNATIVES_MAX);
        if (is_match)
            check_reach(&glob, name);
        if (!glob_is_pattern(pattern))
            must(is_match == (strcmp(pattern, name) == 0));
        if (!strpbrk(pattern, "[{") && strlen(pattern) <= OBVIOUS_MAX &&
            strlen(name) <= OBVIOUS_MAX)
            must(is_match == obvious(slice_of(pattern), slice_of(name)));
    }
    glob_done(&glob);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice rest = { (const char *)bytes, size }, line = { NULL, 0 };
    CLEANUP(path_done) struct path pattern = { .name = NULL }, name = { .name = NULL };
    struct err err;

    slice_split(&rest, '\n', &line);
    if (path_read(&pattern, line, &err) == 0 && path_read(&name, rest, &err) == 0 && name.name[0])
        check(pattern.name, name.name);
    return 0;
}

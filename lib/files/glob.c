/* glob - patterns of names below a root.
 *
 *   braces -> alternatives; alternative -> components; component -> characters
 *
 * Both matchers go back to the last star only, which is enough where stars are of one kind, and
 * bounds the time.
 */
#include "files/glob.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <stdlib.h>

bool glob_is_pattern(const char *name)
{
    return strpbrk(name, "*?[{") != NULL;
}

/* The size of a bracket expression at the start of pattern; 0 when it is never closed. */
static size_t bracket_size(struct slice pattern)
{
    size_t i = 1;

    if (i < pattern.size && (pattern.data[i] == '!' || pattern.data[i] == '^'))
        i++;
    if (i < pattern.size && pattern.data[i] == ']')
        i++;
    while (i < pattern.size && pattern.data[i] != ']')
        i++;
    return i < pattern.size ? i + 1 : 0;
}

static uint32_t next(struct slice *rest)
{
    size_t length;
    uint32_t character = utf8_next(*rest, &length);

    *rest = slice_from(*rest, length);
    return character;
}

/* inner: between the brackets, not empty. */
static bool is_in_bracket(struct slice inner, uint32_t character)
{
    bool is_negated = inner.size > 1 && (inner.data[0] == '!' || inner.data[0] == '^');
    bool found = false;

    if (is_negated)
        inner = slice_from(inner, 1);
    while (inner.size > 0) {
        uint32_t from = next(&inner), to = from;

        if (inner.size > 1 && inner.data[0] == '-') {
            inner = slice_from(inner, 1);
            to = next(&inner);
        }
        found = found || (from <= character && character <= to);
    }
    return found != is_negated;
}

/* Whether the first token of pattern, which is no star, takes the first character of part: both
 * move on then. */
static bool take_one(struct slice *pattern, struct slice *part)
{
    struct slice rest = *part;
    uint32_t character = next(&rest);
    size_t size = pattern->data[0] == '[' ? bracket_size(*pattern) : 0;

    if (size > 0) {
        if (!is_in_bracket((struct slice){ pattern->data + 1, size - 2 }, character))
            return false;
        *pattern = slice_from(*pattern, size);
    } else if (pattern->data[0] == '?') {
        *pattern = slice_from(*pattern, 1);
    } else if (pattern->data[0] == part->data[0]) {
        *pattern = slice_from(*pattern, 1);
        rest = slice_from(*part, 1);
    } else {
        return false;
    }
    *part = rest;
    return true;
}

bool glob_match_part(struct slice pattern, struct slice part)
{
    struct slice star = { NULL, 0 }, from = { NULL, 0 };

    while (part.size > 0) {
        if (pattern.size > 0 && pattern.data[0] == '*') {
            pattern = star = slice_from(pattern, 1);
            from = part;
        } else if (pattern.size > 0 && take_one(&pattern, &part)) {
            continue;
        } else if (star.data) {
            next(&from);
            pattern = star;
            part = from;
        } else {
            return false;
        }
    }
    while (pattern.size > 0 && pattern.data[0] == '*')
        pattern = slice_from(pattern, 1);
    return pattern.size == 0;
}

/* The first component; rest is what follows its slash. */
static struct slice first_part(struct slice text, struct slice *rest)
{
    const char *slash = text.size ? memchr(text.data, '/', text.size) : NULL;
    size_t size = slash ? (size_t)(slash - text.data) : text.size;

    *rest = slice_from(text, slash ? size + 1 : size);
    return (struct slice){ text.data, size };
}

static bool is_double_star(struct slice part)
{
    return slice_is(part, SLICE("**"));
}

bool glob_match(struct slice pattern, struct slice name)
{
    struct slice star = { NULL, 0 }, from = { NULL, 0 };

    while (name.size > 0) {
        struct slice pattern_rest, name_rest;
        struct slice wanted = first_part(pattern, &pattern_rest);
        struct slice part = first_part(name, &name_rest);

        if (is_double_star(wanted) && pattern_rest.size == 0)
            return true; /* and there is a component for it */
        if (is_double_star(wanted)) {
            pattern = star = pattern_rest;
            from = name;
        } else if (wanted.size > 0 && glob_match_part(wanted, part)) {
            pattern = pattern_rest;
            name = name_rest;
        } else if (star.data) {
            first_part(from, &from);
            pattern = star;
            name = from;
        } else {
            return false;
        }
    }
    return pattern.size == 0;
}

bool glob_matches(const struct glob *glob, const char *name)
{
    for (size_t i = 0; i < glob->count; i++)
        if (glob_match(slice_of(glob->patterns[i]), slice_of(name)))
            return true;
    return false;
}

static bool reaches(struct slice pattern, struct slice folder)
{
    while (folder.size > 0) {
        struct slice wanted = first_part(pattern, &pattern);
        struct slice part = first_part(folder, &folder);

        if (is_double_star(wanted))
            return true;
        if (wanted.size == 0 || !glob_match_part(wanted, part))
            return false;
    }
    return pattern.size > 0;
}

bool glob_reaches(const struct glob *glob, const char *folder)
{
    for (size_t i = 0; i < glob->count; i++)
        if (reaches(slice_of(glob->patterns[i]), slice_of(folder)))
            return true;
    return false;
}

/* The end of the braces that open at text, and whether they have a comma of their own; NULL when
 * they are never closed. */
static const char *close_brace(const char *text, bool *has_comma)
{
    int depth = 0;

    *has_comma = false;
    for (; *text; text++) {
        depth += *text == '{' ? 1 : *text == '}' ? -1 : 0;
        *has_comma = *has_comma || (depth == 1 && *text == ',');
        if (depth == 0)
            return text;
    }
    return NULL;
}

/* The first braces that stand for alternatives, and their end. */
static const char *find_braces(const char *pattern, const char **end)
{
    for (const char *open = strchr(pattern, '{'); open; open = strchr(open + 1, '{')) {
        bool has_comma;

        *end = close_brace(open, &has_comma);
        if (*end && has_comma)
            return open;
    }
    return NULL;
}

/* The next alternative of "a,{b,c},d". */
static struct slice next_alternative(const char **at, const char *end)
{
    const char *start = *at;
    int depth = 0;

    for (; *at < end && (depth > 0 || **at != ','); ++*at)
        depth += **at == '{' ? 1 : **at == '}' ? -1 : 0;
    return (struct slice){ start, (size_t)(*at - start) };
}

static int add_alternative(struct glob *glob, char *pattern, struct err *err)
{
    if (glob->count == GLOB_ALTERNATIVES_MAX) {
        free(pattern);
        return err_set(err, ERR_ARGUMENT,
                       "the braces of a pattern stand for more than %d patterns; give fewer",
                       GLOB_ALTERNATIVES_MAX);
    }
    glob->patterns = xrealloc(glob->patterns, (glob->count + 1) * sizeof(*glob->patterns));
    glob->patterns[glob->count++] = pattern;
    return 0;
}

/* The pattern in the list whose braces stand between open and end makes way for its alternatives:
 * the first in its place, the others behind all. */
static int expand(struct glob *glob, size_t index, const char *open, const char *end,
                  struct err *err)
{
    CLEANUP(freep) char *pattern = glob->patterns[index];
    bool is_first = true;

    for (const char *at = open + 1; at <= end; at++) {
        struct slice chosen = next_alternative(&at, end);
        CLEANUP(buf_done) struct buf text = BUF_MAX(PATH_BYTES_MAX);

        buf_addf(&text, "%.*s%.*s%s", (int)(open - pattern), pattern, SLICE_FMT(chosen), end + 1);
        if (is_first)
            glob->patterns[index] = buf_take(&text);
        else if (add_alternative(glob, buf_take(&text), err) < 0)
            return -1;
        is_first = false;
    }
    return 0;
}

/* The components in front of the first that is a pattern; the last one is never a folder. */
static char *find_start(const char *pattern)
{
    size_t size = strcspn(pattern, "*?[{");

    while (size > 0 && pattern[size] != '/')
        size--;
    return slice_dup((struct slice){ pattern, size });
}

static size_t count_braces(const char *pattern)
{
    size_t count = 0;

    for (; *pattern; pattern++)
        count += *pattern == '{';
    return count;
}

int glob_read(struct glob *glob, const char *pattern, struct err *err)
{
    const char *open, *end;

    *glob = (struct glob){ .start = find_start(pattern) };
    if (count_braces(pattern) > GLOB_ALTERNATIVES_MAX)
        return err_set(err, ERR_ARGUMENT, "a pattern has more than %d braces; give fewer",
                       GLOB_ALTERNATIVES_MAX);
    if (add_alternative(glob, xstrdup(pattern), err) < 0)
        return -1;
    for (size_t i = 0; i < glob->count; i++)
        while ((open = find_braces(glob->patterns[i], &end)))
            if (expand(glob, i, open, end, err) < 0)
                return -1;
    return 0;
}

void glob_done(struct glob *glob)
{
    for (size_t i = 0; i < glob->count; i++)
        free(glob->patterns[i]);
    free(glob->patterns);
    free(glob->start);
    *glob = (struct glob){ .count = 0 };
}

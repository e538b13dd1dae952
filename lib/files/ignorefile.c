/* ignorefile - the rules of one ignore file: .gitignore, .cursorignore and their like.
 *
 *   text -> lines -> read_rule -> (from the last to the first) meets
 */
#include "files/ignorefile.h"

#include "base/buf.h"
#include "base/limits.h"

#include <stdlib.h>

struct ignorefile {
    char *name;
    char *text; /* with NUL at the end of each rule */
    struct ignore_rule *rules;
    size_t count, capacity;
};

/* Blanks at the end, unless a backslash keeps them. */
static size_t without_blanks(const char *line, size_t size)
{
    size_t kept = 0;

    for (size_t i = 0; i < size; i++) {
        if (line[i] == ' ')
            continue;
        if (line[i] == '\\' && ++i >= size)
            return size;
        kept = i + 1;
    }
    return kept;
}

static bool is_plain(struct slice pattern)
{
    return wild_plain(pattern) == pattern.size;
}

static struct ignore_rule read_rule(const char *text, size_t line)
{
    struct ignore_rule rule = { .text = text, .line = line, .lifts = text[0] == '!' };
    struct slice pattern = slice_of(text + rule.lifts);

    rule.only_folders = slice_ends(pattern, SLICE("/"));
    pattern.size -= rule.only_folders;
    rule.is_name = !memchr(pattern.data, '/', pattern.size);
    rule.is_bare_end =
        pattern.size > 0 && pattern.data[0] == '*' && is_plain(slice_from(pattern, 1));
    if (!rule.is_name && pattern.data[0] == '/')
        pattern = slice_from(pattern, 1);
    rule.pattern = pattern;
    rule.plain = wild_plain(pattern);
    return rule;
}

static int add(struct ignorefile *file, struct ignore_rule rule, struct err *err)
{
    if (rule.pattern.size > RULE_BYTES_MAX)
        return err_set(err, ERR_POLICY, "%s line %zu has more than %zu bytes", file->name,
                       rule.line, RULE_BYTES_MAX);
    if (file->count == RULES_MAX)
        return err_set(err, ERR_POLICY, "%s has more than %d rules", file->name, RULES_MAX);
    if (file->count == file->capacity) {
        file->capacity = file->capacity ? file->capacity * 2 : 16;
        file->rules = xrealloc(file->rules, file->capacity * sizeof(*file->rules));
    }
    file->rules[file->count++] = rule;
    return 0;
}

static int read_line(struct ignorefile *file, char *text, size_t size, size_t line, struct err *err)
{
    if (size == 0 || text[0] == '#')
        return 0;
    if (text[size - 1] == '\r')
        size--;
    size = strnlen(text, size);
    size = without_blanks(text, size);
    text[size] = '\0';
    return size == 0 ? 0 : add(file, read_rule(text, line), err);
}

static int read_lines(struct ignorefile *file, size_t size, struct err *err)
{
    char *at = file->text, *end = file->text + size;
    size_t line = 1;

    if (size >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
        at += 3;
    for (; at < end; line++) {
        char *stop = memchr(at, '\n', (size_t)(end - at));

        if (!stop)
            stop = end;
        if (read_line(file, at, (size_t)(stop - at), line, err) < 0)
            return -1;
        at = stop + 1;
    }
    return 0;
}

struct ignorefile *ignorefile_new(const char *name, struct slice text, struct err *err)
{
    struct ignorefile *file = xcalloc(1, sizeof(*file));

    file->name = xstrdup(name);
    file->text = slice_dup(text);
    return read_lines(file, text.size, err) < 0 ? ignorefile_free(file) : file;
}

const char *ignorefile_name(const struct ignorefile *file)
{
    return file->name;
}

static struct slice last_name(struct slice path)
{
    const char *slash = memrchr(path.data, '/', path.size);

    return slash ? slice_from(path, (size_t)(slash - path.data) + 1) : path;
}

/* The plain bytes at the start are compared first: most rules end there. */
static bool meets_whole(const struct ignore_rule *rule, struct slice text, struct ignore_look look)
{
    struct slice pattern = slice_from(rule->pattern, rule->plain);

    if (rule->plain > text.size ||
        !wild_same(rule->pattern.data, text.data, rule->plain, look.fold))
        return false;
    text = slice_from(text, rule->plain);
    if (pattern.size == 0)
        return text.size == 0;
    return wild_match(pattern, text, look.fold, look.effort);
}

static bool meets_name(const struct ignore_rule *rule, struct slice name, struct ignore_look look)
{
    size_t size = rule->pattern.size;

    if (rule->is_bare_end) {
        struct slice end = slice_from(rule->pattern, 1);

        return end.size <= name.size &&
               wild_same(end.data, name.data + name.size - end.size, end.size, look.fold);
    }
    if (rule->plain == size)
        return name.size == size && wild_same(rule->pattern.data, name.data, size, look.fold);
    return meets_whole(rule, name, look);
}

const struct ignore_rule *ignorefile_find(const struct ignorefile *file, struct slice path,
                                          bool is_folder, struct ignore_look look)
{
    struct slice name = last_name(path);

    for (size_t i = file->count; i-- > 0;) {
        const struct ignore_rule *rule = &file->rules[i];

        if (rule->only_folders && !is_folder)
            continue;
        if (look.effort->left <= 1) {
            look.effort->left = 0;
            return NULL;
        }
        look.effort->left--;
        if (rule->is_name ? meets_name(rule, name, look) : meets_whole(rule, path, look))
            return rule;
    }
    return NULL;
}

struct ignorefile *ignorefile_free(struct ignorefile *file)
{
    if (!file)
        return NULL;
    free(file->rules);
    free(file->text);
    free(file->name);
    free(file);
    return NULL;
}

/* permissions - what Claude Code may not read, and so does not leave by us: permissions.deny.
 *
 *   permissions_new -> read_settings (each file) -> read_deny -> add_entry -> add_rule (for each
 *   folder that it may mean)
 *   permissions_check -> for each name of the file -> meets (it, or a folder above it)
 */
#include "files/permissions.h"

#include "base/limits.h"
#include "files/ignorefile.h"
#include "files/rulefile.h"
#include "json/gate.h"
#include "json/scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

struct rule {
    char *folder; /* without a slash at its end: "" is the root of the file system */
    struct ignorefile *pattern;
    char *entry;      /* as it is written */
    const char *file; /* where: of permissions->files */
};

struct permissions {
    struct rule *rules;
    size_t count, capacity;
    char *files[SETTINGS_FILES_MAX + 8];
    size_t file_count;
    char *roots[2];
    size_t root_count;
};

#define NOT_KNOWN "what Claude Code may not read is not known, because of "

/* One file of settings while it is read. */
struct settings {
    struct permissions *permissions;
    const struct permissions_setup *setup;
    const char *file;
    const char *own; /* the folder that "/x" may mean beside the projects; NULL: none */
};

/* --- rules ---------------------------------------------------------------------------------- */

static char *folder_of(const char *path)
{
    size_t size = strlen(path);

    while (size > 0 && path[size - 1] == '/')
        size--;
    return slice_dup((struct slice){ path, size });
}

static int add_rule(const struct settings *settings, const char *folder, const char *pattern,
                    struct slice entry, struct err *err)
{
    struct permissions *permissions = settings->permissions;
    char line[RULE_BYTES_MAX + 2];
    struct ignorefile *file;

    /* A folder and no more is all that lies in it. */
    if (strspn(pattern, "/") == strlen(pattern))
        pattern = "/**";
    /* "#" begins no comment here, and "!" lifts nothing. */
    snprintf(line, sizeof(line), "%s%s", pattern[0] == '#' ? "\\" : "", pattern);
    file = ignorefile_new(settings->file, slice_of(line), err);
    if (!file)
        return -1;
    if (permissions->count == permissions->capacity) {
        permissions->capacity = permissions->capacity ? permissions->capacity * 2 : 16;
        permissions->rules =
            xrealloc(permissions->rules, permissions->capacity * sizeof(*permissions->rules));
    }
    permissions->rules[permissions->count++] =
        (struct rule){ folder_of(folder), file, slice_dup(entry), settings->file };
    return 0;
}

/* The folder, and where it really is when a link leads to it. */
static int add_both(const struct settings *settings, const char *folder, const char *pattern,
                    struct slice entry, struct err *err)
{
    CLEANUP(freep) char *real = folder ? realpath(folder, NULL) : NULL;

    if (!folder)
        return 0;
    if (add_rule(settings, folder, pattern, entry, err) < 0)
        return -1;
    return real && strcmp(real, folder) != 0 ? add_rule(settings, real, pattern, entry, err) : 0;
}

/* The projects and the root. */
static int add_here(const struct settings *settings, const char *pattern, struct slice entry,
                    struct err *err)
{
    const struct permissions_setup *setup = settings->setup;

    for (size_t i = 0; i < PERMISSIONS_PROJECTS_MAX; i++)
        if (add_both(settings, setup->projects[i], pattern, entry, err) < 0)
            return -1;
    return add_both(settings, setup->root, pattern, entry, err);
}

static int add_home(const struct settings *settings, const char *pattern, struct slice entry,
                    struct err *err)
{
    if (!settings->setup->home)
        return err_set(
            err, ERR_POLICY,
            "the rule \"%.*s\" of permissions.deny needs a home folder, and HOME is not set",
            RULE_SHOWN_MAX, entry.data);
    return add_both(settings, settings->setup->home, pattern, entry, err);
}

static int add_pattern(const struct settings *settings, const char *pattern, struct slice entry,
                       struct err *err)
{
    if (strncmp(pattern, "//", 2) == 0)
        return add_rule(settings, "/", pattern + 1, entry, err);
    if (strncmp(pattern, "~/", 2) == 0 || strcmp(pattern, "~") == 0)
        return add_home(settings, pattern + 1, entry, err);
    if (pattern[0] == '/') {
        int rc = add_both(settings, settings->own, pattern, entry, err);

        return rc < 0 ? -1 : add_here(settings, pattern, entry, err);
    }
    while (strncmp(pattern, "./", 2) == 0)
        pattern += 2;
    return add_here(settings, pattern[0] ? pattern : "*", entry, err);
}

/* "Read", "Read(pattern)"; what other tools may not do is no concern of ours. */
static int add_entry(const struct settings *settings, struct slice entry, struct err *err)
{
    struct slice pattern;

    entry = slice_trim(entry);
    if (slice_is(entry, SLICE("Read")) || slice_is(entry, SLICE("*")))
        return add_rule(settings, "/", "*", entry, err);
    if (!slice_starts(entry, SLICE("Read(")))
        return 0;
    if (!slice_ends(entry, SLICE(")")))
        return err_set(err, ERR_POLICY, "the rule \"%.*s\" of permissions.deny has no end",
                       RULE_SHOWN_MAX, entry.data);
    pattern = slice_trim((struct slice){ entry.data + 5, entry.size - 6 });
    if (pattern.size == 0)
        pattern = SLICE("//");
    if (pattern.size > RULE_BYTES_MAX - 1)
        return err_set(err, ERR_POLICY, "a rule of permissions.deny has more than %zu bytes",
                       RULE_BYTES_MAX - 1);

    CLEANUP(freep) char *text = slice_dup(pattern);

    return strpbrk(text, "\n\r")
               ? err_set(err, ERR_POLICY, "a rule of permissions.deny has two lines")
               : add_pattern(settings, text, entry, err);
}

/* --- files ---------------------------------------------------------------------------------- */

static int read_deny(const struct settings *settings, struct slice json, struct err *err)
{
    struct slice permissions = scan_member(json, "permissions");
    struct slice deny = scan_member(permissions, "deny"), key, value;
    CLEANUP(buf_done) struct buf text = BUF_MAX(RULES_FILE_MAX);
    size_t at = 0, count = 0;

    if (scan_type(json) != SCAN_OBJECT ||
        (permissions.size > 0 && scan_type(permissions) != SCAN_OBJECT) ||
        (deny.size > 0 && scan_type(deny) != SCAN_ARRAY))
        return err_set(err, ERR_POLICY, "permissions.deny must be a list in an object");
    while (deny.size > 0 && scan_next(deny, &at, &key, &value)) {
        buf_clear(&text);
        if (scan_string(value, &text) < 0)
            return err_set(err, ERR_POLICY, "permissions.deny holds something else than texts");
        if (++count > RULES_MAX)
            return err_set(err, ERR_POLICY, "permissions.deny has more than %d rules", RULES_MAX);
        if (add_entry(settings, slice_of(buf_text(&text)), err) < 0)
            return -1;
    }
    return 0;
}

static int read_text(const struct settings *settings, struct slice text, struct err *err)
{
    if (slice_starts(text, SLICE("\xEF\xBB\xBF")))
        text = slice_from(text, 3);
    text = slice_trim(text);
    if (text.size == 0)
        return 0;
    if (gate_check(text, &gate_config, err) < 0)
        return -1;
    return read_deny(settings, text, err);
}

static const char *keep_name(struct permissions *permissions, const char *path)
{
    for (size_t i = 0; i < permissions->file_count; i++)
        if (strcmp(permissions->files[i], path) == 0)
            return NULL;
    return permissions->files[permissions->file_count++] = xstrdup(path);
}

static int read_settings(struct permissions *permissions, const struct permissions_setup *setup,
                         const char *path, const char *own, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(RULES_FILE_MAX);
    struct settings settings = { permissions, setup, keep_name(permissions, path), own };
    struct stat status;
    struct err why;
    int rc;

    if (!settings.file)
        return 0;
    rc = rulefile_read(AT_FDCWD, path, true, &text, &status, &why);
    if (rc == 0)
        rc = read_text(&settings, buf_slice(&text), &why);
    return rc >= 0 ? 0 : err_set(err, ERR_POLICY, NOT_KNOWN "%s: %s", path, why.text);
}

static int read_in(struct permissions *permissions, const struct permissions_setup *setup,
                   const char *folder, const char *name, struct err *err)
{
    CLEANUP(freep) char *path = rulefile_path(folder, name);

    return read_settings(permissions, setup, path, folder, err);
}

static int is_piece(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && slice_ends(slice_of(entry->d_name), SLICE(".json"));
}

/* The pieces of a company's settings. */
static int read_pieces(struct permissions *permissions, const struct permissions_setup *setup,
                       const char *folder, struct err *err)
{
    struct dirent **pieces = NULL;
    int count = scandir(folder, &pieces, is_piece, alphasort), rc = 0;

    if (count < 0 && (errno == ENOENT || errno == ENOTDIR))
        return 0;
    if (count < 0)
        return err_set(err, ERR_POLICY, NOT_KNOWN "%s: %s", folder, strerror(errno));
    if (count > SETTINGS_FILES_MAX)
        rc = err_set(err, ERR_POLICY, "%s has more than %d files", folder, SETTINGS_FILES_MAX);
    for (int i = 0; i < count; i++) {
        CLEANUP(freep) char *path = rulefile_path(folder, pieces[i]->d_name);

        if (rc == 0)
            rc = read_settings(permissions, setup, path, setup->managed, err);
        free(pieces[i]);
    }
    free(pieces);
    return rc;
}

static int read_managed(struct permissions *permissions, const struct permissions_setup *setup,
                        struct err *err)
{
    CLEANUP(freep) char *folder = rulefile_path(setup->managed, "managed-settings.d");

    if (read_in(permissions, setup, setup->managed, "managed-settings.json", err) < 0)
        return -1;
    return read_pieces(permissions, setup, folder, err);
}

static int read_project(struct permissions *permissions, const struct permissions_setup *setup,
                        const char *project, struct err *err)
{
    static const char *const files[] = { ".claude/settings.json", ".claude/settings.local.json" };

    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        CLEANUP(freep) char *path = rulefile_path(project, files[i]);

        if (read_settings(permissions, setup, path, NULL, err) < 0)
            return -1;
    }
    return 0;
}

static int read_all(struct permissions *permissions, const struct permissions_setup *setup,
                    struct err *err)
{
    if (setup->managed && read_managed(permissions, setup, err) < 0)
        return -1;
    if (setup->user && (read_in(permissions, setup, setup->user, "remote-settings.json", err) < 0 ||
                        read_in(permissions, setup, setup->user, "settings.json", err) < 0))
        return -1;
    for (size_t i = 0; i < PERMISSIONS_PROJECTS_MAX; i++)
        if (setup->projects[i] && read_project(permissions, setup, setup->projects[i], err) < 0)
            return -1;
    return 0;
}

struct permissions *permissions_new(const struct permissions_setup *setup, struct err *err)
{
    struct permissions *permissions = xcalloc(1, sizeof(*permissions));

    permissions->roots[permissions->root_count++] = folder_of(setup->root);
    if (setup->root_named && strcmp(setup->root, setup->root_named) != 0)
        permissions->roots[permissions->root_count++] = folder_of(setup->root_named);
    return read_all(permissions, setup, err) < 0 ? permissions_free(permissions) : permissions;
}

/* --- the question --------------------------------------------------------------------------- */

/* Whether a rule is met by a path of the file system, or by a folder above it. */
static bool meets(const struct rule *rule, struct slice path, bool is_folder,
                  struct wild_effort *effort)
{
    size_t size = strlen(rule->folder);
    struct ignore_look look = { true, effort };
    struct slice below;

    if (path.size <= size + 1 || path.data[size] != '/' ||
        memcmp(path.data, rule->folder, size) != 0)
        return false;
    below = slice_from(path, size + 1);
    for (size_t i = 1; i <= below.size; i++) {
        const struct ignore_rule *found;

        if (i < below.size && below.data[i] != '/')
            continue;
        found = ignorefile_find(rule->pattern, (struct slice){ below.data, i },
                                i < below.size || is_folder, look);
        if (found && !found->lifts)
            return true;
    }
    return false;
}

static int check_name(const struct permissions *permissions, struct slice path, bool is_folder,
                      struct wild_effort *effort, const struct rule **met)
{
    for (size_t i = 0; i < permissions->count; i++) {
        if (!meets(&permissions->rules[i], path, is_folder, effort))
            continue;
        *met = &permissions->rules[i];
        return -1;
    }
    return 0;
}

int permissions_check(const struct permissions *permissions, const char *path, bool is_folder,
                      struct err *err)
{
    struct wild_effort effort = { RULES_EFFORT_MAX };
    const struct rule *met;

    for (size_t i = 0; i < permissions->root_count; i++) {
        CLEANUP(freep) char *whole = rulefile_path(permissions->roots[i], path);

        if (check_name(permissions, slice_of(whole), is_folder, &effort, &met) < 0)
            return err_set(err, ERR_POLICY,
                           "is not sent: permissions.deny in %s (\"%.*s\") keeps Claude Code "
                           "from reading it" RULE_LIFTED_BY,
                           met->file, RULE_SHOWN_MAX, met->entry);
    }
    if (effort.left == 0)
        return err_set(err, ERR_POLICY,
                       "is not sent: the rules of permissions.deny take too long to compare");
    return 0;
}

struct permissions *permissions_free(struct permissions *permissions)
{
    if (!permissions)
        return NULL;
    for (size_t i = 0; i < permissions->count; i++) {
        free(permissions->rules[i].folder);
        ignorefile_free(permissions->rules[i].pattern);
        free(permissions->rules[i].entry);
    }
    free(permissions->rules);
    for (size_t i = 0; i < permissions->file_count; i++)
        free(permissions->files[i]);
    for (size_t i = 0; i < permissions->root_count; i++)
        free(permissions->roots[i]);
    free(permissions);
    return NULL;
}

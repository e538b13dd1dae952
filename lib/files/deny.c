/* deny - names that stand for secrets, wherever they lie. */
#include "files/deny.h"

#include "base/limits.h"
#include "files/glob.h"

#include <stdlib.h>

#define PART_MAX 255 /* NAME_MAX */

/* Folders; of one component, also of those that lead to a root: who makes such a folder a root does
 * not make what lies in it less of a secret. */
static const char *const denied_folders[] = { ".ssh",    ".gnupg", ".aws",      ".azure",
                                              ".gcloud", ".kube",  ".docker",   ".git",
                                              ".hg",     ".svn",   ".terraform" };

/* Of one component. */
static const char *const denied[] = {
    ".env*",
    "*.env", /* prod.env */
    /* keys and what holds them */
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.jks",
    "*.keystore",
    "*.kdbx",
    "*.ppk",
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    /* passwords of tools */
    ".netrc",
    "_netrc",
    ".npmrc",
    ".yarnrc.yml",
    ".pypirc",
    ".pgpass",
    ".my.cnf",
    ".htpasswd",
    ".git-credentials",
    ".dockercfg",
    ".boto",
    ".s3cfg",
    "credentials*",
    "secrets.*",
    "*.tfstate*",
    "*.tfvars",
    "*.tfvars.json",
    /* Claude Code's own */
    ".claude.json*",
    ".credentials.json",
};

/* Of a component and the one behind it. */
static const char *const denied_pairs[][2] = {
    { ".claude", "settings*.json" },
    { "openrouter-mcp", "records.key" },
    { "openrouter-mcp", "config.json" },
};

static const char *const examples[] = { "*.example", "*.sample",    "*.template",
                                        "*.dist",    "*.example.*", "*.sample.*" };

/* ASCII only: file systems that fold more are not those of Linux. */
static struct slice fold(struct slice part, char folded[PART_MAX])
{
    size_t size = part.size < PART_MAX ? part.size : PART_MAX;

    for (size_t i = 0; i < size; i++)
        folded[i] =
            (char)(part.data[i] >= 'A' && part.data[i] <= 'Z' ? part.data[i] | 32 : part.data[i]);
    return (struct slice){ folded, size };
}

static bool is_example(struct slice part)
{
    for (size_t i = 0; i < ARRAY_COUNT(examples); i++)
        if (glob_match_part(slice_of(examples[i]), part))
            return true;
    return false;
}

static const char *find_pair(struct slice before, struct slice part)
{
    for (size_t i = 0; i < ARRAY_COUNT(denied_pairs); i++)
        if (slice_is(before, slice_of(denied_pairs[i][0])) &&
            glob_match_part(slice_of(denied_pairs[i][1]), part))
            return denied_pairs[i][1];
    return NULL;
}

static const char *find_folder(struct slice part)
{
    for (size_t i = 0; i < ARRAY_COUNT(denied_folders); i++)
        if (slice_is(part, slice_of(denied_folders[i])))
            return denied_folders[i];
    return NULL;
}

static const char *find_part(struct slice part)
{
    for (size_t i = 0; i < ARRAY_COUNT(denied); i++)
        if (glob_match_part(slice_of(denied[i]), part) && !is_example(part))
            return denied[i];
    return find_folder(part);
}

/* The first folder on the way to a root that denies all in it. */
static const char *find_above(const char *root)
{
    struct slice rest = slice_of(root), part;
    char folded[PART_MAX];
    const char *found = NULL;

    while (!found && slice_split(&rest, '/', &part))
        found = find_folder(fold(part, folded));
    return found;
}

const char *deny_pattern(const char *name)
{
    char folded[2][PART_MAX];
    struct slice rest = slice_of(name), part, before = { NULL, 0 };

    for (size_t n = 0; slice_split(&rest, '/', &part); n++) {
        const char *found;

        part = fold(part, folded[n % 2]);
        if ((found = find_pair(before, part)) || (found = find_part(part)))
            return found;
        before = part;
    }
    return NULL;
}

static bool is_allowed(const struct deny *deny, const char *name)
{
    for (const char *const *allow = deny ? deny->allow : NULL; allow && *allow; allow++) {
        struct glob glob;
        struct err ignored;
        bool is_match = glob_read(&glob, *allow, &ignored) == 0 && glob_matches(&glob, name);

        glob_done(&glob);
        if (is_match)
            return true;
    }
    return false;
}

int deny_check(void *user, const struct file_entry *entry, struct err *err)
{
    const char *above = entry->root ? find_above(entry->root) : NULL;
    const char *pattern = above ? above : deny_pattern(entry->name);

    if (!pattern || is_allowed(user, entry->name))
        return 0;
    return err_set(
        err, ERR_POLICY,
        "has a name that stands for secrets (%s); the user can allow it: add its path to "
        "\"files\": {\"allow\": [...]} in config.json",
        pattern);
}

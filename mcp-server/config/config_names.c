/* config_names - whether the names in roles and aliases stand for something.
 *
 * A model has a slash in its name, a role or an alias has none: so neither can be taken for the
 * other, and what is left to check is that each word is an alias, and that aliases end at models.
 */
#include "mcp-server/config/config_parts.h"

#include "base/limits.h"
#include "schemas.h"
#include "json/scan.h"

#include <stdio.h>

struct check {
    struct slice roles, aliases; /* objects, or empty */
    struct slice *blamed;
    char path[ALIAS_DEPTH_MAX][ROLE_NAME_MAX + 1]; /* the aliases on the way to here */
    size_t depth;
    size_t models; /* that the outermost alias stands for */
};

static int check_alias(struct check *check, const char *name, struct slice value, struct err *err);

static bool is_model(const char *word)
{
    return strchr(word, '/') != NULL;
}

/* One word of a list, or of an alias. */
static int check_word(struct check *check, struct slice value, struct err *err)
{
    char word[MODEL_NAME_MAX + 1];

    scan_text(value, word, sizeof(word));
    check->models += is_model(word);
    if (is_model(word) && check->models <= BRANCH_MAX)
        return 0;
    *check->blamed = value;
    if (check->models > BRANCH_MAX)
        return err_set(err, ERR_CONFIG, "it stands for more than %d models", BRANCH_MAX);

    struct slice target = scan_member(check->aliases, word);

    if (target.size == 0)
        return err_set(err, ERR_CONFIG,
                       "\"%s\" is neither a model (vendor/model) nor one of the aliases", word);
    return check_alias(check, word, target, err);
}

/* A word, or a list of some. */
static int check_words(struct check *check, struct slice value, struct err *err)
{
    struct slice element;
    size_t at = 0;

    if (scan_type(value) == SCAN_STRING)
        return check_word(check, value, err);
    while (scan_next(value, &at, NULL, &element))
        if (check_word(check, element, err) < 0)
            return -1;
    return 0;
}

static int check_alias(struct check *check, const char *name, struct slice value, struct err *err)
{
    for (size_t i = 0; i < check->depth; i++)
        if (strcmp(check->path[i], name) == 0)
            return err_set(err, ERR_CONFIG, "the alias \"%s\" stands for itself", name);
    if (check->depth == ALIAS_DEPTH_MAX)
        return err_set(err, ERR_CONFIG, "aliases of aliases go more than %d deep", ALIAS_DEPTH_MAX);
    snprintf(check->path[check->depth++], sizeof(*check->path), "%s", name);

    int rc = check_words(check, value, err);

    check->depth--;
    return rc;
}

static int check_aliases(struct check *check, struct err *err)
{
    struct slice key, value;
    size_t at = 0;

    while (scan_next(check->aliases, &at, &key, &value)) {
        char name[ROLE_NAME_MAX + 1];

        scan_text(key, name, sizeof(name));
        *check->blamed = key;
        if (scan_member(slice_of(roles_json), name).size > 0 ||
            scan_member(check->roles, name).size > 0)
            return err_set(err, ERR_CONFIG,
                           "aliases.%s: there is a role of that name; choose another, or change "
                           "the role under \"roles\"",
                           name);
        check->models = 0;
        if (check_alias(check, name, value, err) < 0)
            return err_wrap(err, "aliases.%s", name);
    }
    return 0;
}

static int check_roles(struct check *check, struct err *err)
{
    struct slice key, value;
    size_t at = 0;

    while (scan_next(check->roles, &at, &key, &value)) {
        char name[ROLE_NAME_MAX + 1];

        scan_text(key, name, sizeof(name));
        check->models = 0;
        if (scan_type(value) == SCAN_ARRAY && check_words(check, value, err) < 0)
            return err_wrap(err, "roles.%s", name);
    }
    return 0;
}

int config_check_names(struct slice text, struct slice *blamed, struct err *err)
{
    struct check check = {
        .roles = scan_member(text, "roles"),
        .aliases = scan_member(text, "aliases"),
        .blamed = blamed,
    };

    *blamed = text;
    return check_aliases(&check, err) < 0 ? -1 : check_roles(&check, err);
}

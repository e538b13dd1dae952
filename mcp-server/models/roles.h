/* roles - the words that stand for models: roles, by a rule or pinned to a list, and aliases.
 *
 * Those of schemas/roles.json, with what the user's settings say over them. A model has a slash in
 * its name; a role or an alias has none.
 */
#pragma once

#include "mcp-server/config/config.h"
#include "openrouter/role.h"

struct role_entry {
    struct role role;
    const cJSON *pinned; /* the user's list of models and aliases; NULL: the rule chooses */
    /* Local models, or NULL: the first that is there is asked in place of what the rule chooses;
     * the last ones only where OpenRouter cannot be asked. */
    const cJSON *local_first, *local_last;
    bool is_users; /* the user's settings have a say in it */
};

struct roles;

/* Keeps config. NULL and err when a role cannot be read. */
struct roles *roles_new(const struct config *config, struct err *err);
struct roles *roles_free(struct roles *roles);

/* Without regard to case; NULL: there is none. */
const struct role_entry *roles_find(const struct roles *roles, struct slice word);
/* What it stands for, a word or an array of some, which are models and aliases; NULL: none. */
const cJSON *roles_alias(const struct roles *roles, struct slice word);

/* The names of roles, then those of aliases; NULL behind the last. */
const char *roles_name_at(const struct roles *roles, size_t index);
/* The one that was probably meant; NULL: none is near. */
const char *roles_nearest(const struct roles *roles, struct slice word);

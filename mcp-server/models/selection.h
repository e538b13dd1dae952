/* selection - the models that a `model` argument stands for: "review", "mine, a/x", "a/x, b/y".
 *
 *   a word -> a role -> its list, or its rule over the catalogue ->+
 *          -> an alias -> its words ------------------------------>+-> models, each once
 *          -> a model (it has a slash) --------------------------->+
 */
#pragma once

#include "mcp-server/models/lists.h"

struct selected {
    char model[MODEL_NAME_MAX + 1];
    char role[ROLE_NAME_MAX + 1]; /* the role or alias that became it; "": it was named itself */
    char why[96];                 /* in few words: "best at coding of 131" */
};

struct selection {
    struct selected list[BRANCH_MAX];
    size_t count;
};

struct selection_request {
    const char *models; /* as written; NULL: the user's default, else the role general */
    const char *client; /* what the client calls itself: a role may leave out its vendor */
    bool zdr;           /* roles choose among what has zero data retention */
    bool is_for_cloud;  /* what only OpenRouter can do is asked for: roles choose no local model */
};

/* Sets which lists the words need. */
void selection_need(const struct program *program, const struct selection_request *request,
                    struct lists *lists);

/* The local model that is asked in place of what the rule of a role chooses; NULL: the rule
 * chooses.
 */
const struct model *selection_local(const struct program *program, const struct role_entry *entry,
                                    bool zdr);

/* The models, once these lists are there. -1 and err when a word stands for nothing (it names the
 * nearest), a role has no model, or they are more than BRANCH_MAX. */
int selection_make(struct selection *selection, const struct program *program,
                   const struct selection_request *request, struct err *err);

/* The models that a `fallbacks` argument stands for, in the order in which they are tried: models
 * and aliases. The names are borrowed from the argument and the settings. */
struct fallbacks {
    const char *names[FALLBACKS_MAX + 1]; /* NULL-terminated */
    size_t count;
};
int fallbacks_expand(struct fallbacks *fallbacks, const struct roles *roles, const cJSON *words,
                     struct err *err);

/* The rule of a role as this request has it, and what it chooses from. */
struct role selection_rule(const struct program *program, const struct role_entry *entry, bool zdr);
struct role_ground selection_ground(const struct program *program, const char *client);

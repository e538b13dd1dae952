/* selection - the models that a `model` argument stands for. */
#include "mcp-server/models/selection.h"

#include "mcp-server/gate/policy.h"
#include "mcp-server/models/author.h"
#include "openrouter/local_name.h"

#include <stdio.h>

#define DEFAULT_ROLE "general"

/* What a selection is made with. */
struct maker {
    struct selection *selection;
    const struct program *program;
    const struct selection_request *request;
    const char *role; /* the word that is being resolved; NULL: a model that was named */
};

static int add_word(struct maker *maker, struct slice word, struct err *err);

static const char *models_of(const struct program *program, const struct selection_request *request)
{
    if (request->models)
        return request->models;
    return program->config->default_model ? program->config->default_model : DEFAULT_ROLE;
}

struct role selection_rule(const struct program *program, const struct role_entry *entry, bool zdr)
{
    struct role role = entry->role;

    role.query.zdr = role.query.zdr || zdr || program->config->zdr;
    return role;
}

static bool may_choose(void *user, const struct model *model)
{
    struct model_name name = { .model = model };
    struct err ignored;

    snprintf(name.text, sizeof(name.text), "%s", model->id);
    return policy_admit(user, &name, &ignored) == 0;
}

struct role_ground selection_ground(const struct program *program, const char *client)
{
    return (struct role_ground){
        .models = catalogue_models(program->catalogue),
        .throughput = ranking_list_of(program->throughput),
        .zdr = ranking_list_of(program->zdr),
        .own_vendor = author_vendor(client),
        .accept = may_choose,
        .user = program->config,
    };
}

/* What a selection needs is noted, word by word. */
struct needs {
    const struct program *program;
    const struct selection_request *request;
    struct lists *lists;
};

static void need_word(const struct needs *needs, struct slice word);

/* A word, or an array of some; NULL: none. */
static void need_words(const struct needs *needs, const cJSON *words)
{
    const cJSON *word;

    if (cJSON_IsString(words))
        need_word(needs, slice_of(words->valuestring));
    cJSON_ArrayForEach(word, words)
    {
        need_word(needs, slice_of(word->valuestring));
    }
}

static void need_rule(const struct needs *needs, const struct role_entry *entry)
{
    struct role role = selection_rule(needs->program, entry, needs->request->zdr);
    struct lists *lists = needs->lists;

    lists->is_local_only = false;
    lists->throughput = lists->throughput || role.query.sort == SORT_THROUGHPUT;
    lists->zdr = lists->zdr || role.query.zdr;
    need_words(needs, entry->local_first);
    need_words(needs, entry->local_last);
}

static void need_word(const struct needs *needs, struct slice word)
{
    const struct role_entry *entry = roles_find(needs->program->roles, word);
    const cJSON *alias = roles_alias(needs->program->roles, word);
    CLEANUP(freep) char *name = slice_dup(word);

    if (entry && !entry->pinned)
        need_rule(needs, entry);
    else if (entry || alias)
        need_words(needs, entry ? entry->pinned : alias);
    else if (local_name_is(name))
        lists_need_local(needs->lists, word);
    else
        needs->lists->is_local_only = false;
}

void selection_need(const struct program *program, const struct selection_request *request,
                    struct lists *lists)
{
    const struct needs needs = { program, request, lists };
    struct slice rest = slice_of(models_of(program, request)), word;

    lists->is_local_only = true;
    while (slice_split(&rest, ',', &word))
        if (slice_trim(word).size > 0)
            need_word(&needs, slice_trim(word));
    lists->is_local_only = lists->is_local_only && lists_need_any_local(lists);
    lists->can_do_without = lists_need_any_local(lists);
}

/* The first of them that is there and may be asked; NULL: none. */
static const struct model *first_local(const struct program *program, const cJSON *names, bool zdr)
{
    const cJSON *name;

    cJSON_ArrayForEach(name, names)
    {
        struct model_name found;
        struct err ignored;

        if (catalogue_resolve(program->catalogue, name->valuestring, &found, &ignored) == 0 &&
            policy_admit(program->config, &found, &ignored) == 0 &&
            (found.model->stays_here || !(zdr || program->config->zdr)))
            return found.model;
    }
    return NULL;
}

const struct model *selection_local(const struct program *program, const struct role_entry *entry,
                                    bool zdr)
{
    bool is_cut_off = !program->config->key || catalogue_failure(program->catalogue);
    const struct model *model = first_local(program, entry->local_first, zdr);

    return model || !is_cut_off ? model : first_local(program, entry->local_last, zdr);
}

static int add_model(struct maker *maker, struct slice name, const char *why, struct err *err)
{
    struct selection *selection = maker->selection;

    if (name.size > MODEL_NAME_MAX)
        return err_set(err, ERR_ARGUMENT, "a model's name has at most %d characters",
                       MODEL_NAME_MAX);
    for (size_t i = 0; i < selection->count; i++)
        if (slice_is(name, slice_of(selection->list[i].model)))
            return 0;
    if (selection->count == BRANCH_MAX)
        return err_set(err, ERR_ARGUMENT,
                       "model stands for more than %d models; ask the others in a second call",
                       BRANCH_MAX);

    struct selected *selected = &selection->list[selection->count++];

    *selected = (struct selected){ 0 };
    snprintf(selected->model, sizeof(selected->model), "%.*s", SLICE_FMT(name));
    snprintf(selected->role, sizeof(selected->role), "%s", maker->role ? maker->role : "");
    snprintf(selected->why, sizeof(selected->why), "%s", why);
    return 0;
}

/* An alias, or a list that a role is pinned to. */
static int add_words(struct maker *maker, const cJSON *words, struct err *err)
{
    const cJSON *word;

    if (cJSON_IsString(words))
        return add_word(maker, slice_of(words->valuestring), err);
    cJSON_ArrayForEach(word, words)
    {
        if (add_word(maker, slice_of(word->valuestring), err) < 0)
            return -1;
    }
    return 0;
}

/* Models come and go: those of the list that are listed. */
static int add_pinned(struct maker *maker, const struct role_entry *entry, struct err *err)
{
    struct selection whole = { 0 };
    struct maker into = { &whole, maker->program, maker->request, entry->role.name };
    CLEANUP(buf_done) struct buf gone = BUF_MAX(400), why = BUF_MAX(90);
    struct err missing = { 0 };
    bool found = false;

    if (add_words(&into, entry->pinned, err) < 0)
        return -1;
    for (size_t i = 0; i < whole.count; i++) {
        struct model_name name;

        if (catalogue_resolve(maker->program->catalogue, whole.list[i].model, &name, &missing) == 0)
            found = true;
        else
            buf_addf(&gone, "%s%s", gone.size > 0 ? ", " : "", whole.list[i].model);
    }
    if (!found)
        return err_set(err, ERR_MODEL,
                       "the user's settings pin the role '%s' to what OpenRouter does not list: "
                       "%s. Name a model (see list_models), or let the user change roles.%s in "
                       "config.json.",
                       entry->role.name, buf_text(&gone), entry->role.name);
    if (gone.size == 0 || buf_addf(&why, "pinned; not listed: %s", buf_text(&gone)) < 0) {
        buf_clear(&why);
        buf_adds(&why, gone.size > 0 ? "pinned; some are not listed" : "pinned");
    }
    for (size_t i = 0; i < whole.count; i++) {
        struct model_name name;

        if (catalogue_resolve(maker->program->catalogue, whole.list[i].model, &name, &missing) ==
                0 &&
            add_model(maker, slice_of(whole.list[i].model), buf_text(&why), err) < 0)
            return -1;
    }
    return 0;
}

static int add_rule(struct maker *maker, const struct role_entry *entry, struct err *err)
{
    const struct selection_request *request = maker->request;
    struct role role = selection_rule(maker->program, entry, request->zdr);
    struct role_ground ground = selection_ground(maker->program, request->client);
    const struct err *missing = catalogue_failure(maker->program->catalogue);
    CLEANUP(role_choice_done) struct role_choice choice = { 0 };
    CLEANUP(buf_done) struct buf why = BUF_MAX(90);
    int rc = 0;

    if (missing) {
        *err = *missing;
        return -1;
    }
    if (role_choose(&role, &ground, &choice, err) < 0)
        return -1;
    role_add_why(&why, &role, &choice);
    for (size_t i = 0; i < choice.count && rc == 0; i++)
        rc = add_model(maker, slice_of(choice.chosen[i]->id), buf_text(&why), err);
    return rc;
}

static int add_role(struct maker *maker, const struct role_entry *entry, struct err *err)
{
    const struct selection_request *request = maker->request;
    const struct model *local = NULL;

    maker->role = entry->role.name;
    if (entry->pinned)
        return add_pinned(maker, entry, err);
    if (!request->is_for_cloud)
        local = selection_local(maker->program, entry, request->zdr);
    return local ? add_model(maker, slice_of(local->id), "local, before the rule", err)
                 : add_rule(maker, entry, err);
}

static int fail_unknown(const struct maker *maker, struct slice word, struct err *err)
{
    const struct roles *roles = maker->program->roles;
    const char *nearest = roles_nearest(roles, word), *name;
    CLEANUP(buf_done) struct buf known = BUF_MAX(300);
    CLEANUP(freep) char *typed = slice_dup(word);
    struct model_name ignored;
    struct err model = { 0 };

    for (size_t i = 0; (name = roles_name_at(roles, i)); i++)
        buf_addf(&known, "%s%s", i > 0 ? ", " : "", name);
    if (nearest)
        return err_set(err, ERR_MODEL,
                       "'%s' is neither a role, an alias nor a model; '%s' was probably meant. "
                       "Roles and aliases: %s. Models look like vendor/model (see list_models).",
                       typed, nearest, buf_text(&known));
    catalogue_resolve(maker->program->catalogue, typed, &ignored, &model); /* it has no slash */
    return err_set(err, ERR_MODEL, "%s. Roles and aliases: %s.", model.text, buf_text(&known));
}

static int add_word(struct maker *maker, struct slice word, struct err *err)
{
    const struct roles *roles = maker->program->roles;
    const struct role_entry *entry = maker->role ? NULL : roles_find(roles, word);
    const cJSON *alias = roles_alias(roles, word);

    if (entry)
        return add_role(maker, entry, err);
    if (alias) {
        if (!maker->role)
            maker->role = alias->string;
        return add_words(maker, alias, err);
    }
    if (word.size <= MODEL_NAME_MAX && !memchr(word.data, '/', word.size))
        return fail_unknown(maker, word, err);
    return add_model(maker, word, maker->role ? "alias" : "", err);
}

/* The user's default, when that is a model. */
static int add_default(struct selection *selection, struct slice model, struct err *err)
{
    struct maker maker = { .selection = selection, .role = "default" };

    return add_model(&maker, slice_trim(model), "models.default", err);
}

int selection_make(struct selection *selection, const struct program *program,
                   const struct selection_request *request, struct err *err)
{
    struct slice rest = slice_of(models_of(program, request)), word;

    *selection = (struct selection){ 0 };
    if (!request->models && strchr(rest.data, '/'))
        return add_default(selection, rest, err);
    while (slice_split(&rest, ',', &word)) {
        struct maker maker = { selection, program, request, NULL };

        word = slice_trim(word);
        if (word.size > 0 && add_word(&maker, word, err) < 0)
            return -1;
    }
    if (selection->count == 0)
        return err_set(err, ERR_ARGUMENT,
                       "model is empty; leave it out for the default, or see list_models");
    return 0;
}

static int add_fallback(const struct roles *roles, const char *word, struct fallbacks *fallbacks,
                        struct err *err)
{
    const cJSON *alias = roles_alias(roles, slice_trim(slice_of(word))), *element;

    if (cJSON_IsString(alias))
        return add_fallback(roles, alias->valuestring, fallbacks, err);
    cJSON_ArrayForEach(element, alias)
    {
        if (add_fallback(roles, element->valuestring, fallbacks, err) < 0)
            return -1;
    }
    if (alias)
        return 0;
    if (roles_find(roles, slice_trim(slice_of(word))))
        return err_set(err, ERR_ARGUMENT,
                       "fallbacks: '%s' is a role; name models or aliases (list_models with role "
                       "shows whom it chooses)",
                       word);
    if (fallbacks->count == FALLBACKS_MAX)
        return err_set(err, ERR_ARGUMENT, "fallbacks stand for more than %d models", FALLBACKS_MAX);
    fallbacks->names[fallbacks->count++] = word;
    return 0;
}

int fallbacks_expand(struct fallbacks *fallbacks, const struct roles *roles, const cJSON *words,
                     struct err *err)
{
    const cJSON *word;

    *fallbacks = (struct fallbacks){ 0 };
    cJSON_ArrayForEach(word, words)
    {
        if (add_fallback(roles, word->valuestring, fallbacks, err) < 0)
            return -1;
    }
    return 0;
}

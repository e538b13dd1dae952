/* roles - the words that stand for models: roles, by a rule or pinned to a list, and aliases. */
#include "mcp-server/models/roles.h"

#include "base/limits.h"
#include "base/nearest.h"
#include "mcp-server/gate/amount.h"
#include "schemas.h"

#include <stdlib.h>
#include <strings.h>

struct roles {
    cJSON *shipped; /* names and texts of the entries are borrowed from it */
    const cJSON *aliases;
    struct role_entry list[ROLES_MAX];
    size_t count;
};

/* A rule as it is written. */
struct rule {
    const char *why, *sort;
    const cJSON *needs, *max_price_in, *max_price_out, *exclude_vendors;
    int64_t min_context, min_coding, models;
    bool distinct_vendors, exclude_own_vendor;
};

static const struct json_field rule_fields[] = {
    { "why", JSON_STR, offsetof(struct rule, why) },
    { "sort", JSON_STR, offsetof(struct rule, sort) },
    { "needs", JSON_NODE, offsetof(struct rule, needs) },
    { "max_price_in", JSON_NODE, offsetof(struct rule, max_price_in) },
    { "max_price_out", JSON_NODE, offsetof(struct rule, max_price_out) },
    { "exclude_vendors", JSON_NODE, offsetof(struct rule, exclude_vendors) },
    { "min_context", JSON_INT, offsetof(struct rule, min_context) },
    { "min_coding", JSON_INT, offsetof(struct rule, min_coding) },
    { "models", JSON_INT, offsetof(struct rule, models) },
    { "distinct_vendors", JSON_BOOL, offsetof(struct rule, distinct_vendors) },
    { "exclude_own_vendor", JSON_BOOL, offsetof(struct rule, exclude_own_vendor) },
    { 0 },
};

static void read_needs(const cJSON *needs, struct model_query *query)
{
    const cJSON *need;

    query->features = query->inputs = 0;
    query->web = query->zdr = false;
    cJSON_ArrayForEach(need, needs)
    {
        model_query_need(query, need->valuestring);
    }
}

/* What the rule names; the rest of the role stays. */
static int read_rule(const cJSON *json, struct role *role, struct err *err)
{
    struct rule rule = {
        .why = role->why,
        .sort = model_sort_name(role->query.sort),
        .exclude_vendors = role->exclude_vendors,
        .min_context = role->query.min_context,
        .min_coding = role->min_coding / 10,
        .models = role->models,
        .distinct_vendors = role->distinct_vendors,
        .exclude_own_vendor = role->exclude_own_vendor,
    };

    json_read(json, rule_fields, &rule);
    if (rule.needs)
        read_needs(rule.needs, &role->query);
    role->why = rule.why;
    role->query.sort = model_sort_find(rule.sort);
    role->query.min_context = rule.min_context;
    role->min_coding = (int32_t)rule.min_coding * 10;
    role->exclude_vendors = rule.exclude_vendors;
    role->models = rule.models;
    role->distinct_vendors = rule.distinct_vendors;
    role->exclude_own_vendor = rule.exclude_own_vendor;
    if (rule.max_price_in &&
        amount_read_price(rule.max_price_in, "max_price_in", &role->query.max_in_pico, err) < 0)
        return -1;
    return rule.max_price_out ? amount_read_price(rule.max_price_out, "max_price_out",
                                                  &role->query.max_out_pico, err)
                              : 0;
}

static struct role_entry *find(struct roles *roles, struct slice word)
{
    for (size_t i = 0; i < roles->count; i++)
        if (strlen(roles->list[i].role.name) == word.size &&
            strncasecmp(roles->list[i].role.name, word.data, word.size) == 0)
            return &roles->list[i];
    return NULL;
}

static int read_roles(struct roles *roles, const cJSON *definitions, bool is_users, struct err *err)
{
    const cJSON *definition;

    cJSON_ArrayForEach(definition, definitions)
    {
        struct role_entry *entry = find(roles, slice_of(definition->string));

        if (!entry && roles->count == ROLES_MAX)
            return err_set(err, ERR_CONFIG, "there are more than %d roles", ROLES_MAX);
        if (!entry) {
            entry = &roles->list[roles->count++];
            entry->role = (struct role){
                .name = definition->string,
                .why = "",
                .query = { .max_in_pico = -1, .max_out_pico = -1 },
                .models = 1,
            };
        }
        entry->is_users = is_users;
        entry->local_first = json_at(definition, "local_first");
        entry->local_last = json_at(definition, "local_last");
        entry->pinned = cJSON_IsArray(definition) ? definition : NULL;
        if (!entry->pinned && read_rule(definition, &entry->role, err) < 0)
            return err_wrap(err, "roles.%s", definition->string);
    }
    return 0;
}

struct roles *roles_new(const struct config *config, struct err *err)
{
    struct roles *roles = xcalloc(1, sizeof(*roles));

    roles->aliases = config->aliases;
    roles->shipped = json_parse(slice_of(roles_json), &gate_config, err);
    if (!roles->shipped || read_roles(roles, roles->shipped, false, err) < 0 ||
        read_roles(roles, config->roles, true, err) < 0)
        return roles_free(roles);
    return roles;
}

struct roles *roles_free(struct roles *roles)
{
    if (!roles)
        return NULL;
    json_free(roles->shipped);
    free(roles);
    return NULL;
}

const struct role_entry *roles_find(const struct roles *roles, struct slice word)
{
    return find((struct roles *)roles, word);
}

const cJSON *roles_alias(const struct roles *roles, struct slice word)
{
    const cJSON *alias;

    cJSON_ArrayForEach(alias, roles->aliases)
    {
        if (strlen(alias->string) == word.size &&
            strncasecmp(alias->string, word.data, word.size) == 0)
            return alias;
    }
    return NULL;
}

const char *roles_name_at(const struct roles *roles, size_t index)
{
    if (index < roles->count)
        return roles->list[index].role.name;

    const cJSON *alias = cJSON_GetArrayItem(roles->aliases, (int)(index - roles->count));

    return alias ? alias->string : NULL;
}

const char *roles_nearest(const struct roles *roles, struct slice word)
{
    size_t limit = nearest_limit(word);
    const char *best = NULL, *name;

    for (size_t i = 0; (name = roles_name_at(roles, i)); i++) {
        size_t distance = nearest_distance(word, slice_of(name), limit);

        if (distance > limit)
            continue;
        best = name;
        if (distance == 0)
            break;
        limit = distance - 1;
    }
    return best;
}

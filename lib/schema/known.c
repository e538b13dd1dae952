/* known - what a schema, and those that it leads to for the same value, have to offer: for
 * sentences, so it may leave something out. */
#include "schema/violation.h"

#define DEPTH_MAX 8
#define NODES_MAX 500
#define NAMES_MAX 100

struct names {
    cJSON *list;
    size_t count, nodes_left;
    const char *except;
};

const struct node *known_target(const struct node *node)
{
    for (size_t i = 0; i < DEPTH_MAX; i++)
        if (node->branches && node->branches->reference && !node->types && !node->choice)
            node = node->branches->reference;
    return node;
}

unsigned known_types(const struct node_list *list)
{
    unsigned types = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct node *node = known_target(list->nodes[i]);

        if (!node->types)
            return 0;
        types |= node->types;
    }
    return types;
}

/* Only texts and the like tell alternatives apart. */
static bool add_choice(struct names *names, const cJSON *value)
{
    if (cJSON_IsObject(value) || cJSON_IsArray(value) || names->count == NAMES_MAX)
        return false;
    names->count++;
    cJSON_AddItemToArray(names->list, cJSON_IsString(value)
                                          ? cJSON_CreateStringReference(value->valuestring)
                                          : cJSON_Duplicate(value, false));
    return true;
}

static bool add_choices(struct names *names, const struct node *node)
{
    const struct choice *choice = node ? known_target(node)->choice : NULL;
    const cJSON *child;

    if (!choice)
        return false;
    if (choice->constant)
        return add_choice(names, choice->constant);
    cJSON_ArrayForEach(child, choice->list)
    {
        if (!add_choice(names, child))
            return false;
    }
    return true;
}

static const struct node *part_of(const struct node *node, const char *member)
{
    const struct node *target = known_target(node);

    if (!member)
        return target;
    return target->members ? node_property(target->members, member) : NULL;
}

cJSON *known_choices(const struct node_list *list, const char *member)
{
    struct names names = { .list = cJSON_CreateArray() };

    for (size_t i = 0; i < list->count; i++)
        if (!add_choices(&names, part_of(list->nodes[i], member))) {
            cJSON_Delete(names.list);
            return NULL;
        }
    return names.list;
}

static void add_name(struct names *names, const char *name)
{
    const cJSON *child;

    if (names->count == NAMES_MAX || strcmp(name, names->except) == 0)
        return;
    cJSON_ArrayForEach(child, names->list)
    {
        if (strcmp(name, child->valuestring) == 0)
            return;
    }
    names->count++;
    cJSON_AddItemToArray(names->list, cJSON_CreateStringReference(name));
}

static void add_names(struct names *names, const struct node *node, size_t depth);

static void add_list(struct names *names, const struct node_list *list, size_t depth)
{
    for (size_t i = 0; i < list->count && names->nodes_left > 0; i++)
        add_names(names, list->nodes[i], depth);
}

static void add_branches(struct names *names, const struct branches *branches, size_t depth)
{
    add_names(names, branches->reference, depth);
    add_list(names, &branches->all, depth);
    add_list(names, &branches->any, depth);
    add_list(names, &branches->one, depth);
    add_names(names, branches->consequence, depth);
    add_names(names, branches->alternative, depth);
}

static void add_names(struct names *names, const struct node *node, size_t depth)
{
    const cJSON *child;

    if (!node || depth == DEPTH_MAX || names->nodes_left == 0)
        return;
    names->nodes_left--;
    if (node->members)
        cJSON_ArrayForEach(child, node->members->names)
        {
            add_name(names, child->string);
        }
    if (node->branches)
        add_branches(names, node->branches, depth + 1);
}

cJSON *known_names(const struct node *node, const char *except)
{
    struct names names = { cJSON_CreateArray(), 0, NODES_MAX, except };

    add_names(&names, node, 0);
    return names.list;
}

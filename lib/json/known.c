/* known - what a schema, and those that it leads to for the same value, have to offer. */
#include "json/violation.h"

#define DEPTH_MAX 8
#define NAMES_MAX 100

const struct node *known_target(const struct node *node)
{
    for (size_t i = 0; i < DEPTH_MAX && node->branches && node->branches->reference; i++)
        if (!node->types && !node->choice)
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

cJSON *known_constants(const struct node_list *list)
{
    CLEANUP(json_freep) cJSON *constants = cJSON_CreateArray();

    for (size_t i = 0; i < list->count; i++) {
        const struct choice *choice = known_target(list->nodes[i])->choice;

        if (!choice || !choice->constant || list->nodes[i]->members || i == NAMES_MAX)
            return NULL;
        cJSON_AddItemToArray(constants, cJSON_Duplicate(choice->constant, true));
    }
    return TAKE(constants);
}

static void add_names(const struct node *node, cJSON *names, size_t depth);

static void add_list(const struct node_list *list, cJSON *names, size_t depth)
{
    for (size_t i = 0; i < list->count && i < NAMES_MAX; i++)
        add_names(list->nodes[i], names, depth);
}

static void add_names(const struct node *node, cJSON *names, size_t depth)
{
    const struct branches *branches = node ? node->branches : NULL;
    const cJSON *child, *own = node && node->members ? node->members->names : NULL;

    if (!node || depth == DEPTH_MAX)
        return;
    cJSON_ArrayForEach(child, own)
    {
        if (cJSON_GetArraySize(names) >= NAMES_MAX)
            return;
        cJSON_AddItemToArray(names, cJSON_CreateStringReference(child->string));
    }
    if (!branches)
        return;
    add_names(branches->reference, names, depth + 1);
    add_list(&branches->all, names, depth + 1);
    add_list(&branches->any, names, depth + 1);
    add_list(&branches->one, names, depth + 1);
    add_names(branches->consequence, names, depth + 1);
    add_names(branches->alternative, names, depth + 1);
}

cJSON *known_names(const struct node *node)
{
    cJSON *names = cJSON_CreateArray();

    add_names(node, names, 0);
    return names;
}

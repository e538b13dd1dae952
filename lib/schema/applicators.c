/* applicators - the keywords that hold schemas, for the value itself or for its parts. */
#include "schema/compiler.h"

#include <stdlib.h>

struct members *schema_members(struct node *node)
{
    if (!node->members) {
        node->members = xcalloc(1, sizeof(*node->members));
        node->members->max = SIZE_MAX;
    }
    return node->members;
}

struct elements *schema_elements(struct node *node)
{
    if (!node->elements) {
        node->elements = xcalloc(1, sizeof(*node->elements));
        node->elements->max = node->elements->contains_max = SIZE_MAX;
        node->elements->contains_min = 1;
    }
    return node->elements;
}

struct branches *schema_branches(struct node *node)
{
    if (!node->branches)
        node->branches = xcalloc(1, sizeof(*node->branches));
    return node->branches;
}

/* One schema under the keyword itself. */
static int child_of(const struct site *site, const cJSON *value, struct node **child)
{
    struct site inner = { site->compiler, site->at, site->resource, site->depth + 1 };

    *child = schema_compile(&inner, value);
    return *child ? 0 : -1;
}

static int list_of(const struct site *site, const cJSON *value, struct node_list *list)
{
    const cJSON *child;

    if (!cJSON_IsArray(value) || !value->child)
        return schema_refuse(site, "must be an array of at least one schema");
    if (list->nodes)
        return schema_refuse(site, "stands here twice");
    list->nodes = xcalloc((size_t)cJSON_GetArraySize(value), sizeof(struct node *));
    cJSON_ArrayForEach(child, value)
    {
        struct node *node = schema_compile_child(site, NULL, list->count, child);

        if (!node)
            return -1;
        list->nodes[list->count++] = node;
    }
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct property *)a)->name, ((const struct property *)b)->name);
}

const struct node *node_property(const struct members *members, const char *name)
{
    struct property key = { name, NULL };
    const struct property *found =
        members->property_count == 0
            ? NULL
            : bsearch(&key, members->properties, members->property_count, sizeof(key), by_name);

    return found ? found->node : NULL;
}

static int on_properties(const struct site *site, struct node *node, const cJSON *value)
{
    struct members *members = schema_members(node);
    const cJSON *child;

    if (!cJSON_IsObject(value))
        return schema_refuse(site, "must be an object of schemas");
    if (members->properties)
        return schema_refuse(site, "stands here twice");
    members->names = value;
    members->properties =
        xcalloc((size_t)cJSON_GetArraySize(value) + 1, sizeof(*members->properties));
    cJSON_ArrayForEach(child, value)
    {
        struct property *property = &members->properties[members->property_count];

        property->name = child->string;
        property->node = schema_compile_child(site, child->string, 0, child);
        if (!property->node)
            return -1;
        members->property_count++;
    }
    qsort(members->properties, members->property_count, sizeof(*members->properties), by_name);
    return 0;
}

static int on_property_patterns(const struct site *site, struct node *node, const cJSON *value)
{
    struct members *members = schema_members(node);
    const cJSON *child;

    if (!cJSON_IsObject(value))
        return schema_refuse(site, "must be an object of schemas");
    if (members->patterns)
        return schema_refuse(site, "stands here twice");
    members->patterns = xcalloc((size_t)cJSON_GetArraySize(value) + 1, sizeof(*members->patterns));
    cJSON_ArrayForEach(child, value)
    {
        struct property_pattern *row = &members->patterns[members->pattern_count];

        row->pattern = schema_pattern(site, child->string);
        if (!row->pattern)
            return -1;
        members->pattern_count++;
        row->node = schema_compile_child(site, child->string, 0, child);
        if (!row->node)
            return -1;
    }
    return 0;
}

static int on_additional(const struct site *site, struct node *node, const cJSON *value)
{
    return child_of(site, value, &schema_members(node)->additional);
}

static int on_property_names(const struct site *site, struct node *node, const cJSON *value)
{
    return child_of(site, value, &schema_members(node)->name);
}

static bool is_names(const cJSON *value)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, value)
    {
        if (!cJSON_IsString(child))
            return false;
    }
    return cJSON_IsArray(value);
}

/* `dependentRequired` has names, `dependentSchemas` schemas, `dependencies` had either. */
static int add_dependents(const struct site *site, struct node *node, const cJSON *value,
                          bool may_be_names, bool may_be_schemas)
{
    struct members *members = schema_members(node);
    const cJSON *child;

    if (!cJSON_IsObject(value))
        return schema_refuse(site, "must be an object");
    members->dependents = xrealloc(
        members->dependents, (members->dependent_count + (size_t)cJSON_GetArraySize(value) + 1) *
                                 sizeof(*members->dependents));
    cJSON_ArrayForEach(child, value)
    {
        struct dependent dependent = { child->string, NULL, NULL };

        if (may_be_names && is_names(child))
            dependent.names = child;
        else if (!may_be_schemas)
            return schema_refuse(site, "must hold arrays of names");
        else
            dependent.node = schema_compile_child(site, child->string, 0, child);
        if (!dependent.names && !dependent.node)
            return -1;
        members->dependents[members->dependent_count++] = dependent;
    }
    return 0;
}

static int on_dependent_required(const struct site *site, struct node *node, const cJSON *value)
{
    return add_dependents(site, node, value, true, false);
}

static int on_dependent_schemas(const struct site *site, struct node *node, const cJSON *value)
{
    return add_dependents(site, node, value, false, true);
}

static int on_dependencies(const struct site *site, struct node *node, const cJSON *value)
{
    return add_dependents(site, node, value, true, true);
}

static int on_first_items(const struct site *site, struct node *node, const cJSON *value)
{
    return list_of(site, value, &schema_elements(node)->first);
}

static int on_items(const struct site *site, struct node *node, const cJSON *value)
{
    if (cJSON_IsArray(value))
        return schema_refuse(site, "must be a schema (an array of them is called prefixItems)");
    return child_of(site, value, &schema_elements(node)->rest);
}

static int on_contains(const struct site *site, struct node *node, const cJSON *value)
{
    return child_of(site, value, &schema_elements(node)->contains);
}

static int on_all(const struct site *site, struct node *node, const cJSON *value)
{
    return list_of(site, value, &schema_branches(node)->all);
}

static int on_any(const struct site *site, struct node *node, const cJSON *value)
{
    return list_of(site, value, &schema_branches(node)->any);
}

static int on_one(const struct site *site, struct node *node, const cJSON *value)
{
    return list_of(site, value, &schema_branches(node)->one);
}

static int on_not(const struct site *site, struct node *node, const cJSON *value)
{
    return child_of(site, value, &schema_branches(node)->not );
}

static int on_if(const struct site *site, struct node *node, const cJSON *value)
{
    return child_of(site, value, &schema_branches(node)->condition);
}

static int on_then(const struct site *site, struct node *node, const cJSON *value)
{
    return child_of(site, value, &schema_branches(node)->consequence);
}

static int on_else(const struct site *site, struct node *node, const cJSON *value)
{
    return child_of(site, value, &schema_branches(node)->alternative);
}

static int on_other_members(const struct site *site, struct node *node, const cJSON *value)
{
    return child_of(site, value, &node->other_members);
}

static int on_other_elements(const struct site *site, struct node *node, const cJSON *value)
{
    return child_of(site, value, &node->other_elements);
}

/* A schema that is only told about. */
static int on_described(const struct site *site, struct node *node, const cJSON *value)
{
    struct node *ignored;

    (void)node;
    return child_of(site, value, &ignored);
}

const struct keyword schema_applicators[] = {
    { "properties", on_properties, VOCABULARY_APPLICATOR, false },
    { "patternProperties", on_property_patterns, VOCABULARY_APPLICATOR, false },
    { "additionalProperties", on_additional, VOCABULARY_APPLICATOR, false },
    { "propertyNames", on_property_names, VOCABULARY_APPLICATOR, false },
    { "dependentSchemas", on_dependent_schemas, VOCABULARY_APPLICATOR, false },
    { "dependentRequired", on_dependent_required, VOCABULARY_VALIDATION, false },
    { "dependencies", on_dependencies, VOCABULARY_APPLICATOR, false },
    { "items", on_items, VOCABULARY_APPLICATOR, false },
    { "prefixItems", on_first_items, VOCABULARY_TUPLES, false },
    { "contains", on_contains, VOCABULARY_APPLICATOR, false },
    { "allOf", on_all, VOCABULARY_APPLICATOR, false },
    { "anyOf", on_any, VOCABULARY_APPLICATOR, false },
    { "oneOf", on_one, VOCABULARY_APPLICATOR, false },
    { "not", on_not, VOCABULARY_APPLICATOR, false },
    { "if", on_if, VOCABULARY_APPLICATOR, false },
    { "then", on_then, VOCABULARY_APPLICATOR, false },
    { "else", on_else, VOCABULARY_APPLICATOR, false },
    { "unevaluatedProperties", on_other_members, VOCABULARY_UNEVALUATED, false },
    { "unevaluatedItems", on_other_elements, VOCABULARY_UNEVALUATED, false },
    { "contentSchema", on_described, VOCABULARY_ANNOTATION, true },
    { NULL, NULL, 0, false },
};

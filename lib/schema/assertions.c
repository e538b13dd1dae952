/* assertions - the keywords that look at a value itself, and those that assert nothing. */
#include "base/limits.h"
#include "schema/compiler.h"
#include "json/same.h"

#include <math.h>
#include <stdlib.h>

static const struct {
    const char *name;
    enum node_type type;
} types[] = {
    { "null", NODE_NULL },       { "boolean", NODE_BOOLEAN }, { "object", NODE_OBJECT },
    { "array", NODE_ARRAY },     { "number", NODE_NUMBER },   { "string", NODE_STRING },
    { "integer", NODE_INTEGER },
};

const char *node_type_name(enum node_type type)
{
    for (size_t i = 0; i < ARRAY_COUNT(types); i++)
        if (types[i].type == type)
            return types[i].name;
    return "value";
}

static int on_type(const struct site *site, struct node *node, const cJSON *value)
{
    const cJSON *name = cJSON_IsArray(value) ? value->child : value;

    for (; name; name = name == value ? NULL : name->next) {
        size_t i = 0;

        while (i < ARRAY_COUNT(types) &&
               !(cJSON_IsString(name) && strcmp(name->valuestring, types[i].name) == 0))
            i++;
        if (i == ARRAY_COUNT(types))
            return schema_refuse(site, "not the name of a type");
        node->types |= types[i].type;
    }
    return node->types ? 0 : schema_refuse(site, "no type at all");
}

static struct choice *choice_of(struct node *node)
{
    if (!node->choice)
        node->choice = xcalloc(1, sizeof(*node->choice));
    return node->choice;
}

static int on_enum(const struct site *site, struct node *node, const cJSON *value)
{
    struct choice *choice = choice_of(node);
    size_t cost = 0, i = 0;
    const cJSON *child;

    if (!cJSON_IsArray(value))
        return schema_refuse(site, "must be an array of values");
    if (choice->list)
        return schema_refuse(site, "stands here twice");
    choice->list = value;
    choice->hashes = xcalloc((size_t)cJSON_GetArraySize(value) + 1, sizeof(*choice->hashes));
    cJSON_ArrayForEach(child, value)
    {
        choice->hashes[i++] = same_hash(child, &cost);
    }
    return schema_charge(site->compiler, cost);
}

static int on_const(const struct site *site, struct node *node, const cJSON *value)
{
    struct choice *choice = choice_of(node);
    size_t cost = 0;

    choice->constant = value;
    choice->hash = same_hash(value, &cost);
    return schema_charge(site->compiler, cost);
}

static struct range *range_of(struct node *node)
{
    if (!node->range)
        node->range = xcalloc(1, sizeof(*node->range));
    return node->range;
}

static int bound_of(const struct site *site, const cJSON *value, const cJSON **bound)
{
    if (!cJSON_IsNumber(value) || !isfinite(value->valuedouble))
        return schema_refuse(site, "must be a number");
    *bound = value;
    return 0;
}

static int on_minimum(const struct site *site, struct node *node, const cJSON *value)
{
    return bound_of(site, value, &range_of(node)->minimum);
}

static int on_maximum(const struct site *site, struct node *node, const cJSON *value)
{
    return bound_of(site, value, &range_of(node)->maximum);
}

static int on_above(const struct site *site, struct node *node, const cJSON *value)
{
    return bound_of(site, value, &range_of(node)->above);
}

static int on_below(const struct site *site, struct node *node, const cJSON *value)
{
    return bound_of(site, value, &range_of(node)->below);
}

static int on_multiple(const struct site *site, struct node *node, const cJSON *value)
{
    if (bound_of(site, value, &range_of(node)->multiple_of) < 0)
        return -1;
    return value->valuedouble > 0 ? 0 : schema_refuse(site, "must be above 0");
}

int schema_count(const struct site *site, const cJSON *value, size_t *count)
{
    double number = cJSON_IsNumber(value) ? value->valuedouble : -1;

    if (number < 0 || number > 0x1p53 || (double)(size_t)number != number)
        return schema_refuse(site, "must be a whole number from 0");
    *count = (size_t)number;
    return 0;
}

static struct text_rule *text_of(struct node *node)
{
    if (!node->text) {
        node->text = xcalloc(1, sizeof(*node->text));
        node->text->max = SIZE_MAX;
    }
    return node->text;
}

static int on_min_length(const struct site *site, struct node *node, const cJSON *value)
{
    return schema_count(site, value, &text_of(node)->min);
}

static int on_max_length(const struct site *site, struct node *node, const cJSON *value)
{
    return schema_count(site, value, &text_of(node)->max);
}

struct pattern *schema_pattern(const struct site *site, const char *ecma)
{
    struct compiler *compiler = site->compiler;
    struct pattern *pattern;
    char where[POINTER_TEXT_SIZE];

    if (compiler->pattern_count++ == SCHEMA_PATTERNS_MAX) {
        err_set(compiler->err, ERR_TOO_LARGE, "the schema has more than %d patterns",
                SCHEMA_PATTERNS_MAX);
        return NULL;
    }
    pattern = pattern_new(ecma, compiler->err);
    if (!pattern)
        err_wrap(compiler->err, "schema at %s", pointer_text(site->at, where));
    return pattern;
}

static int on_pattern(const struct site *site, struct node *node, const cJSON *value)
{
    struct text_rule *text = text_of(node);

    if (!cJSON_IsString(value))
        return schema_refuse(site, "must be a string");
    if (text->pattern)
        return schema_refuse(site, "stands here twice");
    text->pattern = schema_pattern(site, value->valuestring);
    return text->pattern ? 0 : -1;
}

static int on_min_items(const struct site *site, struct node *node, const cJSON *value)
{
    return schema_count(site, value, &schema_elements(node)->min);
}

static int on_max_items(const struct site *site, struct node *node, const cJSON *value)
{
    return schema_count(site, value, &schema_elements(node)->max);
}

static int on_min_contains(const struct site *site, struct node *node, const cJSON *value)
{
    return schema_count(site, value, &schema_elements(node)->contains_min);
}

static int on_max_contains(const struct site *site, struct node *node, const cJSON *value)
{
    return schema_count(site, value, &schema_elements(node)->contains_max);
}

static int on_unique(const struct site *site, struct node *node, const cJSON *value)
{
    schema_elements(node)->unique = cJSON_IsTrue(value);
    return cJSON_IsBool(value) ? 0 : schema_refuse(site, "must be true or false");
}

static int on_min_properties(const struct site *site, struct node *node, const cJSON *value)
{
    return schema_count(site, value, &schema_members(node)->min);
}

static int on_max_properties(const struct site *site, struct node *node, const cJSON *value)
{
    return schema_count(site, value, &schema_members(node)->max);
}

static int on_required(const struct site *site, struct node *node, const cJSON *value)
{
    const cJSON *child;

    if (!cJSON_IsArray(value))
        return schema_refuse(site, "must be an array of names");
    cJSON_ArrayForEach(child, value)
    {
        if (!cJSON_IsString(child))
            return schema_refuse(site, "must be an array of names");
    }
    schema_members(node)->required = value;
    return 0;
}

const struct keyword schema_assertions[] = {
    { "type", on_type, VOCABULARY_VALIDATION, false },
    { "enum", on_enum, VOCABULARY_VALIDATION, false },
    { "const", on_const, VOCABULARY_VALIDATION, false },
    { "required", on_required, VOCABULARY_VALIDATION, false },
    { "minimum", on_minimum, VOCABULARY_VALIDATION, false },
    { "maximum", on_maximum, VOCABULARY_VALIDATION, false },
    { "exclusiveMinimum", on_above, VOCABULARY_VALIDATION, false },
    { "exclusiveMaximum", on_below, VOCABULARY_VALIDATION, false },
    { "multipleOf", on_multiple, VOCABULARY_VALIDATION, false },
    { "minLength", on_min_length, VOCABULARY_VALIDATION, false },
    { "maxLength", on_max_length, VOCABULARY_VALIDATION, false },
    { "pattern", on_pattern, VOCABULARY_VALIDATION, false },
    { "minItems", on_min_items, VOCABULARY_VALIDATION, false },
    { "maxItems", on_max_items, VOCABULARY_VALIDATION, false },
    { "uniqueItems", on_unique, VOCABULARY_VALIDATION, false },
    { "minContains", on_min_contains, VOCABULARY_VALIDATION, false },
    { "maxContains", on_max_contains, VOCABULARY_VALIDATION, false },
    { "minProperties", on_min_properties, VOCABULARY_VALIDATION, false },
    { "maxProperties", on_max_properties, VOCABULARY_VALIDATION, false },
    { "title", NULL, VOCABULARY_ANNOTATION, false },
    { "description", NULL, VOCABULARY_ANNOTATION, false },
    { "default", NULL, VOCABULARY_ANNOTATION, false },
    { "examples", NULL, VOCABULARY_ANNOTATION, false },
    { "deprecated", NULL, VOCABULARY_ANNOTATION, false },
    { "readOnly", NULL, VOCABULARY_ANNOTATION, true },
    { "writeOnly", NULL, VOCABULARY_ANNOTATION, true },
    { "format", NULL, VOCABULARY_ANNOTATION, true },
    { "contentEncoding", NULL, VOCABULARY_ANNOTATION, true },
    { "contentMediaType", NULL, VOCABULARY_ANNOTATION, true },
    { NULL, NULL, 0, false },
};

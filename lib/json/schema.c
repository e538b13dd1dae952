/* schema - JSON Schema, compiled: a table of keywords, each of which writes into the node.
 *
 * A keyword without a row is an error, so that nothing is written in a schema, shown to a model,
 * and then not enforced.
 */
#include "json/schema.h"

#include "base/limits.h"
#include "json/schema_node.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* One schema within the whole, on its way from cJSON to a node. */
struct compiler {
    const struct pointer *at; /* of the keyword */
    size_t depth;
    struct err *err;
};

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

static struct node *compile(const struct compiler *compiler, const cJSON *definition);

static int refuse(const struct compiler *compiler, const char *why)
{
    char where[POINTER_TEXT_SIZE];

    return err_set(compiler->err, ERR_INTERNAL, "schema at %s: %s",
                   pointer_text(compiler->at, where), why);
}

static struct node *node_free(struct node *node)
{
    if (!node)
        return NULL;
    for (size_t i = 0; i < node->property_count; i++)
        node_free(node->properties[i].node);
    free(node->properties);
    node_free(node->items);
    pattern_free(node->pattern);
    free(node);
    return NULL;
}

static int on_type(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    const cJSON *name = cJSON_IsArray(value) ? value->child : value;

    for (; name; name = name == value ? NULL : name->next) {
        size_t i = 0;

        while (i < ARRAY_COUNT(types) &&
               !(cJSON_IsString(name) && strcmp(name->valuestring, types[i].name) == 0))
            i++;
        if (i == ARRAY_COUNT(types))
            return refuse(compiler, "not the name of a type");
        node->types |= types[i].type;
    }
    return node->types ? 0 : refuse(compiler, "no type at all");
}

static int on_properties(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    const cJSON *child;

    if (!cJSON_IsObject(value))
        return refuse(compiler, "must be an object of schemas");
    node->names = value;
    node->properties = xcalloc((size_t)cJSON_GetArraySize(value), sizeof(*node->properties));
    cJSON_ArrayForEach(child, value)
    {
        struct pointer here = { compiler->at, child->string, 0 };
        struct compiler inner = { &here, compiler->depth + 1, compiler->err };
        struct property *property = &node->properties[node->property_count];

        property->name = child->string;
        property->node = compile(&inner, child);
        if (!property->node)
            return -1;
        node->property_count++;
    }
    return 0;
}

static int on_required(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    const cJSON *child;

    if (!cJSON_IsArray(value))
        return refuse(compiler, "must be an array of names");
    cJSON_ArrayForEach(child, value)
    {
        if (!cJSON_IsString(child))
            return refuse(compiler, "must be an array of names");
    }
    node->required = value;
    return 0;
}

static int on_additional(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    node->closed = true;
    return cJSON_IsFalse(value) ? 0 : refuse(compiler, "can only be false");
}

static int on_items(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    struct compiler inner = { compiler->at, compiler->depth + 1, compiler->err };

    node->items = compile(&inner, value);
    return node->items ? 0 : -1;
}

static int on_enum(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    node->choices = value;
    return cJSON_IsArray(value) ? 0 : refuse(compiler, "must be an array of values");
}

static int on_const(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    (void)compiler;
    node->constant = value;
    return 0;
}

static int on_unique(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    node->unique = cJSON_IsTrue(value);
    return cJSON_IsBool(value) ? 0 : refuse(compiler, "must be true or false");
}

static int on_pattern(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    if (!cJSON_IsString(value))
        return refuse(compiler, "must be a string");
    node->pattern = pattern_new(value->valuestring, compiler->err);
    return node->pattern ? 0 : -1;
}

static int number_of(const struct compiler *compiler, const cJSON *value, double *number)
{
    if (!cJSON_IsNumber(value) || !isfinite(value->valuedouble))
        return refuse(compiler, "must be a number");
    *number = value->valuedouble;
    return 0;
}

static int on_minimum(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    return number_of(compiler, value, &node->minimum);
}

static int on_maximum(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    return number_of(compiler, value, &node->maximum);
}

static int count_of(const struct compiler *compiler, const cJSON *value, size_t *count)
{
    double number = -1;

    if (number_of(compiler, value, &number) < 0)
        return -1;
    if (number < 0 || number > 0x1p53 || (double)(size_t)number != number)
        return refuse(compiler, "must be a whole number from 0");
    *count = (size_t)number;
    return 0;
}

static int on_min_length(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    return count_of(compiler, value, &node->length_min);
}

static int on_max_length(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    return count_of(compiler, value, &node->length_max);
}

static int on_min_items(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    return count_of(compiler, value, &node->items_min);
}

static int on_max_items(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    return count_of(compiler, value, &node->items_max);
}

/* For people and models only. */
static int on_annotation(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    (void)compiler;
    (void)node;
    (void)value;
    return 0;
}

static const struct {
    const char *name;
    int (*compile)(const struct compiler *compiler, struct node *node, const cJSON *value);
} keywords[] = {
    { "type", on_type },
    { "properties", on_properties },
    { "required", on_required },
    { "additionalProperties", on_additional },
    { "items", on_items },
    { "enum", on_enum },
    { "const", on_const },
    { "minimum", on_minimum },
    { "maximum", on_maximum },
    { "minLength", on_min_length },
    { "maxLength", on_max_length },
    { "minItems", on_min_items },
    { "maxItems", on_max_items },
    { "uniqueItems", on_unique },
    { "pattern", on_pattern },
    { "title", on_annotation },
    { "description", on_annotation },
    { "default", on_annotation },
    { "examples", on_annotation },
    { "$schema", on_annotation },
};

static int compile_keyword(const struct compiler *compiler, struct node *node, const cJSON *value)
{
    struct pointer here = { compiler->at, value->string, 0 };
    struct compiler inner = { &here, compiler->depth, compiler->err };

    for (size_t i = 0; i < ARRAY_COUNT(keywords); i++)
        if (strcmp(value->string, keywords[i].name) == 0)
            return keywords[i].compile(&inner, node, value);
    return refuse(&inner, "this keyword is not implemented");
}

static struct node *compile(const struct compiler *compiler, const cJSON *definition)
{
    const cJSON *child;

    if (!cJSON_IsObject(definition) || compiler->depth > SCHEMA_DEPTH_MAX) {
        refuse(compiler, cJSON_IsObject(definition) ? "nested too deep" : "must be an object");
        return NULL;
    }

    struct node *node = xcalloc(1, sizeof(*node));

    node->items_max = node->length_max = SIZE_MAX;
    node->minimum = -INFINITY;
    node->maximum = INFINITY;
    cJSON_ArrayForEach(child, definition)
    {
        if (compile_keyword(compiler, node, child) < 0)
            return node_free(node);
    }
    return node;
}

struct schema *schema_new(const cJSON *definition, struct err *err)
{
    struct pointer whole = { 0 };
    struct compiler compiler = { &whole, 0, err };
    struct node *root = compile(&compiler, definition);

    if (!root)
        return NULL;

    struct schema *schema = xcalloc(1, sizeof(*schema));

    schema->definition = definition;
    schema->root = root;
    return schema;
}

struct schema *schema_free(struct schema *schema)
{
    if (!schema)
        return NULL;
    node_free(schema->root);
    free(schema);
    return NULL;
}

int schema_check(const struct schema *schema, const cJSON *value, struct err *err)
{
    struct pointer whole = { 0 };

    return violation_find(schema->root, value, &whole, err);
}

const cJSON *schema_definition(const struct schema *schema)
{
    return schema->definition;
}

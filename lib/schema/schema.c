/* schema - JSON Schema, compiled: from a definition to what checks values, and its end. */
#include "schema/schema.h"

#include "base/limits.h"
#include "schema/compiler.h"
#include "schema/uri.h"

#include <stdlib.h>

static int build(struct compiler *compiler)
{
    struct schema *schema = compiler->schema;
    struct resource *resource = schema_load(compiler, "", schema->definition);

    if (!resource)
        return -1;
    schema->root = node_of(schema, schema->definition);
    return compiler->alone ? 0 : schema_follow(compiler);
}

static struct schema *finish(struct compiler *compiler, struct err *err)
{
    struct err why = { 0 };

    compiler->err = &why;
    if (build(compiler) < 0) {
        compiler->schema = schema_free(compiler->schema);
        *err = why;
    }
    free(compiler->references);
    return compiler->schema;
}

struct schema *schema_new_with(const cJSON *definition, const struct schema_options *options,
                               struct err *err)
{
    struct compiler compiler = {
        .schema = xcalloc(1, sizeof(struct schema)),
        .documents = options->documents,
        .lenient = options->lenient,
        .steps = SCHEMA_STEPS_MAX,
    };

    compiler.schema->definition = definition;
    return finish(&compiler, err);
}

struct schema *schema_new(const cJSON *definition, struct err *err)
{
    const struct schema_options ours = { 0 };

    return schema_new_with(definition, &ours, err);
}

int schema_compiles(const cJSON *definition, size_t *steps, struct err *err)
{
    struct compiler compiler = {
        .schema = xcalloc(1, sizeof(struct schema)),
        .lenient = true,
        .alone = true,
        .steps = *steps,
    };
    bool sound;

    compiler.schema->definition = definition;
    sound = finish(&compiler, err) != NULL;
    *steps = compiler.steps;
    schema_free(compiler.schema);
    return sound ? 0 : -1;
}

static void free_members(struct members *members)
{
    if (!members)
        return;
    for (size_t i = 0; i < members->pattern_count; i++)
        pattern_free(members->patterns[i].pattern);
    free(members->patterns);
    free(members->properties);
    free(members->dependents);
    free(members);
}

static void free_node(struct node *node)
{
    if (!node)
        return;
    free_members(node->members);
    if (node->choice)
        free(node->choice->hashes);
    if (node->text)
        pattern_free(node->text->pattern);
    if (node->elements)
        free(node->elements->first.nodes);
    if (node->branches) {
        free(node->branches->all.nodes);
        free(node->branches->any.nodes);
        free(node->branches->one.nodes);
    }
    free(node->choice);
    free(node->range);
    free(node->text);
    free(node->elements);
    free(node->branches);
    free(node);
}

static void free_resource(struct resource *resource)
{
    free(resource->uri);
    free(resource->anchors);
    free(resource);
}

struct schema *schema_free(struct schema *schema)
{
    if (!schema)
        return NULL;
    for (size_t i = 0; i < schema->slot_count; i++)
        free_node(schema->slots[i]);
    for (size_t i = 0; i < schema->resource_count; i++)
        free_resource(schema->resources[i]);
    free_node(schema->meta);
    free(schema->resources);
    free(schema->slots);
    free(schema);
    return NULL;
}

int schema_check(const struct schema *schema, const cJSON *value, struct err *err)
{
    return violation_find(schema->root, value, err);
}

int schema_check_at(const struct schema *schema, const char *reference, const cJSON *value,
                    struct err *err)
{
    CLEANUP(freep)
    char *uri = uri_resolve(schema->root->resource->uri, uri_without_fragment(reference));
    struct resource *resource = uri ? schema_loaded(schema, slice_of(uri)) : NULL;
    struct target target = { 0 };
    size_t ignored = 0;

    if (resource)
        target = schema_locate(schema, resource, uri_fragment(reference), &ignored);
    if (!target.node)
        return err_set(err, ERR_INTERNAL, "the schema has nothing at %s", reference);
    return violation_find(target.node, value, err);
}

const cJSON *schema_definition(const struct schema *schema)
{
    return schema->definition;
}

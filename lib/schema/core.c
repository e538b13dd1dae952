/* core - the keywords that name schemas, and those that refer to names. */
#include "base/limits.h"
#include "schema/compiler.h"
#include "schema/uri.h"

#include <stdlib.h>

struct resource *schema_add_resource(struct compiler *compiler, char *uri, const cJSON *definition)
{
    struct schema *schema = compiler->schema;
    struct resource *resource;

    if (!uri || schema->resource_count == SCHEMA_RESOURCES_MAX) {
        free(uri);
        err_set(compiler->err, ERR_TOO_LARGE,
                "the schema has a URI of more than %zu bytes, or more than %d URIs", SCHEMA_URI_MAX,
                SCHEMA_RESOURCES_MAX);
        return NULL;
    }
    resource = xcalloc(1, sizeof(*resource));
    resource->uri = uri;
    resource->definition = definition;
    schema->resources =
        xrealloc(schema->resources, (schema->resource_count + 1) * sizeof(*schema->resources));
    schema->resources[schema->resource_count++] = resource;
    return resource;
}

static int add_anchor(const struct site *site, struct node *node, const cJSON *value,
                      bool is_dynamic)
{
    struct resource *resource = site->resource;
    size_t count = resource->anchor_count;

    if (!cJSON_IsString(value) || !*value->valuestring || strchr("#/", *value->valuestring))
        return schema_refuse(site, "must be a name");
    /* Room for 1, 2, 4, 8 ... */
    if ((count & (count - 1)) == 0)
        resource->anchors =
            xrealloc(resource->anchors, (count ? 2 * count : 1) * sizeof(*resource->anchors));
    resource->anchors[resource->anchor_count++] =
        (struct anchor){ value->valuestring, node, is_dynamic };
    return 0;
}

static int on_anchor(const struct site *site, struct node *node, const cJSON *value)
{
    return add_anchor(site, node, value, false);
}

static int on_dynamic_anchor(const struct site *site, struct node *node, const cJSON *value)
{
    return add_anchor(site, node, value, true);
}

/* What `$id` says was done before the other keywords. */
static int on_id(const struct site *site, struct node *node, const cJSON *value)
{
    (void)node;
    if (!cJSON_IsString(value))
        return schema_refuse(site, "must be a URI");
    return 0;
}

static int add_reference(const struct site *site, struct node *node, const cJSON *value,
                         bool is_dynamic)
{
    struct compiler *compiler = site->compiler;

    if (!cJSON_IsString(value))
        return schema_refuse(site, "must be a URI");
    if (compiler->reference_count == compiler->reference_capacity) {
        compiler->reference_capacity = 2 * compiler->reference_capacity + 16;
        compiler->references = xrealloc(compiler->references, compiler->reference_capacity *
                                                                  sizeof(*compiler->references));
    }
    schema_branches(node);
    compiler->references[compiler->reference_count++] =
        (struct reference){ node, value, is_dynamic };
    return 0;
}

static int on_reference(const struct site *site, struct node *node, const cJSON *value)
{
    return add_reference(site, node, value, false);
}

static int on_dynamic_reference(const struct site *site, struct node *node, const cJSON *value)
{
    return add_reference(site, node, value, true);
}

static int on_definitions(const struct site *site, struct node *node, const cJSON *value)
{
    const cJSON *child;

    (void)node;
    if (!cJSON_IsObject(value))
        return schema_refuse(site, "must be an object of schemas");
    cJSON_ArrayForEach(child, value)
    {
        if (!schema_compile_child(site, child->string, 0, child))
            return -1;
    }
    return 0;
}

static int on_text(const struct site *site, struct node *node, const cJSON *value)
{
    (void)node;
    return cJSON_IsString(value) ? 0 : schema_refuse(site, "must be a string");
}

const struct keyword schema_core[] = {
    { "$ref", on_reference, VOCABULARY_CORE, false },
    { "$id", on_id, VOCABULARY_CORE, false },
    { "$schema", on_text, VOCABULARY_CORE, false },
    { "$defs", on_definitions, VOCABULARY_CORE, false },
    { "$anchor", on_anchor, VOCABULARY_CORE, false },
    { "$dynamicRef", on_dynamic_reference, VOCABULARY_CORE, false },
    { "$dynamicAnchor", on_dynamic_anchor, VOCABULARY_CORE, false },
    { "$comment", on_text, VOCABULARY_CORE, false },
    { "$vocabulary", NULL, VOCABULARY_CORE, false },
    { "definitions", on_definitions, VOCABULARY_CORE, false },
    { NULL, NULL, 0, false },
};

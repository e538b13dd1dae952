/* document - the definitions that references may lead to, each read when one does. */
#include "schema/compiler.h"
#include "schema/uri.h"

#include <stdlib.h>

struct resource *schema_load(struct compiler *compiler, const char *uri, const cJSON *definition)
{
    const char *id = json_str(definition, "$id");
    struct slice name = uri_without_fragment(id ? id : "");
    struct resource *resource = schema_add_resource(compiler, uri_resolve(uri, name), definition);
    struct pointer whole = { 0 };
    struct site site = { compiler, &whole, resource, 0 };

    if (!resource)
        return NULL;
    resource->retrieved = uri;
    resource->vocabularies = VOCABULARIES_ALL;
    return schema_compile(&site, definition) ? resource : NULL;
}

struct resource *schema_loaded(const struct schema *schema, struct slice uri)
{
    for (size_t i = 0; i < schema->resource_count; i++)
        if (slice_is(uri, slice_of(schema->resources[i]->uri)))
            return schema->resources[i];
    for (size_t i = 0; i < schema->resource_count; i++)
        if (schema->resources[i]->retrieved &&
            slice_is(uri, slice_of(schema->resources[i]->retrieved)))
            return schema->resources[i];
    return NULL;
}

struct resource *schema_resource(struct compiler *compiler, struct slice uri)
{
    const struct schema_document *document = compiler->documents;
    struct resource *resource = schema_loaded(compiler->schema, uri);

    for (; !resource && document && document->uri; document++)
        if (slice_is(uri, slice_of(document->uri)))
            return schema_load(compiler, document->uri, document->definition);
    return resource;
}

/* compile - one schema of a definition becomes a node, keyword by keyword.
 *
 * A keyword without a row is an error, so that nothing is written in a schema, shown to a model,
 * and then not enforced; in definitions of others it is an annotation.
 */
#include "base/limits.h"
#include "schema/compiler.h"
#include "schema/uri.h"

#include <stdlib.h>

#define SLOTS_MIN 64
#define SPREAD    0x9E3779B97F4A7C15U

static const struct keyword *const tables[] = { schema_core, schema_applicators,
                                                schema_assertions };

int schema_refuse(const struct site *site, const char *why)
{
    char where[POINTER_TEXT_SIZE];

    return err_set(site->compiler->err, ERR_INTERNAL, "schema at %s: %s",
                   pointer_text(site->at, where), why);
}

int schema_charge(struct compiler *compiler, size_t steps)
{
    if (steps > compiler->steps)
        return err_set(compiler->err, ERR_TOO_LARGE,
                       "the schema takes more than %d steps to compile", SCHEMA_STEPS_MAX);
    compiler->steps -= steps;
    return 0;
}

/* The slot of a definition, or the free one that it would take. */
static struct node **slot_of(const struct schema *schema, const cJSON *definition)
{
    size_t slot = (size_t)((uint64_t)(uintptr_t)definition * SPREAD >> 32);

    for (;; slot++) {
        struct node **place = &schema->slots[slot & (schema->slot_count - 1)];

        if (!*place || (*place)->definition == definition)
            return place;
    }
}

struct node *node_of(const struct schema *schema, const cJSON *definition)
{
    return schema->slot_count > 0 ? *slot_of(schema, definition) : NULL;
}

static void grow(struct schema *schema)
{
    struct schema larger = { .slot_count =
                                 schema->slot_count ? 2 * schema->slot_count : SLOTS_MIN };

    larger.slots = xcalloc(larger.slot_count, sizeof(struct node *));
    for (size_t i = 0; i < schema->slot_count; i++)
        if (schema->slots[i])
            *slot_of(&larger, schema->slots[i]->definition) = schema->slots[i];
    free(schema->slots);
    schema->slots = larger.slots;
    schema->slot_count = larger.slot_count;
}

static struct node *add_node(const struct site *site, const cJSON *definition)
{
    struct schema *schema = site->compiler->schema;
    struct node *node;

    if (schema->node_count == SCHEMA_NODES_MAX) {
        err_set(site->compiler->err, ERR_TOO_LARGE, "the schema holds more than %d schemas",
                SCHEMA_NODES_MAX);
        return NULL;
    }
    node = xcalloc(1, sizeof(*node));
    node->definition = definition;
    node->resource = site->resource;
    if (4 * schema->node_count >= 3 * schema->slot_count)
        grow(schema);
    *slot_of(schema, definition) = node;
    schema->node_count++;
    return node;
}

static const struct keyword *keyword_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(tables); i++)
        for (const struct keyword *keyword = tables[i]; keyword->name; keyword++)
            if (strcmp(keyword->name, name) == 0)
                return keyword;
    return NULL;
}

static int compile_keyword(const struct site *site, struct node *node, const cJSON *value)
{
    const struct keyword *keyword = keyword_of(value->string);
    struct pointer here = { site->at, value->string, 0 };
    struct site inner = *site;

    inner.at = &here;
    if (schema_charge(site->compiler, 1) < 0)
        return -1;
    if (!site->compiler->lenient && (!keyword || keyword->is_idle))
        return schema_refuse(&inner, "this keyword is not implemented");
    if (!keyword || !(keyword->vocabulary & site->resource->vocabularies) || !keyword->compile)
        return 0;
    return keyword->compile(&inner, node, value);
}

/* `$id` and `$schema` come before all others, wherever they stand: they say how to read those. */
static int identify(struct site *site, struct node *node, const cJSON *definition)
{
    const cJSON *id = json_at(definition, "$id");
    const char *dialect = json_str(definition, "$schema");
    char *uri;

    if (cJSON_IsString(id) && uri_without_fragment(id->valuestring).size > 0 &&
        site->resource->definition != definition) {
        uri = uri_resolve(site->resource->uri, uri_without_fragment(id->valuestring));
        site->resource = schema_add_resource(site->compiler, uri, definition);
        if (!site->resource)
            return -1;
        site->resource->vocabularies = node->resource->vocabularies;
        node->resource = site->resource;
    }
    if (dialect && site->resource->definition == definition && site->compiler->lenient)
        site->resource->vocabularies = schema_vocabularies(site->compiler, dialect);
    return site->resource->vocabularies ? 0 : -1;
}

struct node *schema_compile(const struct site *site, const cJSON *definition)
{
    struct node *node = node_of(site->compiler->schema, definition);
    struct site inner = *site;
    const cJSON *keyword;

    if (node)
        return node;
    if (!cJSON_IsObject(definition) && !cJSON_IsBool(definition)) {
        schema_refuse(site, "must be an object, true or false");
        return NULL;
    }
    if (site->depth > SCHEMA_DEPTH_MAX) {
        schema_refuse(site, "nested too deep");
        return NULL;
    }
    node = add_node(site, definition);
    if (!node)
        return NULL;
    node->never = cJSON_IsFalse(definition);
    if (identify(&inner, node, definition) < 0)
        return NULL;
    cJSON_ArrayForEach(keyword, definition)
    {
        if (compile_keyword(&inner, node, keyword) < 0)
            return NULL;
    }
    return node;
}

struct node *schema_compile_child(const struct site *site, const char *key, size_t index,
                                  const cJSON *definition)
{
    struct pointer here = { site->at, key, index };
    struct site inner = { site->compiler, &here, site->resource, site->depth + 1 };

    return schema_compile(&inner, definition);
}

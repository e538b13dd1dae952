/* reference - from `$ref` to the node that it means. */
#include "base/limits.h"
#include "schema/compiler.h"
#include "schema/uri.h"

#define META_SCHEMA "https://json-schema.org/draft/2020-12/schema"

const struct anchor *resource_anchor(const struct resource *resource, struct slice name,
                                     bool must_be_dynamic)
{
    for (size_t i = 0; i < resource->anchor_count; i++)
        if (slice_is(name, slice_of(resource->anchors[i].name)) &&
            (resource->anchors[i].is_dynamic || !must_be_dynamic))
            return &resource->anchors[i];
    return NULL;
}

/* Whether a token of a JSON Pointer means this key: ~1 is '/', ~0 is '~'. */
static bool token_is(struct slice token, const char *key)
{
    for (; token.size > 0 && *key; token = slice_from(token, 1), key++) {
        char c = token.data[0];

        if (c == '~' && token.size > 1) {
            token = slice_from(token, 1);
            c = token.data[0] == '1' ? '/' : '~';
        }
        if (c != *key)
            return false;
    }
    return token.size == 0 && !*key;
}

/* The index that a token is: no sign, no leading zero; SIZE_MAX when it is none. */
static size_t token_index(struct slice token)
{
    size_t index = 0;

    if (token.size == 0 || token.size > 9 || (token.size > 1 && token.data[0] == '0'))
        return SIZE_MAX;
    for (size_t i = 0; i < token.size; i++) {
        if (token.data[i] < '0' || token.data[i] > '9')
            return SIZE_MAX;
        index = index * 10 + (size_t)(token.data[i] - '0');
    }
    return index;
}

static const cJSON *step(const cJSON *container, struct slice token, size_t *cost)
{
    bool is_array = cJSON_IsArray(container);
    size_t index = is_array ? token_index(token) : 0;
    const cJSON *child;

    if (!is_array && !cJSON_IsObject(container))
        return NULL;
    cJSON_ArrayForEach(child, container)
    {
        ++*cost;
        if (is_array ? index-- == 0 : token_is(token, child->string))
            return child;
    }
    return NULL;
}

/* Follows a pointer down; what it passes through says which resource it ends in. */
static struct target walk(const struct schema *schema, struct target from, struct slice pointer,
                          size_t *cost)
{
    struct slice token;

    pointer = slice_from(pointer, 1);
    for (bool more = true; from.definition && more;) {
        const char *slash = memchr(pointer.data, '/', pointer.size);

        more = slash != NULL;
        token =
            (struct slice){ pointer.data, more ? (size_t)(slash - pointer.data) : pointer.size };
        pointer = slice_from(pointer, token.size + more);
        from.definition = step(from.definition, token, cost);
        from.node = from.definition ? node_of(schema, from.definition) : NULL;
        if (from.node)
            from.resource = from.node->resource;
    }
    return from;
}

struct target schema_locate(const struct schema *schema, struct resource *resource,
                            struct slice fragment, size_t *cost)
{
    CLEANUP(buf_done) struct buf decoded = BUF_MAX(SCHEMA_URI_MAX);
    struct target whole = { resource->definition, node_of(schema, resource->definition), resource };
    const struct anchor *anchor;

    if (fragment.size == 0)
        return whole;
    if (uri_decode(fragment, &decoded) < 0)
        return (struct target){ 0 };
    if (buf_text(&decoded)[0] == '/')
        return walk(schema, whole, buf_slice(&decoded), cost);
    *cost += resource->anchor_count;
    anchor = resource_anchor(resource, buf_slice(&decoded), false);
    if (!anchor)
        return (struct target){ 0 };
    return (struct target){ anchor->node->definition, anchor->node, resource };
}

static struct node *meta_of(struct schema *schema)
{
    if (!schema->meta) {
        schema->meta = xcalloc(1, sizeof(*schema->meta));
        schema->meta->is_schema = true;
        schema->meta->resource = schema->root->resource;
    }
    return schema->meta;
}

static int lost(const struct compiler *compiler, const struct reference *reference)
{
    const char *from = reference->node->resource->uri;

    /* Keeps the reason why a document could not be read. */
    if (compiler->err->kind != ERR_NONE)
        return err_wrap(compiler->err, "the reference %s", reference->value->valuestring);
    return err_set(compiler->err, ERR_INTERNAL,
                   "the reference %s (from %s) leads to nothing: nothing is fetched, it must be in "
                   "the schema or in a document that was given with it",
                   reference->value->valuestring, *from ? from : "the schema");
}

/* A dynamic anchor is looked for again in each check, outermost resource first. */
static void set_dynamic(struct node *node, const struct target *target, struct slice fragment)
{
    struct branches *branches = node->branches;
    const struct anchor *anchor = resource_anchor(target->resource, fragment, true);

    branches->dynamic = target->node;
    branches->dynamic_name = anchor && anchor->node == target->node ? anchor->name : NULL;
}

static int follow(struct compiler *compiler, const struct reference *reference)
{
    const char *text = reference->value->valuestring;
    struct slice fragment = uri_fragment(text);
    CLEANUP(freep)
    char *uri = uri_resolve(reference->node->resource->uri, uri_without_fragment(text));
    struct resource *resource = uri ? schema_resource(compiler, slice_of(uri)) : NULL;
    struct node *node = reference->node;
    struct target target = { 0 };
    size_t cost = 1 + compiler->schema->resource_count;

    if (resource)
        target = schema_locate(compiler->schema, resource, fragment, &cost);
    else if (uri && strcmp(uri, META_SCHEMA) == 0)
        target = (struct target){ reference->value, meta_of(compiler->schema), node->resource };
    if (schema_charge(compiler, cost) < 0)
        return -1;
    if (target.definition && !target.node) {
        struct pointer whole = { 0 };
        struct site site = { compiler, &whole, target.resource, 0 };

        target.node = schema_compile(&site, target.definition);
    }
    if (!target.node)
        return lost(compiler, reference);
    if (reference->is_dynamic)
        set_dynamic(node, &target, fragment);
    else
        node->branches->reference = target.node;
    return 0;
}

int schema_follow(struct compiler *compiler)
{
    for (size_t i = 0; i < compiler->reference_count && !compiler->alone; i++) {
        struct reference reference = compiler->references[i];

        if (follow(compiler, &reference) < 0)
            return -1;
    }
    return 0;
}

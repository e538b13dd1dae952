/* registry - what the program offers. */
#include "mcp/registry.h"

#include "base/limits.h"
#include "mcp/uri_template.h"

#include <stdlib.h>

struct row {
    const struct handler *handler;
    cJSON *definition;
    const char *name;      /* of the family's identifying member */
    struct schema *schema; /* of a tool's inputSchema */
};

struct shelf {
    struct row *rows;
    size_t count;
    bool is_offered;
};

struct registry {
    struct shelf shelves[FAMILY_COUNT];
    cJSON *coercions_tree;
    struct coercions coercions;
};

/* The member that names an entry of the family. */
static const char *const identities[FAMILY_COUNT] = {
    [FAMILY_TOOL] = "name",
    [FAMILY_PROMPT] = "name",
    [FAMILY_RESOURCE] = "uri",
    [FAMILY_TEMPLATE] = "uriTemplate",
};

static int fill_tool(struct row *row, struct err *err)
{
    const cJSON *schema = json_at(row->definition, "inputSchema");
    const char *type = json_str(schema, "type");

    if (strcmp(row->name, row->handler->name) != 0)
        return err_set(err, ERR_INTERNAL, "/name: must be \"%s\"", row->handler->name);
    if (!type || strcmp(type, "object") != 0)
        return err_set(err, ERR_INTERNAL, "/inputSchema/type: must be \"object\"");
    if (json_at(row->definition, "outputSchema"))
        return err_set(err, ERR_INTERNAL,
                       "/outputSchema: is not offered, because clients then hide the text");
    row->schema = schema_new(schema, err);
    return row->schema ? 0 : -1;
}

static int fill_prompt(struct row *row, struct err *err)
{
    const cJSON *argument;

    if (strcmp(row->name, row->handler->name) != 0)
        return err_set(err, ERR_INTERNAL, "/name: must be \"%s\"", row->handler->name);
    cJSON_ArrayForEach(argument, json_at(row->definition, "arguments"))
    {
        if (!json_str(argument, "name"))
            return err_set(err, ERR_INTERNAL, "/arguments: each needs a name");
    }
    return 0;
}

static int fill_resource(struct row *row, struct err *err)
{
    if (!json_str(row->definition, "name"))
        return err_set(err, ERR_INTERNAL, "/name: is missing");
    return 0;
}

static int fill_template(struct row *row, struct err *err)
{
    if (fill_resource(row, err) < 0 || uri_template_check(row->name, err) < 0)
        return -1;
    if (uri_template_has(row->name, "uri"))
        return err_set(err, ERR_INTERNAL, "%s: {uri} is the name of the whole", row->name);
    return 0;
}

static int (*const fills[FAMILY_COUNT])(struct row *row, struct err *err) = {
    [FAMILY_TOOL] = fill_tool,
    [FAMILY_PROMPT] = fill_prompt,
    [FAMILY_RESOURCE] = fill_resource,
    [FAMILY_TEMPLATE] = fill_template,
};

/* A few dozen at most. */
static const struct row *find(const struct registry *registry, enum family family, const char *name)
{
    const struct shelf *shelf = &registry->shelves[family];

    for (size_t i = 0; i < shelf->count; i++)
        if (strcmp(shelf->rows[i].name, name) == 0)
            return &shelf->rows[i];
    return NULL;
}

/* Takes definition. */
static int add(struct registry *registry, enum family family, const struct offer *offer,
               cJSON *definition, struct err *err)
{
    struct shelf *shelf = &registry->shelves[family];
    struct row *row = &shelf->rows[shelf->count++];

    row->handler = offer->handler;
    row->definition = definition;
    row->name = json_str(definition, identities[family]);
    if (!row->name)
        return err_set(err, ERR_INTERNAL, "/%s: is missing", identities[family]);
    if (!json_str(definition, "description"))
        return err_set(err, ERR_INTERNAL, "/description: is missing");
    if (fills[family](row, err) < 0)
        return -1;
    if (family == FAMILY_TOOL && shelf->count > 1 && strcmp(row[-1].name, row->name) >= 0)
        return err_set(err, ERR_INTERNAL, "comes after %s, which is not the order", row[-1].name);
    if (family != FAMILY_TOOL && find(registry, family, row->name) != row)
        return err_set(err, ERR_INTERNAL, "%s is there twice", row->name);
    return 0;
}

/* Resources and templates share a table; what it says of itself decides. */
static int add_all(struct registry *registry, enum family family, const struct offer *offers,
                   struct err *err)
{
    size_t count = 0;

    while (offers && offers[count].handler)
        count++;
    for (enum family f = family; f <= (family == FAMILY_RESOURCE ? FAMILY_TEMPLATE : family); f++) {
        registry->shelves[f].is_offered = offers != NULL;
        registry->shelves[f].rows = xcalloc(count, sizeof(struct row));
    }
    for (size_t i = 0; i < count; i++) {
        cJSON *definition = json_parse(slice_of(offers[i].json), &gate_config, err);
        bool is_template = family == FAMILY_RESOURCE && json_at(definition, "uriTemplate");

        if (!definition ||
            add(registry, is_template ? FAMILY_TEMPLATE : family, &offers[i], definition, err) < 0)
            return err_wrap(err, "definition of %s", offers[i].handler->name);
    }
    return 0;
}

static int read_coercions(struct registry *registry, const char *coercions, struct err *err)
{
    registry->coercions_tree = json_parse(slice_of(coercions), &gate_config, err);
    registry->coercions.definition = registry->coercions_tree;
    return registry->coercions_tree ? 0 : err_wrap(err, "schemas/coercions.json");
}

struct registry *registry_new(const struct offers *offers, struct err *err)
{
    struct registry *registry = xcalloc(1, sizeof(*registry));

    if (read_coercions(registry, offers->coercions, err) < 0 ||
        add_all(registry, FAMILY_TOOL, offers->tools, err) < 0 ||
        add_all(registry, FAMILY_PROMPT, offers->prompts, err) < 0 ||
        add_all(registry, FAMILY_RESOURCE, offers->resources, err) < 0) {
        err->kind = ERR_INTERNAL;
        return registry_free(registry);
    }
    return registry;
}

struct registry *registry_free(struct registry *registry)
{
    if (!registry)
        return NULL;
    for (size_t i = 0; i < FAMILY_COUNT; i++) {
        struct shelf *shelf = &registry->shelves[i];

        for (size_t j = 0; j < shelf->count; j++) {
            schema_free(shelf->rows[j].schema);
            json_free(shelf->rows[j].definition);
        }
        free(shelf->rows);
    }
    json_free(registry->coercions_tree);
    free(registry);
    return NULL;
}

bool registry_offers(const struct registry *registry, enum family family)
{
    return registry->shelves[family].is_offered;
}

bool registry_completes(const struct registry *registry)
{
    for (size_t i = 0; i < FAMILY_COUNT; i++)
        for (size_t j = 0; j < registry->shelves[i].count; j++)
            if (registry->shelves[i].rows[j].handler->completer)
                return true;
    return false;
}

const struct handler *registry_find(const struct registry *registry, enum family family,
                                    const char *name)
{
    const struct row *row = find(registry, family, name);

    return row ? row->handler : NULL;
}

const cJSON *registry_definition(const struct registry *registry, enum family family,
                                 const char *name)
{
    const struct row *row = find(registry, family, name);

    return row ? row->definition : NULL;
}

const cJSON *registry_definition_at(const struct registry *registry, enum family family,
                                    size_t index)
{
    const struct shelf *shelf = &registry->shelves[family];

    return index < shelf->count ? shelf->rows[index].definition : NULL;
}

void registry_add_names(const struct registry *registry, enum family family, struct buf *out)
{
    const struct shelf *shelf = &registry->shelves[family];

    for (size_t i = 0; i < shelf->count; i++)
        buf_addf(out, "%s%s", out->size > 0 ? ", " : "", shelf->rows[i].name);
}

const struct handler *registry_match(const struct registry *registry, const char *uri,
                                     cJSON *arguments)
{
    const struct shelf *templates = &registry->shelves[FAMILY_TEMPLATE];
    const struct handler *handler = registry_find(registry, FAMILY_RESOURCE, uri);

    for (size_t i = 0; !handler && i < templates->count; i++)
        if (uri_template_match(templates->rows[i].name, uri, arguments))
            handler = templates->rows[i].handler;
    if (handler)
        cJSON_AddStringToObject(arguments, "uri", uri);
    return handler;
}

/* The call that would have been right is worth more to a model than the rule it broke. It is only
 * shown when it really passes, and whole. */
static void add_corrected(const struct row *row, const struct coercions *coercions,
                          const cJSON *arguments, struct err *err)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(ERROR_TEXT_MAX);
    struct err ignored = { 0 };
    CLEANUP(json_freep)
    cJSON *corrected = coerce_corrected(arguments, schema_definition(row->schema), coercions);

    if (!corrected || schema_check(row->schema, corrected, &ignored) < 0)
        return;
    buf_addf(&text, "%s.\nCorrected call: ", err->text);
    if (json_print(corrected, &text) == 0 && !text.full)
        err_set(err, err->kind, "%s", buf_text(&text));
}

int registry_admit(const struct registry *registry, const char *name, cJSON *arguments,
                   struct err *err)
{
    const struct row *row = find(registry, FAMILY_TOOL, name);

    if (!row)
        return err_set(err, ERR_ARGUMENT, "there is no tool %s", name);
    coerce_arguments(arguments, schema_definition(row->schema), &registry->coercions);
    if (schema_check(row->schema, arguments, err) == 0)
        return 0;
    add_corrected(row, &registry->coercions, arguments, err);
    return -1;
}

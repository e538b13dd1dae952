/* registry - what the program offers. */
#include "mcp/registry.h"

#include "base/limits.h"

#include <stdlib.h>

struct row {
    const struct tool *tool;
    cJSON *definition;
    struct schema *schema; /* of its inputSchema */
};

struct registry {
    struct row *rows;
    size_t count;
    cJSON *coercions_tree;
    struct coercions coercions;
};

/* A defective definition would make clients drop the whole list, so the program does not start. */
static int fill(struct row *row, const struct tool_entry *entry, struct err *err)
{
    row->tool = entry->tool;
    row->definition = json_parse(slice_of(entry->json), &gate_config, err);
    if (!row->definition)
        return -1;

    const char *name = json_str(row->definition, "name");
    const cJSON *schema = json_at(row->definition, "inputSchema");
    const char *type = json_str(schema, "type");

    if (!name || strcmp(name, entry->tool->name) != 0)
        return err_set(err, ERR_INTERNAL, "/name: must be \"%s\"", entry->tool->name);
    if (!json_str(row->definition, "description"))
        return err_set(err, ERR_INTERNAL, "/description: is missing");
    if (!type || strcmp(type, "object") != 0)
        return err_set(err, ERR_INTERNAL, "/inputSchema/type: must be \"object\"");
    row->schema = schema_new(schema, err);
    return row->schema ? 0 : -1;
}

static int fill_all(struct registry *registry, const struct tool_entry *entries, struct err *err)
{
    for (const struct tool_entry *entry = entries; entry->tool; entry++) {
        struct row *row = &registry->rows[registry->count++];

        if (fill(row, entry, err) < 0)
            return err_wrap(err, "schema of tool %s", entry->tool->name);
        if (registry->count > 1 && strcmp(row[-1].tool->name, row->tool->name) >= 0)
            return err_set(err, ERR_INTERNAL, "tools %s and %s are not in order",
                           row[-1].tool->name, row->tool->name);
    }
    return 0;
}

struct registry *registry_new(const struct tool_entry *entries, const char *coercions,
                              struct err *err)
{
    struct registry *registry = xcalloc(1, sizeof(*registry));
    size_t count = 0;

    while (entries[count].tool)
        count++;
    registry->rows = xcalloc(count, sizeof(*registry->rows));
    registry->coercions_tree = json_parse(slice_of(coercions), &gate_config, err);
    registry->coercions.definition = registry->coercions_tree;
    if (!registry->coercions_tree) {
        err_wrap(err, "schemas/coercions.json");
        err->kind = ERR_INTERNAL;
        return registry_free(registry);
    }
    if (fill_all(registry, entries, err) < 0) {
        err->kind = ERR_INTERNAL;
        return registry_free(registry);
    }
    return registry;
}

struct registry *registry_free(struct registry *registry)
{
    if (!registry)
        return NULL;
    for (size_t i = 0; i < registry->count; i++) {
        schema_free(registry->rows[i].schema);
        json_free(registry->rows[i].definition);
    }
    json_free(registry->coercions_tree);
    free(registry->rows);
    free(registry);
    return NULL;
}

static int compare(const void *name, const void *row)
{
    return strcmp(name, ((const struct row *)row)->tool->name);
}

static const struct row *find(const struct registry *registry, const char *name)
{
    return bsearch(name, registry->rows, registry->count, sizeof(*registry->rows), compare);
}

const struct tool *registry_find(const struct registry *registry, const char *name)
{
    const struct row *row = find(registry, name);

    return row ? row->tool : NULL;
}

const cJSON *registry_definition(const struct registry *registry, const char *name)
{
    const struct row *row = find(registry, name);

    return row ? row->definition : NULL;
}

const cJSON *registry_definition_at(const struct registry *registry, size_t index)
{
    return index < registry->count ? registry->rows[index].definition : NULL;
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
    const struct row *row = find(registry, name);

    if (!row)
        return err_set(err, ERR_ARGUMENT, "there is no tool %s", name);
    coerce_arguments(arguments, schema_definition(row->schema), &registry->coercions);
    if (schema_check(row->schema, arguments, err) == 0)
        return 0;
    add_corrected(row, &registry->coercions, arguments, err);
    return -1;
}

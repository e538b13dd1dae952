/* registry - what the program offers: tools with their schemas, in the order of their names.
 *
 * The table is generated from schemas/tools: a schema without code does not link, code without a
 * schema fails a test. Nobody edits a list.
 */
#pragma once

#include "mcp/call.h"
#include "json/coerce.h"
#include "json/schema.h"

struct registry;

struct tool_entry {
    const struct tool *tool;
    const char *json; /* schemas/tools/<name>.json: name, title, description, annotations,
                         inputSchema, _meta */
};

/* Parses and compiles everything once. entries end with a NULL tool and must outlive the registry,
 * as must the text of coercions (schemas/coercions.json). NULL and err (ERR_INTERNAL) for a
 * defective table. */
struct registry *registry_new(const struct tool_entry *entries, const char *coercions,
                              struct err *err);
struct registry *registry_free(struct registry *registry);

/* NULL when there is no such tool. */
const struct tool *registry_find(const struct registry *registry, const char *name);

/* The tool's definition as a tree, borrowed; NULL when there is no such tool. index walks them. */
const cJSON *registry_definition(const struct registry *registry, const char *name);
const cJSON *registry_definition_at(const struct registry *registry, size_t index);

/* Coerces arguments in place and checks them by the tool's schema. -1, ERR_ARGUMENT: what is wrong,
 * and "Corrected call: {...}" where one can be made. */
int registry_admit(const struct registry *registry, const char *name, cJSON *arguments,
                   struct err *err);

/* registry - what the program offers: tools, prompts, resources and templates of resources.
 *
 * The tables are generated from the folders of schemas/: a definition without code does not link,
 * code without a definition fails a test. Nobody edits a list.
 */
#pragma once

#include "mcp/call.h"
#include "schema/coerce.h"
#include "schema/schema.h"

struct registry;

/* One thing that is offered. json is its definition as lists show it:
 *   tool      name, description, inputSchema; title, annotations, _meta
 *   prompt    name, description; title, arguments [{name, description, required}]
 *   resource  uri, or uriTemplate with {variables}; name, description; title, mimeType */
struct offer {
    const struct handler *handler;
    const char *json;
};

/* Each table ends with a NULL handler, or is NULL: then the server does not declare that it has
 * any. Tools stand in the order of their names. coercions is the text of schemas/coercions.json. */
struct offers {
    const struct offer *tools, *prompts, *resources;
    const char *coercions;
};

/* Parses and compiles everything once. The tables and texts must outlive the registry. NULL and err
 * (ERR_INTERNAL) for a defective definition: clients drop a whole list for one. */
struct registry *registry_new(const struct offers *offers, struct err *err);
struct registry *registry_free(struct registry *registry);

/* Whether the program has a table of that family, be it empty. */
bool registry_offers(const struct registry *registry, enum family family);

/* Whether anything of it has a completer. */
bool registry_completes(const struct registry *registry);

/* By the name of a tool or prompt, the uri of a resource, the text of a template; NULL when there
 * is none. The definition is a tree, borrowed; by index they are walked in the order of lists. */
const struct handler *registry_find(const struct registry *registry, enum family family,
                                    const char *name);
const cJSON *registry_definition(const struct registry *registry, enum family family,
                                 const char *name);
const cJSON *registry_definition_at(const struct registry *registry, enum family family,
                                    size_t index);

/* Appends what the entries are called, for a sentence: "a, b"; after what is there, too. As many as
 * fit. */
void registry_add_names(const struct registry *registry, enum family family, struct buf *out);

/* The handler of a concrete uri: of a resource, else of the first template that it matches. Adds
 * uri, and the variables of the template, to arguments. NULL when there is none. */
const struct handler *registry_match(const struct registry *registry, const char *uri,
                                     cJSON *arguments);

/* Coerces the arguments of a tool in place and checks them by its schema. -1, ERR_ARGUMENT: what is
 * wrong, and "Corrected call: {...}" where one can be made. */
int registry_admit(const struct registry *registry, const char *name, cJSON *arguments,
                   struct err *err);

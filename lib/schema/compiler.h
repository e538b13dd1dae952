/* compiler - a definition on its way to nodes. For the files that compile.
 *
 *   load a document -> its schemas become nodes, each keyword by its row in a table
 *                   -> references wait in a list until the nodes are there
 *                   -> they are followed, which may load more documents
 */
#pragma once

#include "schema/node.h"

/* What a keyword belongs to; the last two say which drafts have it. */
enum vocabulary {
    VOCABULARY_CORE = 1 << 0,
    VOCABULARY_APPLICATOR = 1 << 1,
    VOCABULARY_UNEVALUATED = 1 << 2,
    VOCABULARY_VALIDATION = 1 << 3,
    VOCABULARY_ANNOTATION = 1 << 4, /* meta-data, format, content */
    VOCABULARY_TUPLES = 1 << 5,     /* `prefixItems`, since 2020-12 */
};

struct reference {
    struct node *node;
    const cJSON *value; /* the string */
    bool is_dynamic;
};

#define VOCABULARIES_ALL ((unsigned)(2 * VOCABULARY_TUPLES - 1))

struct compiler {
    struct schema *schema;
    const struct schema_document *documents;
    bool lenient, alone; /* alone: references are not followed */
    size_t steps, pattern_count;
    struct reference *references;
    size_t reference_count, reference_capacity;
    struct err *err;
};

/* A place in the definition, on the stack of the walk. */
struct site {
    struct compiler *compiler;
    const struct pointer *at;
    struct resource *resource;
    size_t depth;
};

/* A keyword writes into the node. */
typedef int schema_keyword_fn(const struct site *site, struct node *node, const cJSON *value);

struct keyword {
    const char *name;
    schema_keyword_fn *compile; /* NULL: for people and models only */
    unsigned vocabulary;
    bool is_idle; /* nobody enforces it, so ours may not have it */
};

/* assertions.c, applicators.c, core.c: rows end with a NULL name. */
extern const struct keyword schema_core[], schema_applicators[], schema_assertions[];

/* The node of a definition; NULL and err when it is no schema. */
struct node *schema_compile(const struct site *site, const cJSON *definition);

/* The same one level further down, under a key or (NULL) an index. */
struct node *schema_compile_child(const struct site *site, const char *key, size_t index,
                                  const cJSON *definition);

/* What the node has of a kind, made at its first keyword. */
struct members *schema_members(struct node *node);
struct elements *schema_elements(struct node *node);
struct branches *schema_branches(struct node *node);

/* -1, and "schema at /here: why". */
int schema_refuse(const struct site *site, const char *why);

/* -1 and err when compiling has taken more steps than it may. */
int schema_charge(struct compiler *compiler, size_t steps);

/* core.c: a resource of that URI (taken); NULL and err when there are too many. */
struct resource *schema_add_resource(struct compiler *compiler, char *uri, const cJSON *definition);

/* vocabulary.c: the vocabularies that a `$schema` stands for; 0 and err when it demands one
 * that we do not have. */
unsigned schema_vocabularies(struct compiler *compiler, const char *dialect);

/* document.c: all schemas of a document; NULL and err. */
struct resource *schema_load(struct compiler *compiler, const char *uri, const cJSON *definition);

/* The resource of that URI, if it was loaded; NULL. */
struct resource *schema_loaded(const struct schema *schema, struct slice uri);

/* The resource of that URI, loaded now where it is a document; NULL without err. */
struct resource *schema_resource(struct compiler *compiler, struct slice uri);

/* assertions.c: a whole number from 0, into *count. */
int schema_count(const struct site *site, const cJSON *value, size_t *count);

/* The pattern of a string; NULL and err. */
struct pattern *schema_pattern(const struct site *site, const char *ecma);

/* reference.c: follows all that wait. */
int schema_follow(struct compiler *compiler);

/* What a fragment names within a resource. */
struct target {
    const cJSON *definition; /* NULL: nothing */
    struct node *node; /* NULL: it was not compiled, for no keyword says that it is a schema */
    struct resource *resource; /* that it belongs to */
};

struct target schema_locate(const struct schema *schema, struct resource *resource,
                            struct slice fragment, size_t *cost);

/* node - a schema as compiled: written while it is compiled, read by violation*.c. */
#pragma once

#include "schema/pattern.h"
#include "schema/pointer.h"
#include "schema/schema.h"

#include <stdint.h>

/* A bit for each type; a whole number has both of its bits. */
enum node_type {
    NODE_NULL = 1 << 0,
    NODE_BOOLEAN = 1 << 1,
    NODE_OBJECT = 1 << 2,
    NODE_ARRAY = 1 << 3,
    NODE_NUMBER = 1 << 4,
    NODE_STRING = 1 << 5,
    NODE_INTEGER = 1 << 6,
};

struct node;

struct node_list {
    struct node **nodes;
    size_t count;
};

struct property {
    const char *name;
    struct node *node;
};

struct property_pattern {
    struct pattern *pattern;
    struct node *node;
};

/* What the presence of a member asks for: other members, or that the object fits a schema. */
struct dependent {
    const char *name;
    const cJSON *names; /* NULL without */
    struct node *node;  /* NULL without */
};

struct members {
    const cJSON *names;          /* `properties` as written */
    struct property *properties; /* sorted by name */
    size_t property_count;
    struct property_pattern *patterns;
    size_t pattern_count;
    struct node *additional, *name; /* of each other member; of each name */
    const cJSON *required;
    struct dependent *dependents;
    size_t dependent_count;
    size_t min, max;
};

struct elements {
    struct node_list first; /* `prefixItems` */
    struct node *rest;      /* `items` */
    struct node *contains;
    size_t contains_min, contains_max;
    size_t min, max;
    bool unique;
};

struct text_rule {
    size_t min, max; /* in characters */
    struct pattern *pattern;
};

struct range {
    const cJSON *minimum, *maximum, *above, *below; /* NULL without */
    const cJSON *multiple_of;
};

/* `enum`, `const`: equal values have equal hashes. */
struct choice {
    const cJSON *list, *constant; /* NULL without */
    uint64_t *hashes, hash;
};

struct branches {
    struct node *reference;
    struct node *dynamic;     /* what `$dynamicRef` leads to at first ... */
    const char *dynamic_name; /* ... and its anchor, where the scope may have another; or NULL */
    struct node_list all, any, one;
    struct node * not, *condition, *consequence, *alternative; /* `if`, `then`, `else` */
};

/* What is absent in the schema is NULL. */
struct node {
    const cJSON *definition;
    struct resource *resource;
    bool never;     /* the schema `false` */
    bool is_schema; /* the official meta-schema: the value must be a schema */
    unsigned types; /* 0: any */
    struct choice *choice;
    struct range *range;
    struct text_rule *text;
    struct members *members;
    struct elements *elements;
    struct branches *branches;
    struct node *other_members, *other_elements; /* `unevaluated...` */
};

struct anchor {
    const char *name;
    struct node *node;
    bool is_dynamic;
};

/* A schema with an identity of its own: a document, or what has an `$id`. */
struct resource {
    char *uri;             /* absolute where its base is; without fragment */
    const char *retrieved; /* the name that its document was given, too; or NULL */
    const cJSON *definition;
    unsigned vocabularies;
    struct anchor *anchors;
    size_t anchor_count;
};

struct schema {
    const cJSON *definition;
    struct node *root;
    struct node *meta;   /* NULL until a reference leads to the official meta-schema */
    struct node **slots; /* by the address of the definition, open addressing */
    size_t slot_count, node_count;
    struct resource **resources;
    size_t resource_count;
};

/* The word for a single type: "string". */
const char *node_type_name(enum node_type type);

/* The node compiled from exactly this part of a definition; NULL when there is none. */
struct node *node_of(const struct schema *schema, const cJSON *definition);

/* The property of that name; NULL when there is none. */
const struct node *node_property(const struct members *members, const char *name);

/* The first anchor of that name (and dynamic, if asked so); NULL when there is none. */
const struct anchor *resource_anchor(const struct resource *resource, struct slice name,
                                     bool must_be_dynamic);

/* schema_check.c: 0 when definition alone can be compiled as a lenient schema; references are not
 * followed. *steps is what it may cost, and is lessened. */
int schema_compiles(const cJSON *definition, size_t *steps, struct err *err);

/* violation.c: 0 when value is valid by the node, else -1 and the first violation. */
int violation_find(const struct node *node, const cJSON *value, struct err *err);

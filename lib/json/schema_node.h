/* schema_node - a schema as compiled: written by schema.c, read by violation.c. */
#pragma once

#include "json/pattern.h"
#include "json/pointer.h"
#include "json/schema.h"

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

struct property {
    const char *name;
    struct node *node;
};

/* What is absent in the schema is NULL, or the widest range. */
struct node {
    unsigned types; /* 0: any */

    const cJSON *names; /* `properties` as written */
    struct property *properties;
    size_t property_count;
    const cJSON *required;
    bool closed; /* no members but these */

    struct node *items;
    size_t items_min, items_max;
    bool unique;

    const cJSON *choices; /* enum */
    const cJSON *constant;
    double minimum, maximum;
    size_t length_min, length_max; /* in characters */
    struct pattern *pattern;
};

struct schema {
    const cJSON *definition;
    struct node *root;
};

/* The word for a single type: "string". */
const char *node_type_name(enum node_type type);

/* violation.c: 0 when value is valid by the node, else -1 and the first violation. */
int violation_find(const struct node *node, const cJSON *value, const struct pointer *at,
                   struct err *err);

/* json - cJSON behind the gate, and reading by table.
 *
 * cJSON is the value type that everybody may see. Trees are built on the loop's thread only.
 * Look-ups go through json_at (case-sensitive); cJSON's own GetObjectItem ignores case.
 */
#pragma once

#include "json/gate.h"

#include <cjson/cJSON.h>
#include <stdint.h>

/* Points cJSON at the allocator of base/mem that wipes what it frees. Once, before any other use.
 */
void json_init(void);

/* The tree of a text that passes gate_check; owned by the caller. NULL and err otherwise. */
cJSON *json_parse(struct slice text, const struct gate_limits *limits, struct err *err);

/* The tree of a text that passes gate_repair. */
cJSON *json_parse_repaired(struct slice text, const struct gate_limits *limits, struct err *err);

void json_free(cJSON *tree);
void json_freep(cJSON **tree); /* for CLEANUP */

/* The member, or NULL when object is NULL, no object, or has none of that name. */
const cJSON *json_at(const cJSON *object, const char *key);

/* The same, for one type only: NULL, the fallback or false when it is absent or of another type. */
const char *json_str(const cJSON *object, const char *key);
double json_num(const cJSON *object, const char *key, double fallback);
int64_t json_int(const cJSON *object, const char *key, int64_t fallback);
bool json_bool(const cJSON *object, const char *key, bool fallback);

/* Gives value another content; its name and its place stay. Takes by, which may be NULL for "leave
 * it". True when there was one. */
bool json_replace(cJSON *value, cJSON *by);

/* same.c: whether two values are equal as JSON: 1 and 1.0 are, the order of members does not
 * count. */
bool json_same(const cJSON *a, const cJSON *b);

/* Appends compact JSON text to out: UTF-8 as it is, control characters escaped, integers below 2^53
 * exact. -1 when it does not fit. */
int json_print(const cJSON *tree, struct buf *out);

/* Appends text as a JSON string with its quotes; ill-formed UTF-8 becomes U+FFFD. */
int json_quote(struct slice text, struct buf *out);

/* Reading a checked object into a struct: after the schema was enforced this cannot fail. Members
 * that are absent leave the field as it is. */
enum json_type {
    JSON_STR,  /* const char *: borrowed from the tree */
    JSON_INT,  /* int64_t */
    JSON_BOOL, /* bool */
    JSON_NODE, /* const cJSON *: borrowed from the tree */
};

struct json_field {
    const char *name; /* NULL ends the table */
    enum json_type type;
    size_t offset;
};

void json_read(const cJSON *object, const struct json_field *fields, void *target);

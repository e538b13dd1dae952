/* flag - what can be typed for a property of a schema. Pure.
 *
 * What help, completion and the page of the manual say of it comes from here.
 */
#pragma once

#include "base/buf.h"
#include "json/json.h"

enum flag_value {
    FLAG_NONE,  /* a boolean, which has a --no- form instead */
    FLAG_WORD,  /* one of flag_values */
    FLAG_ROLE,  /* a model, or a word that stands for some */
    FLAG_FILE,  /* a path */
    FLAG_JSON,  /* an object, as text or as @FILE */
    FLAG_COUNT, /* a whole number */
    FLAG_NUMBER,
    FLAG_TEXT
};
enum flag_value flag_value(const cJSON *property);

/* The words that it, or each of its elements, may be; NULL: any. */
const cJSON *flag_values(const cJSON *property);
/* What stands for the value: "N", "TEXT"; "" for a boolean. */
const char *flag_placeholder(const cJSON *property);
bool flag_repeats(const cJSON *property);

/* "slugs tried in order; may be repeated; at most 5 times"; not typed, but written in a file: "...;
 * a list; at most 5". */
void flag_add_facts(struct buf *out, const cJSON *property, bool is_typed);

/* "prompt" as "PROMPT": how an argument without a flag is called. */
void flag_add_upper(struct buf *out, const char *name);

/* toml - one table of a TOML text, put in or cut out; every other byte stays. Pure.
 *
 *     [mcp_servers.openrouter]        parent "mcp_servers", key "openrouter"
 *     command = "..."
 *
 * Not a reader of TOML: it knows where keys, values, tables, strings and comments begin and end,
 * and refuses what it cannot follow.
 */
#pragma once

#include "json/jsonc.h"

enum toml_kind { TOML_TABLE, TOML_ARRAY_OF_TABLES, TOML_PAIR };

struct toml_item {
    enum toml_kind kind;
    struct slice key;   /* as it is written, dots included */
    struct slice value; /* of a pair */
    size_t begin, end;  /* its lines, with the line end */
};

/* The next table or pair of a text; starts with at = 0. 1: there is none. -1 (ERR_CONFIG) with line
 * and column. */
int toml_next(struct slice text, size_t *at, struct toml_item *item, struct err *err);

/* How many of the names, from the first, are the first parts of a key; *parts is how many parts it
 * has. Names end with NULL. */
size_t toml_key_match(struct slice key, const char *const *names, size_t *parts);

/* toml_edit.c. Finds the value of a member of the table. 1: there is the table, but no such member;
 * 2: there is no such table. -1: as toml_next, or the table is there in a form that is not edited
 * here (inline, dotted, twice). */
int toml_find(struct slice text, struct jsonc_place place, const char *member, struct slice *value,
              struct err *err);

/* Appends the decoded text of a string of one line; -1 when value is none. */
int toml_string(struct slice value, struct buf *text);

/* Appends to out the text with the table, at its end or in place of the one that is there, whose
 * members are those of entry, an object of strings, numbers and arrays. *added is where in out. */
int toml_put(struct slice text, struct jsonc_place place, const cJSON *entry, struct buf *out,
             struct jsonc_range *added, struct err *err);

/* Appends the text without the table and what belongs to it; *cut is where in text it began and
 * ended. */
int toml_cut(struct slice text, struct jsonc_place place, struct buf *out, struct jsonc_range *cut,
             struct err *err);

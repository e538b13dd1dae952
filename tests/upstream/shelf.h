/* shelf - the models that the stand-in offers, in the shape of the real catalogue.
 *
 * Grown once from families.c and the built-in behaviours; every body that is asked for is kept, so
 * that answering costs a copy.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

struct row {
    char *id;
    char *canonical; /* dated slug */
    char *name;
    const char *provider, *tag;
    const char *target; /* of an alias: the id that answers; else NULL */
    int64_t prompt_pico, completion_pico;
    int64_t context_length, max_output; /* 0: null */
    int64_t created_unix_s;
    int coding_tenths;
    bool batch, priced; /* !priced: "-1" */
    struct slice json;  /* the row as it is listed */
};

struct shelf;

struct shelf *shelf_new(void);
struct shelf *shelf_free(struct shelf *shelf);

size_t shelf_count(const struct shelf *shelf);
const struct row *shelf_at(const struct shelf *shelf, size_t index);

/* Also finds names with a dynamic suffix (:nitro, ...), presets and dated slugs. NULL: no such
 * model. */
const struct row *shelf_find(const struct shelf *shelf, struct slice name);

/* The body of GET /models, borrowed; sort as in the query, NULL for the usual order. */
struct slice shelf_list(struct shelf *shelf, const char *sort);

/* row_json - one model in the shape in which the real catalogue lists it. */
#pragma once

#include "tests/upstream/families.h"
#include "tests/upstream/shelf.h"

struct row_facts {
    const struct vendor *vendor;
    const struct family *family; /* its inputs and traits; NULL for a router */
    const char *description;
    const char *target_name; /* of an alias */
    bool expires, is_free;
};

void row_json(const struct row *row, const struct row_facts *facts, struct buf *out);

/* pico-dollars as the decimal string that the catalogue uses. */
void row_price(int64_t pico, struct buf *out);

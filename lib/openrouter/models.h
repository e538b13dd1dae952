/* models - the rows of GET /models as structs, sorted by id. Pure.
 *
 * Rows that cannot answer a chat here (":batch", no text output), rows whose id could not be sent
 * or shown safely, and a vendor "local" (those are ours, see local.h) are left out; so is what
 * comes after CATALOGUE_MODELS_MAX rows.
 */
#pragma once

#include "openrouter/catalogue.h"

struct models {
    struct model *list;
    size_t count;
};

/* body passed the gate. -1 (ERR_PROTOCOL) when it holds no list, or no model in it. */
int models_read(struct slice body, struct models *models, struct err *err);
void models_done(struct models *models);

/* Sorts rows, and of those with the same id keeps one. */
void models_order(struct models *models);

/* The row of exactly this id, or NULL. */
const struct model *models_find(const struct models *models, struct slice id);

/* Whether every byte may stand in the name of a model. */
bool model_name_is_safe(struct slice name);

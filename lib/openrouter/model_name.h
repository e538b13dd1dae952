/* model_name - from what a user writes to a row of the catalogue. Pure: what catalogue.h promises
 * of names, on the bare rows.
 */
#pragma once

#include "openrouter/models.h"

int model_name_resolve(const struct models *models, const char *name, struct model_name *found,
                       struct err *err);
size_t model_name_nearest(const struct models *models, const char *name,
                          const struct model **nearest, size_t max);

/* rows - a catalogue of a test's own making, behind the functions that the gate asks.
 *
 * Takes the place of openrouter/catalogue, which needs a connection; rows and names are read by the
 * real code.
 */
#pragma once

#include "openrouter/catalogue.h"
#include "openrouter/model_name.h"
#include "test.h"

struct catalogue {
    struct models models;
};

size_t catalogue_count(const struct catalogue *catalogue)
{
    return catalogue->models.count;
}

const struct model *catalogue_at(const struct catalogue *catalogue, size_t index)
{
    return &catalogue->models.list[index];
}

int catalogue_resolve(const struct catalogue *catalogue, const char *name, struct model_name *found,
                      struct err *err)
{
    return model_name_resolve(&catalogue->models, name, found, err);
}

static inline void rows_read(struct catalogue *catalogue, struct slice body)
{
    struct err err = { 0 };

    if (models_read(body, &catalogue->models, &err) < 0)
        test_fail(__FILE__, __LINE__, "%s", err.text);
}

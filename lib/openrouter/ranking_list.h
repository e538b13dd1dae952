/* ranking_list - the order in which a list names models. Pure. */
#pragma once

#include "base/err.h"
#include "base/slice.h"

#include <stdint.h>

struct ranking_entry {
    char *id;
    int64_t place;
};

/* Sorted by id. */
struct ranking_list {
    struct ranking_entry *entries;
    size_t count;
};

/* Reads a gate-checked body whose data is an array of models ("id") or of endpoints ("model_id",
 * else the slug behind the bar of "name"). A model that comes twice keeps its first place. */
int ranking_list_read(struct slice body, struct ranking_list *list, struct err *err);
void ranking_list_done(struct ranking_list *list);

/* From 0; -1 when the model is not in the list. */
int64_t ranking_list_place(const struct ranking_list *list, const char *model_id);

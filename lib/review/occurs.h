/* occurs - every place of a text in another, overlapping ones too, in linear time. Pure. */
#pragma once

#include "base/slice.h"

/* Calls on_place for each place, from the first to the last, until it answers false. Nothing for an
 * empty text. */
void occurs(struct slice in, struct slice text, bool (*on_place)(void *user, size_t at),
            void *user);

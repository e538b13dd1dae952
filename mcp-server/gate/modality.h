/* modality - whether a model takes what is attached, and who does. Pure. */
#pragma once

#include "mcp-server/config/config.h"
#include "openrouter/catalogue.h"

/* kinds: enum media_kind of files/media.h, whose bits are those of enum model_input. -1 and err
 * (ERR_ARGUMENT) when name lacks one of them, with models that the user's rules allow and that have
 * all. A preset or a router chooses by itself and passes. */
int modality_admit(const struct config *config, const struct catalogue *catalogue,
                   const struct model_name *name, unsigned kinds, struct err *err);

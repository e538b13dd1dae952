/* model_completion - what the name of a model that is being typed may become: a completer for
 * arguments called model (a role, an alias or "author/slug", several with commas between), author,
 * and slug (of context.author, where it is given).
 *
 * Only models that the user's rules allow; what begins as it was typed comes before what contains
 * it, and among those the model that codes best comes first.
 */
#pragma once

#include "mcp/call.h"

extern const struct handler model_completion;

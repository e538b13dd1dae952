/* hidden - characters that nobody sees: controls, marks of direction, joiners, what has no glyph.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Also a tab and the line ends, which a caller looks at first if he shows them. */
bool hidden_is(uint32_t code_point);

/* alike_kinds - what kinds of defects a text speaks of. Pure. For alike.c. */
#pragma once

#include "base/slice.h"

#include <stdint.h>

/* A bit for each kind. text: lower-case words, one blank before each and behind the last. */
uint64_t alike_kinds(struct slice text);

/* whereabouts - by which name another program should start this one. */
#pragma once

#include "base/buf.h"

/* The absolute path: where PATH finds this very program, which an update keeps, else the file that
 * runs. false: neither can be told. */
bool whereabouts_path(struct buf *path);

/* Whether the bare name, looked up in PATH, is this very program. */
bool whereabouts_name_is_enough(void);

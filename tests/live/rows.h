/* rows - the ledger's rows, read from its file beside the server that writes it. */
#pragma once

#include "store/ledger.h"

#define LIVE_ROWS_MAX 32

struct live_row {
    char tag[65], generation[129], model[129], error[32];
    int64_t state; /* enum ledger_state */
    int64_t held_nano, cost_nano, cached_tokens;
};

/* How many there are, oldest first; -1 when the file cannot be read. */
int rows_read(const char *path, struct live_row rows[LIVE_ROWS_MAX]);

/* What they count as: cost, or hold while it is not known. */
int64_t rows_sum(const struct live_row *rows, int count);

/* calls_audit - what the stand-in has billed compared with what is in the ledger. */
#pragma once

#include "tests/cases/stage.h"

#include <sqlite3.h>

struct calls_audit {
    sqlite3 *sqlite;
    int failures;
};

void calls_audit_open(struct calls_audit *audit, const char *path);

/* Rows that have not ended yet. */
int64_t calls_audit_open_rows(struct calls_audit *audit);

/* Prints what was found, and what does not fit; how many things that is. Closes the ledger. */
int calls_audit(struct calls_audit *audit, const struct upstream *upstream);

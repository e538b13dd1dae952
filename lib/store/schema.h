/* schema - the tables of a file, and how it comes to have them. */
#pragma once

#include "store/db.h"

/* steps[n] leads from version n (PRAGMA user_version) to n + 1. */
struct schema {
    const char *const *steps;
    int count;
    int32_t application; /* PRAGMA application_id: whose file it is */
    const char *what;    /* for sentences: "ledger" */
};

/* Leaves a file of the newest version as it is; leads an older one, or an empty one, there in one
 * transaction. -1 (ERR_CONFIG), and nothing is changed, for a newer one and for other files. */
int schema_apply(struct db *db, const struct schema *schema, struct err *err);

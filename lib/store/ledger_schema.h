/* ledger_schema - the tables of the ledger, and how a file comes to have them. */
#pragma once

#include "store/db.h"

/* The most that one row may hold or cost: a million dollars. Nothing that is reckoned with such
 * amounts and with at most LEDGER_SUM_MAX can overflow. */
#define LEDGER_AMOUNT_MAX 1000000000000000LL
#define LEDGER_SUM_MAX    9000000000000000000LL

/* steps[n] leads from version n to n + 1. */
struct schema {
    const char *const *steps;
    int count;
};
extern const struct schema ledger_schema;

/* Leaves a file of the newest version as it is; leads an older one, or an empty one, there in one
 * transaction. -1 (ERR_CONFIG), and nothing is changed, for a newer one and for other files. */
int schema_apply(struct db *db, const struct schema *schema, struct err *err);

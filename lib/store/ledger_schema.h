/* ledger_schema - the tables of the ledger. */
#pragma once

#include "store/schema.h"

/* The most that one row may hold or cost: a million dollars. Nothing that is reckoned with such
 * amounts and with at most LEDGER_SUM_MAX can overflow. */
#define LEDGER_AMOUNT_MAX 1000000000000000LL
#define LEDGER_SUM_MAX    9000000000000000000LL

extern const struct schema ledger_schema;

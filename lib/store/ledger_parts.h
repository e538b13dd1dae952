/* ledger_parts - what the files of the ledger share with each other, and with nobody else. */
#pragma once

#include "store/db.h"
#include "store/ledger.h"
#include "store/ledger_schema.h"
#include "store/owner.h"

struct ledger {
    struct db *db;
    struct owner owner;
};

/* A text as it is stored: never NULL, and a word cut at its size. */
struct slice ledger_word(const char *text);

/* Lets SQL say sum_nano(x): the sum of amounts that are not negative, at most INT64_MAX. */
int ledger_sum_register(struct db *db, struct err *err);

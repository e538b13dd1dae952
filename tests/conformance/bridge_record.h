/* bridge_record - what the servers were told and what they said, one message a line. */
#pragma once

#include "base/err.h"
#include "base/slice.h"

struct record;

/* Empties the file; NULL and err when it cannot be opened. */
struct record *record_new(const char *path, struct err *err);
struct record *record_free(struct record *record);

/* "> " for what a server reads, "< " for what it writes. NULL: nobody wants to know. */
void record_add(struct record *record, const char *arrow, struct slice line);

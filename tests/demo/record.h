/* record - what the stand-in writes down, read while it is written. */
#pragma once

#include "base/buf.h"

#include <stdint.h>

struct record {
    int fd; /* -1: none */
    struct buf input;
    int64_t aborted_ms; /* when a client last closed before its answer was whole; 0: never */
};

/* Creates the file. false when it cannot. */
bool record_open(struct record *record, const char *path);
void record_done(struct record *record);

/* Reads what is new. */
void record_look(struct record *record);

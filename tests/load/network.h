/* network - a network of one's own, with nothing but this machine in it. */
#pragma once

#include "base/err.h"

#include <stdint.h>

/* Moves this process there for the rest of its life. -1 and err where that is not allowed. */
int network_leave(struct err *err);

/* What the system has counted in it since then. */
struct network_counts {
    int64_t connects;      /* TCP connections that were begun, wherever to */
    int64_t datagrams;     /* UDP, so every question to a name server */
    int64_t without_route; /* packets to other machines: there is no way there */
};

int network_count(struct network_counts *counts, struct err *err);

/* measure - one round of everything: each puts its rows into the sheet. */
#pragma once

#include "tests/bench/place.h"
#include "tests/bench/sheet.h"

void measure_start(const struct place *place, struct sheet *sheet);
void measure_memory(const struct place *place, struct sheet *sheet);
void measure_ask(const struct place *place, struct sheet *sheet);
void measure_review(const struct place *place, struct sheet *sheet);
void measure_rate(const struct place *place, struct sheet *sheet);
void measure_stream(const struct place *place, struct sheet *sheet);
void measure_list(const struct place *place, struct sheet *sheet);

/* With a place of its own, whose stand-in tells through a pipe what it sees. */
void measure_cancel(const char *server, const char *upstream, const char *peers,
                    struct sheet *sheet);

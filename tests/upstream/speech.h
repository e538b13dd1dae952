/* speech - the words of an answer, one token after the other. Pure. */
#pragma once

#include "tests/upstream/behaviour.h"

struct speech {
    struct slice text;   /* cut into tokens at its words ... */
    const cJSON *piece;  /* ... or given piece by piece ... */
    int64_t count, size; /* ... or so many, of so many bytes (0: words of our own) */
    int64_t said;
};

void speech_init(struct speech *speech, const struct behaviour *how);
void speech_of_text(struct speech *speech, const char *text);
void speech_of_count(struct speech *speech, int64_t count, int64_t size);

/* The next token, borrowed until the one after it; false at the end. */
bool speech_next(struct speech *speech, struct slice *token);

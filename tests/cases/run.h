/* run - one transcript, played once. */
#pragma once

#include "tests/cases/transcript.h"

#include "base/loop.h"

/* The same transcript must come out the same way however the bytes arrive. */
enum run_mode {
    RUN_PLAIN,
    RUN_INPUT_DRIPPED,    /* the server's input, byte by byte */
    RUN_UPSTREAM_DRIPPED, /* every answer of the stand-in, byte by byte */
    RUN_MODE_COUNT
};

extern const char *const run_mode_names[RUN_MODE_COUNT];

struct run;

struct run_options {
    const char *program;
    const struct transcript *transcript;
    enum run_mode mode;
    int64_t patience; /* all limits of time are multiplied by it */
    /* From the loop, once: failure is NULL or says what went wrong, and where. */
    void (*on_done)(void *user, const char *failure);
    void *user;
};

struct run *run_new(struct loop *loop, const struct run_options *options);
struct run *run_free(struct run *run);

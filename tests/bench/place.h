/* place - where everything is measured: a clean home, the stand-in, and how to start who is there.
 */
#pragma once

#include "tests/bench/child.h"

#define ENV_MAX 16

/* Models of the stand-in, and how they behave here (place.c). */
#define MODEL_QUICK "openai/gpt-76-nano" /* two words, at once */
#define MODEL_PACED "openai/gpt-77-nano" /* STREAM_TOKENS at 250 a second */
#define MODEL_BURST "openai/gpt-75-nano" /* the same, all at once */
#define MODEL_SLOW  "google/gemini-31-flash-lite"
#define MODEL_STUCK "google/gemini-30.5-flash-lite" /* a word, then nothing for ever */

#define MODEL_FINDS "google/gemini-30-flash-lite" /* no findings, at once */

#define STREAM_TOKENS 500
#define CHANGE        "change.patch" /* in the server's root: 40 files, 80 hunks, 1,120 lines */

struct place {
    const char *server, *upstream, *peers; /* paths: two programs, and a folder of them */
    char dir[128];
    char base_url[128];
    char env[ENV_MAX][256];
    struct child standin;
    int core; /* the one to pin to */
};

/* Makes the folder and starts the stand-in; record, where not NULL, is the file it writes to. */
void place_open(struct place *place, const char *record);
void place_close(struct place *place);

struct child place_server(const struct place *place);
/* The same with the folder of CHANGE as its root. */
struct child place_reviewer(const struct place *place);
struct child place_echo(const struct place *place);
struct child place_floor(const struct place *place);

struct raw {
    double p50_us, p99_us, all_ms, cpu_ms;
};

/* Runs rawcurl to its end. */
struct raw place_raw(const struct place *place, const char *model, size_t count, size_t in_flight);

/* Puts us, the stand-in and a child (NULL: none) on the one core; place_unpin takes that back. */
void place_pin(const struct place *place, const struct child *child);
void place_unpin(const struct place *place);

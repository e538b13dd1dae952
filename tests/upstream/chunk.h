/* chunk - the JSON of an answer: the events of a stream, or one body. Pure. */
#pragma once

#include "tests/upstream/behaviour.h"

/* One completion, as far as its JSON shows it. */
struct ticket {
    char id[40];
    int64_t created_unix_s;
    const char *model, *provider;
    const struct behaviour *how;
    int64_t prompt_pico, completion_pico;
    int64_t prompt_tokens, completion_tokens, reasoning_tokens;
    const char *finish; /* as it ends; NULL: null */
    struct buf opening; /* the members that all chunks begin with */
};

/* Prepares the opening. */
void chunk_begin(struct ticket *ticket);
void chunk_done(struct ticket *ticket);

/* Each appends one JSON text. raw is the JSON of a string, or what stands in its place. */
void chunk_content(const struct ticket *ticket, struct slice text, struct buf *out);
void chunk_odd(const struct ticket *ticket, struct slice raw, struct buf *out);
void chunk_reasoning(const struct ticket *ticket, struct slice text, struct buf *out);
void chunk_null(const struct ticket *ticket, struct buf *out);
void chunk_refusal(const struct ticket *ticket, const char *text, struct buf *out);
void chunk_tools(const struct ticket *ticket, struct buf *out);
void chunk_citations(const struct ticket *ticket, int64_t count, struct buf *out);
void chunk_finish(const struct ticket *ticket, struct buf *out);
void chunk_usage(const struct ticket *ticket, struct buf *out);
void chunk_error(const struct ticket *ticket, struct buf *out);

/* A whole body for a request that did not ask for a stream. */
void chunk_whole(const struct ticket *ticket, struct slice content, struct slice reasoning,
                 struct buf *out);

/* What it cost, in pico-dollars. */
int64_t chunk_cost(const struct ticket *ticket);

/* Dollars as JavaScript prints a number: 0.000081, 6e-8. */
void chunk_number(int64_t pico, struct buf *out);

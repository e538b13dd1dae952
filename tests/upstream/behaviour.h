/* behaviour - how the stand-in answers one request: everything that a script may say.
 *
 * A zeroed struct is the ordinary answer: at once, a few words, correct usage. The same names are
 * the members of a script's objects; README.md explains them.
 */
#pragma once

#include "json/json.h"

struct behaviour {
    /* When: milliseconds. Tokens are due at fixed times, so a late loop catches up. */
    int64_t headers_ms; /* before the status line */
    int64_t first_ms;   /* before the first token */
    int64_t token_ms;   /* between tokens */
    int64_t comments;   /* keep-alive comments before the first token: 0 means 2, -1 none */
    int64_t comment_ms; /* one more each so often while the stream waits; 0: none */

    /* What: text, or exact pieces, or a count of tokens of a size. */
    const char *text;
    const cJSON *pieces;
    int64_t tokens, token_bytes;
    const char *reasoning;
    int64_t reasoning_tokens;
    const char *refusal;
    bool null_content, tool_calls, ignores_cap;
    int64_t citations;
    const char *odd; /* one odd token after the first: utf8, surrogate, nul, ... */

    /* Who and how it ends. */
    const char *model, *provider; /* in place of the truth */
    const char *finish, *native_finish;
    const char *usage; /* missing, early, alone, null_finish, or a JSON text in its place */
    const char *cost;  /* a JSON text in place of the number */
    bool no_finish, no_done, twice_done, byok;
    const char *manner; /* of a server of the user's own: ollama, llama.cpp, vllm, lmstudio */

    /* Something else than a completion. */
    int64_t status;
    const char *error; /* a row of trouble.c; with error_at as an event of the stream */
    const char *message, *body, *content_type;
    const cJSON *headers; /* added to the head: {"Retry-After": "2"} */

    /* Faults of a stream, at the nth token, counted from 1. */
    int64_t error_at, garbage_at, stall_at;
    const char *garbage; /* the line in place of a good one */
    int64_t stall_ms;    /* 0: for ever */

    /* Faults of the wire. */
    const char *cut; /* close or reset, once cut_after bytes of the answer are written */
    int64_t cut_after;
    int64_t wire_bytes;   /* written at once, then a turn of the loop; 0: all that is there */
    int64_t chunk_bytes;  /* of one HTTP chunk; 0: an event each */
    const char *framing;  /* chunked, length, close */
    const char *line_end; /* lf, crlf, cr */
    bool bom;
    const char *then; /* keep, close, vanish, reset_on_next, reset_on_body */
};

/* 0, or -1 with the member that is unknown or of the wrong type. Borrows from object. */
int behaviour_read(const cJSON *object, struct behaviour *behaviour, struct err *err);

/* Whether it refuses before any content, so that a fallback would be asked instead. */
bool behaviour_refuses(const struct behaviour *behaviour);

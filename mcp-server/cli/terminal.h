/* terminal - a call's sink for people: the answer grows on stdout, the rest is said on stderr.
 *
 *   on_delta*  -> stdout, made inert, in whole words
 *   on_progress* -> one line of stderr, overwritten, if that is a terminal and nothing grows on it
 *   on_result  -> what was not shown yet -> (written) on_end
 *
 * stdout carries the answer and nothing else: what a program behind a pipe wants. The footer and
 * what is missing of an answer go to stderr, unless the result is of several models: then it is
 * shown whole, as it is. An answer that must fit a schema is shown once it does.
 */
#pragma once

#include "mcp-server/cli/outlet.h"
#include "mcp/call.h"

/* Writes a result that is no error for a terminal, in the place of its text; meta may be NULL. */
typedef void terminal_draw(struct buf *out, struct slice text, const cJSON *meta, bool colours);

/* Writes a result that is no error in the place of its text, wherever it goes; false: the text is
 * right as it is. The other gives the exit
 * status of such a result. typed: what the command was told beside the tool's arguments. */
typedef bool terminal_write(const cJSON *typed, struct buf *out, const cJSON *meta);
typedef int terminal_judge(const cJSON *typed, const cJSON *meta);

struct terminal_options {
    int out_fd, err_fd;
    bool json;           /* one JSON object instead of text */
    bool streams;        /* deltas are the answer: there is one model, and no schema to fit */
    bool parts;          /* what was not streamed is one answer: shown without what is around it */
    bool colours;        /* may be used where a descriptor is a terminal */
    terminal_draw *draw; /* NULL: the text is shown as it is */
    terminal_write *write;
    terminal_judge *judge; /* NULL: 0 */
    const cJSON *typed;    /* for these two, kept */
    /* Everything is written, or nobody reads it any more. */
    void (*on_end)(void *user);
    void *user;
};

struct terminal;

struct terminal *terminal_new(struct loop *loop, const struct terminal_options *options);
struct terminal *terminal_free(struct terminal *terminal);

/* The sink for call_start. */
struct call_sink terminal_sink(struct terminal *terminal);

/* 0, or what judge says: a result that is no error was written; 2 otherwise. */
int terminal_status(const struct terminal *terminal);

/* Removes the line of progress, so that something else can be said on stderr. */
void terminal_clear_progress(struct terminal *terminal);

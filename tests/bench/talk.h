/* talk - an MCP client as fast as one can be: lines out, answers counted. */
#pragma once

#include "base/buf.h"
#include "tests/bench/child.h"

/* Writes the line of the nth request, with n as its id and a line feed at the end. */
typedef void talk_line(struct buf *line, size_t n, const void *user);

struct talk {
    struct child *child;
    struct buf in, out; /* not yet read as lines; not yet written */
    size_t in_used;
    size_t answers, failures; /* of this talk so far; a failure is an answer, too */
    size_t next_id;
    char last[512]; /* the beginning of the last failure */
};

struct talk talk_new(struct child *child);
void talk_done(struct talk *talk);

void talk_send(struct talk *talk, struct slice lines);
/* Waits until so many answers have come since talk_new; ends the program after 60 s of silence. */
void talk_wait(struct talk *talk, size_t answers);

/* initialize and its notification; answers when the answer came. */
int64_t talk_hello(struct talk *talk);

/* Sends count requests and keeps in_flight of them open, until all are answered. each_ns, where not
 * NULL, gets how long each took; only right for one in flight. */
void talk_run(struct talk *talk, talk_line *line, const void *user, size_t count, size_t in_flight,
              int64_t *each_ns);

/* Ends the program when an answer was a failure: a wrong server must not look fast. */
void talk_check(const struct talk *talk, const char *what);

/* relay - a wire of some length between the server and the stand-in, which can be cut.
 *
 * Bytes arrive delay_ms after they were sent, each way. It notices the questions among what it
 * carries when they are readable.
 */
#pragma once

#include "base/err.h"
#include "base/loop.h"

struct relay;

struct relay_options {
    const char *address; /* of 127.0.0.0/8, to listen on */
    int to_port;         /* of 127.0.0.1 */
    int64_t delay_ms;
};

/* NULL and err when it cannot listen there. */
struct relay *relay_new(struct loop *loop, const struct relay_options *options, struct err *err);
struct relay *relay_free(struct relay *relay);

int relay_port(const struct relay *relay);

/* Ever opened by the server. */
size_t relay_connection_count(const struct relay *relay);

/* POSTs of questions: how many heads the server has written, and for how many of them a body began.
 * Nobody serves, or bills, a head alone. */
size_t relay_head_count(const struct relay *relay);
size_t relay_body_count(const struct relay *relay);

/* Heads that were written after a body had begun since the last call of relay_expect: something
 * that may have been served was about to be sent again. */
void relay_expect(struct relay *relay);
size_t relay_repeat_count(const struct relay *relay);

/* Ends every connection at both ends; reset: with RST instead of FIN. */
void relay_cut(struct relay *relay, bool reset);

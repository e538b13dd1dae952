/* witness - hears both directions of one connection, and says what is wrong with the server's.
 *
 *     struct witness *witness = witness_new();
 *     witness_sent(witness, line);
 *     if (witness_received(witness, line, NULL, &err) < 0)
 *         ...
 *
 * It remembers what was asked, and so knows by which method and which revision an answer is to be
 * judged: by the definition in that revision's JSON schema, and by the rules that no schema says.
 * It knows nothing of lib/mcp. What a client gets wrong, on purpose or not, is no concern of it.
 */
#pragma once

#include "json/json.h"

struct witness;

/* Once, before the first witness: the folder of real data, in which mcp/schema/<revision>.json are
 * looked for. Without them (NULL is allowed) only the rules are applied. */
void witness_use(const char *data_folder);

struct witness *witness_new(void);
struct witness *witness_free(struct witness *witness);

/* A line of the client, without its end; before the server can have answered it. */
void witness_sent(struct witness *witness, struct slice line);

/* A line of the server. 0, or -1 and a sentence with the beginning of the message. *tree, unless
 * tree is NULL, is the line as a value, owned by the caller; NULL when it is none. */
int witness_received(struct witness *witness, struct slice line, cJSON **tree, struct err *err);

/* The same for bytes as they pass, in any pieces; lines are judged as soon as they are whole. The
 * last line of the client may lack its end: witness_sent_all. */
void witness_sent_bytes(struct witness *witness, struct slice bytes);
void witness_sent_all(struct witness *witness);
int witness_received_bytes(struct witness *witness, struct slice bytes, struct err *err);

/* The server has read everything that was sent, and what it wrote was received: from now on
 * nothing may come of what was cancelled. */
void witness_quiet(struct witness *witness);

/* How many requests have neither an answer nor were cancelled. */
size_t witness_open(const struct witness *witness);

/* Of all witnesses of this process, and of those that it forked. */
struct witness_totals {
    size_t messages; /* of servers; each of an array */
    size_t invalid;
    size_t formless; /* valid but for a form that their revision does not have */
};

struct witness_totals witness_totals(void);

/* Prints the totals as one line. */
void witness_report(void);

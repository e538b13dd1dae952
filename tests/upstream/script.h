/* script - which behaviour comes next, for each model and each endpoint.
 *
 *     {"openai/gpt-77": [{"error": "rate"}, {"text": "at the second try"}],
 *      "GET /key": [{"status": 500}], "*": [{"tokens": 100}]}
 *
 * The nth request of a key gets the nth behaviour, all later ones the last. "*" stands for every
 * model that has no row of its own; "connection" for connections, before anything was read.
 */
#pragma once

#include "tests/upstream/behaviour.h"

struct script;

/* NULL and err for a text that is no script. An object may stand for an array of one. */
struct script *script_new(struct slice json, struct err *err);
struct script *script_free(struct script *script);

/* The next behaviour of a key, or NULL when the script says nothing of it. NULL is an empty script.
 * script_peek does not count. Borrowed for as long as the script lives. */
const struct behaviour *script_next(struct script *script, const char *key);
const struct behaviour *script_peek(const struct script *script, const char *key);

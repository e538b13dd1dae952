/* structured - an answer that must fit a JSON Schema of the caller's. Pure.
 *
 *   answer -> the JSON in it (whole, in a fence, among prose) -> checked -> given back as it is
 *
 * A model that has structured output is held to the schema by its provider; any other is told of
 * it, and what it writes is looked for. Either way the schema has the last word here, in all of
 * 2020-12.
 */
#pragma once

#include "json/json.h"

struct structured;

/* Keeps definition, an object. NULL and err (ERR_ARGUMENT) when it is no schema that can be
 * enforced, with the place. */
struct structured *structured_new(const cJSON *definition, struct err *err);
struct structured *structured_free(struct structured *structured);

/* The schema as text, borrowed: for the request; and whether providers can hold an answer to it to
 * the letter: every object in it names all its members as required and forbids others. */
const char *structured_text(const struct structured *structured);
bool structured_is_strict(const struct structured *structured);

/* Appends what a model that cannot be held to a schema is told, behind its system text. */
void structured_add_notice(const struct structured *structured, struct buf *out);

/* Finds the JSON in answer and checks it: *json is the part of answer that fits. -1 and err
 * (ERR_PROTOCOL) with what is wrong: there is no JSON, or the first thing that does not fit. */
int structured_read(const struct structured *structured, struct slice answer, struct slice *json,
                    struct err *err);

/* Appends what a model is told whose answer did not fit. */
void structured_add_complaint(const struct err *why, struct buf *out);

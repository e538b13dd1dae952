/* completion - the script by which a shell completes commands, flags and their values. Pure.
 *
 * From the roster: commands with their summaries, flags with their --no- forms, the words of an
 * enumeration, the shipped roles where a model may stand, files where a path or @FILE may.
 */
#pragma once

#include "base/buf.h"
#include "mcp-server/cli/roster.h"

/* Appends the script for "bash", "zsh" or "fish"; -1 for another shell. */
int completion_add(struct buf *out, const char *shell, const struct roster *roster);

/* What the shells have in common; completion_bash.c and its kin write it down. */
struct candidate {
    const cJSON *property;
    bool is_positional; /* it needs no flag */
    char spelt[80];     /* "max-cost-usd" */
};

/* The nth thing that a command takes; false behind the last. */
bool completion_candidate(const cJSON *definition, size_t index, struct candidate *candidate);

/* The words that may stand for its value, between blanks: "low high"; nothing where any may. */
void completion_add_words(struct buf *out, const cJSON *property);

/* The beginning of a property's description, one clause, without what a shell would read. */
void completion_add_hint(struct buf *out, const cJSON *property);

void completion_add_bash(struct buf *out, const struct roster *roster);
void completion_add_zsh(struct buf *out, const struct roster *roster);
void completion_add_fish(struct buf *out, const struct roster *roster);

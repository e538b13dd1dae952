/* registration - our entry in the text of a client's settings. Pure.
 *
 *   text -> registration_read -> none, ours or another's -> put, point or cut -> text
 */
#pragma once

#include "mcp-server/setup/client_app.h"

enum registration {
    REGISTRATION_NONE,
    REGISTRATION_OURS,   /* its command is a file called openrouter-mcp */
    REGISTRATION_ANOTHER /* of the same name */
};

/* Appends the entry's command, "" when it has none. -1 (ERR_CONFIG): the text cannot be read; line
 * and column. */
int registration_read(const struct client_app *app, struct slice text, enum registration *what,
                      struct buf *command, struct err *err);

/* Appends to out the text with a new entry, which takes the place of one that is there; *added is
 * where in out. */
int registration_put(const struct client_app *app, struct slice text, const char *command,
                     struct buf *out, struct jsonc_range *added, struct err *err);

/* The same with only the command of the entry that is there changed. */
int registration_point(const struct client_app *app, struct slice text, const char *command,
                       struct buf *out, struct jsonc_range *added, struct err *err);

/* Appends the text without the entry; *cut is where in text it was. */
int registration_cut(const struct client_app *app, struct slice text, struct buf *out,
                     struct jsonc_range *cut, struct err *err);

/* Whether text is before, which has no entry of ours, and what registration_put does to it: then
 * before is what removing the entry should leave, to the byte. */
bool registration_undoes(const struct client_app *app, struct slice text, struct slice before);

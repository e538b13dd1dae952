/* client_app - the clients that can be set up, each a row of facts: schemas/clients.json. */
#pragma once

#include "base/buf.h"
#include "json/jsonc.h"

struct client_app {
    const char *name;         /* "Claude Code" */
    bool is_toml;             /* its settings are TOML, else JSON with comments */
    struct jsonc_place place; /* of our entry in them */
    const cJSON *entry;       /* that entry, with an empty command */
    const char *key;          /* how the key reaches a server that it starts */
    const char *next;         /* what is to be done once the file is written */
    cJSON *facts;             /* of all clients, owned; the members above borrow from it */
    const cJSON *row;
};

/* Reads the row of that word, which the schema of the command admits. */
void client_app_open(struct client_app *app, const char *word);
void client_app_done(struct client_app *app);

/* Where a thing of the client's is: its settings (section NULL) or "skills". For the user, or for
 * the project around the working directory. false: the client has no such thing, or there is no
 * home directory. The path is absolute. */
bool client_app_path(const struct client_app *app, const char *section, bool for_project,
                     struct buf *path);

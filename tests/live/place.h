/* place - where it is played: OpenRouter or a stand-in, a folder of its own, servers. */
#pragma once

#include "tests/demo/child.h"

#include <stddef.h>

#define PLACE_VARIABLES_MAX 32

struct place {
    char folder[64]; /* of settings, state and cache; removed at the end */
    const char *server_path;
    char base_url[256];
    char key[513];
    struct child upstream; /* the stand-in, where there is one */
    char variables[PLACE_VARIABLES_MAX][768];
    size_t variable_count;
};

/* With the key of OPENROUTER_API_KEY at OPENROUTER_BASE_URL, else OpenRouter's own address. */
bool place_open(struct place *place, const char *server_path);

/* The same at a stand-in that is started for it. script: how it behaves; NULL: as it should. */
bool place_open_stand_in(struct place *place, const char *server_path, const char *upstream_path,
                         const char *script);
void place_close(struct place *place);

bool place_is_stand_in(const struct place *place);

/* Starts a server with this key; the budgets are set, and nothing else of the user's is read. */
bool place_start(const struct place *place, const char *key, struct child *server);

/* Tells it to end and waits for a while, so that it can write down what things have cost. */
void place_end(struct child *server);

/* The path of the ledger. */
const char *place_ledger(const struct place *place, char path[128]);

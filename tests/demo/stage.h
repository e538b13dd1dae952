/* stage - what the demo plays on: the built server, and OpenRouter or a stand-in for it. */
#pragma once

#include "tests/demo/child.h"
#include "tests/demo/record.h"

/* A change with one bug in it, in the server's root; and who finds it at the stand-in. */
#define STAGE_PATCH "queue.patch"
extern const char *const stage_reviewers[2];

struct stage {
    bool is_real;    /* OpenRouter itself, with the user's key */
    char folder[64]; /* for state, cache, record and project; removed at the end */
    struct child upstream, server;
    struct record record;
    const char *server_path, *upstream_path;
    char base_url[128];
};

/* Starts what is needed. false when something could not be started; that was said then. */
bool stage_open(struct stage *stage, const char *server_path, const char *upstream_path);
void stage_done(struct stage *stage);

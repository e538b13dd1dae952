/* client_app - the clients that can be set up, each a row of facts. */
#include "mcp-server/setup/client_app.h"

#include "base/limits.h"
#include "mcp-server/config/config.h"
#include "schemas.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

void client_app_open(struct client_app *app, const char *word)
{
    struct err err = { 0 };
    cJSON *facts = json_parse(slice_of(clients_json), &gate_config, &err);
    const cJSON *row = json_at(facts, word);

    assert(row);
    *app = (struct client_app){
        .name = json_str(row, "name"),
        .is_toml = strcmp(json_str(row, "format"), "toml") == 0,
        .place = { json_str(row, "servers"), "openrouter" },
        .entry = json_at(row, "entry"),
        .key = json_str(row, "key"),
        .next = json_str(row, "next"),
        .facts = facts,
        .row = row,
    };
}

void client_app_done(struct client_app *app)
{
    json_free(TAKE(app->facts));
}

/* "$NAME/rest" where the variable holds an absolute path, "~/rest" where there is a home. */
static bool expand(const char *pattern, struct buf *path)
{
    const char *rest = strchr(pattern, '/');
    CLEANUP(freep) char *home = pattern[0] == '~' ? config_path(pattern) : NULL;
    CLEANUP(freep) char *name = NULL;
    const char *folder;

    if (pattern[0] != '$')
        return home && buf_adds(path, home) == 0;
    name = slice_dup((struct slice){ pattern + 1, (size_t)(rest - pattern) - 1 });
    folder = config_env(name);
    return folder && folder[0] == '/' && buf_addf(path, "%s%s", folder, rest) == 0;
}

static bool has_git(struct slice folder)
{
    CLEANUP(buf_done) struct buf path = BUF_MAX(PATH_BYTES_MAX);

    return buf_addf(&path, "%.*s/.git", SLICE_FMT(folder)) == 0 &&
           access(buf_text(&path), F_OK) == 0;
}

/* The work tree around the working directory, else that itself. */
static bool add_project(struct buf *path)
{
    CLEANUP(freep) char *here = realpath(".", NULL);
    struct slice folder = slice_of(here);

    if (!here)
        return false;
    while (folder.size > 1 && !has_git(folder)) {
        do
            folder.size--;
        while (folder.data[folder.size] != '/');
    }
    if (folder.size <= 1)
        folder = slice_of(here);
    return buf_add(path, folder) == 0;
}

bool client_app_path(const struct client_app *app, const char *section, bool for_project,
                     struct buf *path)
{
    const cJSON *places = section ? json_at(app->row, section) : app->row;
    const cJSON *pattern;

    if (!places)
        return false;
    if (for_project)
        return add_project(path) && buf_addf(path, "/%s", json_str(places, "project")) == 0;
    cJSON_ArrayForEach(pattern, json_at(places, "user"))
    {
        if (expand(pattern->valuestring, path))
            return true;
    }
    return false;
}

/* permissions - what Claude Code may not read, and so does not leave by us: permissions.deny.
 *
 *     managed   managed-settings.json and managed-settings.d/<name>.json of a company, and what was
 *               fetched of it last: remote-settings.json in the user's folder
 *     user      settings.json in the user's folder for Claude Code
 *     project   .claude/settings.json, .claude/settings.local.json
 *
 * A list of rules is united over all of them; no setting lifts what another denies. "Read" is
 * everything; "Read(pattern)" has the grammar of gitignore(5), and lies
 *
 *     //x        at the root of the file system       ~/x   in the home folder
 *     /x         in the project's folder; in the user's or the company's settings also in that of
 * the settings, which is how it was read before
 *     ./x and x  in the folder that Claude Code was started in: here the project's and the root,
 * and without another slash at any depth below it
 *
 * as Claude Code's documentation has it ("Read and Edit"). Where that leaves room, the stricter
 * reading is taken: letters without their case, both names of a folder that was reached by a link,
 * and "!" lifts nothing. The files are read once, before the sandbox.
 */
#pragma once

#include "base/err.h"

#include <stdbool.h>

struct permissions;

#define PERMISSIONS_PROJECTS_MAX 3

/* Absolute paths; NULL: there is none. */
struct permissions_setup {
    const char *root;                               /* without links */
    const char *root_named;                         /* as it was given */
    const char *projects[PERMISSIONS_PROJECTS_MAX]; /* folders that may hold .claude */
    const char *user;                               /* $CLAUDE_CONFIG_DIR or ~/.claude */
    const char *managed;                            /* /etc/claude-code */
    const char *home;
};

/* NULL (ERR_POLICY) when a file is there and cannot be read or understood: what it denies is not
 * known then, and nothing of the root may be sent. */
struct permissions *permissions_new(const struct permissions_setup *setup, struct err *err);
struct permissions *permissions_free(struct permissions *permissions);

/* 0, or -1 (ERR_POLICY) with a sentence that goes on behind the path and names file and rule. path:
 * relative to the root, without links, "." or "..". Any thread, several at once. */
int permissions_check(const struct permissions *permissions, const char *path, bool is_folder,
                      struct err *err);

/* diff_history - a random history of files, made by git fast-import. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Makes a repository with so many commits on main in the empty folder, whose work tree stays empty;
 * random() decides. false when git failed. */
bool history_make(const char *folder, size_t commits);

/* Changes some tracked files of the work tree, and stages some of that. */
void history_disturb(const char *folder);

/* Runs git in the folder with what it would read of this machine's settings left out. Its output
 * goes to the file at output, or nowhere. Its status, -1. */
int history_git(const char *folder, const char *const *arguments, const char *input,
                const char *output);

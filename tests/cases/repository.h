/* repository - a folder of a home under git, the same on every machine.
 *
 * By git itself, with an identity and dates of its own and none of the machine's settings: the same
 * files make the same ids. Blocks until git is done.
 */
#pragma once

#include "tests/cases/home.h"

#define REPOSITORY_WORDS_MAX 24

/* "git words[0] words[1] ..." in the folder; words ends with NULL. number: of the commit that it
 * may make, which dates it. -1 and what git said. */
int repository_git(const struct home *home, const char *folder, const char *const *words,
                   unsigned number, struct err *err);

/* What lies in the folder becomes a commit; the first one makes the repository, on "main". */
int repository_commit(const struct home *home, const char *folder, const char *message,
                      unsigned number, struct err *err);

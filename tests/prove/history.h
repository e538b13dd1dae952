/* history - the changes of a repository, one for each commit and its first parent. */
#pragma once

#include "files/diff.h"

/* Calls on_change for each of them, with files that are text and up to FILE_TEXT_MAX bytes; answers
 * how many commits there are, 0 when the folder has none. */
size_t history_each(const char *folder, void (*on_change)(void *user, struct diff *diff),
                    void *user);

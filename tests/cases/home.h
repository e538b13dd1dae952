/* home - an empty home directory for one server, gone afterwards. */
#pragma once

#include "base/err.h"
#include "base/slice.h"

#include <stdbool.h>

struct home {
    char path[256];
};

int home_make(struct home *home, struct err *err);
void home_remove(struct home *home);

/* A file below it (its folders are made), only for the owner. */
int home_write(const struct home *home, const char *name, struct slice text, struct err *err);

/* Whether any file below a folder of it holds the text. */
bool home_holds(const struct home *home, const char *folder, const char *text);

/* The size of the largest file below a folder of it. */
size_t home_largest(const struct home *home, const char *folder);

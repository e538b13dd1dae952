/* uri_set - the URIs that somebody watches, each of them once. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A zeroed struct is an empty set. */
struct uri_set {
    char **uris;
    size_t count;
};

bool uri_set_has(const struct uri_set *set, const char *uri);

/* Adds a URI that is not there yet. */
void uri_set_add(struct uri_set *set, const char *uri);

/* Does nothing when it is not there. */
void uri_set_remove(struct uri_set *set, const char *uri);

/* Leaves an empty set. */
void uri_set_done(struct uri_set *set);

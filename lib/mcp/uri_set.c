/* uri_set - the URIs that somebody watches. */
#include "mcp/uri_set.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A few hundred at most. */
static size_t find(const struct uri_set *set, const char *uri)
{
    size_t at = 0;

    while (at < set->count && strcmp(set->uris[at], uri) != 0)
        at++;
    return at;
}

bool uri_set_has(const struct uri_set *set, const char *uri)
{
    return find(set, uri) < set->count;
}

void uri_set_add(struct uri_set *set, const char *uri)
{
    assert(!uri_set_has(set, uri));
    set->uris = xrealloc(set->uris, (set->count + 1) * sizeof(*set->uris));
    set->uris[set->count++] = xstrdup(uri);
}

void uri_set_remove(struct uri_set *set, const char *uri)
{
    size_t at = find(set, uri);

    if (at == set->count)
        return;
    free(set->uris[at]);
    set->uris[at] = set->uris[--set->count];
}

void uri_set_done(struct uri_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        free(set->uris[i]);
    free(set->uris);
    *set = (struct uri_set){ 0 };
}

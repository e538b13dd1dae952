/* guess - the name that was probably meant, of those that exist. */
#include "schema/guess.h"

#include "base/nearest.h"

#include <strings.h>

#define PREFIX_MIN 3 /* letters that say enough to stand for a name */

static bool is_filler(char c)
{
    return c == '_' || c == '-' || c == ' ';
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool guess_same(const char *a, const char *b)
{
    for (;;) {
        while (is_filler(*a))
            a++;
        while (is_filler(*b))
            b++;
        if (lower(*a) != lower(*b))
            return false;
        if (!*a)
            return true;
        a++;
        b++;
    }
}

static const char *name_of(const cJSON *child)
{
    return child->string ? child->string : cJSON_GetStringValue(child);
}

static const char *same(const char *typed, const cJSON *names)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, names)
    {
        if (name_of(child) && guess_same(typed, name_of(child)))
            return name_of(child);
    }
    return NULL;
}

static const char *only_beginning(const char *typed, const cJSON *names)
{
    size_t size = strlen(typed);
    const char *found = NULL;
    const cJSON *child;

    if (size < PREFIX_MIN)
        return NULL;
    cJSON_ArrayForEach(child, names)
    {
        const char *name = name_of(child);

        if (!name || strncasecmp(name, typed, size) != 0)
            continue;
        if (found)
            return NULL;
        found = name;
    }
    return found;
}

static const char *nearest(const char *typed, const cJSON *names)
{
    size_t limit = nearest_limit(slice_of(typed)), best = limit + 1;
    const char *found = NULL;
    const cJSON *child;

    cJSON_ArrayForEach(child, names)
    {
        const char *name = name_of(child);
        size_t distance =
            name ? nearest_distance(slice_of(typed), slice_of(name), limit) : limit + 1;

        if (distance < best) {
            best = distance;
            found = name;
        }
    }
    return found;
}

const char *guess_name(const char *typed, const cJSON *names)
{
    const char *found = same(typed, names);

    if (!found)
        found = only_beginning(typed, names);
    return found ? found : nearest(typed, names);
}

/* members - several members of a JSON object in one pass. */
#include "openrouter/members.h"

#include "json/scan.h"

/* key is raw, with its quotes. */
static bool is_key(struct slice key, const char *name)
{
    size_t size = strlen(name);

    return key.size == size + 2 && memcmp(key.data + 1, name, size) == 0;
}

void members_pick(struct slice object, const char *const *keys, struct slice *values)
{
    struct slice key, value;

    for (size_t i = 0; keys[i]; i++)
        values[i] = (struct slice){ NULL, 0 };
    if (scan_type(object) != SCAN_OBJECT)
        return;
    for (size_t at = 0; scan_next(object, &at, &key, &value);)
        for (size_t i = 0; keys[i]; i++)
            if (values[i].size == 0 && is_key(key, keys[i]))
                values[i] = value;
}

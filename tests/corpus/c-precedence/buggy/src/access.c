/* Rights of a file, and who may change it. */
#include <stdbool.h>
#include <stdint.h>

enum {
    RIGHT_READ = 1,
    RIGHT_WRITE = 2,
    RIGHT_SHARE = 4,
    STATE_LOCKED = 8,
    STATE_DELETED = 16,
};

struct entry {
    uint32_t owner, flags;
};

bool may_read(const struct entry *entry, uint32_t user)
{
    return entry->owner == user || (entry->flags & RIGHT_READ);
}

/* Nobody writes to what is locked or deleted, not even its owner. */
bool may_write(const struct entry *entry, uint32_t user)
{
    bool is_open = !entry->flags & (STATE_LOCKED | STATE_DELETED);

    return is_open && (entry->owner == user || (entry->flags & RIGHT_WRITE));
}

bool lock(struct entry *entry, uint32_t user)
{
    if (!may_write(entry, user))
        return false;
    entry->flags |= STATE_LOCKED;
    return true;
}

/* Others can write from now on. */
bool share(struct entry *entry, uint32_t user)
{
    if (entry->owner != user)
        return false;
    entry->flags |= RIGHT_READ | RIGHT_WRITE | RIGHT_SHARE;
    return true;
}

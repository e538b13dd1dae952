/* copies - how often a key stands in the memory of this process.
 *
 * Keys are computed, so that the program holds no copy that a search would find. It looks for the
 * end of a key: what is freed is overwritten at its beginning, by the allocator's own notes.
 */
#pragma once

#include "test.h"
#include "vault/secret.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define KEY_SIZE 60
#define KEY_TAIL 24 /* of it is looked for */

static inline char key_byte(size_t i, unsigned seed)
{
    return (char)('a' + (i * i + seed) % 26);
}

static inline void write_key(char key[KEY_SIZE], unsigned seed)
{
    for (size_t i = 0; i < KEY_SIZE; i++)
        key[i] = key_byte(i, seed);
}

static inline struct secret *key_new(unsigned seed)
{
    char key[KEY_SIZE];
    struct err err = { 0 };

    CHECK_INT(secret_init(&err), 0);
    write_key(key, seed);

    struct secret *secret = secret_new((struct slice){ key, KEY_SIZE }, &err);

    mem_wipe(key, KEY_SIZE);
    CHECK(secret);
    return secret;
}

/* Whether the key stands at, from its byte first on. */
static inline bool is_key(const char *at, size_t first, unsigned seed)
{
    for (size_t i = first; i < KEY_SIZE; i++)
        if (at[i - first] != key_byte(i, seed))
            return false;
    return true;
}

/* The lines of /proc/self/maps, read without an allocation, which could overwrite what is looked
 * for. */
static inline const char *read_maps(void)
{
    static char maps[1 << 17];
    int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    size_t size = 0;

    CHECK(fd >= 0);
    for (ssize_t n; (n = read(fd, maps + size, sizeof(maps) - 1 - size)) > 0;)
        size += (size_t)n;
    close(fd);
    CHECK(size < sizeof(maps) - 1);
    maps[size] = '\0';
    return maps;
}

/* How often the key stands in memory that can be written. */
static inline unsigned copies_of_key(unsigned seed)
{
    size_t first = KEY_SIZE - KEY_TAIL;
    unsigned count = 0;

    for (const char *line = read_maps(); *line; line = strchr(line, '\n') + 1) {
        char *rest;
        uintptr_t from = strtoul(line, &rest, 16), to = strtoul(rest + 1, &rest, 16);

        if (!slice_starts(slice_of(rest), SLICE(" rw")))
            continue;
        for (const char *at = (const char *)from, *end = (const char *)to - KEY_TAIL;
             at < end && (at = memchr(at, key_byte(first, seed), (size_t)(end - at))); at++)
            count += is_key(at, first, seed);
    }
    return count;
}

/* whereabouts - by which name another program should start this one. */
#include "mcp-server/setup/whereabouts.h"

#include "base/limits.h"
#include "mcp-server/config/config.h"

#include <stdlib.h>
#include <unistd.h>

/* The first file of that name that PATH leads to. */
static bool find_in_path(struct buf *found)
{
    struct slice rest = slice_of(config_env("PATH")), folder;

    while (slice_split(&rest, ':', &folder)) {
        buf_clear(found);
        if (folder.size > 0 && folder.data[0] == '/' &&
            buf_addf(found, "%.*s/openrouter-mcp", SLICE_FMT(folder)) == 0 &&
            access(buf_text(found), X_OK) == 0)
            return true;
    }
    return false;
}

/* Where the system does not say which file runs, what PATH leads to is believed. */
static bool is_self(const char *path, const char *self)
{
    CLEANUP(freep) char *real = realpath(path, NULL);

    return real && (!self || strcmp(real, self) == 0);
}

bool whereabouts_path(struct buf *path)
{
    CLEANUP(freep) char *self = realpath("/proc/self/exe", NULL);

    if (find_in_path(path) && is_self(buf_text(path), self))
        return true;
    buf_clear(path);
    return self && buf_adds(path, self) == 0;
}

bool whereabouts_name_is_enough(void)
{
    CLEANUP(freep) char *self = realpath("/proc/self/exe", NULL);
    CLEANUP(buf_done) struct buf found = BUF_MAX(PATH_BYTES_MAX);

    return find_in_path(&found) && is_self(buf_text(&found), self);
}

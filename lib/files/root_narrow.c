/* root_narrow - the client's roots as a limit to ours. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "files/door.h"
#include "files/path.h"
#include "files/root.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define SCHEME "file://"

static int hex(char c)
{
    return c >= '0' && c <= '9'                 ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

/* false for a percent sign without two digits, and for NUL. */
static bool decode(struct slice text, struct buf *out)
{
    while (text.size > 0) {
        char c = text.data[0];
        size_t size = 1;

        if (c == '%') {
            int high = text.size > 2 ? hex(text.data[1]) : -1;
            int low = text.size > 2 ? hex(text.data[2]) : -1;

            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            size = 3;
        }
        if (c == '\0' || buf_addc(out, c) < 0)
            return false;
        text = slice_from(text, size);
    }
    return true;
}

/* The authority must be this machine: none, or localhost. */
static bool skip_authority(struct slice *rest)
{
    const char *slash = rest->size ? memchr(rest->data, '/', rest->size) : NULL;
    struct slice authority;

    if (!slash)
        return false;
    authority = (struct slice){ rest->data, (size_t)(slash - rest->data) };
    *rest = slice_from(*rest, authority.size);
    return authority.size == 0 || slice_is(authority, SLICE("localhost"));
}

char *root_path_of_uri(struct slice uri)
{
    CLEANUP(buf_done) struct buf text = BUF_MAX(PATH_BYTES_MAX - 1);
    CLEANUP(path_done) struct path path = { .name = NULL };
    CLEANUP(buf_done) struct buf whole = BUF_MAX(PATH_BYTES_MAX);
    struct slice rest = uri;
    struct err ignored;

    if (!slice_starts(uri, SLICE(SCHEME)))
        return NULL;
    rest = slice_from(uri, strlen(SCHEME));
    if (!skip_authority(&rest) || !decode(rest, &text) ||
        path_read(&path, buf_slice(&text), &ignored) < 0)
        return NULL;
    buf_addf(&whole, "/%s", path.name);
    return buf_take(&whole);
}

static struct root copy(const struct root *root)
{
    return (struct root){ fcntl(root->fd, F_DUPFD_CLOEXEC, 3), xstrdup(root->path),
                          xstrdup(root->given) };
}

static char *join(const char *folder, const char *name)
{
    CLEANUP(buf_done) struct buf path = BUF_MAX(2 * PATH_BYTES_MAX);

    buf_addf(&path, "%s/%s", folder, name);
    return buf_take(&path);
}

/* What of root lies in the client's folder: false for nothing. */
static bool cut(const struct root *root, const char *folder, struct root *part)
{
    const char *below = root_below(root, folder + 1, true);

    if (path_is_below(root->path + 1, folder + 1) || path_is_below(root->given + 1, folder + 1)) {
        *part = copy(root);
        return part->fd >= 0;
    }
    if (!below)
        return false;
    *part = (struct root){ door_open(root->fd, below, DOOR_FOLDER), join(root->path, below),
                           join(root->given, below) };
    return part->fd >= 0;
}

/* Two of the client's may lie in each other: the same files twice would be no gain. */
static bool is_covered(const struct roots *roots, const char *path)
{
    for (size_t i = 0; i < roots->count; i++)
        if (path_is_below(path, roots->items[i].path))
            return true;
    return false;
}

static void add_parts(struct roots *narrow, const struct roots *roots, const char *folder)
{
    for (size_t i = 0; i < roots->count && narrow->count < ROOTS_MAX; i++) {
        struct root part = { .fd = -1 };

        if (cut(&roots->items[i], folder, &part) && !is_covered(narrow, part.path)) {
            narrow->items = xrealloc(narrow->items, (narrow->count + 1) * sizeof(*narrow->items));
            narrow->items[narrow->count++] = part;
            continue;
        }
        if (part.fd >= 0)
            close(part.fd);
        free(part.path);
        free(part.given);
    }
}

struct roots *roots_narrow(const struct roots *roots, const char *const *uris, size_t count)
{
    struct roots *narrow = xcalloc(1, sizeof(*narrow));
    char shown[ROOTS_SHOWN_SIZE];

    narrow->refs_ = 1;
    narrow->err = roots->err;
    for (size_t i = 0; i < count; i++) {
        CLEANUP(freep) char *folder = root_path_of_uri(slice_of(uris[i]));

        if (folder)
            add_parts(narrow, roots, folder);
    }
    if (narrow->count == 0 && roots->count > 0)
        err_set(&narrow->err, ERR_POLICY,
                "the client allows no folder of those whose files may be read (%s): add its folder "
                "with --root FOLDER, or \"roots\" in config.json",
                roots_show(shown, roots));
    return narrow;
}

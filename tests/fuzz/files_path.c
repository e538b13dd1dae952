/* Any bytes as an entry of files[]: what is read is made of components that lead nowhere else, says
 * the same when it is read again, and loses nothing but its lines. */
#include "base/limits.h"
#include "base/utf8.h"
#include "files/path.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_name(const char *name)
{
    struct slice text = slice_of(name), rest = text, part;

    must(text.size < PATH_BYTES_MAX && utf8_valid(text) == text.size);
    must(text.size == 0 || (name[0] != '/' && name[text.size - 1] != '/'));
    must(!strchr(name, '\\'));
    for (size_t i = 0; i < text.size; i++)
        must((unsigned char)name[i] >= ' ' && name[i] != 0x7F);
    while (slice_split(&rest, '/', &part))
        must(part.size > 0 && !slice_is(part, SLICE(".")) && !slice_is(part, SLICE("..")));
}

static void check_again(const struct path *path)
{
    CLEANUP(path_done) struct path again = { .name = NULL };
    struct err err;

    if (!path->name[0])
        return;
    must(path_read(&again, slice_of(path->name), &err) == 0);
    must(strcmp(again.name, path->name) == 0 && !again.is_folder && !again.is_absolute);
    must(path->is_folder || !path->bare == !again.bare);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(path_done) struct path path;
    struct err err = { 0 };

    if (path_read(&path, (struct slice){ (const char *)bytes, size }, &err) < 0) {
        must(err.kind == ERR_ARGUMENT && utf8_valid(slice_of(err.text)) == strlen(err.text));
        return 0;
    }
    check_name(path.name);
    check_again(&path);
    if (path.bare) {
        check_name(path.bare);
        must(path.bare[0] && path.range.first > 0 && path.range.first <= path.range.last);
        must(slice_starts(slice_of(path.name), slice_of(path.bare)));
    }
    return 0;
}

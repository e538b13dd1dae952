/* The first line is a path, the rest an ignore file: it is read within its bounds, the rule that is
 * found is a line of it, and nothing takes longer than it may. */
#include "base/limits.h"
#include "files/ignorefile.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool is_true)
{
    if (!is_true)
        abort();
}

static void look(const struct ignorefile *file, struct slice path, bool is_folder, bool fold)
{
    struct wild_effort effort = { 1000000 };
    const struct ignore_rule *rule =
        ignorefile_find(file, path, is_folder, (struct ignore_look){ fold, &effort });

    must(!rule || (rule->line > 0 && rule->text[0] != '#' && rule->text[0] != '\0'));
    must(!rule || is_folder || !rule->only_folders);
    must(!rule || effort.left > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct slice rest = { (const char *)bytes, size }, path = { NULL, 0 };
    struct ignorefile *file;
    struct err err;

    slice_split(&rest, '\n', &path);
    if (path.size == 0 || path.size > PATH_BYTES_MAX)
        return 0;
    file = ignorefile_new("rules", rest, &err);
    if (!file)
        return 0;
    for (int i = 0; i < 4; i++)
        look(file, path, i & 1, i & 2);
    ignorefile_free(file);
    return 0;
}

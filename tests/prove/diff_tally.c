/* diff_tally - what was met among the changes. */
#include "diff_tally.h"

#include <stdio.h>
#include <sys/stat.h>

static const char *const words[KIND_COUNT] = {
    [COMMITS] = "commits",
    [FIRST_COMMIT] = "first commits, against nothing",
    [MERGE] = "merges",
    [MERGE_BASE] = "pairs from their merge base",
    [SEVERAL_BASES] = "of which there were several",
    [STAGED] = "indexes",
    [WORKING] = "work trees",
    [PATCH] = "patches read again",
    [ADDED] = "files added",
    [DELETED] = "deleted",
    [MODIFIED] = "modified",
    [RENAMED] = "renamed",
    [RENAMED_EDITED] = "renamed and changed",
    [MODE] = "with another mode",
    [LINK] = "links",
    [OTHER_KIND] = "of another kind than before",
    [EMPTY_FILE] = "without a line",
    [UNENDED] = "without an end of the last line",
    [CRLF] = "with CR LF",
    [ILL_FORMED] = "with ill-formed bytes",
    [ODD_NAME] = "with a name that git quotes",
    [MANY_HUNKS] = "with more than ten hunks",
    [BINARY] = "binary",
    [SUBMODULE] = "submodules",
    [GENERATED] = "generated",
    [NOTHING] = "changes of nothing",
    [NAMES] = "random names that are one commit to git and to us",
    [UNKNOWN_NAMES] = "random names that are none to us",
};

long tally[KIND_COUNT];
static long files, hunks, lines;

static bool is_rule(const struct diff_file *file, const char *rule)
{
    return file->rule && strcmp(file->rule, rule) == 0;
}

static bool has_odd_byte(const char *name)
{
    for (; *name; name++)
        if (*name < 0x20 || *name == '"' || *name == '\\' || *name == 0x7f)
            return true;
    return false;
}

static void count_lines(const struct diff_file *file)
{
    bool is_unended = false, is_crlf = false;

    for (size_t i = 0; i < file->line_count; i++) {
        is_unended = is_unended || file->lines[i].is_unended;
        is_crlf = is_crlf || slice_ends(file->lines[i].text, SLICE("\r"));
    }
    tally[UNENDED] += is_unended;
    tally[CRLF] += is_crlf;
    tally[MANY_HUNKS] += file->hunk_count > 10;
    tally[ILL_FORMED] += file->replaced > 0;
    hunks += (long)file->hunk_count;
    lines += (long)file->line_count;
}

static void count_file(const struct diff_file *file, const struct diff_file *before)
{
    static const enum kind kinds[] = { ADDED, DELETED, MODIFIED, RENAMED };
    unsigned mode = file->new_mode ? file->new_mode : file->old_mode;

    files++;
    tally[kinds[file->status]]++;
    tally[RENAMED_EDITED] += file->status == DIFF_RENAMED && file->hunk_count > 0;
    tally[MODE] += file->old_mode && file->new_mode && file->old_mode != file->new_mode;
    tally[LINK] += S_ISLNK(mode);
    tally[OTHER_KIND] += before && strcmp(before->path, file->path) == 0;
    tally[EMPTY_FILE] += !file->rule && file->hunk_count == 0 && file->status != DIFF_RENAMED &&
                         (file->status != DIFF_MODIFIED);
    tally[ODD_NAME] += has_odd_byte(file->path);
    tally[BINARY] += is_rule(file, "binary");
    tally[SUBMODULE] += is_rule(file, "submodule");
    tally[GENERATED] += is_rule(file, "generated");
    count_lines(file);
}

void tally_diff(const struct diff *diff)
{
    tally[SEVERAL_BASES] += strstr(diff->told, ", one of ") != NULL;
    tally[NOTHING] += diff->count == 0;
    for (size_t i = 0; i < diff->count; i++)
        count_file(&diff->files[i], i > 0 ? &diff->files[i - 1] : NULL);
}

int tally_print(bool wants_all, long differences, int64_t ours_us)
{
    int never = 0;

    for (int i = 0; i < KIND_COUNT; i++) {
        printf("    %ld %s\n", tally[i], words[i]);
        never += wants_all && tally[i] == 0;
    }
    printf("    %ld files, %ld hunks, %ld lines, %ld differences; %.1f ms for each change\n", files,
           hunks, lines, differences,
           (double)ours_us / 1e3 /
               (double)(tally[COMMITS] + tally[STAGED] + tally[WORKING] + tally[PATCH] + 1));
    return never;
}

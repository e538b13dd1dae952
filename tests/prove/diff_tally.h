/* diff_tally - what was met among the changes, so that a proof says what it has proved. */
#pragma once

#include "files/diff.h"

enum kind {
    COMMITS,
    FIRST_COMMIT,
    MERGE,
    MERGE_BASE,
    SEVERAL_BASES,
    STAGED,
    WORKING,
    PATCH,
    ADDED,
    DELETED,
    MODIFIED,
    RENAMED,
    RENAMED_EDITED,
    MODE,
    LINK,
    OTHER_KIND,
    EMPTY_FILE,
    UNENDED,
    CRLF,
    ILL_FORMED,
    ODD_NAME,
    MANY_HUNKS,
    BINARY,
    SUBMODULE,
    GENERATED,
    NOTHING,
    NAMES,
    UNKNOWN_NAMES,
    KIND_COUNT
};

extern long tally[KIND_COUNT];

/* Counts the files of a diff, their hunks and lines. */
void tally_diff(const struct diff *diff);

/* Prints it; how many kinds were never met, if all should have been. */
int tally_print(bool wants_all, long differences, int64_t ours_us);

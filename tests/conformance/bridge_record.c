/* bridge_record - what the servers were told and what they said. */
#include "tests/conformance/bridge_record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct record {
    FILE *file;
};

struct record *record_new(const char *path, struct err *err)
{
    struct record *record = xcalloc(1, sizeof(*record));

    record->file = fopen(path, "we");
    if (record->file)
        return record;
    err_set(err, ERR_CONFIG, "cannot write %s: %s", path, strerror(errno));
    return record_free(record);
}

struct record *record_free(struct record *record)
{
    if (record && record->file)
        fclose(record->file);
    free(record);
    return NULL;
}

void record_add(struct record *record, const char *arrow, struct slice line)
{
    if (!record)
        return;
    fprintf(record->file, "%s%.*s\n", arrow, SLICE_FMT(line));
    fflush(record->file);
}

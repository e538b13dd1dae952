/* record - what the stand-in writes down, read while it is written. */
#include "tests/demo/record.h"

#include "base/limits.h"
#include "json/scan.h"

#include <fcntl.h>
#include <unistd.h>

bool record_open(struct record *record, const char *path)
{
    *record = (struct record){ .input = BUF_MAX(MIB(16)) };
    record->fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
    return record->fd >= 0;
}

static void take_line(struct record *record, struct slice line)
{
    if (scan_type(line) != SCAN_OBJECT)
        return;
    if (scan_is(scan_member(line, "outcome"), "aborted"))
        scan_int(scan_member(line, "at_ms"), &record->aborted_ms);
}

void record_look(struct record *record)
{
    char piece[65536];
    ssize_t count;
    const char *end;

    if (record->fd < 0)
        return;
    while ((count = read(record->fd, piece, sizeof(piece))) > 0)
        buf_add(&record->input, (struct slice){ piece, (size_t)count });
    while (record->input.size > 0 && (end = memchr(record->input.data, '\n', record->input.size))) {
        size_t size = (size_t)(end - record->input.data);

        take_line(record, (struct slice){ record->input.data, size });
        buf_consume(&record->input, size + 1);
    }
}

void record_done(struct record *record)
{
    if (record->fd >= 0)
        close(record->fd);
    record->fd = -1;
    buf_done(&record->input);
}

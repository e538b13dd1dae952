/* bad_disk - a file system for SQLite whose n-th change fails; for one test at a time.
 *
 *     bad_disk_open();                 from here on every connection uses it
 *     bad_disk_fail(3, false);         the third change from now fails, later ones do not
 *     bad_disk_close();
 *
 * A change is a write, a truncation, a sync, a new file, or a removal.
 */
#pragma once

#include "test.h"

#include <sqlite3.h>
#include <stdlib.h>

static struct {
    sqlite3_vfs vfs, *real;
    /* Of databases and of journals, which the real one does not lock. */
    sqlite3_io_methods methods[2];
    const sqlite3_io_methods *real_methods[2];
    long left;     /* changes until one fails; below 0: none will */
    bool for_ever; /* every later one as well */
    long failures, count;
} bad_disk;

static inline bool bad_disk_fails(void)
{
    bad_disk.count++;
    if (bad_disk.left < 0)
        return false;
    if (bad_disk.left > 0) {
        bad_disk.left--;
        return false;
    }
    bad_disk.failures++;
    if (!bad_disk.for_ever)
        bad_disk.left = -1;
    return true;
}

static inline const sqlite3_io_methods *bad_real(sqlite3_file *file)
{
    return bad_disk.real_methods[file->pMethods - bad_disk.methods];
}

static inline int bad_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 at)
{
    /* Half of it is there, as after a real failure. */
    if (!bad_disk_fails())
        return bad_real(file)->xWrite(file, data, size, at);
    bad_real(file)->xWrite(file, data, size / 2, at);
    return SQLITE_IOERR_WRITE;
}

static inline int bad_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    return bad_disk_fails() ? SQLITE_IOERR_TRUNCATE : bad_real(file)->xTruncate(file, size);
}

static inline int bad_sync(sqlite3_file *file, int flags)
{
    return bad_disk_fails() ? SQLITE_IOERR_FSYNC : bad_real(file)->xSync(file, flags);
}

static inline int bad_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    (void)vfs;
    return bad_disk_fails() ? SQLITE_IOERR_DELETE
                            : bad_disk.real->xDelete(bad_disk.real, path, sync);
}

static inline int bad_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
                           int *flags_out)
{
    (void)vfs;
    file->pMethods = NULL;
    if (flags & SQLITE_OPEN_MAIN_JOURNAL && bad_disk_fails())
        return SQLITE_CANTOPEN;

    int rc = bad_disk.real->xOpen(bad_disk.real, path, file, flags, flags_out);

    if (rc != SQLITE_OK)
        return rc;

    int kind = flags & SQLITE_OPEN_MAIN_DB ? 0 : 1;

    bad_disk.real_methods[kind] = file->pMethods;
    bad_disk.methods[kind] = *file->pMethods;
    bad_disk.methods[kind].xWrite = bad_write;
    bad_disk.methods[kind].xTruncate = bad_truncate;
    bad_disk.methods[kind].xSync = bad_sync;
    file->pMethods = &bad_disk.methods[kind];
    return SQLITE_OK;
}

static inline void bad_disk_open(void)
{
    bad_disk.real = sqlite3_vfs_find(NULL);
    CHECK(bad_disk.real);
    bad_disk.vfs = *bad_disk.real;
    bad_disk.vfs.zName = "bad";
    bad_disk.vfs.xOpen = bad_open;
    bad_disk.vfs.xDelete = bad_delete;
    bad_disk.left = -1;
    bad_disk.failures = bad_disk.count = 0;
    CHECK_INT(sqlite3_vfs_register(&bad_disk.vfs, 1), SQLITE_OK);
}

static inline void bad_disk_fail(long after, bool for_ever)
{
    bad_disk.left = after - 1;
    bad_disk.for_ever = for_ever;
    bad_disk.failures = 0;
}

static inline void bad_disk_close(void)
{
    sqlite3_vfs_unregister(&bad_disk.vfs);
    CHECK_INT(sqlite3_vfs_register(bad_disk.real, 1), SQLITE_OK);
}

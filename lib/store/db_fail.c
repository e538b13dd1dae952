/* db_fail - what SQLite says, in words that help. */
#include "store/db.h"

#include <errno.h>
#include <string.h>

/* The first row that fits wins: an extended code, or a primary one that is left of it. */
static const struct {
    int code;
    const char *sentence;
} reasons[] = {
    { SQLITE_READONLY_DBMOVED, "was deleted or replaced while it was in use. Put it back, or "
                               "restart the server to begin a new one" },
    { SQLITE_CANTOPEN_SYMLINK, "is a link; the ledger must be the file itself" },
    { SQLITE_BUSY, "is locked by another process. Try again; if it stays so, end the "
                   "openrouter-mcp process that hangs" },
    { SQLITE_LOCKED, "is locked. Try again" },
    { SQLITE_FULL, "cannot grow: the disk is full. Free some space" },
    { SQLITE_CORRUPT, "is damaged. " DB_DAMAGED_ADVICE },
    { SQLITE_NOTADB, "is no ledger, or a damaged one. " DB_DAMAGED_ADVICE },
    { SQLITE_READONLY, "cannot be written, or its directory cannot. Correct the permissions" },
    { SQLITE_PERM, "cannot be written. Correct the permissions" },
    { SQLITE_CANTOPEN, "cannot be opened, or no file made beside it. Correct the permissions of "
                       "the directory, or free some space" },
    { SQLITE_NOMEM, "cannot be read: out of memory" },
};

static const char *reason_of(int code)
{
    for (size_t i = 0; i < ARRAY_COUNT(reasons); i++)
        if (reasons[i].code == code || reasons[i].code == (code & 0xff))
            return reasons[i].sentence;
    return NULL;
}

int db_fail(struct db *db, struct err *err)
{
    int code = sqlite3_extended_errcode(db->sqlite);
    int system_error = sqlite3_system_errno(db->sqlite);
    const char *reason = reason_of(code);

    if ((code & 0xff) == SQLITE_IOERR && (system_error == ENOSPC || system_error == EDQUOT))
        reason = reason_of(SQLITE_FULL);
    if (reason)
        return err_set(err, ERR_CONFIG, "%s %s", db->place.path, reason);
    if ((code & 0xff) == SQLITE_IOERR)
        return err_set(err, ERR_CONFIG, "%s: the disk fails: %s (%s)", db->place.path,
                       sqlite3_errstr(code), strerror(system_error));
    return err_set(err, ERR_CONFIG, "%s: %s (%d)", db->place.path, sqlite3_errmsg(db->sqlite),
                   code);
}

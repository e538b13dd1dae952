/* db_shrink - what a file needs, and what of it can be given back. */
#include "store/db.h"

int db_used_bytes(struct db *db, int64_t *bytes, struct err *err)
{
    int64_t pages, free_pages, page_bytes;

    if (db_number(db, "PRAGMA page_count", &pages, err) < 0 ||
        db_number(db, "PRAGMA freelist_count", &free_pages, err) < 0 ||
        db_number(db, "PRAGMA page_size", &page_bytes, err) < 0)
        return -1;
    *bytes = (pages - free_pages) * page_bytes;
    return 0;
}

int db_shrink(struct db *db, struct err *err)
{
    int64_t free_pages, before = INT64_MAX;

    for (;;) {
        if (db_number(db, "PRAGMA freelist_count", &free_pages, err) < 0)
            return -1;
        if (free_pages == 0 || free_pages >= before)
            return 0;
        before = free_pages;
        if (db_begin(db, err) < 0)
            return -1;
        if (db_execute(db, "PRAGMA incremental_vacuum(256)", err) < 0) {
            db_rollback(db);
            return -1;
        }
        if (db_commit(db, err) < 0)
            return -1;
    }
}

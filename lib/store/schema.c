/* schema - the tables of a file, and how it comes to have them. */
#include "store/schema.h"

#include <stdio.h>

/* The version; 0 for an empty file; -1 and err for one that is not ours to read. */
static int version_of(struct db *db, const struct schema *schema, struct err *err)
{
    int64_t application, version, objects;

    if (db_number(db, "PRAGMA application_id", &application, err) < 0 ||
        db_number(db, "PRAGMA user_version", &version, err) < 0 ||
        db_number(db, "SELECT count(*) FROM sqlite_schema", &objects, err) < 0)
        return -1;
    if (application == 0 && version == 0 && objects == 0)
        return 0;
    if (application != schema->application)
        return err_set(err, ERR_CONFIG, "%s is no %s: another program has made it. Move it away",
                       db->place.path, schema->what);
    if (version > schema->count)
        return err_set(
            err, ERR_CONFIG,
            "%s was written by a newer openrouter-mcp (version %lld of the file, this one "
            "knows %d). Update this one",
            db->place.path, (long long)version, schema->count);
    return (int)version;
}

static int climb(struct db *db, const struct schema *schema, int version, struct err *err)
{
    char sql[96];

    for (; version < schema->count; version++)
        if (db_execute(db, schema->steps[version], err) < 0)
            return -1;
    snprintf(sql, sizeof(sql), "PRAGMA application_id = %d; PRAGMA user_version = %d",
             schema->application, version);
    return db_execute(db, sql, err);
}

int schema_apply(struct db *db, const struct schema *schema, struct err *err)
{
    int version = version_of(db, schema, err);

    if (version < 0 || db_make_safe(db, err) < 0)
        return -1;
    if (version == schema->count)
        return 0;
    /* Only an empty file takes it: the pages of rows that are forgotten can be given back. */
    if (db_execute(db, "PRAGMA auto_vacuum = INCREMENTAL", err) < 0 || db_begin(db, err) < 0)
        return -1;
    version = version_of(db, schema, err); /* another process may have been faster */
    if (version < 0 || climb(db, schema, version, err) < 0) {
        db_rollback(db);
        return -1;
    }
    return db_commit(db, err);
}

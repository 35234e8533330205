// SPDX-License-Identifier: MIT
// The tables of the inventory: made by the numbered files of sql/, one transaction each.
#include "store/sqlite/schema.h"
#include "base/advice.h"
#include "base/err.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define APPLICATION_ID 0x4c435449 // "LCTI": says whose database a file is

static int
single_int(struct sqlite *s, const char *sql, int64_t *ret, struct lct_err *err)
{
    sqlite3_stmt *st = NULL;
    int code = LCT_OK;

    *ret = 0;
    if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) != SQLITE_OK ||
        sqlite3_step(st) != SQLITE_ROW)
        code = sqlite_fault(s, err);
    else
        *ret = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return code;
}

static int
run(struct sqlite *s, const char *sql, struct lct_err *err)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? LCT_OK : sqlite_fault(s, err);
}

static int
version_of(const struct embedded *file)
{
    return atoi(file->name);
}

static int64_t
newest_version(void)
{
    int64_t newest = 0;

    for (const struct embedded *f = store_migrations; f->name; f++)
        newest = version_of(f) > newest ? version_of(f) : newest;
    return newest;
}

// 0 for an empty file; a file with tables must carry our mark.
int
sqlite_version(struct sqlite *s, int64_t *version, struct lct_err *err)
{
    int64_t tables, mark;

    *version = 0;
    if (single_int(s, "SELECT count(*) FROM sqlite_schema", &tables, err) < 0 ||
        single_int(s, "PRAGMA application_id", &mark, err) < 0)
        return LCT_EFAILED;
    if (tables && mark != APPLICATION_ID) {
        lct_fail(err, LCT_EFAILED, "%s is a database of another program", s->path);
        lct_hint(err, "move it away, or choose another folder for the inventory");
        return LCT_EFAILED;
    }
    if (!tables)
        return LCT_OK;
    if (single_int(s, "SELECT ifnull(max(version), 0) FROM schema_version", version, err) < 0)
        return err->code;
    if (*version <= newest_version())
        return LCT_OK;
    lct_fail(err, LCT_EFAILED,
        "the inventory %s is of a newer program: its schema is %lld, this program knows %lld",
        s->path, (long long)*version, (long long)newest_version());
    return lct_hint(err, "use the newer program");
}

static int
apply(struct sqlite *s, const struct embedded *f, struct lct_err *err)
{
    char *record = sqlite3_mprintf("INSERT INTO schema_version VALUES (%d, %Q, %lld)",
        version_of(f), f->name, (long long)loop_wall_ms(s->attempts.loop));
    int code = run(s, f->data, err);

    if (code == LCT_OK)
        code = run(s, record, err);
    sqlite3_free(record);
    return code;
}

// Where there was an inventory before, a file without tables is no new one: what it knew is lost.
static int
check_is_new(struct sqlite *s, struct lct_err *err)
{
    _own_(free) char *folder = backup_folder(s->path);

    if (access(folder, F_OK) < 0)
        return errno == ENOENT
                   ? LCT_OK
                   : lct_fail(err, LCT_EFAILED, "cannot look at %s: %s", folder, strerror(errno));
    lct_fail(err, LCT_EFAILED, "the inventory %s is empty or was removed, and it was not before",
        s->path);
    return lct_hint(err,
        "%s names its copies, %s puts one back; to begin without what it knew, move away the "
        "folder "
        "%s",
        ADVICE(STORE_LIST), ADVICE(STORE_RESTORE), folder);
}

// The write lock is held: whoever else wanted to migrate has done it by now, or waits for us.
static int
apply_missing(struct sqlite *s, struct lct_err *err)
{
    int64_t version;
    int code = sqlite_version(s, &version, err);

    if (code == LCT_OK && version == 0)
        code = check_is_new(s, err);
    if (code == LCT_OK && version == 0) {
        char mark[64];
        snprintf(mark, sizeof mark, "PRAGMA application_id = %d", APPLICATION_ID);
        code = run(s, mark, err);
        if (code == LCT_OK)
            code = run(s,
                "CREATE TABLE schema_version (version INTEGER PRIMARY KEY, file TEXT NOT NULL, "
                "applied_ms INTEGER NOT NULL) STRICT",
                err);
    }
    for (const struct embedded *f = store_migrations; code == LCT_OK && f->name; f++)
        if (version_of(f) > version)
            code = apply(s, f, err);
    return code;
}

// Before the first page is written; outside of a transaction, as SQLite wants it. Whoever does it
// at the same moment makes it busy at once, without the usual waiting.
static int
use_wal(struct sqlite *s, struct lct_err *err)
{
    for (int tries = 0; tries < 100; tries++) {
        int rc = sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (rc == SQLITE_OK)
            return LCT_OK;
        if (rc != SQLITE_BUSY)
            break;
        sqlite3_sleep(20);
    }
    return sqlite_fault(s, err);
}

static int
migrate(struct sqlite *s, struct lct_err *err)
{
    struct lct_err why = { 0 };

    if (use_wal(s, err) < 0 || sqlite_begin(s, true, err) < 0)
        return LCT_EFAILED;
    if (apply_missing(s, &why) == LCT_OK)
        return sqlite_end(s, true, err);
    sqlite_end(s, false, ERR_IGNORED);
    *err = why;
    return why.code;
}

int
sqlite_migrate(struct sqlite *s, struct lct_err *err)
{
    _own_(free) char *folder = backup_folder(s->path);
    int64_t version;

    if (sqlite_version(s, &version, err) < 0)
        return err->code;
    if (version == newest_version())
        return LCT_OK;
    if (s->store.mode == STORE_READ)
        return lct_fail(err, LCT_EFAILED,
            "the inventory %s is of an older program and open for reading only", s->path);
    if (version && backup_before_migration(s, version, err) < 0)
        return err->code;
    if (migrate(s, err) < 0)
        return lct_wrap(err, "making the inventory's tables");
    return file_mkdirs(folder, 0700, err); // from now on there was one
}

// SPDX-License-Identifier: MIT
// Migrations of the world: what is not there yet of the numbered files.
#include "lab/db/schema.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/embed.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/own.h"

extern const struct embedded lab_world_files[];

static int64_t
number_of(const struct embedded *file)
{
    return atoi(file->name);
}

static int64_t
newest(void)
{
    const struct embedded *last = lab_world_files;

    while (last[1].name)
        last++;
    return number_of(last);
}

static bool
run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool
version_read(sqlite3 *db, int64_t *version)
{
    sqlite3_stmt *st = NULL;
    bool read = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &st, NULL) == SQLITE_OK &&
                sqlite3_step(st) == SQLITE_ROW;

    if (read)
        *version = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return read;
}

static int
apply(sqlite3 *db, const char *path, const struct embedded *file, struct lct_err *err)
{
    _own_(free) char *numbered =
        mem_printf("PRAGMA user_version = %lld", (long long)number_of(file));

    if (run(db, file->data) && run(db, numbered))
        return LCT_OK;
    return lct_fail(err, LCT_EFAILED, "cannot bring the lab's world %s up to date by %s: %s", path,
        file->name, sqlite3_errmsg(db));
}

static int
apply_missing(sqlite3 *db, const char *path, struct lct_err *err)
{
    int64_t version;
    int code = LCT_OK;

    if (!version_read(db, &version))
        return lct_fail(
            err, LCT_EFAILED, "cannot read the lab's world %s: %s", path, sqlite3_errmsg(db));
    if (version > newest()) {
        lct_fail(err, LCT_EFAILED,
            "the lab's world %s is of a newer lct-lab: its number is %lld, this one knows %lld",
            path, (long long)version, (long long)newest());
        return lct_hint(err, "use the newer one, or begin a new lab: in another folder (--state), "
                             "or with that file away");
    }
    for (const struct embedded *f = lab_world_files; !code && f->name; f++)
        if (number_of(f) > version)
            code = apply(db, path, f, err);
    return code;
}

static int
unwritten(sqlite3 *db, const char *path, struct lct_err *err)
{
    return lct_fail(
        err, LCT_EFAILED, "the lab's world %s cannot be written: %s", path, sqlite3_errmsg(db));
}

int
schema_migrate(sqlite3 *db, const char *path, struct lct_err *err)
{
    int code = run(db, "BEGIN IMMEDIATE") ? apply_missing(db, path, err) : unwritten(db, path, err);

    if (!code && !run(db, "COMMIT"))
        code = unwritten(db, path, err);
    if (code)
        run(db, "ROLLBACK");
    return code;
}

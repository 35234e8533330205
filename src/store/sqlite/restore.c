// SPDX-License-Identifier: MIT
// Putting a copy of the inventory back in its place; what is there is kept beside it.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/sqlite/open.h"
#include "store/sqlite/sqlite.h"

// Is it an inventory, whole, and none of a newer program?
static int
check_copy(struct sqlite *from, struct lct_err *err)
{
    sqlite3_stmt *st = NULL;
    int64_t version = 0;
    int code;

    if (!file_exists(from->path))
        return lct_fail(err, LCT_ENOTFOUND, "there is no file %s", from->path);
    if (sqlite_connect(from, SQLITE_OPEN_READONLY, err) < 0 ||
        sqlite_version(from, &version, err) < 0)
        return err->code;
    if (!version)
        return lct_fail(err, LCT_EFAILED, "%s is not an inventory: it is empty", from->path);
    if (sqlite3_prepare_v2(from->db, "PRAGMA integrity_check(1)", -1, &st, NULL) != SQLITE_OK ||
        sqlite3_step(st) != SQLITE_ROW)
        code = sqlite_fault(from, err);
    else if (!str_eq((const char *)sqlite3_column_text(st, 0), "ok"))
        code = lct_fail(err, LCT_EFAILED, "%s is damaged: %s", from->path,
            (const char *)sqlite3_column_text(st, 0));
    else
        code = LCT_OK;
    sqlite3_finalize(st);
    return code;
}

// The files that cannot be used go beside, as they are.
static int
put_away(const char *path, const char *kept, struct lct_err *err)
{
    static const char *const parts[] = { "", "-wal", "-shm", "-journal" };

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        _own_(free) char *from = mem_printf("%s%s", path, parts[i]);
        _own_(free) char *to = mem_printf("%s%s", kept, parts[i]);
        if (rename(from, to) < 0 && errno != ENOENT)
            return lct_fail(
                err, LCT_EFAILED, "cannot move %s to %s: %s", from, to, strerror(errno));
    }
    return LCT_OK;
}

// All of it in one transaction of the inventory in place: others who have it open see the old or
// the new. Fences rise, so that nobody who held a lease writes into what he does not know.
static int
pour(struct sqlite *into, struct sqlite *from, struct lct_err *err)
{
    sqlite3_backup *b = sqlite3_backup_init(into->db, "main", from->db, "main");
    bool done = b && sqlite3_backup_step(b, -1) == SQLITE_DONE;

    if (sqlite3_backup_finish(b) != SQLITE_OK || !done ||
        sqlite3_exec(into->db,
            "UPDATE leases SET holder = NULL, expires_ms = 0, fence = fence + 1000000", NULL, NULL,
            NULL) != SQLITE_OK)
        return sqlite_fault(into, err);
    return LCT_OK;
}

// Is nothing in place that could be used? Whatever else is wrong with it may pass.
static bool
is_lost(const struct sqlite *s)
{
    int code = sqlite3_errcode(s->db) & 0xff;

    return code == SQLITE_NOTADB || code == SQLITE_CORRUPT;
}

// What is in place is copied, or moved away where it cannot be used; a living lease forbids it.
static int
keep_present(struct sqlite *s, const char *kept, lease_lives_fn *lives, struct lct_err *err)
{
    int64_t version = 0;
    int code = sqlite_connect(s, SQLITE_OPEN_READWRITE, err);

    if (code == LCT_OK)
        code = sqlite_version(s, &version, err);
    if (code == LCT_OK && version)
        code = sqlite_leases_dead(s, lives, err);
    if (code == LCT_OK && version)
        code = sqlite_copy(s, kept, err);
    if (code == LCT_OK && version)
        return LCT_OK;
    if (code != LCT_OK && !is_lost(s))
        return code;
    sqlite_disconnect(s);
    return put_away(s->path, kept, err);
}

static int
restore(
    struct sqlite *s, struct sqlite *from, lease_lives_fn *lives, char **kept, struct lct_err *err)
{
    _own_(free) char *folder = backup_folder(s->path);
    const struct copies copies = { folder, COPY_SUFFIX };
    _own_(free) char *aside = copies_new_path(&copies, loop_wall_ms(s->attempts.loop), "replaced");

    if (check_copy(from, err) < 0 || file_mkdirs(folder, 0700, err) < 0)
        return err->code;
    if (file_exists(s->path)) {
        if (keep_present(s, aside, lives, err) < 0)
            return err->code;
        *kept = take(aside);
    }
    if (!s->db &&
        (sqlite_make_file(s->path, err) < 0 || sqlite_connect(s, SQLITE_OPEN_READWRITE, err) < 0))
        return err->code;
    return pour(s, from, err);
}

int
sqlite_restore(struct loop *l, const char *path, const char *copy, lease_lives_fn *lives,
    char **kept, struct lct_err *err)
{
    struct sqlite s = { .attempts.loop = l, .path = (char *)(uintptr_t)path };
    struct sqlite from = { .attempts.loop = l, .path = (char *)(uintptr_t)copy };
    int code = restore(&s, &from, lives, kept, err);

    sqlite_disconnect(&from);
    sqlite_disconnect(&s);
    return code;
}

// SPDX-License-Identifier: MIT
// Copies of the inventory, beside itself: before each migration, daily, on request; and putting one
// back. The folder of the copies also tells that there was an inventory where none is any more.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/sqlite/sqlite.h"

char *
backup_folder(const char *path)
{
    const char *slash = strrchr(path, '/');

    return mem_printf("%.*sbackups", slash ? (int)(slash - path) + 1 : 0, path);
}

static int
fail_errno(const char *path, struct lct_err *err)
{
    return lct_fail(
        err, LCT_EFAILED, "cannot write the copy %s of the inventory: %s", path, strerror(errno));
}

// A temporary neighbour first: a copy that has its name is whole.
int
sqlite_copy(struct sqlite *s, const char *path, struct lct_err *err)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    _own_(free) char *part = mem_printf("%.*s.%s.XXXXXX", (int)(name - path), path, name);
    _own_(fd) int fd = mkostemp(part, O_CLOEXEC);
    int code = LCT_OK;

    if (fd < 0)
        return fail_errno(path, err);
    char *sql = sqlite3_mprintf("VACUUM INTO %Q", part);
    if (sqlite3_exec(s->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        sqlite_fault(s, err);
        code = lct_wrap(err, "copying it to %s", path);
    } else if (fsync(fd) < 0 || rename(part, path) < 0) {
        code = fail_errno(path, err);
    }
    sqlite3_free(sql);
    if (code != LCT_OK)
        unlink(part);
    return code;
}

int
backup_before_migration(struct sqlite *s, int64_t version, struct lct_err *err)
{
    _own_(free) char *why = mem_printf("schema-%lld", (long long)version);
    _own_(free) char *folder = backup_folder(s->path);
    const struct copies copies = { folder, COPY_SUFFIX };
    _own_(free) char *path = copies_new_path(&copies, loop_wall_ms(s->attempts.loop), why);

    if (file_mkdirs(folder, 0700, err) < 0)
        return err->code;
    return sqlite_copy(s, path, err);
}

// Before the first write of a day. It must not keep anybody from his work: an inventory that cannot
// be copied may still be written.
void
backup_daily(struct sqlite *s)
{
    _own_(free) char *folder = backup_folder(s->path);
    const struct copies copies = { folder, COPY_SUFFIX };
    _own_(free) char *path = copies_daily_path(&copies, loop_wall_ms(s->attempts.loop));

    s->backed_up = true;
    if (file_exists(path) || !sqlite_holds_clusters(s))
        return;
    if (file_mkdirs(folder, 0700, ERR_IGNORED) == LCT_OK &&
        sqlite_copy(s, path, ERR_IGNORED) == LCT_OK)
        copies_prune(&copies);
}

int
sqlite_backup(struct store *store, const char *path, char **ret, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    _own_(free) char *folder = backup_folder(s->path);
    const struct copies copies = { folder, COPY_SUFFIX };
    _own_(free) char *file =
        path ? mem_strdup(path)
             : copies_new_path(&copies, loop_wall_ms(s->attempts.loop), "manual");

    if (!path && file_mkdirs(folder, 0700, err) < 0)
        return err->code;
    if (file_exists(file))
        return lct_fail(err, LCT_EEXISTS, "%s is there already", file);
    if (sqlite_copy(s, file, err) < 0)
        return err->code;
    if (!path)
        copies_prune(&copies);
    *ret = take(file);
    return LCT_OK;
}

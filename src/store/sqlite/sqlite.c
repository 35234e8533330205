// SPDX-License-Identifier: MIT
// The SQLite driver of the store port: opening and closing the file.
#include "store/sqlite/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "store/sqlite/open.h"

#define BUSY_MS 5000 // where we may wait: before there is a store

void
sqlite_disconnect(struct sqlite *s)
{
    map_each (it, &s->statements)
        sqlite3_finalize(it->value);
    map_done(&s->statements);
    sqlite3_close(s->db);
    s->db = NULL;
}

static void
sqlite_close(struct store *store)
{
    struct sqlite *s = sqlite_of(store);

    attempts_cancel(&s->attempts);
    sqlite_disconnect(s);
    free(s->path);
    free(s);
}

static const struct store_ops sqlite_ops = {
    .name = "sqlite",
    .read = sqlite_read,
    .commit = sqlite_commit,
    .lease_take = sqlite_lease_take,
    .lease_drop = sqlite_lease_drop,
    .watch = sqlite_watch,
    .backup = sqlite_backup,
    .close = sqlite_close,
};

static void
sync_folder(const char *dir)
{
    _own_(fd) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0)
        fsync(fd);
}

static int
fail_errno(const char *path, struct lct_err *err)
{
    int code = errno == EACCES || errno == EPERM ? LCT_EAUTH : LCT_EFAILED;

    return lct_fail(err, code, "cannot open the inventory %s: %s", path, strerror(errno));
}

// SQLite would make the file by the umask; its journals inherit the mode of the file.
int
sqlite_make_file(const char *path, struct lct_err *err)
{
    const char *slash = strrchr(path, '/');
    _own_(free) char *dir = slash > path ? mem_strndup(path, (size_t)(slash - path)) : NULL;
    struct stat st;
    int made;

    if (dir && file_mkdirs(dir, 0700, err) < 0)
        return err->code;
    made = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) {
        close(made);
        sync_folder(dir ? dir : ".");
        return LCT_OK;
    }
    if (errno != EEXIST || stat(path, &st) < 0)
        return fail_errno(path, err);
    if (!S_ISREG(st.st_mode))
        return lct_fail(err, LCT_EFAILED, "the inventory %s is not a file", path);
    if (st.st_mode & 077 && chmod(path, 0600) < 0)
        return fail_errno(path, err);
    return LCT_OK;
}

int
sqlite_connect(struct sqlite *s, int flags, struct lct_err *err)
{
    if (sqlite3_open_v2(s->path, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
            NULL) != SQLITE_OK ||
        sqlite3_busy_timeout(s->db, BUSY_MS) != SQLITE_OK ||
        sqlite3_exec(s->db,
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; "
            "PRAGMA cell_size_check = ON",
            NULL, NULL, NULL) != SQLITE_OK)
        return sqlite_fault(s, err);
    return LCT_OK;
}

static int
connect_file(struct sqlite *s, struct lct_err *err)
{
    bool writes = s->store.mode == STORE_WRITE;

    if (writes && sqlite_make_file(s->path, err) < 0)
        return err->code;
    if (!writes && !file_exists(s->path))
        return lct_fail(err, LCT_ENOTFOUND, "there is no inventory %s", s->path);
    if (sqlite_connect(s, writes ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, err) < 0)
        return err->code;
    if (writes && sqlite3_db_readonly(s->db, "main")) // what SQLite tries when it cannot
        return lct_fail(err, LCT_EAUTH, "cannot open the inventory %s for writing: %s", s->path,
            access(s->path, W_OK) < 0 ? strerror(errno) : "try again");
    if (sqlite_migrate(s, err) < 0)
        return err->code;
    sqlite3_busy_timeout(s->db, 0); // from now on the loop waits
    return LCT_OK;
}

int
sqlite_open(
    struct loop *l, const char *path, enum store_mode mode, struct store **ret, struct lct_err *err)
{
    struct sqlite *s = NEW(struct sqlite);
    struct lct_err why = { 0 };

    s->store = (struct store){ .ops = &sqlite_ops, .mode = mode };
    s->attempts.loop = l;
    s->path = mem_strdup(path);
    if (connect_file(s, &why) < 0) {
        *err = why;
        sqlite_close(&s->store);
        return why.code;
    }
    *ret = &s->store;
    return LCT_OK;
}

// SPDX-License-Identifier: MIT
// Copies of the inventory, beside itself: before each migration, daily, on request; and putting one
// back. The folder of the copies also tells that there was an inventory where none is any more.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/sqlite/sqlite.h"

#define KEPT_DAILY 14
#define KEPT_OTHER 10

char *
backup_folder(const char *path)
{
    const char *slash = strrchr(path, '/');

    return mem_printf("%.*sbackups", slash ? (int)(slash - path) + 1 : 0, path);
}

static char *
backup_path(const struct sqlite *s, const char *why, const char *format)
{
    const time_t now = (time_t)(loop_wall_ms(s->loop) / 1000);
    _own_(free) char *folder = backup_folder(s->path);
    char when[48];
    struct tm tm;

    strftime(when, sizeof when, format, gmtime_r(&now, &tm));
    return mem_printf("%s/%s-%s.db", folder, why, when);
}

// The same of nothing that is there yet: to the millisecond, and within one they are counted.
char *
backup_new_path(const struct sqlite *s, const char *why)
{
    const int ms = (int)(loop_wall_ms(s->loop) % 1000);
    char *path = NULL;

    for (unsigned n = 1; !path || file_exists(path); n++) {
        _own_(free) char *format = mem_printf("%%Y-%%m-%%dT%%H%%M%%S.%03dZ_%u", ms, n);
        free(path);
        path = backup_path(s, why, format);
    }
    return path;
}

// The time is the end of the name: "schema-3-2026-01-01T000000.000Z_1.db".
static const char *
time_of(const struct dirent *e)
{
    const char *at = strstr(e->d_name, "-20");

    return at ? at : "";
}

static int
newest_first(const struct dirent **a, const struct dirent **b)
{
    return strcmp(time_of(*b), time_of(*a));
}

// Of each kind, "daily" and all others, only the newest are kept.
static void
prune(const char *folder)
{
    struct dirent **list;
    int n = scandir(folder, &list, NULL, newest_first);
    int daily = 0, other = 0;

    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        _own_(free) char *path = file_join(folder, name);
        const bool is_daily = str_starts(name, "daily-");
        if (str_ends(name, ".db") && (is_daily ? ++daily > KEPT_DAILY : ++other > KEPT_OTHER))
            unlink(path);
        free(list[i]);
    }
    if (n >= 0)
        free(list);
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
    _own_(free) char *path = backup_new_path(s, why);
    _own_(free) char *folder = backup_folder(s->path);

    if (file_mkdirs(folder, 0700, err) < 0)
        return err->code;
    return sqlite_copy(s, path, err);
}

// Before the first write of a day. It must not keep anybody from his work: an inventory that cannot
// be copied may still be written.
void
backup_daily(struct sqlite *s)
{
    _own_(free) char *path = backup_path(s, "daily", "%Y-%m-%d");
    _own_(free) char *folder = backup_folder(s->path);

    s->backed_up = true;
    if (file_exists(path) || !sqlite_holds_clusters(s))
        return;
    if (file_mkdirs(folder, 0700, ERR_IGNORED) == LCT_OK &&
        sqlite_copy(s, path, ERR_IGNORED) == LCT_OK)
        prune(folder);
}

int
sqlite_backup(struct store *store, const char *path, char **ret, struct lct_err *err)
{
    struct sqlite *s = sqlite_of(store);
    _own_(free) char *folder = backup_folder(s->path);
    _own_(free) char *file = path ? mem_strdup(path) : backup_new_path(s, "manual");

    if (!path && file_mkdirs(folder, 0700, err) < 0)
        return err->code;
    if (file_exists(file))
        return lct_fail(err, LCT_EEXISTS, "%s is there already", file);
    if (sqlite_copy(s, file, err) < 0)
        return err->code;
    if (!path)
        prune(folder);
    *ret = take(file);
    return LCT_OK;
}

// SPDX-License-Identifier: MIT
// The driver of the store port that keeps the inventory as JSON files for people to read and
// compare. What is in the folder:
//
//   format        what this is, and by which rules
//   lock          held for the time of one read or commit
//   commits.log   what was committed since all files were last made durable
//   applied       how far the files are with it
//   new/          files of a commit under way
//   contexts/APP/CUSTOMER/KIND/..., a file for each record
//
// A commit of many files is one entry of the log, durable by one fdatasync whatever its size. To
// sync each file instead took 550 ms for 50 of them on a busy disk, where the log took 10, and
// would show half a commit after a crash. The files follow by rename without any sync; after a
// crash or a reboot the log is carried out again before anybody reads. bench/store measures.
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/advice.h"
#include "base/err.h"
#include "base/file.h"
#include "base/parse.h"
#include "base/str.h"
#include "model/ours.h"
#include "store/json/folder.h"
#include "store/json/open.h"

#define FORMAT 1
#define FORMAT_WORDS OUR_NAME " inventory, format "
#define FORMAT_MAX ((size_t)4096)
#define LOG_SHORT ((size_t)4 << 20) // bytes; a longer one ends with whoever closes the store

// ---- whose it is

int
folder_check_format(const char *what, const char *text, struct lct_err *err)
{
    _own_(free) char *line = mem_strndup(text, strcspn(text, "\n"));
    int64_t format;

    if (!str_starts(line, FORMAT_WORDS) ||
        !parse_int(line + strlen(FORMAT_WORDS), 1, INT64_MAX, &format)) {
        lct_fail(err, LCT_EFAILED, "%s is not an inventory", what);
        return lct_hint(err, "%s names its copies, %s puts one back", ADVICE(STORE_LIST),
            ADVICE(STORE_RESTORE));
    }
    if (format <= FORMAT)
        return LCT_OK;
    lct_fail(err, LCT_EFAILED,
        "the inventory %s is of a newer program: its format is %lld, this program knows %d", what,
        (long long)format, FORMAT);
    return lct_hint(err, "use the newer program");
}

static int
check_is_ours(struct folder *f, bool *is_new, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    const char *text;
    size_t n;

    if (file_text(f, a, FORMAT_FILE, FORMAT_MAX, &text, &n, err) < 0)
        return err->code;
    *is_new = !text;
    f->spoilt = text && !str_starts(text, FORMAT_WORDS);
    return text ? folder_check_format(f->path, text, err) : LCT_OK;
}

// What may be there before the file `format` is.
static int
is_not_of_making(const struct dirent *e)
{
    return e->d_name[0] != '.' && !str_eq(e->d_name, "lock") && !str_eq(e->d_name, "commits.log");
}

static int
check_is_empty(struct folder *f, struct lct_err *err)
{
    _own_(free) char *format = file_of(f, FORMAT_FILE);
    struct dirent **names;
    int n = scandir(f->path, &names, is_not_of_making, alphasort);

    if (n < 0)
        return file_fail(f, "read", "", err);
    for (int i = 0; i < n; i++)
        free(names[i]);
    free(names);
    if (!n || file_exists(format)) // another program made it meanwhile
        return LCT_OK;
    f->spoilt = true;
    lct_fail(
        err, LCT_EFAILED, "%s is not an inventory: it has no file \"" FORMAT_FILE "\"", f->path);
    return lct_hint(err,
        "move it away, or choose another folder; what was an inventory comes back with %s",
        ADVICE(STORE_RESTORE));
}

// Where there was an inventory before, none is no new one: what it knew is lost.
static int
check_is_first(struct folder *f, struct lct_err *err)
{
    _own_(free) char *folder = copies_folder(f->path);

    if (!file_exists(folder))
        return LCT_OK;
    f->spoilt = true;
    lct_fail(err, LCT_EFAILED, "the inventory %s is empty or was removed, and it was not before",
        f->path);
    return lct_hint(err,
        "%s names its copies, %s puts one back; to begin without what it knew, move away the "
        "folder %s",
        ADVICE(STORE_LIST), ADVICE(STORE_RESTORE), folder);
}

// ---- making it

static int
make_files(struct folder *f, struct lct_err *err)
{
    _own_(free) char *format = file_of(f, FORMAT_FILE);
    char text[64];

    snprintf(text, sizeof text, FORMAT_WORDS "%d\n", FORMAT);
    f->logged = (struct log_end){ 0 };
    if (folder_new_log(f, err) < 0)
        return err->code;
    return file_write(format, text, strlen(text), 0600, err);
}

static int
make(struct folder *f, bool again, struct lct_err *err)
{
    bool is_new = false;

    if (check_is_empty(f, err) < 0 || folder_lock_waiting(f, TO_MAKE, err) < 0)
        return err->code;
    if (check_is_ours(f, &is_new, err) == LCT_OK && is_new &&
        (again || check_is_first(f, err) == LCT_OK))
        make_files(f, err);
    folder_unlock(f);
    return err->code;
}

static int
need_folder(const struct folder *f, struct lct_err *err)
{
    const bool writes = f->store.mode == STORE_WRITE;
    struct stat st;

    if (!file_exists(f->path) && !writes)
        return lct_fail(err, LCT_ENOTFOUND, "there is no inventory %s", f->path);
    if (file_mkdirs(f->path, 0700, err) < 0)
        return err->code;
    if (writes && stat(f->path, &st) == 0 && st.st_mode & 077 && chmod(f->path, 0700) < 0)
        return file_fail(f, "open", "", err);
    return LCT_OK;
}

int
folder_open(struct folder *f, bool again, struct lct_err *err)
{
    _own_(free) char *copies = copies_folder(f->path);
    bool is_new = false;

    if (need_folder(f, err) < 0 || check_is_ours(f, &is_new, err) < 0)
        return err->code;
    if (is_new && f->store.mode == STORE_READ)
        return lct_fail(err, LCT_ENOTFOUND, "there is no inventory in %s", f->path);
    if (is_new && make(f, again, err) < 0)
        return err->code;
    if (f->store.mode == STORE_READ)
        return LCT_OK;
    return file_mkdirs(copies, 0700, err); // from now on there was one
}

// ---- the store

struct folder *
folder_new(struct loop *l, const char *path, enum store_mode mode)
{
    struct folder *f = NEW(struct folder);
    _own_(buf) struct buf boot = { 0 };

    f->store.mode = mode;
    f->attempts.loop = l;
    f->path = mem_strdup(path);
    f->lock = -1;
    if (file_read("/proc/sys/kernel/random/boot_id", 64, &boot, ERR_IGNORED) == LCT_OK)
        snprintf(
            f->boot, sizeof f->boot, "%.*s", (int)strcspn(buf_str(&boot), "\n"), buf_str(&boot));
    return f;
}

void
folder_free(struct folder *f)
{
    attempts_cancel(&f->attempts);
    free(f->path);
    free(f);
}

static void
close_store(struct store *store)
{
    struct folder *f = folder_of(store);

    attempts_cancel(&f->attempts);
    if (f->store.mode == STORE_WRITE && f->logged.bytes > LOG_SHORT &&
        folder_lock(f, TO_WRITE, ERR_IGNORED) == LCT_OK) {
        folder_shorten_log(f, LOG_SHORT);
        folder_unlock(f);
    }
    folder_free(f);
}

static const struct store_ops json_ops = {
    .name = "json",
    .read = folder_read,
    .commit = folder_commit,
    .lease_take = folder_lease_take,
    .lease_drop = folder_lease_drop,
    .watch = folder_watch,
    .backup = folder_backup,
    .close = close_store,
};

int
json_store_open(
    struct loop *l, const char *path, enum store_mode mode, struct store **ret, struct lct_err *err)
{
    _own_(folder) struct folder *f = folder_new(l, path, mode);

    f->store.ops = &json_ops;
    if (folder_open(f, false, err) < 0)
        return err->code;
    *ret = &take(f)->store;
    return LCT_OK;
}

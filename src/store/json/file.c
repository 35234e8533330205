// SPDX-License-Identifier: MIT
// Files of the folder. A new one is written under another name first, so that what has its name is
// whole; it is no sync that makes it durable, but the log.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/advice.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "model/ours.h"
#include "store/json/folder.h"

#define NEW_FILES "new"

char *
file_of(const struct folder *f, const char *path)
{
    return file_join(f->path, path);
}

int
file_fail(const struct folder *f, const char *verb, const char *path, struct lct_err *err)
{
    const int code = errno == EACCES || errno == EPERM || errno == EROFS ? LCT_EAUTH : LCT_EFAILED;
    const bool full = errno == ENOSPC || errno == EDQUOT;

    lct_fail(err, code, "cannot %s %s/%s: %s", verb, f->path, path, strerror(errno));
    return full ? lct_hint(err, "make room on its disk and give the command again") : code;
}

int
file_text(const struct folder *f, struct arena *a, const char *path, size_t max, const char **ret,
    size_t *n, struct lct_err *err)
{
    _own_(free) char *file = file_of(f, path);
    _own_(buf) struct buf text = { 0 };

    *ret = NULL;
    if (file_read(file, max, &text, err) < 0)
        return err->code == LCT_ENOTFOUND ? (err->code = LCT_OK) : err->code;
    *ret = arena_strndup(a, buf_str(&text), text.len);
    *n = text.len;
    return LCT_OK;
}

// ---- putting

static char *
new_file(const struct folder *f, size_t n)
{
    return mem_printf("%s/" NEW_FILES "/%zu", f->path, n);
}

static int
make_folder_of(const char *file, struct lct_err *err)
{
    _own_(free) char *dir = mem_strndup(file, (size_t)(strrchr(file, '/') - file));

    return access(dir, F_OK) == 0 ? LCT_OK : file_mkdirs(dir, 0700, err);
}

// Over whatever an earlier commit left there.
static int
write_text(const char *file, const struct change *c)
{
    _own_(fd) int fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    size_t done = 0;

    while (fd >= 0 && done < c->n) {
        ssize_t n = write(fd, c->text + done, c->n - done);
        if (n < 0 && errno != EINTR)
            return -1;
        done += n > 0 ? (size_t)n : 0;
    }
    return fd < 0 || ftruncate(fd, (off_t)c->n) < 0 ? -1 : close(take_fd(&fd));
}

int
file_prepare(const struct folder *f, size_t n, const struct change *c, struct lct_err *err)
{
    _own_(free) char *file = file_of(f, c->path), *new = new_file(f, n);

    if (make_folder_of(file, err) < 0 || make_folder_of(new, err) < 0)
        return err->code;
    return write_text(new, c) < 0 ? file_fail(f, "write", c->path, err) : LCT_OK;
}

// Exchanged, where something is there: what was replaced serves the next commit. To replace it
// would make ext4 write the new one out at once, and find a fresh inode each time. The folder may
// have been cleared meanwhile, by the same commit.
int
file_place(const struct folder *f, size_t n, const struct change *c, struct lct_err *err)
{
    _own_(free) char *file = file_of(f, c->path), *new = new_file(f, n);

    if (renameat2(AT_FDCWD, new, AT_FDCWD, file, RENAME_EXCHANGE) == 0)
        return LCT_OK;
    if (errno == ENOENT && make_folder_of(file, err) < 0)
        return err->code;
    return rename(new, file) < 0 ? file_fail(f, "write", c->path, err) : LCT_OK;
}

void
file_forget_new(const struct folder *f)
{
    _own_(free) char *dir = file_of(f, NEW_FILES);

    file_remove_tree(dir, ERR_IGNORED);
}

// ---- removing

int
file_remove(const struct folder *f, const struct change *c, struct lct_err *err)
{
    _own_(free) char *file = file_of(f, c->path);

    if (c->verb == CHANGE_CLEAR)
        return file_remove_tree(file, err);
    if (unlink(file) < 0 && errno != ENOENT && errno != ENOTDIR)
        return file_fail(f, "remove", c->path, err);
    return LCT_OK;
}

// ---- the record in one

static int
fail_damaged(const char *top, const char *path, struct lct_err *err)
{
    lct_wrap(err, "%s/%s is damaged, or is not " OUR_NAME "'s", top, path);
    if (err->hint[0])
        return err->code;
    return lct_hint(err,
        "put it right or move it away; %s names the copies of the inventory, %s puts one back",
        ADVICE(STORE_LIST), ADVICE(STORE_RESTORE));
}

int
record_load(const char *top, struct arena *a, enum record_kind kind, const char *path,
    const char *text, size_t n, void **ret, struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[kind];
    _own_(buf) struct buf own = { 0 };
    const char *rest;

    *ret = arena_alloc(a, shape->size);
    if (record_parse(a, shape, text, n, *ret, err) < 0)
        return fail_damaged(top, path, err);
    name_path(&own, "", kind, shape, *ret, shape_keys(shape));
    rest = strlen(path) > own.len ? path + strlen(path) - own.len : path;
    if (str_eq(rest, buf_str(&own)))
        return LCT_OK;
    lct_fail(err, LCT_EFAILED, "what it holds belongs to %s", buf_str(&own) + 1);
    return fail_damaged(top, path, err);
}

// SPDX-License-Identifier: MIT
// Reads what a plan names from the disk: a file, or a folder with all that lies in it.
#include "app/plans/part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

#define DEEPEST 32 // folders within folders

struct walk {
    struct tree_maker maker;
    unsigned depth;
};

static int
fail_errno(struct lct_err *err, const char *path)
{
    return lct_fail(err, LCT_EFAILED, "cannot read %s: %s", path, strerror(errno));
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static int
check_same(int fd, const struct stat *before, const char *path, struct lct_err *err)
{
    struct stat now;

    if (fstat(fd, &now) < 0)
        return fail_errno(err, path);
    if (is_same(before, &now))
        return LCT_OK;
    return lct_fail(err, LCT_EPLAN, "%s changed while it was read", path);
}

// All of it, and no more than may be.
static int
read_all(int fd, const char *path, struct buf *out, struct lct_err *err)
{
    ssize_t n;

    do {
        n = read(fd, buf_room(out, 65536), 65536);
        if (n < 0 && errno != EINTR)
            return fail_errno(err, path);
        buf_grew(out, n > 0 ? (size_t)n : 0);
        if (out->len > TREE_FILE_MAX)
            return lct_fail(err, LCT_EPLAN, "%s is larger than %zu bytes", path, TREE_FILE_MAX);
    } while (n != 0);
    return LCT_OK;
}

// seen: what it was when it was found in its folder; another one, a device even, may have taken its
// place.
static int
walk_file(struct walk *w, int folder, const char *name, const char *path, const struct stat *seen,
    struct lct_err *err)
{
    _own_(fd) int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    _own_(buf) struct buf content = { 0 };

    if (fd < 0)
        return fail_errno(err, path);
    if (check_same(fd, seen, path, err) < 0 || read_all(fd, path, &content, err) < 0 ||
        check_same(fd, seen, path, err) < 0)
        return err->code;
    return tree_add_file(&w->maker, path, seen->st_mode,
        arena_copy(w->maker.arena, buf_str(&content), content.len), content.len, err);
}

static int
walk_link(struct walk *w, int folder, const char *name, const char *path, struct lct_err *err)
{
    char target[TREE_PATH_MAX + 2];
    ssize_t n = readlinkat(folder, name, target, sizeof target);

    if (n < 0)
        return fail_errno(err, path);
    return tree_add_link(&w->maker, path, arena_strndup(w->maker.arena, target, (size_t)n), err);
}

static int walk_folder(struct walk *w, int fd, const char *path, struct lct_err *err);

static int
walk_entry(struct walk *w, int folder, const char *name, const char *path, struct lct_err *err)
{
    struct stat st;

    if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return fail_errno(err, path);
    if (S_ISLNK(st.st_mode))
        return walk_link(w, folder, name, path, err);
    if (S_ISREG(st.st_mode))
        return walk_file(w, folder, name, path, &st, err);
    if (!S_ISDIR(st.st_mode))
        return lct_fail(err, LCT_EPLAN, "%s is no file, folder or link", path);
    _own_(fd) int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    return fd < 0 ? fail_errno(err, path) : walk_folder(w, fd, path, err);
}

// path: of the folder within the tree; "" is the tree's own.
static int
walk_entries(struct walk *w, DIR *dir, const char *path, struct lct_err *err)
{
    struct arena *a = w->maker.arena;

    for (struct dirent *entry; (errno = 0, entry = readdir(dir));) {
        const char *name = entry->d_name;
        if (str_eq(name, ".") || str_eq(name, ".."))
            continue;
        const char *below = arena_printf(a, "%s%s%s", path, *path ? "/" : "", name);
        if (walk_entry(w, dirfd(dir), name, below, err) < 0)
            return err->code;
    }
    return errno ? fail_errno(err, path) : LCT_OK;
}

static int
walk_folder(struct walk *w, int fd, const char *path, struct lct_err *err)
{
    const char *shown = *path ? path : "the folder";
    struct stat before;
    DIR *dir;
    int copy, code;

    if (++w->depth > DEEPEST)
        return lct_fail(err, LCT_EPLAN, "%s lies in more than %d folders", path, DEEPEST);
    if (fstat(fd, &before) < 0 || (copy = fcntl(fd, F_DUPFD_CLOEXEC, 0)) < 0)
        return fail_errno(err, shown);
    if (!(dir = fdopendir(copy))) {
        close(copy);
        return fail_errno(err, shown);
    }
    code = walk_entries(w, dir, path, err);
    closedir(dir);
    w->depth--;
    return code < 0 ? code : check_same(fd, &before, shown, err);
}

static int
read_folder(int fd, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    struct walk w = { .maker = { .arena = a } };
    int code = walk_folder(&w, fd, "", err);

    *ret = (struct part){ .name = arena_strdup(a, name), .folder = true };
    if (code == LCT_OK)
        code = tree_make(&w.maker, &ret->tree, err);
    tree_maker_done(&w.maker);
    return code;
}

// A pipe may be named, too.
static int
read_file(const char *path, const char *name, const struct stat *before, struct arena *a,
    struct part *ret, struct lct_err *err)
{
    _own_(buf) struct buf content = { 0 };
    struct stat now;

    if (file_read(path, TREE_FILE_MAX, &content, err) < 0)
        return err->code;
    if (S_ISREG(before->st_mode) && (stat(path, &now) < 0 || !is_same(before, &now)))
        return lct_fail(err, LCT_EPLAN, "%s changed while it was read", path);
    return part_of_file(a, name, S_ISREG(before->st_mode) ? before->st_mode : 0,
        arena_copy(a, buf_str(&content), content.len), content.len, ret, err);
}

int
part_read(
    const char *path, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    struct stat st = { 0 };

    if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
        return read_file(path, name, &st, a, ret, err);
    _own_(fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? fail_errno(err, path) : read_folder(fd, name, a, ret, err);
}

// SPDX-License-Identifier: MIT
// Files and folders, read and written whole.
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

static int
fail_errno(struct lct_err *err, const char *verb, const char *path)
{
    int code = errno == ENOENT                     ? LCT_ENOTFOUND
               : errno == EEXIST                   ? LCT_EEXISTS
               : errno == EACCES || errno == EPERM ? LCT_EAUTH
                                                   : LCT_EFAILED;

    return lct_fail(err, code, "cannot %s %s: %s", verb, path, strerror(errno));
}

int
file_read(const char *path, size_t max, struct buf *out, struct lct_err *err)
{
    _own_(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;

    if (fd < 0 || fstat(fd, &st) < 0)
        return fail_errno(err, "read", path);
    if (S_ISDIR(st.st_mode))
        return lct_fail(err, LCT_EUSAGE, "cannot read %s: it is a folder", path);
    return file_read_fd(fd, path, max, out, err);
}

int
file_read_fd(int fd, const char *path, size_t max, struct buf *out, struct lct_err *err)
{
    ssize_t n;

    buf_clear(out);
    do {
        n = read(fd, buf_room(out, 65536), 65536);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fail_errno(err, "read", path);
        buf_grew(out, (size_t)n);
        if (out->len > max)
            return lct_fail(err, LCT_EUSAGE, "cannot read %s: larger than %zu bytes", path, max);
    } while (n != 0);
    return LCT_OK;
}

int
file_write_fd(int fd, const void *data, size_t n)
{
    const char *at = data;

    while (n) {
        ssize_t done = write(fd, at, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -1;
        at += done;
        n -= (size_t)done;
    }
    return 0;
}

static void
sync_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    _own_(free) char *dir = slash ? mem_strndup(path, (size_t)(slash - path) + 1) : mem_strdup(".");
    _own_(fd) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0)
        fsync(fd);
}

// Puts the temporary file in its place; where `fresh`, only when nothing is there.
static int
put_in_place(const char *temporary, const char *path, bool fresh)
{
    if (!fresh)
        return rename(temporary, path);
    if (link(temporary, path) < 0)
        return -1;
    unlink(temporary);
    return 0;
}

static int
write_whole(
    const char *path, const void *data, size_t n, mode_t mode, bool fresh, struct lct_err *err)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    // Hidden, so that one left by a crash is never listed as if it were a file of ours.
    _own_(free) char *temporary = mem_printf("%.*s.%s.XXXXXX", (int)(name - path), path, name);
    _own_(fd) int fd = mkostemp(temporary, O_CLOEXEC);

    if (fd < 0)
        return fail_errno(err, "write", path);
    if (fchmod(fd, mode) < 0 || file_write_fd(fd, data, n) < 0 || fsync(fd) < 0 ||
        put_in_place(temporary, path, fresh) < 0) {
        int code = fail_errno(err, "write", path);
        unlink(temporary);
        return code;
    }
    sync_folder_of(path);
    return LCT_OK;
}

int
file_write(const char *path, const void *data, size_t n, mode_t mode, struct lct_err *err)
{
    return write_whole(path, data, n, mode, false, err);
}

int
file_write_new(const char *path, const void *data, size_t n, mode_t mode, struct lct_err *err)
{
    return write_whole(path, data, n, mode, true, err);
}

int
file_mkdirs(const char *path, mode_t mode, struct lct_err *err)
{
    _own_(free) char *copy = mem_strdup(path);
    struct stat st;

    for (char *p = copy + 1; *copy && *p; p++)
        if (*p == '/') {
            *p = '\0';
            if (mkdir(copy, mode) < 0 && errno != EEXIST)
                return fail_errno(err, "make the folder", copy);
            *p = '/';
        }
    if (mkdir(copy, mode) < 0 && errno != EEXIST)
        return fail_errno(err, "make the folder", path);
    if (stat(path, &st) < 0)
        return fail_errno(err, "make the folder", path);
    if (!S_ISDIR(st.st_mode))
        return lct_fail(err, LCT_EFAILED, "%s is in the way: it is not a folder", path);
    return LCT_OK;
}

// Empties the folder open as fd (closed here) on the given device.
static int
empty_folder(int fd, dev_t device)
{
    DIR *dir = fdopendir(fd);
    int result = 0;

    if (!dir) {
        close(fd);
        return -1;
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        struct stat st;
        if (str_eq(entry->d_name, ".") || str_eq(entry->d_name, ".."))
            continue;
        if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) < 0)
            continue;
        if (S_ISDIR(st.st_mode)) {
            int below = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (st.st_dev != device) {
                errno = EXDEV;
                result = -1;
                if (below >= 0)
                    close(below);
                continue;
            }
            if (below < 0 || empty_folder(below, device) < 0 ||
                unlinkat(fd, entry->d_name, AT_REMOVEDIR) < 0)
                result = -1;
        } else if (unlinkat(fd, entry->d_name, 0) < 0) {
            result = -1;
        }
    }
    closedir(dir);
    return result;
}

int
file_remove_tree(const char *path, struct lct_err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return errno == ENOENT ? LCT_OK : fail_errno(err, "remove", path);
    if (fstat(fd, &st) < 0) {
        close(fd);
        return fail_errno(err, "remove", path);
    }
    if (empty_folder(fd, st.st_dev) < 0 || rmdir(path) < 0)
        return fail_errno(err, "remove", path);
    return LCT_OK;
}

bool
file_exists(const char *path)
{
    return access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

char *
file_join(const char *dir, const char *name)
{
    if (name[0] == '/' || str_empty(dir))
        return mem_strdup(name);
    return mem_printf(str_ends(dir, "/") ? "%s%s" : "%s/%s", dir, name);
}

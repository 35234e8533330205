// SPDX-License-Identifier: MIT
// Places of secrets: folders of our own.
#include "secrets/plain/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

static int
fail_errno(const char *verb, const char *path, struct lct_err *err)
{
    int code = errno == EACCES || errno == EPERM ? LCT_EAUTH : LCT_EFAILED;

    return lct_fail(err, code, "cannot %s the secrets folder %s: %s", verb, path, strerror(errno));
}

static int
check_owner(const char *dir, const struct stat *st, struct lct_err *err)
{
    int code = LCT_OK;

    if (S_ISLNK(st->st_mode))
        code = lct_fail(err, LCT_EFAILED, "the secrets folder %s is a link to elsewhere", dir);
    else if (!S_ISDIR(st->st_mode))
        code = lct_fail(err, LCT_EFAILED, "%s is in the way of the secrets: no folder", dir);
    else if (st->st_uid != geteuid())
        code = lct_fail(err, LCT_EFAILED, "the secrets folder %s belongs to another user", dir);
    if (code != LCT_OK || !(st->st_mode & 077))
        return code;
    code = lct_fail(err, LCT_EFAILED, "others can enter the secrets folder %s", dir);
    lct_hint(err, "chmod 700 %s", dir);
    return code;
}

int
root_check(const char *dir, struct lct_err *err)
{
    struct stat st;

    if (lstat(dir, &st) == 0)
        return check_owner(dir, &st, err);
    return errno == ENOENT ? LCT_OK : fail_errno("enter", dir, err);
}

char *
context_path(const char *dir, const struct context *ctx)
{
    return mem_printf("%s/%s/%s", dir, ctx->app, ctx->customer);
}

// Opens the folder below fd, which it makes and syncs when absent.
static int
enter(int fd, const char *segment)
{
    if (mkdirat(fd, segment, 0700) == 0)
        fsync(fd);
    else if (errno != EEXIST)
        return -1;
    return openat(fd, segment, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int
fail_enter(const char *path, const char *segment, struct lct_err *err)
{
    if (errno == ENOTDIR)
        return lct_fail(
            err, LCT_EEXISTS, "there is a secret named %s: nothing can be kept below it", segment);
    return fail_errno("make", path, err);
}

// Every segment of path but the last becomes a folder below dir.
static int
walk(const char *dir, char *path, struct lct_err *err)
{
    _own_(fd) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    char *rest = path, *slash;

    if (fd < 0)
        return fail_errno("enter", dir, err);
    for (; (slash = strchr(rest, '/')); rest = slash + 1) {
        int below;
        *slash = '\0';
        below = enter(fd, rest);
        if (below < 0)
            return fail_enter(dir, rest, err);
        close(fd);
        fd = below;
    }
    return LCT_OK;
}

int
folders_make(
    const char *dir, const struct context *ctx, const struct secret_name *name, struct lct_err *err)
{
    _own_(free) char *path = mem_printf("%s/%s/%s", ctx->app, ctx->customer, name->text);
    int code = file_mkdirs(dir, 0700, err);

    if (code == LCT_OK)
        code = root_check(dir, err);
    return code == LCT_OK ? walk(dir, path, err) : code;
}

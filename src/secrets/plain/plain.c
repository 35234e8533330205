// SPDX-License-Identifier: MIT
// The plain provider: one file a secret, 0600, below a folder that only we can enter.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "secrets/plain/open.h"
#include "secrets/plain/place.h"

struct plain {
    struct secrets secrets;
    struct loop *loop;
    char *dir;
};

// One asynchronous answer; the work itself is done when it starts.
struct answer {
    struct op op;
    union {
        secrets_get_fn *get;
        secrets_done_fn *done;
        secrets_list_fn *list;
    };
    void *user;
    struct secret *value;
    VEC(char *) names;
};

// Never called: the outcome is known before the start returns.
static void
stop(struct op *op, const struct lct_err *why)
{
    op_end(op, why);
}

static struct answer *
start(struct secrets *s, op_deliver_fn *deliver, void *user)
{
    struct answer *a = op_start(((struct plain *)s)->loop, sizeof(struct answer), 0, stop, deliver);

    a->user = user;
    return a;
}

static int
path_of(struct secrets *s, const struct context *ctx, const struct secret_name *name, char **path,
    struct lct_err *err)
{
    const char *dir = ((struct plain *)s)->dir;
    _own_(free) char *above = context_path(dir, ctx);

    if (root_check(dir, err) < 0)
        return err->code;
    *path = mem_printf("%s/%s", above, name->text);
    return LCT_OK;
}

static int
fail_errno(const char *verb, const char *name, struct lct_err *err)
{
    if (errno == ENOENT || errno == ENOTDIR || errno == EISDIR)
        return lct_fail(err, LCT_ENOTFOUND, "there is no secret %s", name);
    return lct_fail(err, errno == EACCES ? LCT_EAUTH : LCT_EFAILED, "cannot %s the secret %s: %s",
        verb, name, strerror(errno));
}

// Read by hand: nothing of the value may stay behind in a buffer.
static int
read_secret(const char *path, const char *name, struct secret **ret, struct lct_err *err)
{
    _own_(fd) int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    char raw[SECRET_MAX + 1];
    struct stat st;
    size_t n = 0;
    ssize_t got = 0;

    if (fd < 0 || fstat(fd, &st) < 0)
        return fail_errno("read", name, err);
    if (!S_ISREG(st.st_mode))
        return lct_fail(err, LCT_ENOTFOUND, "there is no secret %s", name);
    while (n < sizeof raw && (got = read(fd, raw + n, sizeof raw - n)) != 0) {
        if (got < 0 && errno != EINTR)
            break;
        n += got > 0 ? (size_t)got : 0;
    }
    if (got < 0)
        fail_errno("read", name, err);
    else if (n > SECRET_MAX)
        lct_fail(err, LCT_EFAILED, "the secret %s is larger than %d bytes", name, SECRET_MAX);
    else
        *ret = secret_new(raw, n);
    secret_wipe(raw, n);
    return *ret ? LCT_OK : err->code;
}

static void
deliver_get(struct op *op, const struct lct_err *err)
{
    struct answer *a = (struct answer *)op;

    a->get(a->user, err, a->value);
    secret_free(a->value);
}

static struct op *
plain_get(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    secrets_get_fn *fn, void *user)
{
    struct answer *a = start(s, deliver_get, user);
    _own_(free) char *path = NULL;
    struct lct_err err = { 0 };

    a->get = fn;
    if (path_of(s, ctx, name, &path, &err) == LCT_OK)
        read_secret(path, name->text, &a->value, &err);
    op_end(&a->op, &err);
    return &a->op;
}

static void
deliver_done(struct op *op, const struct lct_err *err)
{
    struct answer *a = (struct answer *)op;

    a->done(a->user, err);
}

static int
write_secret(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    const struct secret *value, struct lct_err *err)
{
    _own_(free) char *path = NULL;
    struct stat st;
    size_t n;
    const char *data = secret_reveal(value, &n);

    if (path_of(s, ctx, name, &path, err) < 0 ||
        folders_make(((struct plain *)s)->dir, ctx, name, err) < 0)
        return err->code;
    if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return lct_fail(err, LCT_EEXISTS, "there are secrets below %s", name->text);
    return file_write(path, data, n, 0600, err);
}

static struct op *
plain_set(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    const struct secret *value, secrets_done_fn *fn, void *user)
{
    struct answer *a = start(s, deliver_done, user);
    struct lct_err err = { 0 };

    a->done = fn;
    write_secret(s, ctx, name, value, &err);
    op_end(&a->op, &err);
    return &a->op;
}

static void
deliver_list(struct op *op, const struct lct_err *err)
{
    struct answer *a = (struct answer *)op;

    a->list(a->user, err, (const char *const *)a->names.items, err->code ? 0 : a->names.n);
    vec_each (name, &a->names)
        free(*name);
    vec_done(&a->names);
}

// Adds the files below the folder; `above` is "" or ends with a slash. A link is no secret.
static int
collect(struct answer *a, const char *dir, const char *above, struct lct_err *err)
{
    DIR *d = opendir(dir);

    if (!d)
        return errno == ENOENT ? LCT_OK : fail_errno("list", above, err);
    for (struct dirent *e; (e = readdir(d)) && err->code == LCT_OK;) {
        _own_(free) char *path = mem_printf("%s/%s", dir, e->d_name);
        _own_(free) char *name = mem_printf("%s%s", above, e->d_name);
        struct stat st;
        if (str_eq(e->d_name, ".") || str_eq(e->d_name, ".."))
            continue;
        if (lstat(path, &st) < 0) {
            if (errno != ENOENT)
                fail_errno("list", name, err);
            continue;
        }
        if (S_ISREG(st.st_mode))
            vec_push(&a->names, take(name));
        if (S_ISDIR(st.st_mode)) {
            _own_(free) char *below = mem_printf("%s/", name);
            collect(a, path, below, err);
        }
    }
    closedir(d);
    return err->code;
}

static struct op *
plain_list(struct secrets *s, const struct context *ctx, secrets_list_fn *fn, void *user)
{
    struct answer *a = start(s, deliver_list, user);
    const char *dir = ((struct plain *)s)->dir;
    _own_(free) char *path = context_path(dir, ctx);
    struct lct_err err = { 0 };

    a->list = fn;
    if (root_check(dir, &err) == LCT_OK)
        collect(a, path, "", &err);
    op_end(&a->op, &err);
    return &a->op;
}

// Folders that became empty go as well, up to the context's.
static void
prune(char *path, size_t keep)
{
    char *slash;

    while ((slash = strrchr(path, '/')) && (size_t)(slash - path) > keep) {
        *slash = '\0';
        if (rmdir(path) < 0)
            return;
    }
}

static int
remove_secret(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    struct lct_err *err)
{
    _own_(free) char *path = NULL;

    if (path_of(s, ctx, name, &path, err) < 0)
        return err->code;
    if (unlink(path) < 0)
        return fail_errno("remove", name->text, err);
    prune(path, strlen(path) - strlen(name->text) - 1);
    return LCT_OK;
}

static struct op *
plain_remove(struct secrets *s, const struct context *ctx, const struct secret_name *name,
    secrets_done_fn *fn, void *user)
{
    struct answer *a = start(s, deliver_done, user);
    struct lct_err err = { 0 };

    a->done = fn;
    remove_secret(s, ctx, name, &err);
    op_end(&a->op, &err);
    return &a->op;
}

static void
plain_close(struct secrets *s)
{
    free(((struct plain *)s)->dir);
    free(s);
}

static const struct secrets_ops plain_ops = {
    .name = "plain",
    .get = plain_get,
    .set = plain_set,
    .list = plain_list,
    .remove = plain_remove,
    .close = plain_close,
};

int
secrets_plain_open(struct loop *l, const char *dir, struct secrets **ret, struct lct_err *err)
{
    struct plain *p;
    int code = root_check(dir, err);

    if (code != LCT_OK)
        return code;
    p = NEW(struct plain);
    p->secrets.ops = &plain_ops;
    p->loop = l;
    p->dir = mem_strdup(dir);
    *ret = &p->secrets;
    return LCT_OK;
}

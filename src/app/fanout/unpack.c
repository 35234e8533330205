// SPDX-License-Identifier: MIT
// A tar stream from a node, made files below one folder. The node may be hostile: each path is
// walked from the folder down, part by part, and no link is followed.
#include "app/fanout/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

#define PARTS_MAX 200 // of a path
#define ENTRIES_MAX 4000000

struct folder {
    const char *name;
    unsigned mode;
    int64_t mtime;
};

struct unpack {
    int dir;
    char *top;
    struct arena *arena;
    struct tar_sink sink;
    struct tar_reader *reader;
    int fd;     // of the file being written; -1: none
    char *name; // its
    unsigned mode;
    int64_t mtime;
    VEC(struct folder) folders; // their modes come last: they may forbid writing
    int64_t entries, files, bytes;
};

static int
fail_errno(struct lct_err *err, const char *name)
{
    return lct_fail(err, LCT_EFAILED, "cannot write %s: %s", name, strerror(errno));
}

// The parts of a path without "." and empty ones.
static int
split(struct arena *a, const char *name, char ***parts, size_t *n, struct lct_err *err)
{
    size_t kept = 0;

    *n = str_split(a, name, "/", parts);
    for (size_t i = 0; i < *n; i++) {
        if (str_eq((*parts)[i], ".."))
            return lct_fail(err, LCT_EFAILED, "the node sent a path that leads outside: %s", name);
        if (!str_eq((*parts)[i], "."))
            (*parts)[kept++] = (*parts)[i];
    }
    *n = kept;
    if (kept > PARTS_MAX)
        return lct_fail(err, LCT_EFAILED, "the node sent a path of more than %d parts", PARTS_MAX);
    return LCT_OK;
}

// Opens the folder that holds what the parts name, making what is missing. Yours; -1: err says.
static int
open_parent(struct unpack *u, char *const *parts, size_t n, struct lct_err *err)
{
    int at = fcntl(u->dir, F_DUPFD_CLOEXEC, 0);

    for (size_t i = 0; at >= 0 && i + 1 < n; i++) {
        if (mkdirat(at, parts[i], 0700) < 0 && errno != EEXIST)
            break;
        int below = openat(at, parts[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (below < 0)
            break;
        close(at);
        at = below;
        if (i + 2 == n)
            return at;
    }
    if (at >= 0 && n == 1)
        return at;
    fail_errno(err, parts[0]);
    if (at >= 0)
        close(at);
    return -1;
}

// Where a name of the archive lies. Its folder is *at (yours), *base its last part, in the arena.
static int
locate(struct unpack *u, struct arena *a, const char *name, int *at, const char **base,
    struct lct_err *err)
{
    char **parts;
    size_t n;

    if (split(a, name, &parts, &n, err) < 0)
        return err->code;
    if (!n || !str_eq(parts[0], u->top))
        return lct_fail(err, LCT_EFAILED, "the node sent something else: %s", name);
    *at = open_parent(u, parts, n, err);
    *base = parts[n - 1];
    return *at < 0 ? err->code : LCT_OK;
}

static int
make_folder(
    struct unpack *u, int at, const char *base, const struct tar_entry *e, struct lct_err *err)
{
    struct stat st;

    if (mkdirat(at, base, 0700) < 0 &&
        (errno != EEXIST || fstatat(at, base, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
            !S_ISDIR(st.st_mode)))
        return fail_errno(err, e->name);
    vec_push(&u->folders,
        ((struct folder){ arena_strdup(u->arena, e->name), e->mode & 0777, e->mtime }));
    return LCT_OK;
}

static int
make_file(
    struct unpack *u, int at, const char *base, const struct tar_entry *e, struct lct_err *err)
{
    u->fd = openat(at, base, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    u->mode = e->mode & 0777;
    u->mtime = e->mtime;
    u->files++;
    free(u->name);
    u->name = mem_strdup(e->name);
    return u->fd < 0 ? fail_errno(err, e->name) : LCT_OK;
}

// Only to what came before it in the same archive.
static int
make_hardlink(struct unpack *u, struct arena *a, int at, const char *base,
    const struct tar_entry *e, struct lct_err *err)
{
    _own_(fd) int from = -1;
    const char *target;

    if (locate(u, a, e->target, &from, &target, err) < 0)
        return err->code;
    u->files++;
    return linkat(from, target, at, base, 0) < 0 ? fail_errno(err, e->name) : LCT_OK;
}

static int
on_entry(void *user, const struct tar_entry *e, struct lct_err *err)
{
    struct unpack *u = user;
    _own_(arena) struct arena *a = arena_new();
    _own_(fd) int at = -1;
    const char *base;
    struct stat st;

    if (++u->entries > ENTRIES_MAX)
        return lct_fail(err, LCT_EFAILED, "the node sent more than %d files", ENTRIES_MAX);
    if (e->kind == TAR_OTHER)
        return lct_fail(err, LCT_EFAILED, "%s is no file, folder or link", e->name);
    if (locate(u, a, e->name, &at, &base, err) < 0)
        return err->code;
    if (e->kind == TAR_FOLDER)
        return make_folder(u, at, base, e, err);
    if (fstatat(at, base, &st, AT_SYMLINK_NOFOLLOW) == 0 && unlinkat(at, base, 0) < 0)
        return fail_errno(err, e->name);
    if (e->kind == TAR_FILE)
        return make_file(u, at, base, e, err);
    if (e->kind == TAR_HARDLINK)
        return make_hardlink(u, a, at, base, e, err);
    u->files++;
    return symlinkat(e->target, at, base) < 0 ? fail_errno(err, e->name) : LCT_OK;
}

static int
on_data(void *user, const char *data, size_t n, struct lct_err *err)
{
    struct unpack *u = user;

    u->bytes += (int64_t)n;
    while (n) {
        ssize_t done = write(u->fd, data, n);
        if (done < 0 && errno != EINTR)
            return fail_errno(err, u->name);
        data += done > 0 ? done : 0;
        n -= done > 0 ? (size_t)done : 0;
    }
    return LCT_OK;
}

static int
on_done(void *user, struct lct_err *err)
{
    struct unpack *u = user;
    const struct timespec times[] = { { u->mtime, 0 }, { u->mtime, 0 } };
    _own_(fd) int fd = u->fd;

    u->fd = -1;
    if (fd < 0)
        return LCT_OK;
    if (u->mtime >= 0)
        futimens(fd, times);
    return fchmod(fd, u->mode) < 0 ? fail_errno(err, u->name) : LCT_OK;
}

struct unpack *
unpack_new(int dir, const char *top)
{
    struct unpack *u = NEW(struct unpack);

    u->dir = dir;
    u->top = mem_strdup(top);
    u->arena = arena_new();
    u->fd = -1;
    u->sink = (struct tar_sink){ on_entry, on_data, on_done, u };
    u->reader = tar_reader_new(&u->sink);
    return u;
}

void
unpack_free(struct unpack *u)
{
    if (u->fd >= 0)
        close(u->fd);
    tar_reader_free(u->reader);
    vec_done(&u->folders);
    arena_free(u->arena);
    free(u->name);
    free(u->top);
    free(u);
}

int
unpack_feed(struct unpack *u, const char *data, size_t n, struct lct_err *err)
{
    return tar_reader_feed(u->reader, data, n, err);
}

static int
finish_folder(struct unpack *u, const struct folder *f, struct lct_err *err)
{
    const struct timespec times[] = { { f->mtime, 0 }, { f->mtime, 0 } };
    _own_(arena) struct arena *a = arena_new();
    _own_(fd) int at = -1, fd = -1;
    const char *base;

    if (locate(u, a, f->name, &at, &base, err) < 0)
        return err->code;
    fd = openat(at, base, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return fail_errno(err, f->name);
    if (f->mtime >= 0)
        futimens(fd, times);
    return fchmod(fd, f->mode) < 0 ? fail_errno(err, f->name) : LCT_OK;
}

int
unpack_finish(struct unpack *u, struct lct_err *err)
{
    if (!tar_reader_ended(u->reader))
        return lct_fail(err, LCT_EFAILED, "the transfer broke off");
    if (!u->entries)
        return lct_fail(err, LCT_EFAILED, "the node sent nothing");
    for (size_t i = u->folders.n; i-- > 0;)
        if (finish_folder(u, &u->folders.items[i], err) < 0)
            return err->code;
    return LCT_OK;
}

int64_t
unpack_files(const struct unpack *u)
{
    return u->files;
}

int64_t
unpack_bytes(const struct unpack *u)
{
    return u->bytes;
}

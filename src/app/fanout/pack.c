// SPDX-License-Identifier: MIT
// Local files and folders as one tar stream.
#include "app/fanout/pack.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

struct packed {
    struct tar_entry entry;
    const char *path; // of a file's content; NULL: none
    struct timespec changed;
};

struct pack {
    struct arena *arena;
    VEC(struct packed) entries;
    int64_t files, bytes;
};

static int
fail_errno(struct lct_err *err, int code, const char *what, const char *path)
{
    return lct_fail(err, code, "cannot %s %s: %s", what, path, strerror(errno));
}

static const char *
link_target(struct pack *p, const char *path, struct lct_err *err)
{
    char target[PATH_MAX];
    ssize_t n = readlink(path, target, sizeof target);

    if (n < 0 || (size_t)n == sizeof target) {
        fail_errno(err, LCT_EUSAGE, "read the link", path);
        return NULL;
    }
    return arena_strndup(p->arena, target, (size_t)n);
}

static int
add(struct pack *p, const FTSENT *f, const char *name, struct lct_err *err)
{
    const struct stat *st = f->fts_statp;
    struct packed e = { .entry = {
                            .name = name, .mode = st->st_mode & 07777, .mtime = st->st_mtime } };

    if (S_ISREG(st->st_mode)) {
        e.entry.kind = TAR_FILE;
        e.entry.size = st->st_size;
        e.path = arena_strdup(p->arena, f->fts_accpath);
        e.changed = st->st_mtim;
        p->files++;
        p->bytes += st->st_size;
    } else if (S_ISDIR(st->st_mode)) {
        e.entry.kind = TAR_FOLDER;
    } else if (S_ISLNK(st->st_mode)) {
        e.entry.kind = TAR_SYMLINK;
        e.entry.target = link_target(p, f->fts_accpath, err);
        p->files++;
        if (!e.entry.target)
            return err->code;
    } else {
        return lct_fail(err, LCT_EUSAGE, "%s is no file, folder or link", f->fts_path);
    }
    if (strlen(name) > TAR_NAME_MAX)
        return lct_fail(err, LCT_EUSAGE, "the path of %s is too long", f->fts_name);
    vec_push(&p->entries, e);
    return LCT_OK;
}

// One thing that the walk found; what it finds after a folder's content is that folder once more.
static int
take_found(struct pack *p, const FTSENT *f, const char *name, struct lct_err *err)
{
    if (f->fts_info == FTS_DP)
        return LCT_OK;
    if (f->fts_info == FTS_ERR || f->fts_info == FTS_DNR || f->fts_info == FTS_NS) {
        errno = f->fts_errno;
        return fail_errno(err, LCT_EUSAGE, "read", f->fts_path);
    }
    if (f->fts_info == FTS_DC)
        return lct_fail(err, LCT_EUSAGE, "%s contains itself", f->fts_path);
    return add(p, f, name, err);
}

static int
walk(struct pack *p, char *path, const char *name, struct lct_err *err)
{
    char *const paths[] = { path, NULL };
    size_t n = strlen(path);
    FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
    int code = LCT_OK;

    if (!fts)
        return fail_errno(err, LCT_EUSAGE, "read", path);
    for (FTSENT *f; code == LCT_OK && (errno = 0, f = fts_read(fts));) {
        const char *below = f->fts_path + n;
        while (*below == '/')
            below++;
        code =
            take_found(p, f, arena_printf(p->arena, *below ? "d/%s/%s" : "d/%s", name, below), err);
    }
    if (code == LCT_OK && errno)
        code = fail_errno(err, LCT_EUSAGE, "read", path);
    fts_close(fts);
    return code;
}

// The last part of a path; "." and the like are looked up.
static char *
base_of(const char *path)
{
    _own_(free) char *copy = mem_strdup(path), *real = NULL;
    size_t n = strlen(copy);

    while (n > 1 && copy[n - 1] == '/')
        copy[--n] = '\0';
    const char *slash = strrchr(copy, '/'), *name = slash ? slash + 1 : copy;
    if (*name && !str_eq(name, ".") && !str_eq(name, ".."))
        return mem_strdup(name);
    real = realpath(copy, NULL);
    slash = real ? strrchr(real, '/') : NULL;
    return mem_strdup(slash ? slash + 1 : "");
}

static int
add_source(struct pack *p, const char *source, struct map *names, struct lct_err *err)
{
    _own_(free) char *name = base_of(source);
    char *path = arena_strdup(p->arena, source);

    if (!*source)
        return lct_fail(err, LCT_EUSAGE, "a source is empty");
    if (!*name)
        return lct_fail(err, LCT_EUSAGE, "%s has no name to copy it by", source);
    if (map_has(names, name))
        return lct_fail(err, LCT_EUSAGE, "two sources are named %s", name);
    map_put(names, name, p);
    return walk(p, path, arena_strdup(p->arena, name), err);
}

int
pack_new(const char *const *sources, struct pack **ret, struct lct_err *err)
{
    _own_(map) struct map names = { 0 };
    _own_(pack) struct pack *p = NEW(struct pack);
    const struct packed folder = { .entry = { TAR_FOLDER, "d", NULL, 0700, 0, 0 } };
    const struct packed end = { .entry = { TAR_FILE, "end", NULL, 0600, 0, 0 } };

    p->arena = arena_new();
    vec_push(&p->entries, folder);
    for (; *sources; sources++)
        if (add_source(p, *sources, &names, err) < 0)
            return err->code;
    vec_push(&p->entries, end);
    *ret = take(p);
    return LCT_OK;
}

void
pack_free(struct pack *p)
{
    vec_done(&p->entries);
    arena_free(p->arena);
    free(p);
}

int64_t
pack_files(const struct pack *p)
{
    return p->files;
}

int64_t
pack_bytes(const struct pack *p)
{
    return p->bytes;
}

void
pack_rewind(struct pack_cursor *c, const struct pack *p)
{
    *c = (struct pack_cursor){ .pack = p, .fd = -1 };
}

void
pack_leave(struct pack_cursor *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    buf_done(&c->ready);
}

static int
open_file(struct pack_cursor *c, const struct packed *e, struct lct_err *err)
{
    struct stat st;

    c->path = e->path;
    c->left = e->entry.size;
    c->fd = open(e->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (c->fd < 0)
        return fail_errno(err, LCT_EFAILED, "read", e->path);
    if (fstat(c->fd, &st) < 0 || !S_ISREG(st.st_mode))
        return lct_fail(err, LCT_EFAILED, "%s is no file any more", e->path);
    return LCT_OK;
}

// What the header said is read. A file that has more now grew, or never told its size: the kernel's
// do not.
static int
close_file(struct pack_cursor *c, const struct packed *e, struct lct_err *err)
{
    static const char zeros[512];
    struct stat st;
    char more;

    if (read(c->fd, &more, 1) > 0)
        return lct_fail(err, LCT_EFAILED, "%s has more than the %lld bytes it said to have",
            c->path, (long long)e->entry.size);
    if (fstat(c->fd, &st) < 0 || st.st_mtim.tv_sec != e->changed.tv_sec ||
        st.st_mtim.tv_nsec != e->changed.tv_nsec)
        return lct_fail(err, LCT_EFAILED, "%s changed meanwhile", c->path);
    buf_add(&c->ready, zeros, tar_padding(e->entry.size));
    close(c->fd);
    c->fd = -1;
    return LCT_OK;
}

// Makes the next header ready.
static int
next_entry(struct pack_cursor *c, struct lct_err *err)
{
    const struct pack *p = c->pack;

    if (c->next == p->entries.n) {
        tar_put_end(&c->ready);
        c->ended = true;
        return LCT_OK;
    }
    const struct packed *e = &p->entries.items[c->next++];
    tar_put_entry(&c->ready, &e->entry);
    return e->path ? open_file(c, e, err) : LCT_OK;
}

static ssize_t
read_file(struct pack_cursor *c, char *data, size_t n, struct lct_err *err)
{
    ssize_t got = read(c->fd, data, (int64_t)n < c->left ? n : (size_t)c->left);

    if (got < 0)
        return fail_errno(err, LCT_EFAILED, "read", c->path), -1;
    if (!got)
        return lct_fail(err, LCT_EFAILED, "%s became shorter meanwhile", c->path), -1;
    c->left -= got;
    return got;
}

static ssize_t
take_ready(struct pack_cursor *c, char *data, size_t n)
{
    size_t left = c->ready.len - c->taken;

    n = n < left ? n : left;
    memcpy(data, c->ready.data + c->taken, n);
    c->taken += n;
    if (c->taken == c->ready.len) {
        buf_clear(&c->ready);
        c->taken = 0;
    }
    return (ssize_t)n;
}

ssize_t
pack_read(struct pack_cursor *c, char *data, size_t n, struct lct_err *err)
{
    for (;;) {
        if (c->ready.len)
            return take_ready(c, data, n);
        if (c->fd >= 0 && c->left)
            return read_file(c, data, n, err);
        if (c->ended)
            return 0;
        if ((c->fd >= 0 ? close_file(c, &c->pack->entries.items[c->next - 1], err)
                        : next_entry(c, err)) < 0)
            return -1;
    }
}

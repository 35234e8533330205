// SPDX-License-Identifier: MIT
// Trees of files: what may be in one, its order, its digest.
#include "model/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/str.h"

#define EXECUTABLE 0100

static bool
is_plain(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            return false;
    return str_utf8(text, strlen(text));
}

static bool
is_part(const char *path, size_t n, const char *part)
{
    return n == strlen(part) && memcmp(path, part, n) == 0;
}

// "", "." and "..", which stand for other folders than their own.
static bool
has_odd_part(const char *path)
{
    for (;; path++) {
        size_t n = strcspn(path, "/");
        if (!n || is_part(path, n, ".") || is_part(path, n, ".."))
            return true;
        path += n;
        if (!*path)
            return false;
    }
}

const char *
tree_path_fault(const char *path)
{
    if (strlen(path) > TREE_PATH_MAX)
        return "its path is longer than 255 bytes";
    if (!is_plain(path))
        return "its path is not in UTF-8, or has characters that steer terminals";
    return has_odd_part(path) ? "its path is not a plain one below the folder" : NULL;
}

// How many folders a path lies in.
static size_t
depth_of(const char *path)
{
    size_t n = 0;

    for (; *path; path++)
        n += *path == '/';
    return n;
}

// Folders of a tree are never links, so ".." at the beginning leads where it says; behind a name,
// which may be a link itself, it could lead anywhere.
static const char *
target_fault(const char *path, const char *target)
{
    size_t up = 0;

    if (!*target || strlen(target) > TREE_PATH_MAX || !is_plain(target))
        return "is a link to no place that could be carried";
    for (; str_starts(target, "../") || str_eq(target, ".."); target += target[2] ? 3 : 2)
        up++;
    if (*target == '/' || up > depth_of(path))
        return "is a link that leads out of the folder";
    if (*target && !str_eq(target, ".") && has_odd_part(target))
        return "is a link whose target is not a plain path: '..' belongs to its beginning";
    return NULL;
}

void
tree_maker_done(struct tree_maker *m)
{
    vec_done(&m->files);
}

static int
add(struct tree_maker *m, const struct tree_file *f, struct lct_err *err)
{
    const char *fault = tree_path_fault(f->path);

    if (fault)
        return lct_fail(err, LCT_EPLAN, "%.300s: %s", f->path, fault);
    if (m->files.n == TREE_FILES_MAX)
        return lct_fail(err, LCT_EPLAN, "more than %d files", TREE_FILES_MAX);
    if (f->size > TREE_FILE_MAX)
        return lct_fail(err, LCT_EPLAN, "%s is larger than %zu bytes", f->path, TREE_FILE_MAX);
    if ((m->bytes += f->size) > TREE_BYTES_MAX)
        return lct_fail(err, LCT_EPLAN, "all files together are larger than %zu bytes at %s",
            TREE_BYTES_MAX, f->path);
    vec_push(&m->files, *f);
    return LCT_OK;
}

static const char *
digest_of(const struct tree_maker *m, const char *data, size_t n)
{
    char digest[DIGEST_TEXT];

    return arena_strdup(m->arena, digest_text(data, n, digest));
}

int
tree_add_file(struct tree_maker *m, const char *path, unsigned mode, const char *data, size_t size,
    struct lct_err *err)
{
    const struct tree_file f = { .path = path,
        .mode = mode & EXECUTABLE ? 0755 : 0644,
        .digest = digest_of(m, data, size),
        .data = data,
        .size = size };

    return add(m, &f, err);
}

int
tree_add_link(struct tree_maker *m, const char *path, const char *target, struct lct_err *err)
{
    const char *fault = target_fault(path, target);
    const struct tree_file f = { .path = path,
        .mode = 0777,
        .target = target,
        .digest = digest_of(m, target, strlen(target)),
        .data = "" };

    if (fault)
        return lct_fail(err, LCT_EPLAN, "%.300s %s: %.300s", path, fault, target);
    return add(m, &f, err);
}

int
tree_add_tree(
    struct tree_maker *m, const char *folder, const struct tree *tree, struct lct_err *err)
{
    for (size_t i = 0; i < tree->n; i++) {
        struct tree_file f = tree->files[i];
        if (folder)
            f.path = arena_printf(m->arena, "%s/%s", folder, f.path);
        if (add(m, &f, err) < 0)
            return err->code;
    }
    return LCT_OK;
}

// Byte by byte, '/' before all others: a folder's content comes right behind its name.
static int
by_path(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    unsigned char x = *a == '/' ? 1 : (unsigned char)*a, y = *b == '/' ? 1 : (unsigned char)*b;

    return x < y ? -1 : x > y;
}

static int
order_files(const void *a, const void *b)
{
    const struct tree_file *x = a, *y = b;

    return by_path(x->path, y->path);
}

static int
check_places(const struct tree *t, struct lct_err *err)
{
    for (size_t i = 1; i < t->n; i++) {
        const char *one = t->files[i - 1].path, *next = t->files[i].path;
        if (str_eq(one, next))
            return lct_fail(err, LCT_EPLAN, "two files are %s", one);
        if (str_starts(next, one) && next[strlen(one)] == '/')
            return lct_fail(err, LCT_EPLAN, "%s lies below %s, which is no folder", next, one);
    }
    return LCT_OK;
}

static const char *
digest_all(struct arena *a, const struct tree *t)
{
    _own_(buf) struct buf all = { 0 };
    char digest[DIGEST_TEXT];

    for (size_t i = 0; i < t->n; i++) {
        const struct tree_file *f = &t->files[i];
        buf_addf(&all, "%s %o %s %s\n", f->target ? "link" : "file", f->mode, f->digest, f->path);
    }
    return arena_strdup(a, digest_text(buf_str(&all), all.len, digest));
}

int
tree_make(struct tree_maker *m, const struct tree **ret, struct lct_err *err)
{
    struct tree *t = ARENA_NEW(m->arena, struct tree);

    t->n = m->files.n;
    t->files = arena_array(m->arena, t->n + 1, sizeof *t->files);
    if (t->n)
        memcpy(t->files, m->files.items, t->n * sizeof *t->files);
    qsort(t->files, t->n, sizeof *t->files, order_files);
    if (check_places(t, err) < 0)
        return err->code;
    t->digest = digest_all(m->arena, t);
    *ret = t;
    return LCT_OK;
}

const struct tree_file *
tree_find(const struct tree *t, const char *path)
{
    const struct tree_file key = { .path = path };

    return t->n ? bsearch(&key, t->files, t->n, sizeof key, order_files) : NULL;
}

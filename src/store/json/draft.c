// SPDX-License-Identifier: MIT
// What a commit will make of the files: worked out whole, then written.
#include "store/json/folder.h"

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

#define SPARE_FILES 64              // of commits before, kept for those to come
#define LOG_LONG ((size_t)64 << 20) // bytes after which nobody waits for the end of a command

void
draft_begin(struct draft *d, struct folder *f, struct arena *a, const struct context *c)
{
    _own_(buf) struct buf folder = { 0 };

    name_context(&folder, c);
    *d = (struct draft){ .folder = f, .arena = a, .context = arena_strdup(a, buf_str(&folder)) };
}

void
draft_done(struct draft *d)
{
    map_done(&d->latest);
    vec_done(&d->changes);
}

// ---- as it would be

// The last change of what is at the path: its own, or that of a folder around it. NULL: none.
static const struct change *
last_change(const struct draft *d, const char *path)
{
    _own_(free) char *around = mem_strdup(path);
    const struct change *last = map_get(&d->latest, path), *c;

    for (char *slash; d->latest.n && (slash = strrchr(around, '/'));) {
        *slash = '\0';
        c = map_get(&d->latest, around);
        if (c && (!last || c->at > last->at))
            last = c;
    }
    return last;
}

bool
draft_has(const struct draft *d, const char *path)
{
    _own_(free) char *file = file_of(d->folder, path);
    const struct change *last = last_change(d, path);

    return last ? last->verb == CHANGE_PUT : file_exists(file);
}

int
draft_text(
    const struct draft *d, const char *path, const char **ret, size_t *n, struct lct_err *err)
{
    const struct change *last = last_change(d, path);

    if (!last)
        return file_text(d->folder, d->arena, path, RECORD_MAX, ret, n, err);
    *ret = last->text;
    *n = last->n;
    return LCT_OK;
}

int
draft_load(
    const struct draft *d, enum record_kind kind, const char *path, void **ret, struct lct_err *err)
{
    const char *text;
    size_t n;

    *ret = NULL;
    if (draft_text(d, path, &text, &n, err) < 0 || !text)
        return err->code;
    return record_load(d->folder->path, d->arena, kind, path, text, n, ret, err);
}

int
draft_get(const struct draft *d, enum record_kind kind, const void *record, void **ret,
    struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[kind];
    _own_(buf) struct buf path = { 0 };

    name_path(&path, d->context, kind, shape, record, shape_keys(shape));
    return draft_load(d, kind, buf_str(&path), ret, err);
}

// ---- changes

void
draft_change(struct draft *d, enum change_verb verb, const char *path, const struct buf *text)
{
    struct change *c = ARENA_NEW(d->arena, struct change);

    c->verb = verb;
    c->path = arena_strdup(d->arena, path);
    c->text = text ? arena_strndup(d->arena, buf_str(text), text->len) : NULL;
    c->n = text ? text->len : 0;
    c->at = d->changes.n;
    vec_push(&d->changes, c);
    map_put(&d->latest, c->path, c);
}

void
draft_write(struct draft *d, enum record_kind kind, const void *record)
{
    const struct record_shape *shape = &record_shapes[kind];
    _own_(buf) struct buf path = { 0 };
    _own_(buf) struct buf text = { 0 };

    name_path(&path, d->context, kind, shape, record, shape_keys(shape));
    record_print(&text, shape, record);
    draft_change(d, CHANGE_PUT, buf_str(&path), &text);
}

static void
clear_kind(struct draft *d, enum record_kind kind, const struct record_shape *shape,
    const void *record, size_t n)
{
    const bool is_file = n == shape_keys(&record_shapes[kind]);
    _own_(buf) struct buf path = { 0 };

    name_path(&path, d->context, kind, shape, record, n);
    draft_change(d, is_file ? CHANGE_REMOVE : CHANGE_CLEAR, buf_str(&path), NULL);
    for (enum record_kind k = 0; k < RECORD_KINDS; k++)
        if (record_shapes[k].owner == kind)
            clear_kind(d, k, shape, record, n);
}

void
draft_clear(struct draft *d, enum record_kind kind, const void *record, size_t n)
{
    clear_kind(d, kind, &record_shapes[kind], record, n);
}

// ---- writing

static int
prepare_all(const struct draft *d, struct lct_err *err)
{
    for (size_t i = 0; i < d->changes.n; i++)
        if (d->changes.items[i]->verb == CHANGE_PUT &&
            file_prepare(d->folder, i, d->changes.items[i], err) < 0)
            return err->code;
    return LCT_OK;
}

static int
place_all(const struct draft *d, struct lct_err *err)
{
    for (size_t i = 0; i < d->changes.n; i++) {
        const struct change *c = d->changes.items[i];
        if ((c->verb == CHANGE_PUT ? file_place(d->folder, i, c, err)
                                   : file_remove(d->folder, c, err)) < 0)
            return err->code;
    }
    return LCT_OK;
}

// Once it is in the log it is committed. Should a file not follow, whoever has the lock next tries
// again, and says why where he cannot.
int
draft_save(struct draft *d, struct lct_err *err)
{
    struct folder *f = d->folder;
    const bool heard_all = stand_is_heard(f);

    if (!d->changes.n)
        return LCT_OK;
    if (prepare_all(d, err) < 0 || folder_log(f, d->changes.items, d->changes.n, err) < 0) {
        file_forget_new(f);
        return err->code;
    }
    if (place_all(d, ERR_IGNORED) < 0)
        return LCT_OK;
    stand_write(f);
    if (d->changes.n > SPARE_FILES)
        file_forget_new(f);
    folder_shorten_log(f, LOG_LONG);
    if (heard_all)
        stand_hear(f);
    return LCT_OK;
}

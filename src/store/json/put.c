// SPDX-License-Identifier: MIT
// A record put: what the port asks of it is looked up in the files and in what the commit did so
// far.
#include "base/err.h"
#include "base/parse.h"
#include "base/str.h"
#include "store/json/folder.h"

// ---- its owner

static int
check_owner(const struct draft *d, const struct record_shape *shape, const void *record,
    struct lct_err *err)
{
    _own_(buf) struct buf path = { 0 };

    if (shape->owner == RECORD_KINDS)
        return LCT_OK;
    name_path(
        &path, d->context, shape->owner, shape, record, shape_keys(&record_shapes[shape->owner]));
    return draft_has(d, buf_str(&path)) ? LCT_OK : record_ownerless(shape, err);
}

// ---- what no two have

struct looking {
    const struct draft *draft;
    enum record_kind kind;
    const void *record;
};

static const char *
claimed(const struct record_shape *shape, const char *column, const void *record)
{
    return record && shape_claims(shape, record) ? field_text(shape_field(shape, column), record)
                                                 : NULL;
}

static int
compare_with(const struct looking *l, const void *other, struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[l->kind];

    for (const char *const *column = shape->unique; *column; column++) {
        const char *wanted = claimed(shape, *column, l->record);
        if (wanted && str_eq(wanted, claimed(shape, *column, other)))
            return record_taken(shape, l->record, *column, err);
    }
    return LCT_OK;
}

static int
look_at(const struct looking *l, const char *path, struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[l->kind];
    _own_(buf) struct buf own = { 0 };
    void *other;

    name_path(&own, l->draft->context, l->kind, shape, l->record, shape_keys(shape));
    if (str_eq(buf_str(&own), path) || draft_load(l->draft, l->kind, path, &other, err) < 0 ||
        !other)
        return err->code;
    return compare_with(l, other, err);
}

static int
look_at_file(void *user, const char *path, struct lct_err *err)
{
    return look_at(user, path, err);
}

// Those in files, and those that the commit made.
static int
look_at_all(const struct looking *l, struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[l->kind];
    struct walk w = { l->draft->folder, false, look_at_file, (void *)(uintptr_t)l };
    _own_(free) char *dir = mem_printf("%s/%s", l->draft->context, shape->name);
    _own_(free) char *within = mem_printf("%s/", dir);

    if (walk(&w, dir, shape_keys(shape) - 1, err) < 0)
        return err->code;
    map_each (it, &l->draft->latest)
        if (str_starts(it->key, within) && look_at(l, it->key, err) < 0)
            return err->code;
    return LCT_OK;
}

// Only when it is new, or claims what it did not before: a commit of others looks at none.
static int
check_unique(const struct draft *d, enum record_kind kind, const void *record, struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[kind];
    const struct looking l = { d, kind, record };
    bool claims = false;
    void *old = NULL;

    if (shape->unique[0] && draft_get(d, kind, record, &old, err) < 0)
        return err->code;
    for (const char *const *column = shape->unique; *column; column++) {
        const char *wanted = claimed(shape, *column, record);
        claims = claims || (wanted && !str_eq(wanted, claimed(shape, *column, old)));
    }
    return claims ? look_at_all(&l, err) : LCT_OK;
}

// ---- its number

static int
keep_number(void *user, const char *path, struct lct_err *err)
{
    const char *name = strrchr(path, '/') + 1;
    _own_(free) char *digits = mem_strndup(name, strcspn(name, "."));

    return parse_int(digits, 0, INT64_MAX - 1, user) ? 1 : LCT_OK;
}

static char *
number_path(const struct draft *d, const struct record_shape *shape)
{
    return mem_printf("%s/%s" NUMBER_FILE, d->context, shape->name);
}

// After the last one given; a file keeps it, since the last one may be gone.
int
draft_next_number(
    const struct draft *d, const struct record_shape *shape, int64_t *ret, struct lct_err *err)
{
    struct walk newest = { d->folder, true, keep_number, ret };
    _own_(free) char *dir = mem_printf("%s/%s", d->context, shape->name);
    _own_(free) char *path = number_path(d, shape);
    const char *text;
    size_t n;

    if (draft_text(d, path, &text, &n, err) < 0)
        return err->code;
    if (text && parse_int(arena_strndup(d->arena, text, strcspn(text, "\n")), 1, INT64_MAX, ret))
        return LCT_OK;
    if (text)
        return lct_fail(
            err, LCT_EFAILED, "%s/%s is damaged: it has no number", d->folder->path, path);
    *ret = 0;
    if (walk(&newest, dir, 0, err) < 0)
        return err->code;
    ++*ret;
    return LCT_OK;
}

static int
give_number(struct draft *d, const struct record_shape *shape, void *record, int64_t *number,
    struct lct_err *err)
{
    const struct field *key = shape_field(shape, shape->key[0]);
    _own_(free) char *path = number_path(d, shape);
    _own_(buf) struct buf text = { 0 };
    int64_t next;

    if (draft_next_number(d, shape, &next, err) < 0)
        return err->code;
    if (!field_int(key, record))
        field_set_int(key, record, next);
    *number = field_int(key, record);
    if (*number < next)
        return LCT_OK;
    buf_addf(&text, "%lld\n", (long long)*number + 1);
    draft_change(d, CHANGE_PUT, path, &text);
    return LCT_OK;
}

int
draft_put(struct draft *d, enum record_kind kind, const void *record, int64_t *number,
    struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[kind];
    void *own = shape_copy(d->arena, shape, record);

    if (check_owner(d, shape, own, err) < 0 || check_unique(d, kind, own, err) < 0)
        return err->code;
    if (shape->numbered && give_number(d, shape, own, number, err) < 0)
        return err->code;
    draft_write(d, kind, own);
    return LCT_OK;
}

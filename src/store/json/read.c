// SPDX-License-Identifier: MIT
// Questions answered: all of one op under one lock, so that they are of one moment. Columns of the
// key that are asked for, from the first on, name the folder or the file; what is left is looked at
// one by one.
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/json/folder.h"

// ---- one question

#define GAP_MAX 100 // numbers in a row of which nothing is left, before names are listed

struct answering {
    struct folder *folder;
    struct arena *arena;
    const char *context;
    const struct ask *ask;
    bool enough;   // once there are as many as are asked for
    size_t n_read; // files
    VEC(void *) found;
    struct buf text; // of one file after the other
};

static int
look_at(void *user, const char *path, struct lct_err *err)
{
    struct answering *w = user;
    _own_(free) char *file = file_of(w->folder, path);
    void *record;

    if (file_read(file, RECORD_MAX, &w->text, err) < 0)
        return err->code == LCT_ENOTFOUND ? (err->code = LCT_OK) : err->code;
    if (record_load(w->folder->path, w->arena, w->ask->kind, path, buf_str(&w->text), w->text.len,
            &record, err) < 0)
        return err->code;
    w->n_read++;
    if (ask_passes(w->ask, record))
        vec_push(&w->found, record);
    return w->enough && w->found.n == w->ask->newest;
}

// The columns of the key, from the first on, that must have a value: they are set in the record.
static size_t
known_keys(const struct ask *ask, const struct record_shape *shape, void *record)
{
    size_t n = 0;

    for (bool found = true; found && shape->key[n]; n += found) {
        found = false;
        for (const struct ask_test *t = ask->tests; t < ask->tests + ASK_TESTS && t->column; t++)
            if (t->how == ASK_IS && str_eq(t->column, shape->key[n])) {
                const struct field *f = shape_field(shape, t->column);
                field_is_text(f) ? field_set_text(f, record, t->text)
                                 : field_set_int(f, record, t->number);
                found = true;
            }
    }
    return n;
}

// The newest of a numbered kind, one number after the other from the last on, for as long as there
// are some: what was done before costs nothing. 1: these are all that are wanted.
static int
look_by_number(struct answering *w, const struct record_shape *shape, struct lct_err *err)
{
    const struct draft files = { .folder = w->folder, .arena = w->arena, .context = w->context };
    const struct field *key = shape_field(shape, shape->key[0]);
    void *wanted = arena_alloc(w->arena, shape->size);
    _own_(buf) struct buf path = { 0 };
    int64_t number;
    int gap = 0, code = draft_next_number(&files, shape, &number, err);

    while (code == LCT_OK && --number > 0 && gap < GAP_MAX) {
        const size_t before = w->n_read;
        field_set_int(key, wanted, number);
        buf_clear(&path);
        name_path(&path, w->context, w->ask->kind, shape, wanted, 1);
        code = look_at(w, buf_str(&path), err);
        gap = w->n_read > before ? 0 : gap + 1;
    }
    return code < 0 ? code : code || number <= 0;
}

static int
look_at_all(struct answering *w, struct lct_err *err)
{
    const struct record_shape *shape = &record_shapes[w->ask->kind];
    const struct walk files = { w->folder, w->ask->newest, look_at, w };
    void *wanted = arena_alloc(w->arena, shape->size);
    const size_t keys = shape_keys(shape), n = known_keys(w->ask, shape, wanted);
    _own_(buf) struct buf path = { 0 };
    int code;

    name_path(&path, w->context, w->ask->kind, shape, wanted, n);
    if (n == keys)
        return look_at(w, buf_str(&path), err);
    w->enough = w->ask->newest && shape->numbered && !shape->order[0];
    if (w->enough && (code = look_by_number(w, shape, err)))
        return code;
    w->found.n = 0;
    return walk(&files, buf_str(&path), keys - n - 1, err);
}

static int
in_order(const void *a, const void *b, void *shape)
{
    return shape_compare(shape, *(void *const *)a, *(void *const *)b);
}

static int
newest_first(const void *a, const void *b, void *shape)
{
    return in_order(b, a, shape);
}

static void
hand_over(const struct answering *w, struct ask *ask)
{
    void **found = arena_array(w->arena, w->found.n + 1, sizeof *found);

    if (w->found.n)
        memcpy(found, w->found.items, w->found.n * sizeof *found);
    qsort_r(found, w->found.n, sizeof *found, ask->newest ? newest_first : in_order,
        (void *)(uintptr_t)&record_shapes[ask->kind]);
    ask->found = found;
    ask->n = ask->newest && ask->newest < w->found.n ? ask->newest : w->found.n;
}

static int
answer(struct folder *f, const char *context, struct arena *a, struct ask *ask, struct lct_err *err)
{
    struct answering w = { f, a, context, ask };

    if (look_at_all(&w, err) >= 0)
        hand_over(&w, ask);
    vec_done(&w.found);
    buf_done(&w.text);
    return err->code;
}

// ---- all of them

struct reading {
    struct attempt attempt;
    struct context context;
    struct arena *arena;
    struct ask *asks;
    size_t n;
    store_done_fn *fn;
    void *user;
};

static int
try_read(struct attempt *attempt, struct lct_err *err)
{
    struct reading *r = (struct reading *)attempt;
    struct folder *f = folder_of(attempt->store);
    _own_(buf) struct buf context = { 0 };

    if (folder_lock(f, TO_READ, err) < 0)
        return err->code;
    stand_hear(f);
    name_context(&context, &r->context);
    for (size_t i = 0; i < r->n && err->code == LCT_OK; i++)
        answer(f, buf_str(&context), r->arena, &r->asks[i], err);
    folder_unlock(f);
    return err->code;
}

static void
told(struct attempt *attempt, const struct lct_err *err)
{
    struct reading *r = (struct reading *)attempt;

    r->fn(r->user, err);
}

struct op *
folder_read(struct store *store, const struct context *c, struct arena *a, struct ask *asks,
    size_t n, store_done_fn *fn, void *user)
{
    struct reading *r = attempt_new(store, &folder_of(store)->attempts, sizeof *r, try_read, told);

    r->context = *c;
    r->arena = a;
    r->asks = asks;
    r->n = n;
    r->fn = fn;
    r->user = user;
    return attempt_begin(&r->attempt);
}

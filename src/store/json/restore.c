// SPDX-License-Identifier: MIT
// Putting a copy of the inventory back in its place, as one commit: others who have it open see the
// old or the new. What is there is kept beside it.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/parse.h"
#include "base/str.h"
#include "store/json/folder.h"
#include "store/json/open.h"
#include "text/tar.h"

#define COPY_MAX ((size_t)1 << 30) // bytes
#define FENCE_LEAP 1000000

// ---- paths

// What follows the folder of the context; NULL: there is nothing.
static const char *
in_context(const char *path)
{
    for (int i = 0; i < 3 && path; i++) {
        path = strchr(path, '/');
        path = path ? path + 1 : NULL;
    }
    return path;
}

// RECORD_KINDS: it is of none.
static enum record_kind
kind_at(const char *path)
{
    const char *name = in_context(path);
    const size_t n = name ? strcspn(name, "/.") : 0;
    enum record_kind kind = 0;

    while (kind < RECORD_KINDS && (strlen(record_shapes[kind].name) != n ||
                                      strncmp(record_shapes[kind].name, name, n) != 0))
        kind++;
    return kind;
}

// ---- the copy

struct unpacking {
    struct draft *draft;
    const char *copy;
    char *path; // of the file that is being read
    struct buf text;
    bool is_copy; // the file that says so was the first
};

static int
fail_foreign(const struct unpacking *u, struct lct_err *err)
{
    return lct_fail(
        err, LCT_EFAILED, "%s is not a copy of an inventory, or is damaged: %s", u->copy, u->path);
}

// Nobody has a lease any more. Fences rise, so that nobody who held one writes into what he does
// not know.
static void
raise_fence(struct draft *d, const char *path, struct lease *lease)
{
    _own_(buf) struct buf text = { 0 };

    lease->holder = NULL;
    lease->expires_ms = 0;
    lease->fence += FENCE_LEAP;
    record_print(&text, &record_shapes[RECORD_LEASE], lease);
    draft_change(d, CHANGE_PUT, path, &text);
}

static int
take_record(struct unpacking *u, struct lct_err *err)
{
    const enum record_kind kind = kind_at(u->path);
    void *record;

    if (kind == RECORD_KINDS)
        return fail_foreign(u, err);
    if (record_load(u->copy, u->draft->arena, kind, u->path, buf_str(&u->text), u->text.len,
            &record, err) < 0)
        return err->code;
    if (kind == RECORD_LEASE)
        raise_fence(u->draft, u->path, record);
    else
        draft_change(u->draft, CHANGE_PUT, u->path, &u->text);
    return LCT_OK;
}

static int
take_number(struct unpacking *u, struct lct_err *err)
{
    _own_(free) char *digits = mem_strndup(buf_str(&u->text), strcspn(buf_str(&u->text), "\n"));
    int64_t number;

    if (kind_at(u->path) == RECORD_KINDS || !parse_int(digits, 1, INT64_MAX, &number))
        return fail_foreign(u, err);
    draft_change(u->draft, CHANGE_PUT, u->path, &u->text);
    return LCT_OK;
}

static int
begin_file(void *user, const struct tar_entry *e, struct lct_err *err)
{
    struct unpacking *u = user;

    free(u->path);
    u->path = mem_strdup(e->name);
    buf_clear(&u->text);
    return e->kind == TAR_FILE ? LCT_OK : fail_foreign(u, err);
}

static int
add_data(void *user, const char *data, size_t n, struct lct_err *err)
{
    struct unpacking *u = user;

    buf_add(&u->text, data, n);
    return LCT_OK;
}

static int
end_file(void *user, struct lct_err *err)
{
    struct unpacking *u = user;

    if (!u->is_copy) {
        u->is_copy = str_eq(u->path, FORMAT_FILE);
        return u->is_copy ? folder_check_format(u->copy, buf_str(&u->text), err)
                          : fail_foreign(u, err);
    }
    if (!name_is_ours(u->path))
        return fail_foreign(u, err);
    return str_ends(u->path, NUMBER_FILE) ? take_number(u, err) : take_record(u, err);
}

static int
unpack(struct unpacking *u, struct lct_err *err)
{
    const struct tar_sink sink = { begin_file, add_data, end_file, u };
    _own_(tar_reader) struct tar_reader *r = tar_reader_new(&sink);
    _own_(buf) struct buf tar = { 0 };

    if (!file_exists(u->copy))
        return lct_fail(err, LCT_ENOTFOUND, "there is no file %s", u->copy);
    if (file_read(u->copy, COPY_MAX, &tar, err) < 0)
        return err->code;
    if (tar_reader_feed(r, tar.data, tar.len, err) < 0)
        return lct_wrap(err, "%s", u->copy);
    if (!u->is_copy || !tar_reader_ended(r))
        return lct_fail(
            err, LCT_EFAILED, "%s is not a copy of an inventory, or not all of it", u->copy);
    return LCT_OK;
}

// What the copy makes of the files: all that is there goes before.
static int
read_copy(struct draft *d, const char *copy, struct lct_err *err)
{
    struct unpacking u = { .draft = d, .copy = copy };

    draft_change(d, CHANGE_CLEAR, NAME_TOP, NULL);
    unpack(&u, err);
    free(u.path);
    buf_done(&u.text);
    return err->code;
}

// ---- what is in place

struct guarding {
    struct folder *folder;
    lease_lives_fn *lives;
};

static const char *
cluster_name(struct draft *d, const struct lease *lease)
{
    const struct record_shape *shape = &record_shapes[RECORD_CLUSTER];
    void *wanted = arena_alloc(d->arena, shape->size), *found;

    field_set_text(shape_field(shape, shape->key[0]), wanted, lease->cluster);
    if (draft_get(d, RECORD_CLUSTER, wanted, &found, ERR_IGNORED) < 0 || !found)
        return lease->cluster;
    return field_text(shape_field(shape, shape->unique[0]), found);
}

// One that nobody can read is nobody's.
static int
check_lease(void *user, const char *path, struct lct_err *err)
{
    const struct guarding *g = user;
    _own_(arena) struct arena *a = arena_new();
    const char *after = in_context(path);
    struct draft d = { .folder = g->folder,
        .arena = a,
        .context = arena_strndup(a, path, (size_t)(after - path) - 1) };
    void *lease = NULL;

    if (kind_at(path) != RECORD_LEASE ||
        draft_load(&d, RECORD_LEASE, path, &lease, ERR_IGNORED) < 0 || !lease)
        return LCT_OK;
    const struct lease *l = lease;
    if (!l->holder || !g->lives(l, loop_wall_ms(g->folder->attempts.loop)))
        return LCT_OK;
    lct_fail(err, LCT_EEXISTS, "cluster %s is being operated by %.*s", cluster_name(&d, l),
        holder_told(l->holder), l->holder);
    return lct_hint(err, "wait until that is done");
}

// A copy of it, where there is anything, unless a living lease forbids.
static int
keep_copy(struct folder *f, lease_lives_fn *lives, const char *aside, struct lct_err *err)
{
    struct guarding g = { f, lives };
    const struct walk leases = { f, false, check_lease, &g };
    const bool was_there = file_exists(f->path);

    if (folder_open(f, true, err) < 0 || folder_lock_waiting(f, TO_WRITE, err) < 0)
        return err->code;
    if (walk(&leases, NAME_TOP, 3, err) < 0)
        return err->code;
    return was_there ? folder_copy(f, aside, err) : LCT_OK;
}

// What cannot be used goes beside, as it is.
static int
move_away(struct folder *f, const char *aside, struct lct_err *err)
{
    folder_unlock(f);
    if (rename(f->path, aside) < 0)
        return lct_fail(
            err, LCT_EFAILED, "cannot move %s to %s: %s", f->path, aside, strerror(errno));
    *err = (struct lct_err){ 0 };
    return folder_open(f, true, err) < 0 ? err->code : folder_lock_waiting(f, TO_WRITE, err);
}

static int
keep_present(struct folder *f, lease_lives_fn *lives, char **kept, struct lct_err *err)
{
    _own_(free) char *folder = copies_folder(f->path);
    const struct copies copies = { folder, COPY_SUFFIX };
    _own_(free) char *aside = copies_new_path(&copies, loop_wall_ms(f->attempts.loop), "replaced");

    if (file_mkdirs(folder, 0700, err) < 0)
        return err->code;
    if (keep_copy(f, lives, aside, err) < 0) {
        if (!f->spoilt)
            return err->code;
        aside[strlen(aside) - strlen(COPY_SUFFIX)] = '\0'; // it is a folder
        if (move_away(f, aside, err) < 0)
            return err->code;
    }
    *kept = file_exists(aside) ? take(aside) : NULL;
    return LCT_OK;
}

int
json_store_restore(struct loop *l, const char *path, const char *copy, lease_lives_fn *lives,
    char **kept, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(folder) struct folder *f = folder_new(l, path, STORE_WRITE);
    _own_(draft) struct draft d = { .folder = f, .arena = a };

    f->backed_up = true;
    if (read_copy(&d, copy, err) == LCT_OK && keep_present(f, lives, kept, err) == LCT_OK)
        draft_save(&d, err);
    folder_unlock(f);
    return err->code;
}

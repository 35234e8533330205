// SPDX-License-Identifier: MIT
// Backups of Linodes over API v4.
#include "base/str.h"
#include "cloud/linode/machine_private.h"

#define KIND "/backups"

// ---- reading

static bool
is_under_way(const char *status)
{
    return !str_eq(status, "successful") && !str_eq(status, "failed") &&
           !str_eq(status, "userAborted");
}

static struct backup
backup_read(struct arena *a, const struct doc *d)
{
    const char *status = text_copy(a, d, "status");
    struct backup b = {
        .id = id_text(a, d, "id"),
        .label = text_copy(a, d, "label"),
        .status = status,
        .created = text_copy(a, d, "created"),
        .finished = text_copy(a, d, "finished"),
        .snapshot = str_eq(doc_get_text(d, "type", ""), "snapshot"),
        .complete = str_eq(status, "successful") && doc_get_bool(d, "available", false),
        .under_way = is_under_way(status),
    };

    doc_each (disk, doc_get(d, "disks"))
        b.size_mb += doc_get_int(disk, "size", 0);
    return b;
}

static const char *
one_fault(const struct doc *d)
{
    if (doc_get_int(d, "id", 0) <= 0)
        return "a backup has no id";
    return word_valid(doc_get_text(d, "status", "")) ? NULL : "a backup's status is none";
}

static const char *
taken_fault(const struct call *c, const struct doc *d)
{
    (void)c;
    return one_fault(d);
}

// Those made unasked, the last one asked for, and the one that is being made.
static const struct doc *
part(const struct doc *all, size_t i)
{
    static const char *const snapshots[] = { "current", "in_progress" };
    const struct doc *automatic = doc_get(all, "automatic");
    const size_t n = doc_count(automatic);

    return i < n ? automatic->items[i] : doc_get(doc_get(all, "snapshot"), snapshots[i - n]);
}

static const char *
list_fault(const struct call *c, const struct doc *d)
{
    const size_t n = doc_count(doc_get(d, "automatic")) + 2;
    const char *fault = NULL;

    (void)c;
    if (doc_is_null(doc_get(d, "snapshot")))
        return "it has no snapshot";
    for (size_t i = 0; !fault && i < n; i++)
        if (!doc_is_null(part(d, i)))
            fault = one_fault(part(d, i));
    return fault;
}

static void
read_taken(struct call *c, const struct lct_err *err)
{
    struct backup b;

    if (!err->code)
        b = backup_read(c->arena, c->answer);
    ((cloud_backup_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &b);
}

static void
read_backups(struct call *c, const struct lct_err *err)
{
    const size_t most = doc_count(doc_get(c->answer, "automatic")) + 2;
    struct backup *list = arena_array(c->arena, most, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; !err->code && i < most; i++)
        if (!doc_is_null(part(c->answer, i)))
            list[n++] = backup_read(c->arena, part(c->answer, i));
    ((cloud_backups_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, n);
}

// ---- asking

static struct op *
list(struct cloud *c, const char *machine, cloud_backups_fn *fn, void *user)
{
    return start_part(c, machine, KIND, NULL, "",
        &(struct call_spec){ .route = ROUTE_BACKUP_LIST,
            .fault = list_fault,
            .read = read_backups,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
service(struct cloud *c, const char *machine, const char *path, enum route route, cloud_done_fn *fn,
    void *user)
{
    return start_part(c, machine, path, NULL, "",
        &(struct call_spec){
            .route = route, .read = read_done, .fn = (call_any_fn *)fn, .user = user });
}

static struct op *
enable(struct cloud *c, const char *machine, cloud_done_fn *fn, void *user)
{
    return service(c, machine, KIND "/enable", ROUTE_BACKUP_ENABLE, fn, user);
}

static struct op *
cancel(struct cloud *c, const char *machine, cloud_done_fn *fn, void *user)
{
    return service(c, machine, KIND "/cancel", ROUTE_BACKUP_CANCEL, fn, user);
}

static struct op *
make(struct cloud *c, const char *machine, const char *label, cloud_backup_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "label", label);
    _own_(secret) struct secret *body = call_body(d);
    return start_part(c, machine, KIND, NULL, "",
        &(struct call_spec){ .route = ROUTE_BACKUP_TAKE,
            .body = body,
            .fault = taken_fault,
            .read = read_taken,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
restore(struct cloud *c, const char *machine, const char *id, const char *to, bool over,
    cloud_done_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_int(a, d, "linode_id", id_number(to));
    doc_put_bool(a, d, "overwrite", over);
    _own_(secret) struct secret *body = call_body(d);
    return start_part(c, id_number(to) ? machine : NO_ID, KIND, id, "/restore",
        &(struct call_spec){ .route = ROUTE_BACKUP_RESTORE,
            .body = body,
            .read = read_done,
            .fn = (call_any_fn *)fn,
            .user = user });
}

const struct backup_ops linode_backups = {
    .list = list,
    .enable = enable,
    .cancel = cancel,
    .make = make,
    .restore = restore,
};

// SPDX-License-Identifier: MIT
// Disks of Linodes over API v4.
#include <string.h>

#include "base/str.h"
#include "cloud/linode/machine_private.h"

#define KIND "/disks"

// ---- reading

static struct disk
disk_read(struct arena *a, const struct doc *d)
{
    return (struct disk){
        .id = id_text(a, d, "id"),
        .label = text_copy(a, d, "label"),
        .fs = text_copy(a, d, "filesystem"),
        .size_mb = doc_get_int(d, "size", 0),
        .ready = str_eq(doc_get_text(d, "status", ""), "ready"),
    };
}

// Of what is compared with what was asked for, and told.
static const char *
disk_fault(const struct call *c, const struct doc *d)
{
    const char *label = doc_get_text(d, "label", "");

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is of another disk";
    if (!title_valid(label))
        return "its label is none";
    if (c->spec.route == ROUTE_DISK_CREATE && !str_eq(label, c->spec.want))
        return "its label is not the one asked for";
    if (!word_valid(doc_get_text(d, "filesystem", "")))
        return "its file system is none";
    return doc_get_int(d, "size", 0) > 0 ? NULL : "it has no size";
}

static void
read_disk(struct call *c, const struct lct_err *err)
{
    struct disk d;

    if (!err->code)
        d = disk_read(c->arena, c->answer);
    ((cloud_disk_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &d);
}

static int
by_id(const void *x, const void *y)
{
    const int64_t a = id_number(((const struct disk *)x)->id),
                  b = id_number(((const struct disk *)y)->id);

    return (a > b) - (a < b);
}

static void
read_disks(struct call *c, const struct lct_err *err)
{
    struct disk *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer)
        list[n++] = disk_read(c->arena, item);
    qsort(list, n, sizeof *list, by_id);
    ((cloud_disks_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// ---- asking

// The part without secrets.
static struct doc *
spec_doc(struct arena *a, const struct disk_spec *s)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "label", s->label);
    doc_put_int(a, d, "size", s->size_mb);
    if (s->fs)
        doc_put_string(a, d, "filesystem", s->fs);
    if (!s->image)
        return d;
    doc_put_string(a, d, "image", s->image);
    if (s->authorized_keys && *s->authorized_keys)
        doc_put(a, d, "authorized_keys", doc_texts(a, s->authorized_keys));
    if (s->script)
        doc_put_int(a, d, "stackscript_id", id_number(s->script));
    return d;
}

static struct op *
create(struct cloud *c, const char *machine, const struct disk_spec *spec, cloud_disk_fn *fn,
    void *user)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(secret) struct secret *body = secret_body(spec_doc(a, spec),
        spec->image ? spec->root_password : NULL, NULL, spec->image ? spec->answers : NULL);

    return start_part(c, machine, KIND, NULL, "",
        &(struct call_spec){ .route = ROUTE_DISK_CREATE,
            .body = body,
            .want = spec->label,
            .fault = disk_fault,
            .read = read_disk,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
get(struct cloud *c, const char *machine, const char *id, cloud_disk_fn *fn, void *user)
{
    return start_part(c, machine, KIND, id, "",
        &(struct call_spec){ .route = ROUTE_DISK_GET,
            .fault = disk_fault,
            .read = read_disk,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
list(struct cloud *c, const char *machine, cloud_disks_fn *fn, void *user)
{
    return start_part(c, machine, KIND, NULL, "",
        &(struct call_spec){ .route = ROUTE_DISK_LIST,
            .every_page = true,
            .fault = disk_fault,
            .read = read_disks,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
resize(struct cloud *c, const char *machine, const char *id, int64_t size_mb, cloud_done_fn *fn,
    void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_int(a, d, "size", size_mb);
    _own_(secret) struct secret *body = call_body(d);
    return start_part(c, machine, KIND, id, "/resize",
        &(struct call_spec){ .route = ROUTE_DISK_RESIZE,
            .body = body,
            .read = read_done,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *delete (
    struct cloud *c, const char *machine, const char *id, cloud_done_fn *fn, void *user)
{
    return start_part(c, machine, KIND, id, "",
        &(struct call_spec){
            .route = ROUTE_DISK_REMOVE, .read = read_done, .fn = (call_any_fn *)fn, .user = user });
}

const struct disk_ops linode_disks = {
    .create = create,
    .get = get,
    .list = list,
    .resize = resize,
    .remove = delete,
};

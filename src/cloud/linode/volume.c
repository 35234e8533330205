// SPDX-License-Identifier: MIT
// Volumes over API v4. Their labels are unique in the account, so that one whose making nobody
// heard of is found by it.
#include <stdio.h>

#include "base/str.h"
#include "cloud/linode/volume_private.h"
#include "model/volume.h"
#include "text/json.h"

#define PATH "/volumes"

// ---- reading

static bool
is_null(const struct doc *d, const char *key)
{
    return doc_is_null(doc_get(d, key));
}

// One that is attached is of use as soon as the node may read it; the API has told that only since
// 2026.
static bool
is_ready(const struct doc *d)
{
    return str_eq(doc_get_text(d, "status", ""), "active") &&
           (is_null(d, "linode_id") || doc_get_bool(d, "io_ready", true));
}

static struct thing
volume_read(struct arena *a, const struct doc *d)
{
    const char **machine = arena_array(a, 2, sizeof *machine);

    machine[0] = id_text(a, d, "linode_id");
    return (struct thing){
        .id = id_text(a, d, "id"),
        .label = text_copy(a, d, "label"),
        .region = text_copy(a, d, "region"),
        .traits = volume_traits(str_eq(doc_get_text(d, "encryption", ""), "enabled")),
        .members = machine,
        .tags = text_list(a, doc_get(d, "tags")),
        .size_gb = doc_get_int(d, "size", 0),
        .device = text_copy(a, d, "filesystem_path"),
        .ready = is_ready(d),
    };
}

// Of what is copied from it into the inventory, told, and formatted.
const char *
volume_fault(const struct call *c, const struct doc *d)
{
    const char *label = doc_get_text(d, "label", "");

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is of another volume";
    if (!label_valid(label))
        return "its label is none";
    if (c->spec.want && !str_eq(label, c->spec.want) && c->spec.route != ROUTE_VOLUME_LIST)
        return "its label is not the one asked for";
    if (!word_valid(doc_get_text(d, "region", "")))
        return "its region is none";
    if (doc_get_int(d, "size", 0) <= 0)
        return "it has no size";
    if (!is_null(d, "linode_id") && doc_get_int(d, "linode_id", 0) <= 0)
        return "its Linode is none";
    return device_valid(doc_get_text(d, "filesystem_path", "")) ? NULL : "its device is none";
}

void
read_volume(struct call *c, const struct lct_err *err)
{
    struct thing v;

    if (!err->code)
        v = volume_read(c->arena, c->answer);
    ((cloud_thing_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : &v);
}

// The filter is asked of the server and checked here.
static void
read_volumes(struct call *c, const struct lct_err *err)
{
    struct thing *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer) {
        list[n] = volume_read(c->arena, item);
        n += !c->spec.want || str_eq(list[n].label, c->spec.want);
    }
    ((cloud_things_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// ---- asking

// What encryption an account has where nothing is said has changed: so it is always said.
static struct secret *
spec_body(const struct thing_spec *s)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "label", s->label);
    doc_put_string(a, d, "region", s->region);
    doc_put_int(a, d, "size", s->size_gb);
    doc_put_string(a, d, "encryption", volume_encrypted(s->traits) ? "enabled" : "disabled");
    doc_put(a, d, "tags", doc_texts(a, s->tags));
    return call_body(d);
}

struct op *
volume_create(struct cloud *c, const struct thing_spec *spec, cloud_thing_fn *fn, void *user)
{
    _own_(secret) struct secret *body = spec_body(spec);

    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_VOLUME_CREATE,
                                        .path = PATH,
                                        .body = body,
                                        .want = spec->label,
                                        .fault = volume_fault,
                                        .read = read_volume,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

struct op *
volume_call(struct linode *l, int64_t number, const char *verb, struct call_spec *spec)
{
    char path[64];

    snprintf(path, sizeof path, PATH "/%lld%s", (long long)number, verb);
    spec->path = path;
    spec->id = number ? number : ID_NONE;
    return call_start(l, spec);
}

struct op *
volume_get(struct cloud *c, const char *id, cloud_thing_fn *fn, void *user)
{
    return volume_call(linode_of(c), id_number(id), "",
        &(struct call_spec){ .route = ROUTE_VOLUME_GET,
            .fault = volume_fault,
            .read = read_volume,
            .fn = (call_any_fn *)fn,
            .user = user });
}

static struct op *
start_list(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    _own_(buf) struct buf filter = { 0 };

    if (label) {
        buf_adds(&filter, "{\"label\":");
        json_quote(&filter, label);
        buf_addc(&filter, '}');
    }
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_VOLUME_LIST,
                                        .path = PATH,
                                        .filter = filter.data,
                                        .want = label,
                                        .every_page = true,
                                        .fault = volume_fault,
                                        .read = read_volumes,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

struct op *
volume_list(struct cloud *c, cloud_things_fn *fn, void *user)
{
    return start_list(c, NULL, fn, user);
}

struct op *
volume_find(struct cloud *c, const char *label, cloud_things_fn *fn, void *user)
{
    return start_list(c, label, fn, user);
}

struct op *
volume_clone(struct cloud *c, const char *id, const char *label, cloud_thing_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    const int64_t number = id_number(id);
    struct doc *d = doc_map(a);
    char path[64];

    doc_put_string(a, d, "label", label);
    _own_(secret) struct secret *body = call_body(d);
    snprintf(path, sizeof path, PATH "/%lld/clone", (long long)number);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_VOLUME_CLONE,
                                        .path = path,
                                        .body = body,
                                        .want = label,
                                        .id = number ? 0 : ID_NONE, // the answer is of another
                                        .fault = volume_fault,
                                        .read = read_volume,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

struct op *
volume_update(struct cloud *c, const char *id, const char *label, const char *const *tags,
    cloud_thing_fn *fn, void *user)
{
    _own_(secret) struct secret *body = update_body(label, tags);

    return volume_call(linode_of(c), id_number(id), "",
        &(struct call_spec){ .route = ROUTE_VOLUME_UPDATE,
            .body = body,
            .want = label,
            .fault = volume_fault,
            .read = read_volume,
            .fn = (call_any_fn *)fn,
            .user = user });
}

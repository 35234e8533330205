// SPDX-License-Identifier: MIT
// What a volume is to be: attached, detached, of a size, gone. And all that it can be asked for.
#include <stdio.h>

#include "base/str.h"
#include "cloud/linode/volume_private.h"

// A request that is refused may have had its effect before, by a try of which nobody heard, or come
// too early: the API's words for that are many and change. So the volume itself is looked at.
struct wish {
    struct op op;
    struct linode *linode;
    struct op *call; // the request, then the look
    int64_t volume, size_gb;
    char machine[24];
    bool (*is_so)(const struct wish *w, const struct thing *v);    // it is what it is to be
    bool (*is_early)(const struct wish *w, const struct thing *v); // it is not yet to be had
    struct lct_err refusal;
    cloud_done_fn *fn;
    void *user;
};

static bool
is_attached(const struct wish *w, const struct thing *v)
{
    return *v->members && str_eq(*v->members, w->machine);
}

static bool
is_detached(const struct wish *w, const struct thing *v)
{
    return !*v->members;
}

static bool
is_of_size(const struct wish *w, const struct thing *v)
{
    return v->size_gb == w->size_gb;
}

static bool
is_never(const struct wish *w, const struct thing *v)
{
    return false;
}

static bool
is_unready(const struct wish *w, const struct thing *v)
{
    return !v->ready;
}

static bool
is_held(const struct wish *w, const struct thing *v)
{
    return !v->ready || *v->members;
}

static void
wish_deliver(struct op *op, const struct lct_err *err)
{
    struct wish *w = (struct wish *)op;

    w->fn(w->user, err);
}

static void
wish_stop(struct op *op, const struct lct_err *why)
{
    op_cancel(((struct wish *)op)->call); // its end is the wish's
}

static void
looked(void *user, const struct lct_err *err, const struct thing *v)
{
    struct wish *w = user;
    const bool well = err->code == LCT_OK;

    if (well && w->is_so(w, v)) {
        op_end(&w->op, NULL);
        return;
    }
    if (well && w->is_early(w, v))
        w->refusal.code = LCT_EWAIT;
    op_end(&w->op, err->code == LCT_ECANCELLED ? err : &w->refusal);
}

static void
answered(void *user, const struct lct_err *err)
{
    struct wish *w = user;

    if (err->code != LCT_EFAILED) {
        op_end(&w->op, err);
        return;
    }
    w->refusal = *err;
    w->call = volume_call(w->linode, w->volume, "",
        &(struct call_spec){ .route = ROUTE_VOLUME_GET,
            .fault = volume_fault,
            .read = read_volume,
            .fn = (call_any_fn *)looked,
            .user = w });
}

static struct wish *
wish_new(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    struct linode *l = linode_of(c);
    struct wish *w = op_start(l->loop, sizeof *w, 0, wish_stop, wish_deliver);

    w->linode = l;
    w->volume = id_number(id);
    w->is_so = is_never;
    w->is_early = is_unready;
    w->fn = fn;
    w->user = user;
    return w;
}

static struct op *
wish_go(struct wish *w, enum route r, const char *verb, const struct doc *body)
{
    _own_(secret) struct secret *text = body ? call_body(body) : NULL;

    w->call = volume_call(w->linode, w->volume, verb,
        &(struct call_spec){ .route = r,
            .body = text,
            .read = read_done,
            .fn = (call_any_fn *)answered,
            .user = w });
    return &w->op;
}

static struct op *
attach(struct cloud *c, const char *id, const char *machine, const char *config, cloud_done_fn *fn,
    void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct wish *w = wish_new(c, id, fn, user);
    struct doc *d = doc_map(a);
    const int64_t to = id_number(machine), in = config ? id_number(config) : 0;

    w->is_so = is_attached;
    w->volume = to && (in || !config) ? w->volume : 0;
    snprintf(w->machine, sizeof w->machine, "%lld", (long long)to);
    doc_put_int(a, d, "linode_id", to);
    if (in)
        doc_put_int(a, d, "config_id", in);
    doc_put_bool(a, d, "persist_across_boots", true);
    return wish_go(w, ROUTE_VOLUME_ATTACH, "/attach", d);
}

static struct op *
detach(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    struct wish *w = wish_new(c, id, fn, user);

    w->is_so = is_detached;
    return wish_go(w, ROUTE_VOLUME_DETACH, "/detach", NULL);
}

static struct op *
resize(struct cloud *c, const char *id, int64_t size_gb, cloud_done_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct wish *w = wish_new(c, id, fn, user);
    struct doc *d = doc_map(a);

    w->is_so = is_of_size;
    w->size_gb = size_gb;
    doc_put_int(a, d, "size", size_gb);
    return wish_go(w, ROUTE_VOLUME_RESIZE, "/resize", d);
}

static struct op *delete (struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    struct wish *w = wish_new(c, id, fn, user);

    w->is_early = is_held;
    return wish_go(w, ROUTE_VOLUME_REMOVE, "", NULL);
}

const struct thing_ops linode_volume_things = {
    .create = volume_create,
    .get = volume_get,
    .list = volume_list,
    .find = volume_find,
    .remove = delete,
};

const struct volume_ops linode_volumes = {
    .attach = attach,
    .detach = detach,
    .resize = resize,
    .clone = volume_clone,
    .update = volume_update,
};

// SPDX-License-Identifier: MIT
// Regions, types, images, kernels and prices, fetched side by side.
#include "cloud/linode/catalogue.h"

#include "base/err.h"
#include "cloud/linode/fetch.h"

struct catalogue_fetch {
    struct fetch fetch;
    struct catalogue c;
    cloud_catalogue_fn *fn;
    void *user;
};

static void
catalogue_deliver(struct op *op, const struct lct_err *err)
{
    struct catalogue_fetch *f = (struct catalogue_fetch *)op;
    struct catalogue *c = NULL;

    if (err->code || !f->fn) {
        arena_free(f->c.arena);
    } else {
        c = ARENA_NEW(f->c.arena, struct catalogue);
        *c = f->c;
        c->fetched_ms = loop_wall_ms(op->loop);
    }
    if (f->fn)
        f->fn(f->user, err, c);
}

static const char *
id_fault(const struct call *c, const struct doc *d)
{
    const struct doc *id = doc_get(d, "id");

    return id && id->kind == DOC_TEXT && word_valid(id->text) ? NULL : "its id is none";
}

static void
read_list(struct call *c, const struct lct_err *err)
{
    struct catalogue_fetch *f = c->spec.user;

    if (!err->code && c->spec.route == ROUTE_REGIONS)
        READ_LIST(&f->c, c->answer, region);
    else if (!err->code && c->spec.route == ROUTE_TYPES)
        READ_LIST(&f->c, c->answer, type);
    else if (!err->code && c->spec.route == ROUTE_IMAGES)
        READ_LIST(&f->c, c->answer, image);
    else if (!err->code && c->spec.route == ROUTE_KERNELS)
        READ_LIST(&f->c, c->answer, kernel);
    else if (!err->code && c->spec.route == ROUTE_VOLUME_TYPES)
        f->c.volume_gb = tariff_read(f->c.arena, c->answer, VOLUME_KIND);
    else if (!err->code)
        f->c.balancer = tariff_read(f->c.arena, c->answer, BALANCER_KIND);
    fetch_part_done(c, err);
}

static struct op *
fetch(struct cloud *c, cloud_catalogue_fn *fn, void *user)
{
    static const struct {
        enum route route;
        const char *path;
    } lists[] = {
        { ROUTE_REGIONS, "/regions" },
        { ROUTE_TYPES, "/linode/types" },
        { ROUTE_IMAGES, "/images" },
        { ROUTE_KERNELS, "/linode/kernels" },
        { ROUTE_VOLUME_TYPES, "/volumes/types" },
        { ROUTE_BALANCER_TYPES, "/nodebalancers/types" },
    };
    struct linode *l = (struct linode *)c;
    struct catalogue_fetch *f = op_start(l->loop, sizeof *f, 0, fetch_stop, catalogue_deliver);

    f->c.arena = arena_new();
    tariffs_shipped(&f->c, ERR_IGNORED);
    f->fn = fn;
    f->user = user;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        fetch_add(&f->fetch, l,
            &(struct call_spec){ .route = lists[i].route,
                .path = lists[i].path,
                .every_page = true,
                .fault = id_fault,
                .read = read_list,
                .user = f });
    return &f->fetch.op;
}

const struct catalogue_ops linode_catalogue = { .fetch = fetch };

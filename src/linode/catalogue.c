// Regions, types, images and kernels, fetched side by side.
#include "base/str.h"
#include "linode/client.h"

#define N_LISTS 4

struct fetch {
    struct op op;
    struct catalogue c;
    struct op *calls[N_LISTS];
    unsigned open;
    struct lct_err err; // the first that failed, or why it was stopped
    cloud_catalogue_fn *fn;
    void *user;
};

// ---- reading

static const char *
text_of(struct arena *a, const struct doc *d, const char *key)
{
    const char *text = text_copy(a, d, key);

    return text ? text : "";
}

static const char *const *
comma_list(struct arena *a, const struct doc *map, const char *key)
{
    char **items = NULL;
    size_t n = str_split(a, doc_get_text(map, key, ""), ", ", &items);
    const char **out = arena_array(a, n + 1, sizeof *out);

    for (size_t i = 0; i < n; i++)
        out[i] = items[i];
    return out;
}

static void
region_read(struct arena *a, const struct doc *d, struct region *r)
{
    const struct doc *resolvers = doc_get(d, "resolvers");

    r->id = text_of(a, d, "id");
    r->label = text_of(a, d, "label");
    r->country = text_of(a, d, "country");
    r->status = text_of(a, d, "status");
    r->site_type = text_of(a, d, "site_type");
    r->capabilities = text_list(a, doc_get(d, "capabilities"));
    r->resolvers_ipv4 = comma_list(a, resolvers, "ipv4");
    r->resolvers_ipv6 = comma_list(a, resolvers, "ipv6");
}

static void
region_prices_read(struct arena *a, const struct doc *list, struct type *t)
{
    struct region_price *p;

    if (!list || list->kind != DOC_LIST)
        return;
    t->region_prices = p = arena_array(a, doc_count(list) + 1, sizeof *p);
    doc_each(item, list)
    {
        p[t->n_region_prices].region = text_of(a, item, "id");
        p[t->n_region_prices].hourly = doc_number(doc_get(item, "hourly"), 0);
        p[t->n_region_prices++].monthly = doc_number(doc_get(item, "monthly"), 0);
    }
}

static void
type_read(struct arena *a, const struct doc *d, struct type *t)
{
    const struct doc *price = doc_get(d, "price");

    t->id = text_of(a, d, "id");
    t->label = text_of(a, d, "label");
    t->klass = text_of(a, d, "class");
    t->memory_mb = doc_get_int(d, "memory", 0);
    t->disk_mb = doc_get_int(d, "disk", 0);
    t->vcpus = doc_get_int(d, "vcpus", 0);
    t->gpus = doc_get_int(d, "gpus", 0);
    t->transfer_gb = doc_get_int(d, "transfer", 0);
    t->network_out_mbits = doc_get_int(d, "network_out", 0);
    t->hourly = doc_number(doc_get(price, "hourly"), 0);
    t->monthly = doc_number(doc_get(price, "monthly"), 0);
    t->successor = text_copy(a, d, "successor");
    region_prices_read(a, doc_get(d, "region_prices"), t);
}

static void
image_read(struct arena *a, const struct doc *d, struct image *i)
{
    i->id = text_of(a, d, "id");
    i->label = text_of(a, d, "label");
    i->vendor = text_of(a, d, "vendor");
    i->status = text_of(a, d, "status");
    i->created = text_of(a, d, "created");
    i->is_public = doc_get_bool(d, "is_public", false);
    i->deprecated = doc_get_bool(d, "deprecated", false);
    i->eol = text_copy(a, d, "eol");
    i->size_mb = doc_get_int(d, "size", 0);
    i->capabilities = text_list(a, doc_get(d, "capabilities"));
}

static void
kernel_read(struct arena *a, const struct doc *d, struct kernel *k)
{
    k->id = text_of(a, d, "id");
    k->label = text_of(a, d, "label");
    k->version = text_of(a, d, "version");
    k->architecture = text_of(a, d, "architecture");
    k->kvm = doc_get_bool(d, "kvm", false);
    k->deprecated = doc_get_bool(d, "deprecated", false);
}

#define READ_LIST(c, call, noun)                                                          \
    do {                                                                                  \
        (c)->noun##s =                                                                    \
            arena_array((c)->arena, doc_count((call)->answer) + 1, sizeof *(c)->noun##s); \
        doc_each(item, (call)->answer)                                                    \
        {                                                                                 \
            noun##_read((c)->arena, item, &(c)->noun##s[(c)->n_##noun##s++]);             \
        }                                                                                 \
    } while (0)

// ---- fetching

static void
fetch_stop(struct op *op, const struct lct_err *why)
{
    struct fetch *f = (struct fetch *)op;

    if (!f->err.code)
        f->err = *why;
    for (int i = 0; i < N_LISTS; i++)
        op_cancel(f->calls[i]);
}

static void
fetch_deliver(struct op *op, const struct lct_err *err)
{
    struct fetch *f = (struct fetch *)op;
    struct catalogue *c = NULL;

    if (err->code || !f->fn) {
        arena_free(f->c.arena);
    } else {
        c = ARENA_NEW(f->c.arena, struct catalogue);
        *c = f->c;
    }
    if (f->fn)
        f->fn(f->user, err, c);
}

static void
fetch_part_done(struct call *c, const struct lct_err *err)
{
    struct fetch *f = c->spec.user;
    const struct clock *clock = loop_clock(f->op.loop);

    for (int i = 0; i < N_LISTS; i++)
        if (f->calls[i] == &c->op)
            f->calls[i] = NULL;
    if (err->code && !f->err.code)
        fetch_stop(&f->op, err);
    if (--f->open)
        return;
    f->c.fetched_ms = clock->wall_ms(clock);
    op_end(&f->op, &f->err);
}

static void
read_list(struct call *c, const struct lct_err *err)
{
    struct fetch *f = c->spec.user;

    if (!err->code && c->spec.route == ROUTE_REGIONS)
        READ_LIST(&f->c, c, region);
    else if (!err->code && c->spec.route == ROUTE_TYPES)
        READ_LIST(&f->c, c, type);
    else if (!err->code && c->spec.route == ROUTE_IMAGES)
        READ_LIST(&f->c, c, image);
    else if (!err->code)
        READ_LIST(&f->c, c, kernel);
    fetch_part_done(c, err);
}

static struct op *
fetch(struct cloud *c, cloud_catalogue_fn *fn, void *user)
{
    static const struct {
        enum route route;
        const char *path;
    } lists[N_LISTS] = {
        { ROUTE_REGIONS, "/regions" },
        { ROUTE_TYPES, "/linode/types" },
        { ROUTE_IMAGES, "/images" },
        { ROUTE_KERNELS, "/linode/kernels" },
    };
    struct linode *l = (struct linode *)c;
    struct fetch *f = op_start(l->loop, sizeof *f, 0, fetch_stop, fetch_deliver);

    f->c.arena = arena_new();
    f->fn = fn;
    f->user = user;
    f->open = N_LISTS;
    for (int i = 0; i < N_LISTS; i++)
        f->calls[i] = call_start(l, &(struct call_spec){ .route = lists[i].route,
                                        .path = lists[i].path,
                                        .every_page = true,
                                        .read = read_list,
                                        .user = f });
    return &f->op;
}

const struct catalogue_ops linode_catalogue = { .fetch = fetch };

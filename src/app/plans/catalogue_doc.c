// Catalogues as docs: for the cache, and for `list` and its JSON.
#include "app/plans/catalogue.h"
#include "base/mem.h"

static const char *const *
texts_of(struct arena *a, const struct doc *list)
{
    const char **texts = arena_array(a, doc_count(list) + 1, sizeof *texts);
    size_t n = 0;

    doc_each (item, list)
        if (doc_text(item, NULL))
            texts[n++] = arena_strdup(a, doc_text(item, NULL));
    return texts;
}

static const char *
text_of(struct arena *a, const struct doc *d, const char *key)
{
    const char *text = doc_get_text(d, key, NULL);

    return text ? arena_strdup(a, text) : NULL;
}

static const char *
word_of(struct arena *a, const struct doc *d, const char *key)
{
    return arena_strdup(a, doc_get_text(d, key, ""));
}

static struct doc *
prices_doc(struct arena *a, const struct region_price *prices, size_t n)
{
    struct doc *d = doc_map(a);

    for (size_t i = 0; i < n; i++) {
        struct doc *price = doc_put(a, d, prices[i].region, doc_map(a));
        doc_put(a, price, "hourly", doc_real(a, prices[i].hourly));
        doc_put(a, price, "monthly", doc_real(a, prices[i].monthly));
    }
    return d;
}

static struct doc *
tariff_doc(struct arena *a, const struct tariff *t)
{
    struct doc *d = doc_map(a);

    doc_put(a, d, "hourly", doc_real(a, t->hourly));
    doc_put(a, d, "monthly", doc_real(a, t->monthly));
    doc_put(a, d, "region_prices", prices_doc(a, t->region_prices, t->n_region_prices));
    return d;
}

static struct tariff
tariff_of(struct arena *a, const struct doc *d)
{
    const struct doc *prices = doc_get(d, "region_prices");
    struct region_price *rows = arena_array(a, doc_count(prices), sizeof *rows);

    for (size_t i = 0; i < doc_count(prices); i++)
        rows[i] = (struct region_price){
            .region = arena_strdup(a, prices->keys[i]->text),
            .hourly = doc_number(doc_get(prices->items[i], "hourly"), 0),
            .monthly = doc_number(doc_get(prices->items[i], "monthly"), 0),
        };
    return (struct tariff){
        .hourly = doc_number(doc_get(d, "hourly"), 0),
        .monthly = doc_number(doc_get(d, "monthly"), 0),
        .region_prices = rows,
        .n_region_prices = doc_count(prices),
    };
}

struct doc *
region_doc(struct arena *a, const struct region *r)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "id", r->id);
    doc_put_string(a, d, "label", r->label);
    doc_put_string(a, d, "country", r->country);
    doc_put_string(a, d, "status", r->status);
    doc_put_string(a, d, "site_type", r->site_type);
    doc_put(a, d, "capabilities", doc_texts(a, r->capabilities));
    doc_put(a, d, "resolvers_ipv4", doc_texts(a, r->resolvers_ipv4));
    doc_put(a, d, "resolvers_ipv6", doc_texts(a, r->resolvers_ipv6));
    doc_put_int(a, d, "placement_groups", r->placement_groups);
    doc_put_int(a, d, "placement_nodes", r->placement_nodes);
    return d;
}

static void
region_of(struct arena *a, const struct doc *d, struct region *r)
{
    r->id = word_of(a, d, "id");
    r->label = word_of(a, d, "label");
    r->country = word_of(a, d, "country");
    r->status = word_of(a, d, "status");
    r->site_type = word_of(a, d, "site_type");
    r->capabilities = texts_of(a, doc_get(d, "capabilities"));
    r->resolvers_ipv4 = texts_of(a, doc_get(d, "resolvers_ipv4"));
    r->resolvers_ipv6 = texts_of(a, doc_get(d, "resolvers_ipv6"));
    r->placement_groups = doc_get_int(d, "placement_groups", 0);
    r->placement_nodes = doc_get_int(d, "placement_nodes", 0);
}

struct doc *
type_doc(struct arena *a, const struct type *t)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "id", t->id);
    doc_put_string(a, d, "label", t->label);
    doc_put_string(a, d, "class", t->klass);
    doc_put_int(a, d, "memory_mb", t->memory_mb);
    doc_put_int(a, d, "disk_mb", t->disk_mb);
    doc_put_int(a, d, "vcpus", t->vcpus);
    doc_put_int(a, d, "gpus", t->gpus);
    doc_put_int(a, d, "transfer_gb", t->transfer_gb);
    doc_put_int(a, d, "network_out_mbits", t->network_out_mbits);
    doc_put(a, d, "hourly", doc_real(a, t->hourly));
    doc_put(a, d, "monthly", doc_real(a, t->monthly));
    doc_put_string(a, d, "successor", t->successor);
    doc_put_string(a, d, "needs", type_needs(t));
    doc_put(a, d, "region_prices", prices_doc(a, t->region_prices, t->n_region_prices));
    doc_put(a, d, "backups", tariff_doc(a, &t->backups));
    return d;
}

static void
type_of(struct arena *a, const struct doc *d, struct type *t)
{
    const struct tariff price = tariff_of(a, d);

    t->id = word_of(a, d, "id");
    t->label = word_of(a, d, "label");
    t->klass = word_of(a, d, "class");
    t->memory_mb = doc_get_int(d, "memory_mb", 0);
    t->disk_mb = doc_get_int(d, "disk_mb", 0);
    t->vcpus = doc_get_int(d, "vcpus", 0);
    t->gpus = doc_get_int(d, "gpus", 0);
    t->transfer_gb = doc_get_int(d, "transfer_gb", 0);
    t->network_out_mbits = doc_get_int(d, "network_out_mbits", 0);
    t->hourly = price.hourly;
    t->monthly = price.monthly;
    t->successor = text_of(a, d, "successor");
    t->region_prices = price.region_prices;
    t->n_region_prices = price.n_region_prices;
    t->backups = tariff_of(a, doc_get(d, "backups"));
}

struct doc *
image_doc(struct arena *a, const struct image *i)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "id", i->id);
    doc_put_string(a, d, "label", i->label);
    doc_put_string(a, d, "vendor", i->vendor);
    doc_put_string(a, d, "status", i->status);
    doc_put_string(a, d, "created", i->created);
    doc_put_bool(a, d, "is_public", i->is_public);
    doc_put_bool(a, d, "deprecated", i->deprecated);
    doc_put_string(a, d, "eol", i->eol);
    doc_put_int(a, d, "size_mb", i->size_mb);
    doc_put(a, d, "capabilities", doc_texts(a, i->capabilities));
    return d;
}

static void
image_of(struct arena *a, const struct doc *d, struct image *i)
{
    i->id = word_of(a, d, "id");
    i->label = word_of(a, d, "label");
    i->vendor = word_of(a, d, "vendor");
    i->status = word_of(a, d, "status");
    i->created = word_of(a, d, "created");
    i->is_public = doc_get_bool(d, "is_public", false);
    i->deprecated = doc_get_bool(d, "deprecated", false);
    i->eol = text_of(a, d, "eol");
    i->size_mb = doc_get_int(d, "size_mb", 0);
    i->capabilities = texts_of(a, doc_get(d, "capabilities"));
}

struct doc *
kernel_doc(struct arena *a, const struct kernel *k)
{
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "id", k->id);
    doc_put_string(a, d, "label", k->label);
    doc_put_string(a, d, "version", k->version);
    doc_put_string(a, d, "architecture", k->architecture);
    doc_put_bool(a, d, "kvm", k->kvm);
    doc_put_bool(a, d, "deprecated", k->deprecated);
    return d;
}

static void
kernel_of(struct arena *a, const struct doc *d, struct kernel *k)
{
    k->id = word_of(a, d, "id");
    k->label = word_of(a, d, "label");
    k->version = word_of(a, d, "version");
    k->architecture = word_of(a, d, "architecture");
    k->kvm = doc_get_bool(d, "kvm", false);
    k->deprecated = doc_get_bool(d, "deprecated", false);
}

struct doc *
catalogue_doc(struct arena *a, const struct catalogue *c)
{
    struct doc *d = doc_map(a);
    struct doc *regions = doc_put(a, d, "regions", doc_list(a));
    struct doc *types = doc_put(a, d, "types", doc_list(a));
    struct doc *images = doc_put(a, d, "images", doc_list(a));
    struct doc *kernels = doc_put(a, d, "kernels", doc_list(a));

    doc_put_int(a, d, "fetched_ms", c->fetched_ms);
    doc_put(a, d, "volume_gb", tariff_doc(a, &c->volume_gb));
    doc_put(a, d, "balancer", tariff_doc(a, &c->balancer));
    for (size_t i = 0; i < c->n_regions; i++)
        doc_add(a, regions, region_doc(a, &c->regions[i]));
    for (size_t i = 0; i < c->n_types; i++)
        doc_add(a, types, type_doc(a, &c->types[i]));
    for (size_t i = 0; i < c->n_images; i++)
        doc_add(a, images, image_doc(a, &c->images[i]));
    for (size_t i = 0; i < c->n_kernels; i++)
        doc_add(a, kernels, kernel_doc(a, &c->kernels[i]));
    return d;
}

struct catalogue *
catalogue_of_doc(const struct doc *d)
{
    struct arena *a = arena_new();
    struct catalogue *c = ARENA_NEW(a, struct catalogue);
    const struct doc *regions = doc_get(d, "regions"), *types = doc_get(d, "types"),
                     *images = doc_get(d, "images"), *kernels = doc_get(d, "kernels");

    c->arena = a;
    c->fetched_ms = doc_get_int(d, "fetched_ms", 0);
    c->volume_gb = tariff_of(a, doc_get(d, "volume_gb"));
    c->balancer = tariff_of(a, doc_get(d, "balancer"));
    c->regions = arena_array(a, doc_count(regions), sizeof *c->regions);
    c->types = arena_array(a, doc_count(types), sizeof *c->types);
    c->images = arena_array(a, doc_count(images), sizeof *c->images);
    c->kernels = arena_array(a, doc_count(kernels), sizeof *c->kernels);
    doc_each (item, regions)
        region_of(a, item, &c->regions[c->n_regions++]);
    doc_each (item, types)
        type_of(a, item, &c->types[c->n_types++]);
    doc_each (item, images)
        image_of(a, item, &c->images[c->n_images++]);
    doc_each (item, kernels)
        kernel_of(a, item, &c->kernels[c->n_kernels++]);
    return c;
}

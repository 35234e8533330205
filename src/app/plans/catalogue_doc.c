// SPDX-License-Identifier: MIT
// Catalogues as docs: for the cache, and for `list` and its JSON.
#include "app/plans/catalogue.h"
#include "base/mem.h"

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
type_doc(struct arena *a, const struct type *t)
{
    struct doc *d = record_doc(a, type_record, t);

    doc_put_string(
        a, d, "needs", type_needs(t) == N_ABILITIES ? NULL : ability_name(type_needs(t)));
    doc_put(a, d, "region_prices", prices_doc(a, t->region_prices, t->n_region_prices));
    doc_put(a, d, "backups", tariff_doc(a, &t->backups));
    return d;
}

static void
type_of(struct arena *a, const struct doc *d, struct type *t)
{
    const struct tariff price = tariff_of(a, d);

    record_of_doc(a, type_record, d, t);
    t->region_prices = price.region_prices;
    t->n_region_prices = price.n_region_prices;
    t->backups = tariff_of(a, doc_get(d, "backups"));
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
    doc_put(a, d, "extra_ipv4", tariff_doc(a, &c->extra_ipv4));
    doc_put(a, d, "reserved_ipv4", tariff_doc(a, &c->reserved_ipv4));
    for (size_t i = 0; i < c->n_regions; i++)
        doc_add(a, regions, record_doc(a, region_record, &c->regions[i]));
    for (size_t i = 0; i < c->n_types; i++)
        doc_add(a, types, type_doc(a, &c->types[i]));
    for (size_t i = 0; i < c->n_images; i++)
        doc_add(a, images, record_doc(a, image_record, &c->images[i]));
    for (size_t i = 0; i < c->n_kernels; i++)
        doc_add(a, kernels, record_doc(a, kernel_record, &c->kernels[i]));
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
    c->extra_ipv4 = tariff_of(a, doc_get(d, "extra_ipv4"));
    c->reserved_ipv4 = tariff_of(a, doc_get(d, "reserved_ipv4"));
    c->regions = arena_array(a, doc_count(regions), sizeof *c->regions);
    c->types = arena_array(a, doc_count(types), sizeof *c->types);
    c->images = arena_array(a, doc_count(images), sizeof *c->images);
    c->kernels = arena_array(a, doc_count(kernels), sizeof *c->kernels);
    doc_each (item, regions)
        record_of_doc(a, region_record, item, &c->regions[c->n_regions++]);
    doc_each (item, types)
        type_of(a, item, &c->types[c->n_types++]);
    doc_each (item, images)
        record_of_doc(a, image_record, item, &c->images[c->n_images++]);
    doc_each (item, kernels)
        record_of_doc(a, kernel_record, item, &c->kernels[c->n_kernels++]);
    return c;
}

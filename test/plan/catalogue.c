// Reading the recorded lists for tests.
#include "catalogue.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "text/json.h"

static struct doc *
read_list(struct arena *a, const char *dir, const char *name)
{
    _own_(free) char *path = file_join(dir, name);
    _own_(buf) struct buf text = { 0 };
    struct lct_err err = { 0 };
    struct doc *list;

    if (file_read(path, 1u << 20, &text, &err) < 0 ||
        json_parse(a, buf_str(&text), text.len, text.len, false, &list, &err) < 0) {
        printf("Bail out! %s: %s\n", path, err.text);
        exit(EXIT_FAILURE);
    }
    return list;
}

static const char *const *
words_of(struct arena *a, const struct doc *list)
{
    const char **words = arena_array(a, doc_count(list) + 1, sizeof *words);

    for (size_t i = 0; i < doc_count(list); i++)
        words[i] = doc_text(doc_at(list, i), "");
    return words;
}

static struct region
region_of(struct arena *a, const struct doc *d)
{
    return (struct region){
        .id = doc_get_text(d, "id", ""),
        .label = doc_get_text(d, "label", ""),
        .country = doc_get_text(d, "country", ""),
        .status = doc_get_text(d, "status", ""),
        .site_type = doc_get_text(d, "site_type", ""),
        .capabilities = words_of(a, doc_get(d, "capabilities")),
        .placement_groups =
            doc_integer(doc_path(d, "placement_group_limits.maximum_pgs_per_customer"), 0),
        .placement_nodes =
            doc_integer(doc_path(d, "placement_group_limits.maximum_linodes_per_pg"), 0),
    };
}

static struct tariff
tariff_of(struct arena *a, const struct doc *d)
{
    const struct doc *own = doc_get(d, "region_prices");
    struct region_price *prices = arena_array(a, doc_count(own), sizeof *prices);

    for (size_t i = 0; i < doc_count(own); i++)
        prices[i] = (struct region_price){
            .region = doc_get_text(doc_at(own, i), "id", ""),
            .hourly = doc_number(doc_get(doc_at(own, i), "hourly"), 0),
            .monthly = doc_number(doc_get(doc_at(own, i), "monthly"), 0),
        };
    return (struct tariff){
        .hourly = doc_number(doc_path(d, "price.hourly"), 0),
        .monthly = doc_number(doc_path(d, "price.monthly"), 0),
        .region_prices = prices,
        .n_region_prices = doc_count(own),
    };
}

static struct type
type_of(struct arena *a, const struct doc *d)
{
    const struct tariff price = tariff_of(a, d);

    return (struct type){
        .id = doc_get_text(d, "id", ""),
        .label = doc_get_text(d, "label", ""),
        .klass = doc_get_text(d, "class", ""),
        .memory_mb = doc_get_int(d, "memory", 0),
        .disk_mb = doc_get_int(d, "disk", 0),
        .vcpus = doc_get_int(d, "vcpus", 0),
        .gpus = doc_get_int(d, "gpus", 0),
        .hourly = price.hourly,
        .monthly = price.monthly,
        .region_prices = price.region_prices,
        .n_region_prices = price.n_region_prices,
        .successor = doc_get_text(d, "successor", NULL),
        .backups = tariff_of(a, doc_path(d, "addons.backups")),
    };
}

static struct image
image_of(struct arena *a, const struct doc *d)
{
    return (struct image){
        .id = doc_get_text(d, "id", ""),
        .label = doc_get_text(d, "label", ""),
        .vendor = doc_get_text(d, "vendor", ""),
        .status = doc_get_text(d, "status", ""),
        .is_public = doc_get_bool(d, "is_public", false),
        .deprecated = doc_get_bool(d, "deprecated", false),
        .size_mb = doc_get_int(d, "size", 0),
        .capabilities = words_of(a, doc_get(d, "capabilities")),
    };
}

static struct kernel
kernel_of(struct arena *a, const struct doc *d)
{
    (void)a;
    return (struct kernel){
        .id = doc_get_text(d, "id", ""),
        .label = doc_get_text(d, "label", ""),
        .version = doc_get_text(d, "version", ""),
        .architecture = doc_get_text(d, "architecture", ""),
        .kvm = doc_get_bool(d, "kvm", false),
        .deprecated = doc_get_bool(d, "deprecated", false),
    };
}

#define READ_ALL(nouns, file, noun_of)                                \
    do {                                                              \
        const struct doc *list = read_list(a, dir, file);             \
        c->nouns = arena_array(a, doc_count(list), sizeof *c->nouns); \
        for (size_t i = 0; i < doc_count(list); i++)                  \
            c->nouns[c->n_##nouns++] = noun_of(a, doc_at(list, i));   \
    } while (0)

struct catalogue *
recorded_catalogue(const char *dir)
{
    struct arena *a = arena_new();
    struct catalogue *c = ARENA_NEW(a, struct catalogue);

    c->arena = a;
    READ_ALL(regions, "regions.json", region_of);
    READ_ALL(types, "types.json", type_of);
    READ_ALL(images, "images.json", image_of);
    READ_ALL(kernels, "kernels.json", kernel_of);
    c->volume_gb = tariff_of(a, doc_at(read_list(a, dir, "volume_types.json"), 0));
    c->balancer = tariff_of(a, doc_at(read_list(a, dir, "nodebalancer_types.json"), 0));
    return c;
}

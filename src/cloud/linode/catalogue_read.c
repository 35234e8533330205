// SPDX-License-Identifier: MIT
// What the API says of regions, types, images and kernels, and the lists shipped with the program.
#include <sys/socket.h>
#include <time.h>

#include "base/embed.h"
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud/linode/catalogue.h"
#include "cloud/linode/client.h"
#include "cloud/linode/linode.h"
#include "text/json.h"

static const char *
text_of(struct arena *a, const struct doc *d, const char *key)
{
    const char *text = text_copy(a, d, key);

    return text ? text : "";
}

// Addresses of the family; they become rules of firewalls.
static const char *const *
addresses(struct arena *a, const struct doc *map, const char *key, int family)
{
    char **items = NULL;
    size_t n = str_split(a, doc_get_text(map, key, ""), ", ", &items), kept = 0;
    const char **out = arena_array(a, n + 1, sizeof *out);

    for (size_t i = 0; i < n; i++)
        if (address_valid(items[i], family))
            out[kept++] = items[i];
    return out;
}

// What the API calls a capability, and what we need it for.
static const struct {
    const char *capability;
    enum ability ability;
} abilities[] = {
    { "Backups", CAN_BACKUPS },
    { "Block Storage", CAN_VOLUMES },
    { "Block Storage Encryption", CAN_VOLUME_ENCRYPTION },
    { "Disk Encryption", CAN_DISK_ENCRYPTION },
    { "GPU Linodes", CAN_GPU },
    { "Metadata", CAN_METADATA },
    { "NodeBalancers", CAN_BALANCERS },
    { "Placement Group", CAN_PLACEMENT },
    { "Premium Plans", CAN_PREMIUM },
    { "StackScripts", CAN_STACKSCRIPTS },
    { "VPCs", CAN_VPC },
    { "Vlans", CAN_VLAN },
};

static const char *const *
abilities_of(struct arena *a, const char *const *capabilities)
{
    const char **names = arena_array(a, N_ABILITIES + 1, sizeof *names);
    size_t n = 0;

    for (size_t i = 0; i < sizeof abilities / sizeof *abilities; i++)
        if (texts_have(capabilities, abilities[i].capability))
            names[n++] = ability_name(abilities[i].ability);
    return names;
}

void
region_read(struct arena *a, const struct doc *d, struct region *r)
{
    const struct doc *resolvers = doc_get(d, "resolvers"),
                     *limits = doc_get(d, "placement_group_limits");

    r->id = text_of(a, d, "id");
    r->label = text_of(a, d, "label");
    r->country = text_of(a, d, "country");
    r->status = text_of(a, d, "status");
    r->site_type = text_of(a, d, "site_type");
    r->capabilities = text_list(a, doc_get(d, "capabilities"));
    r->can = abilities_of(a, r->capabilities);
    r->resolvers_ipv4 = addresses(a, resolvers, "ipv4", AF_INET);
    r->resolvers_ipv6 = addresses(a, resolvers, "ipv6", AF_INET6);
    r->placement_groups = doc_get_int(limits, "maximum_pgs_per_customer", 0);
    r->placement_nodes = doc_get_int(limits, "maximum_linodes_per_pg", 0);
}

#define MONTH_HOURS 730 // of what has no price for the month

static struct tariff
price_read(struct arena *a, const struct doc *d)
{
    const struct doc *price = doc_get(d, "price"), *list = doc_get(d, "region_prices");
    const double hourly = doc_number(doc_get(price, "hourly"), 0);
    struct tariff t = { .hourly = hourly,
        .monthly = doc_number(doc_get(price, "monthly"), hourly * MONTH_HOURS) };
    struct region_price *p;

    if (!list || list->kind != DOC_LIST)
        return t;
    t.region_prices = p = arena_array(a, doc_count(list) + 1, sizeof *p);
    doc_each (item, list)
        p[t.n_region_prices++] = (struct region_price){
            .region = text_of(a, item, "id"),
            .hourly = doc_number(doc_get(item, "hourly"), 0),
            .monthly = doc_number(doc_get(item, "monthly"), 0),
        };
    return t;
}

struct tariff
tariff_read(struct arena *a, const struct doc *list, const char *id)
{
    doc_each (item, list)
        if (str_eq(doc_get_text(item, "id", ""), id))
            return price_read(a, item);
    return (struct tariff){ 0 };
}

void
type_read(struct arena *a, const struct doc *d, struct type *t)
{
    const struct tariff price = price_read(a, d);

    t->id = text_of(a, d, "id");
    t->label = text_of(a, d, "label");
    t->klass = text_of(a, d, "class");
    t->memory_mb = doc_get_int(d, "memory", 0);
    t->disk_mb = doc_get_int(d, "disk", 0);
    t->vcpus = doc_get_int(d, "vcpus", 0);
    t->gpus = doc_get_int(d, "gpus", 0);
    t->transfer_gb = doc_get_int(d, "transfer", 0);
    t->network_out_mbits = doc_get_int(d, "network_out", 0);
    t->hourly = price.hourly;
    t->monthly = price.monthly;
    t->region_prices = price.region_prices;
    t->n_region_prices = price.n_region_prices;
    t->successor = text_copy(a, d, "successor");
    t->backups = price_read(a, doc_get(doc_get(d, "addons"), "backups"));
}

void
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

void
kernel_read(struct arena *a, const struct doc *d, struct kernel *k)
{
    k->id = text_of(a, d, "id");
    k->label = text_of(a, d, "label");
    k->version = text_of(a, d, "version");
    k->architecture = text_of(a, d, "architecture");
    k->kvm = doc_get_bool(d, "kvm", false);
    k->deprecated = doc_get_bool(d, "deprecated", false);
}

// ---- shipped

#define SHIPPED_MAX (4u << 20)

extern const struct embedded catalogue_files[];

static int
shipped_list(struct arena *a, const char *name, struct doc **ret, struct lct_err *err)
{
    const struct embedded *f = embed_find(catalogue_files, name);

    if (json_parse(a, f->data, f->size, SHIPPED_MAX, false, ret, err) < 0)
        return lct_wrap(err, "the catalogue shipped with the program, %s", name);
    return LCT_OK;
}

// The day they were recorded on, from "2026-05-01"; 0: unknown.
static int64_t
shipped_ms(struct arena *a)
{
    struct doc *about = NULL;
    struct tm tm = { 0 };

    if (shipped_list(a, "about.json", &about, ERR_IGNORED) < 0)
        return 0;
    const char *end = strptime(doc_get_text(about, "date", ""), "%Y-%m-%d", &tm);
    return end && !*end ? (int64_t)timegm(&tm) * 1000 : 0;
}

static struct catalogue *
catalogue_in(struct arena *a)
{
    struct catalogue *c = ARENA_NEW(a, struct catalogue);

    c->arena = a;
    return c;
}

bool
tariffs_shipped(struct catalogue *c, struct lct_err *err)
{
    struct doc *addresses;

    if (shipped_list(c->arena, "address_types.json", &addresses, err) < 0)
        return false;
    c->extra_ipv4 = tariff_read(c->arena, addresses, "extra-ipv4");
    c->reserved_ipv4 = tariff_read(c->arena, addresses, "reserved-ipv4");
    return true;
}

int
linode_catalogue_shipped(struct catalogue **ret, struct lct_err *err)
{
    struct arena *a = arena_new();
    struct catalogue *c = catalogue_in(a);
    struct doc *regions, *types, *images, *kernels, *volumes, *balancers;

    if (shipped_list(a, "regions.json", &regions, err) < 0 ||
        shipped_list(a, "types.json", &types, err) < 0 ||
        shipped_list(a, "images.json", &images, err) < 0 ||
        shipped_list(a, "kernels.json", &kernels, err) < 0 ||
        shipped_list(a, "volume_types.json", &volumes, err) < 0 ||
        shipped_list(a, "nodebalancer_types.json", &balancers, err) < 0 ||
        !tariffs_shipped(c, err)) {
        arena_free(a);
        return err->code;
    }
    c->embedded = true;
    c->fetched_ms = shipped_ms(a);
    READ_LIST(c, regions, region);
    READ_LIST(c, types, type);
    READ_LIST(c, images, image);
    READ_LIST(c, kernels, kernel);
    c->volume_gb = tariff_read(a, volumes, VOLUME_KIND);
    c->balancer = tariff_read(a, balancers, BALANCER_KIND);
    *ret = c;
    return LCT_OK;
}

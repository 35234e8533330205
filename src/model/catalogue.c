// SPDX-License-Identifier: MIT
// Looking things up in a catalogue.
#include "model/catalogue.h"

#include "base/str.h"
#include "base/texts.h"

static const struct {
    const char *name, *title;
} abilities[N_ABILITIES] = {
    [CAN_METADATA] = { "metadata", "Metadata" },
    [CAN_PLACEMENT] = { "placement", "Placement Groups" },
    [CAN_VOLUMES] = { "volumes", "Block Storage" },
    [CAN_VOLUME_ENCRYPTION] = { "volume_encryption", "Block Storage Encryption" },
    [CAN_BALANCERS] = { "balancers", "NodeBalancers" },
    [CAN_VPC] = { "vpc", "VPCs" },
    [CAN_VLAN] = { "vlan", "VLANs" },
    [CAN_BACKUPS] = { "backups", "Backups" },
    [CAN_DISK_ENCRYPTION] = { "disk_encryption", "Disk Encryption" },
    [CAN_STACKSCRIPTS] = { "stackscripts", "StackScripts" },
    [CAN_GPU] = { "gpu", "GPU Linodes" },
    [CAN_PREMIUM] = { "premium", "Premium Plans" },
};

const char *
ability_name(enum ability a)
{
    return abilities[a].name;
}

const char *
ability_title(enum ability a)
{
    return abilities[a].title;
}

bool
region_can(const struct region *r, enum ability a)
{
    return texts_have(r->can, ability_name(a));
}

enum ability
type_needs(const struct type *t)
{
    return t->gpus ? CAN_GPU : str_eq(t->klass, "premium") ? CAN_PREMIUM : N_ABILITIES;
}

bool
image_can(const struct image *i, const char *capability)
{
    return texts_have(i->capabilities, capability);
}

static const struct region_price *
own_price(const struct region_price *prices, size_t n, const char *region)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(prices[i].region, region))
            return &prices[i];
    return NULL;
}

double
type_hourly(const struct type *t, const char *region)
{
    const struct region_price *own = own_price(t->region_prices, t->n_region_prices, region);

    return own ? own->hourly : t->hourly;
}

double
type_monthly(const struct type *t, const char *region)
{
    const struct region_price *own = own_price(t->region_prices, t->n_region_prices, region);

    return own ? own->monthly : t->monthly;
}

double
tariff_hourly(const struct tariff *t, const char *region)
{
    const struct region_price *own = own_price(t->region_prices, t->n_region_prices, region);

    return own ? own->hourly : t->hourly;
}

double
tariff_monthly(const struct tariff *t, const char *region)
{
    const struct region_price *own = own_price(t->region_prices, t->n_region_prices, region);

    return own ? own->monthly : t->monthly;
}

const struct region *
catalogue_region(const struct catalogue *c, const char *id)
{
    for (size_t i = 0; i < c->n_regions; i++)
        if (str_eq(c->regions[i].id, id))
            return &c->regions[i];
    return NULL;
}

const struct type *
catalogue_type(const struct catalogue *c, const char *id)
{
    for (size_t i = 0; i < c->n_types; i++)
        if (str_eq(c->types[i].id, id))
            return &c->types[i];
    return NULL;
}

const struct image *
catalogue_image(const struct catalogue *c, const char *id)
{
    for (size_t i = 0; i < c->n_images; i++)
        if (str_eq(c->images[i].id, id))
            return &c->images[i];
    return NULL;
}

const struct kernel *
catalogue_kernel(const struct catalogue *c, const char *id)
{
    for (size_t i = 0; i < c->n_kernels; i++)
        if (str_eq(c->kernels[i].id, id))
            return &c->kernels[i];
    return NULL;
}

// SPDX-License-Identifier: MIT
// The small catalogue of the cloud in memory.
#include <string.h>

#include "base/str.h"
#include "cloud/mem/account.h"

// What this cloud can, in its own words, too: machines, placement groups, volumes, VPCs and
// NodeBalancers.
static const char *const abilities[] = { "metadata", "placement", "volumes", "volume_encryption",
    "vpc", "vlan", "balancers", NULL };
static const char *const cloud_init[] = { "cloud-init", NULL };
static const char *const no_texts[] = { NULL };

static const struct region regions[] = {
    { "us-east", "Newark, NJ", "us", "ok", "core", abilities, abilities, no_texts, no_texts,
        GROUPS_MAX, MEMBERS_MAX },
    { "eu-west", "London, UK", "gb", "ok", "core", abilities, abilities, no_texts, no_texts,
        GROUPS_MAX, MEMBERS_MAX },
    { "ap-south", "Singapore, SG", "sg", "ok", "core", abilities, abilities, no_texts, no_texts,
        100, 5 },
    { "us-ord", "Chicago, IL", "us", "ok", "core", abilities, abilities, no_texts, no_texts,
        GROUPS_MAX, MEMBERS_MAX },
};

static const struct type types[] = {
    { "g6-nanode-1", "Nanode 1GB", "nanode", 1024, 25600, 1, 0, 1000, 1000, 0.0075, 5 },
    { "g6-standard-1", "Linode 2GB", "standard", 2048, 51200, 1, 0, 2000, 2000, 0.018, 12 },
    { "g6-standard-2", "Linode 4GB", "standard", 4096, 81920, 2, 0, 4000, 4000, 0.036, 24 },
};

static const struct image images[] = {
    { "linode/debian12", "Debian 12", "Debian", "available", "2023-06-10T00:00:00", true, false,
        NULL, 1500, cloud_init },
    { "linode/ubuntu24.04", "Ubuntu 24.04 LTS", "Ubuntu", "available", "2024-04-25T00:00:00", true,
        false, NULL, 3500, cloud_init },
};

static const struct kernel kernels[] = {
    { "linode/latest-64bit", "Latest 64 bit", "6.8.9", "x86_64", true, false },
    { "linode/grub2", "GRUB 2", "2.06", "x86_64", true, false },
};

#define GIVE(c, noun)                                                               \
    ((c)->noun = arena_array((c)->arena, sizeof noun / sizeof *noun, sizeof *noun), \
        memcpy((c)->noun, noun, sizeof noun), (c)->n_##noun = sizeof noun / sizeof *noun)

int64_t
mem_type_disk_mb(const char *type)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_eq(types[i].id, type))
            return types[i].disk_mb;
    return 0;
}

struct catalogue *
mem_catalogue_new(int64_t wall_ms)
{
    struct arena *a = arena_new();
    struct catalogue *c = ARENA_NEW(a, struct catalogue);

    c->arena = a;
    c->fetched_ms = wall_ms;
    GIVE(c, regions);
    GIVE(c, types);
    GIVE(c, images);
    GIVE(c, kernels);
    c->volume_gb = (struct tariff){ .hourly = 0.00015, .monthly = 0.1 };
    c->balancer = (struct tariff){ .hourly = 0.015, .monthly = 10 };
    c->extra_ipv4 = (struct tariff){ .hourly = 0.003, .monthly = 2 };
    return c;
}

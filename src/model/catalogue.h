// SPDX-License-Identifier: MIT
// What the cloud offers: regions, types, images, kernels, with prices.
#ifndef MODEL_CATALOGUE_H
#define MODEL_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/field.h"

// What a plan may need of a region. Which of a cloud's words mean which is its driver's to know.
enum ability {
    CAN_METADATA,
    CAN_PLACEMENT,
    CAN_VOLUMES,
    CAN_VOLUME_ENCRYPTION,
    CAN_BALANCERS,
    CAN_VPC,
    CAN_VLAN,
    CAN_BACKUPS,
    CAN_DISK_ENCRYPTION,
    CAN_STACKSCRIPTS,
    CAN_GPU,
    CAN_PREMIUM,
    N_ABILITIES
};

const char *ability_name(enum ability a);  // "placement": as a region's `can` has it
const char *ability_title(enum ability a); // "Placement Groups": for people

struct region {
    const char *id, *label, *country, *status,
        *site_type;                  // "us-east", "Newark, NJ", "us", "ok", "core"
    const char *const *can;          // names of abilities, NULL-terminated
    const char *const *capabilities; // in the cloud's own words, likewise: to be shown and searched
    const char *const *resolvers_ipv4, *const *resolvers_ipv6; // NULL-terminated addresses
    int64_t placement_groups, placement_nodes; // of the account there, of one group; 0: unknown
};

struct region_price {
    const char *region;
    double hourly, monthly;
};

// What one piece of something costs, USD; regions that are not listed have the common price.
struct tariff {
    double hourly, monthly;
    const struct region_price *region_prices;
    size_t n_region_prices;
};

struct type {
    const char *id, *label, *klass; // klass: nanode, standard, dedicated, highmem, gpu, premium ...
    int64_t memory_mb, disk_mb, vcpus, gpus, transfer_gb, network_out_mbits;
    double hourly, monthly; // USD
    const struct region_price *region_prices;
    size_t n_region_prices;
    const char *successor; // NULL: none
    struct tariff backups; // of one such Linode
};

struct image {
    const char *id, *label, *vendor, *status, *created;
    bool is_public, deprecated;
    const char *eol; // NULL: unknown
    int64_t size_mb;
    const char *const *capabilities; // NULL-terminated: "cloud-init" ...
};

struct kernel {
    const char *id, *label, *version, *architecture;
    bool kvm, deprecated;
};

extern const struct field region_record[], type_record[], image_record[], kernel_record[];

// All four, from one moment. Everything lives in the arena.
struct catalogue {
    struct arena *arena;
    struct region *regions;
    struct type *types;
    struct image *images;
    struct kernel *kernels;
    size_t n_regions, n_types, n_images, n_kernels;
    struct tariff volume_gb, balancer; // a gigabyte of a volume; a NodeBalancer
    struct tariff extra_ipv4;          // a public address beside the first of a Linode
    struct tariff reserved_ipv4;       // one that the account keeps
    int64_t fetched_ms; // wall time; of the lists shipped with the program the day they are of
    bool embedded;      // the lists shipped with the program, not the cloud's
};

bool region_can(const struct region *r, enum ability a);
// What a region must be able to do for the type; N_ABILITIES: nothing special.
enum ability type_needs(const struct type *t);
bool image_can(const struct image *i, const char *capability);
// Price of a type in a region, USD.
double type_hourly(const struct type *t, const char *region);
double type_monthly(const struct type *t, const char *region);
double tariff_hourly(const struct tariff *t, const char *region);
double tariff_monthly(const struct tariff *t, const char *region);

const struct region *catalogue_region(const struct catalogue *c, const char *id); // NULL: none
const struct type *catalogue_type(const struct catalogue *c, const char *id);
const struct image *catalogue_image(const struct catalogue *c, const char *id);
const struct kernel *catalogue_kernel(const struct catalogue *c, const char *id);

#endif

// SPDX-License-Identifier: MIT
// What there is to say of what the cloud offers, in the order of its lists and of the cache.
#include "model/catalogue.h"

#define REGION(kind, member, ...) FIELD(kind, struct region, member, __VA_ARGS__)

const struct field region_record[] = {
    REGION(TEXT, id, "id"),
    REGION(TEXT, label, "label"),
    REGION(TEXT, country, "country"),
    REGION(TEXT, status, "status"),
    REGION(TEXT, site_type, "site_type"),
    REGION(TEXTS, can, "can"),
    REGION(TEXTS, capabilities, "capabilities"),
    REGION(TEXTS, resolvers_ipv4, "resolvers_ipv4"),
    REGION(TEXTS, resolvers_ipv6, "resolvers_ipv6"),
    REGION(INT64, placement_groups, "placement_groups"),
    REGION(INT64, placement_nodes, "placement_nodes"),
    { FIELD_END },
};

#define TYPE(kind, member, ...) FIELD(kind, struct type, member, __VA_ARGS__)

const struct field type_record[] = {
    TYPE(TEXT, id, "id"),
    TYPE(TEXT, label, "label"),
    TYPE(TEXT, klass, "class"),
    TYPE(INT64, memory_mb, "memory_mb"),
    TYPE(INT64, disk_mb, "disk_mb"),
    TYPE(INT64, vcpus, "vcpus"),
    TYPE(INT64, gpus, "gpus"),
    TYPE(INT64, transfer_gb, "transfer_gb"),
    TYPE(INT64, network_out_mbits, "network_out_mbits"),
    TYPE(REAL, hourly, "hourly"),
    TYPE(REAL, monthly, "monthly"),
    TYPE(TEXT, successor, "successor", NULL, FIELD_OR_NULL),
    FIELD_OF_OTHERS("needs"),
    FIELD_OF_OTHERS("region_prices"),
    FIELD_OF_OTHERS("backups"),
    { FIELD_END },
};

#define IMAGE(kind, member, ...) FIELD(kind, struct image, member, __VA_ARGS__)

const struct field image_record[] = {
    IMAGE(TEXT, id, "id"),
    IMAGE(TEXT, label, "label"),
    IMAGE(TEXT, vendor, "vendor"),
    IMAGE(TEXT, status, "status"),
    IMAGE(TEXT, created, "created"),
    IMAGE(BOOL, is_public, "is_public"),
    IMAGE(BOOL, deprecated, "deprecated"),
    IMAGE(TEXT, eol, "eol", NULL, FIELD_OR_NULL),
    IMAGE(INT64, size_mb, "size_mb"),
    IMAGE(TEXTS, capabilities, "capabilities"),
    { FIELD_END },
};

#define KERNEL(kind, member, ...) FIELD(kind, struct kernel, member, __VA_ARGS__)

const struct field kernel_record[] = {
    KERNEL(TEXT, id, "id"),
    KERNEL(TEXT, label, "label"),
    KERNEL(TEXT, version, "version"),
    KERNEL(TEXT, architecture, "architecture"),
    KERNEL(BOOL, kvm, "kvm"),
    KERNEL(BOOL, deprecated, "deprecated"),
    { FIELD_END },
};

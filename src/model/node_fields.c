// SPDX-License-Identifier: MIT
// What there is to say of a node, a cluster and a fact, in the order of their answers.
#include "model/node.h"

#define NODE(kind, member, ...) FIELD(kind, struct node, member, __VA_ARGS__)

const struct field node_record[] = {
    NODE(TEXT, name, "name", "name", FIELD_ASKED),
    NODE(TEXT, label, "label", "label", FIELD_ASKED),
    NODE(TEXT, cloud_id, "id", "cloud_id", FIELD_ASKED),
    NODE(UUID, uuid, "uuid", "uuid", FIELD_ASKED),
    NODE(UUID, cluster, NULL, "cluster"),
    FIELD_OF_OTHERS("cluster", FIELD_ASKED), // by its name
    NODE(UNSIGNED, generation, NULL, "generation"),
    NODE(TEXT, group, "group", "group_name", FIELD_ASKED),
    NODE(UNSIGNED, index, "index", "number", FIELD_ASKED),
    NODE(TEXT, region, "region", "region", FIELD_ASKED),
    NODE(TEXT, type, "type", "type", FIELD_ASKED),
    NODE(TEXT, image, "image", "image", FIELD_ASKED),
    NODE(TEXT, disks, "disks", "disks", FIELD_ASKED),
    FIELD_OF_OTHERS("volumes"), // queries ask for one "volume"
    NODE(WORD, state, "state", "state", FIELD_ASKED, &state_words),
    FIELD_OF_OTHERS("status"), // of its machine
    NODE(TEXT, public_ipv4, "public_ipv4", "public_ipv4", FIELD_ASKED),
    NODE(TEXT, private_ipv4, "private_ipv4", "private_ipv4", FIELD_ASKED),
    NODE(TEXT, ipv6, "ipv6", "ipv6", FIELD_ASKED),
    NODE(TEXTS, extra_ipv4, "extra_ipv4", "extra_ipv4", FIELD_ASKED),
    NODE(TEXT, ipv6_range, "ipv6_range", "ipv6_range", FIELD_ASKED),
    NODE(TEXT, reserved, "reserved", "reserved", FIELD_ASKED),
    NODE(TEXTS, shared, "shared", "shared", FIELD_ASKED),
    NODE(TEXT, rdns, "rdns", "rdns", FIELD_ASKED),
    NODE(TEXT, networks, "networks", "networks", FIELD_ASKED),
    NODE(TEXT, vpc, "vpc", "vpc", FIELD_ASKED), // the cloud's id of it
    NODE(TEXT, vpc_ipv4, "vpc_ipv4", "vpc_ipv4", FIELD_ASKED),
    NODE(TEXT, vlan_ipv4, "vlan_ipv4", "vlan_ipv4", FIELD_ASKED),
    NODE(TEXTS, tags, "tags", "tags"), // queries ask for one "tag"
    NODE(TEXT, host_key, "host_key", "host_key"),
    NODE(BOOL, booted, NULL, "booted"),
    NODE(BOOL, secured, "secured", "secured"),
    NODE(UNSIGNED, starts, NULL, "starts"),
    NODE(UNSIGNED, born, NULL, "born"),
    NODE(BOOL, founder, NULL, "founder"),
    NODE(BOOL, off, NULL, "off"),
    NODE(BOOL, drained, NULL, "drained"),
    NODE(WORD, demand, NULL, "demand", 0, &demand_words),
    NODE(TEXT, login, NULL, "login"),
    NODE(BOOL, rebuilding, NULL, "rebuilding"),
    NODE(INT64, rebuilt, NULL, "rebuilt"),
    NODE(TEXT, draws, NULL, "draws"),
    NODE(TEXT, public_fqdn, NULL, "public_fqdn"),
    NODE(TEXT, private_fqdn, NULL, "private_fqdn"),
    NODE(TEXT, lock, "lock", "locked", FIELD_ASKED),
    NODE(BOOL, drops_backups, NULL, "drops_backups"),
    NODE(TEXT, error, "error", "error"),
    NODE(TIME, created_ms, "created", "created_ms"),
    NODE(TIME, updated_ms, "updated", "updated_ms"),
    { FIELD_END },
};

#define CLUSTER(kind, member, ...) FIELD(kind, struct cluster, member, __VA_ARGS__)

const struct field cluster_record[] = {
    CLUSTER(TEXT, name, "name", "name"),
    CLUSTER(UUID, uuid, "uuid", "uuid"),
    CLUSTER(TEXT, app_id, "app_id", "app_id"),
    CLUSTER(TEXT, slug, "slug", "slug"),
    CLUSTER(WORD, state, "state", "state", 0, &state_words),
    CLUSTER(TEXT, plan_name, "plan", "plan_name"),
    CLUSTER(TEXT, plan_text, NULL, "plan_text"),
    CLUSTER(TEXT, plan_file, "plan_file", "plan_file"),
    CLUSTER(TEXT, plan_digest, "plan_digest", "plan_digest"),
    CLUSTER(TEXT, plan_parts, NULL, "plan_parts"),
    CLUSTER(TEXT, plan_args, NULL, "plan_args"),
    CLUSTER(TEXTS, depends, "depends", "depends"),
    CLUSTER(TEXTS, names, NULL, "names"),
    CLUSTER(TEXT, knew, NULL, "knew"),
    CLUSTER(TEXTS, tells, NULL, "tells"),
    CLUSTER(TEXTS, ports, NULL, "ports"),
    CLUSTER(BOOL, new_volumes, NULL, "new_volumes"),
    CLUSTER(TEXT, counts, NULL, "counts"),
    FIELD_OF_OTHERS("nodes"),
    FIELD_OF_OTHERS("nodes_started"),
    FIELD_OF_OTHERS("nodes_failed"),
    CLUSTER(TIME, expires_ms, "expires", "expires_ms"),
    CLUSTER(TIME, created_ms, "created", "created_ms"),
    CLUSTER(TIME, updated_ms, "updated", "updated_ms"),
    { FIELD_END },
};

#define FACT(kind, member, ...) FIELD(kind, struct fact, member, __VA_ARGS__)

const struct field fact_record[] = {
    FACT(TEXT, cluster, NULL, "cluster"),
    FACT(TEXT, node, NULL, "node"),
    FACT(TEXT, key, NULL, "key"),
    FACT(TEXT, value, NULL, "value"),
    FACT(TIME, at_ms, NULL, "at_ms"),
    { FIELD_END },
};

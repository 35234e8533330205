// SPDX-License-Identifier: MIT
// A noun of the API as its file tells it: by which paths it is asked for, what takes time, and how
// a reset empties it. The list of them is in lab/api/route.c.
#ifndef LAB_WORLD_NOUN_H
#define LAB_WORLD_NOUN_H

#include "lab/call/call.h"

struct route {
    const char *method; // NULL ends a list of routes
    const char *path;   // behind /v4/; "{}" is any one segment, "{+}" the rest
    const char *scope;  // "*": any token will do
    enum rate rate;
    bool public; // needs no token
    call_fn *fn;
};

#define READ(area) area ":read_only"
#define WRITE(area) area ":read_write"

// A noun of several files has one in each that is asked for something.
struct noun {
    const struct route *routes;
    const struct job_kind *jobs;    // NULL: nothing takes time
    void (*reset)(struct lab *lab); // within a transaction; NULL: nothing to empty
};

extern const struct noun assign_noun, backup_noun, backup_restore_noun, balancer_noun,
    balancer_config_noun, balancer_node_noun, balancer_vpc_noun, catalogue_noun, config_noun,
    config_interface_noun, disk_noun, event_noun, firewall_noun, firewall_device_noun,
    instance_noun, instance_clone_noun, instance_create_noun, instance_lock_noun,
    instance_power_noun, instance_rescue_noun, instance_resize_noun, interface_upgrade_noun,
    ip_noun, linode_interface_noun, network_noun, placement_noun, range_noun, reserved_noun,
    script_noun, subnet_noun, tag_noun, vlan_noun, volume_noun, volume_attach_noun, vpc_noun,
    vpc_ip_noun;

#endif

// SPDX-License-Identifier: MIT
// VLANs of a region: each a switch that nothing else is connected to.
#ifndef LAB_NET_VLAN_H
#define LAB_NET_VLAN_H

#include "base/map.h"
#include "lab/net/netspace.h"
#include "lab/net/port.h"

struct vlans {
    struct map by_label; // struct vlan
};

void vlans_done(struct vlans *v);
int vlans_plug(
    struct vlans *v, const struct fleet_node *n, size_t i, pid_t pid, struct lct_err *err);
void vlans_unplug(struct vlans *v, const struct fleet_node *n, size_t i);

#endif

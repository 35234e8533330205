// SPDX-License-Identifier: MIT
// VLANs of a region: each a switch that nothing else is connected to.
#include "lab/net/vlan.h"

#include "base/err.h"
#include "base/mem.h"

struct vlan {
    struct netspace space;
    int bridge;
};

static void
vlan_free(struct vlan *vlan)
{
    netspace_close(&vlan->space);
    free(vlan);
}

void
vlans_done(struct vlans *v)
{
    map_each (it, &v->by_label)
        vlan_free(it->value);
    map_done(&v->by_label);
}

static int
vlan_make(struct vlans *v, const char *label, struct vlan **ret, struct lct_err *err)
{
    struct vlan *vlan = NEW(struct vlan);
    int code = netspace_make(&vlan->space, err);

    if (!code)
        code = netlink_bridge(&vlan->space.nl, "vlan", &vlan->bridge, err);
    if (code) {
        vlan_free(vlan);
        return code;
    }
    map_put(&v->by_label, label, vlan);
    *ret = vlan;
    return LCT_OK;
}

int
vlans_plug(struct vlans *v, const struct fleet_node *n, size_t i, pid_t pid, struct lct_err *err)
{
    const char *label = port_segment(&n->ports[i], "vlan");
    struct vlan *vlan = map_get(&v->by_label, label);
    int link, code = vlan ? LCT_OK : vlan_make(v, label, &vlan, err);

    if (code)
        return code;
    link = port_plug(&vlan->space.nl, n, i, pid, err);
    return link < 0 ? link : netlink_join(&vlan->space.nl, link, vlan->bridge, err);
}

void
vlans_unplug(struct vlans *v, const struct fleet_node *n, size_t i)
{
    struct vlan *vlan = map_get(&v->by_label, port_segment(&n->ports[i], "vlan"));
    char name[IFNAMSIZ];

    if (vlan)
        netlink_remove(&vlan->space.nl, port_link(n->id, i, name), ERR_IGNORED);
}

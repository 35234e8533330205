// SPDX-License-Identifier: MIT
// The kinds of services that Cloud Firewalls may be before.
#include "base/str.h"
#include "lab/world/balancer.h"
#include "lab/world/filter.h"
#include "lab/world/firewall/firewall.h"

static int64_t
linode_need(struct call *c)
{
    return instance_need(c) ? call_id(c, 0) : 0;
}

static int64_t
interface_need(struct call *c)
{
    if (world_int(&c->lab->world, 0,
            "SELECT 1 FROM interface WHERE linode = ? AND id = ? AND config IS NULL", "ii",
            call_id(c, 0), call_id(c, 1)))
        return call_id(c, 1);
    call_not_found(c);
    return 0;
}

static int64_t
nodebalancer_need(struct call *c)
{
    return balancer_need(c) ? call_id(c, 0) : 0;
}

// What passes an interface's port is its Linode's.
static void
filter_interface(struct lab *lab, int64_t interface)
{
    filter_linode(lab,
        world_int(&lab->world, 0, "SELECT linode FROM interface WHERE id = ?", "i", interface));
}

const struct firewall_kind firewall_kinds[] = {
    [FIREWALL_OF_LINODE] = { FIREWALL_LINODE, NULL, "linode", "Linode", "linodes",
        "interface_generation <> 'linode'", "has Linode interfaces: its Firewalls are theirs",
        filter_linode, linode_need },
    [FIREWALL_OF_INTERFACE] = { FIREWALL_INTERFACE, "interface", "interface", "Interface",
        "interfaces", "config IS NULL AND purpose <> 'vlan'", "is of a configuration, or in a VLAN",
        filter_interface, interface_need },
    [FIREWALL_OF_BALANCER] = { "nodebalancer", NULL, "balancer", "NodeBalancer", "nodebalancers",
        "1", "", filter_balancer, nodebalancer_need },
    { 0 },
};

const struct firewall_kind *
firewall_kind_find(const char *word)
{
    for (const struct firewall_kind *k = firewall_kinds; k->name; k++)
        if (str_eq(k->name, word) || str_eq(k->also, word))
            return k;
    return NULL;
}

void
firewall_service_check(struct call *c, const char *field, const struct firewall_kind *kind,
    int64_t service, bool enabled, int64_t but)
{
    struct world *w = &c->lab->world;
    const char *exists = arena_printf(c->arena, "SELECT 1 FROM %s WHERE id = ?", kind->table);
    const char *can = arena_printf(c->arena, "%s AND %s", exists, kind->can);

    if (!world_int(w, 0, exists, "i", service))
        call_error(c, field, "Invalid %s ID %lld", kind->title, (long long)service);
    else if (!world_int(w, 0, can, "i", service))
        call_error(c, field, "%s %lld %s", kind->title, (long long)service, kind->cannot);
    else if (enabled &&
             world_int(w, 0,
                 "SELECT 1 FROM firewall_service s JOIN firewall f ON f.id = s.firewall WHERE "
                 "s.kind = ? AND s.service = ? AND f.status = 'enabled' AND f.id <> ?",
                 "tii", kind->name, service, but))
        call_error(
            c, field, "%s %lld already has an enabled Firewall", kind->title, (long long)service);
}

// SPDX-License-Identifier: MIT
// Interfaces of a clone: of its source's kinds and networks, with addresses of its own. What one
// says is a body as those who make a new one give it.
#include "base/str.h"
#include "lab/world/network/interface.h"

// ---- of configurations

static struct doc *
config_body(struct call *c, const struct doc *shown)
{
    struct doc *d = doc_copy(c->arena, shown);
    const bool nat = doc_get_text(doc_get(shown, "ipv4"), "nat_1_1", NULL) != NULL;

    if (!str_eq(doc_get_text(shown, "purpose", ""), "vpc"))
        return d;
    doc_put(c->arena, d, "ipv4", doc_map(c->arena));
    doc_put(c->arena, d, "ip_ranges", doc_list(c->arena)); // they lead to the source
    if (nat)
        doc_put_string(c->arena, doc_put(c->arena, d, "ipv4", doc_map(c->arena)), "nat_1_1", "any");
    return d;
}

void
network_clone_config(struct call *c, int64_t from, int64_t linode, int64_t to)
{
    const struct doc *all = doc_get(
        world_one(&c->lab->world, c->arena,
            "SELECT json_group_array(json(shown)) AS \"all:json\" FROM (" NETWORK_SELECT_INTERFACE
            "i.config = ? ORDER BY i.position, i.id)",
            "i", from),
        "all");
    struct doc *bodies = doc_list(c->arena);

    doc_each (each, all)
        doc_add(c->arena, bodies, config_body(c, each));
    network_config_set(c, linode, to, bodies);
}

// ---- of the Linode

static void
put_vpc(struct call *c, struct doc *d, const struct doc *shown)
{
    struct arena *a = c->arena;
    const struct doc *one = doc_at(doc_path(shown, "ipv4.addresses"), 0);
    struct doc *vpc = doc_put(a, d, "vpc", doc_map(a)), *address;

    doc_put_int(a, vpc, "subnet_id", doc_get_int(shown, "subnet_id", 0));
    address = doc_put(a, doc_put(a, vpc, "ipv4", doc_map(a)), "addresses", doc_list(a));
    address = doc_add(a, address, doc_map(a));
    doc_put_string(a, address, "address", "auto");
    if (doc_get_text(one, "nat_1_1_address", NULL))
        doc_put_string(a, address, "nat_1_1_address", "auto");
}

// Behind the firewall that its source is behind, too.
static struct doc *
own_body(struct call *c, const struct doc *shown)
{
    struct arena *a = c->arena;
    const struct doc *vpc = doc_get(shown, "vpc"), *vlan = doc_get(shown, "vlan");
    const int64_t firewall =
        world_int(&c->lab->world, 0, "SELECT firewall FROM firewall_device WHERE interface = ?",
            "i", doc_get_int(shown, "id", 0));
    struct doc *d = doc_map(a);

    if (!doc_is_null(vlan)) {
        doc_put(a, d, "vlan", doc_copy(a, vlan));
        return d;
    }
    doc_put(a, d, "firewall_id", firewall ? doc_int(a, firewall) : doc_null(a));
    doc_put(a, d, "default_route", doc_copy(a, doc_get(shown, "default_route")));
    if (doc_is_null(vpc))
        doc_put(a, d, "public", doc_map(a));
    else
        put_vpc(c, d, vpc);
    return d;
}

struct doc *
network_clone_linode(struct call *c, int64_t linode)
{
    struct doc *bodies = doc_list(c->arena);
    const struct doc *all = linode_interfaces_show(c, linode, 0);

    doc_each (each, all)
        doc_add(c->arena, bodies, own_body(c, each));
    return bodies;
}

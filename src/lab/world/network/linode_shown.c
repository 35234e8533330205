// SPDX-License-Identifier: MIT
// Linode interfaces as the API shows them.
#include "base/str.h"
#include "lab/world/network/interface.h"

static struct doc *
default_route_show(struct arena *a, const struct doc *row)
{
    struct doc *d = doc_map(a);

    if (doc_get_bool(row, "route4", false))
        doc_put_bool(a, d, "ipv4", true);
    if (doc_get_bool(row, "route6", false))
        doc_put_bool(a, d, "ipv6", true);
    return d;
}

static struct doc *
public_show(struct call *c, int64_t linode, int64_t id)
{
    struct world *w = &c->lab->world;

    return doc_copy(c->arena,
        doc_get(
            world_one(w, c->arena,
                "SELECT json_object('ipv4', json_object('addresses', json((SELECT "
                "json_group_array(json_object('address', address, 'primary', "
                "json(iif(first, 'true', 'false')))) FROM (SELECT address, row_number() OVER "
                "(ORDER BY turn) = 1 AS first FROM address WHERE interface = ?2 AND public))), "
                "'shared', json_array()), 'ipv6', json_object('slaac', "
                "json_array(json_object('address', ipv6, 'prefix', 64)), 'shared', "
                "json_array(), 'ranges', json_array())) AS \"d:json\" FROM linode WHERE id = ?1",
                "ii", linode, id),
            "d"));
}

static struct doc *
vpc_show(struct call *c, int64_t id)
{
    return doc_copy(c->arena,
        doc_get(world_one(&c->lab->world, c->arena,
                    "SELECT json_object('vpc_id', s.vpc, 'subnet_id', s.id, 'ipv4', "
                    "json_object('addresses', json_array(json_object('address', i.address, "
                    "'primary', json('true'), 'nat_1_1_address', i.nat)), 'ranges', json((SELECT "
                    "json_group_array(json_object('range', value)) FROM json_each(i.ranges))))) AS "
                    "\"d:json\" FROM interface i JOIN subnet s ON s.id = i.subnet WHERE i.id = ?",
                    "i", id),
            "d"));
}

static struct doc *
vlan_show(struct call *c, const struct doc *row)
{
    struct doc *d = doc_map(c->arena);
    const char *ipam = doc_get_text(row, "ipam_address", NULL);

    doc_put_string(c->arena, d, "vlan_label", doc_get_text(row, "label", NULL));
    doc_put_string(c->arena, d, "ipam_address", str_empty(ipam) ? NULL : ipam);
    return d;
}

static struct doc *
show(struct call *c, const struct doc *row)
{
    struct arena *a = c->arena;
    int64_t id = doc_get_int(row, "id", 0);
    const char *purpose = doc_get_text(row, "purpose", "");
    struct doc *d = doc_map(a), *none = doc_string(a, NULL);

    doc_put_int(a, d, "id", id);
    doc_put_string(a, d, "mac_address", arena_printf(a, NETWORK_HARDWARE, NETWORK_HARDWARE_OF(id)));
    doc_put_int(a, d, "version", doc_get_int(row, "version", 1));
    doc_put_string(a, d, "created", doc_get_text(row, "created", NULL));
    doc_put_string(a, d, "updated", doc_get_text(row, "updated", NULL));
    doc_put(a, d, "default_route", default_route_show(a, row));
    doc_put(a, d, "public",
        str_eq(purpose, "public") ? public_show(c, doc_get_int(row, "linode", 0), id) : none);
    doc_put(a, d, "vpc", str_eq(purpose, "vpc") ? vpc_show(c, id) : none);
    doc_put(a, d, "vlan", str_eq(purpose, "vlan") ? vlan_show(c, row) : none);
    return d;
}

struct doc *
linode_interfaces_show(struct call *c, int64_t linode, int64_t id)
{
    struct doc *list = doc_list(c->arena);
    const struct doc *rows = world_list(&c->lab->world, c->arena,
        "SELECT id, linode, purpose, label, ipam_address, version, created, updated, "
        "route4 AS \"route4:bool\", route6 AS \"route6:bool\" FROM interface "
        "WHERE linode = ?1 AND config IS NULL AND ?2 IN (0, id) ORDER BY position, id",
        "ii", linode, id);

    doc_each (row, rows)
        doc_add(c->arena, list, show(c, row));
    return list;
}

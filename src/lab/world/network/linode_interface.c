// SPDX-License-Identifier: MIT
// What becomes a Linode interface: read, checked and kept.
#include "base/str.h"
#include "lab/world/address.h"
#include "lab/world/firewall/firewall.h"
#include "lab/world/network/interface.h"

#define INTERFACES_OF_LINODE 3

// What a body says of one; one of the three is not null.
struct wish {
    const struct doc *public, *vpc, *vlan;
    int64_t addresses;       // of the public one: how many
    struct interface_vpc in; // of the one in a VPC
    bool nat;                // which has a new public address, too
    int64_t firewall;        // that it is born behind; 0: none
};

static void
public_read(struct call *c, const char *prefix, struct wish *w)
{
    const struct doc *addresses = doc_path(w->public, "ipv4.addresses");

    w->addresses = addresses ? (int64_t)doc_count(addresses) : 1;
    doc_each (each, addresses)
        if (!str_eq(doc_get_text(each, "address", "auto"), "auto"))
            call_error(c, arena_printf(c->arena, "%spublic.ipv4.addresses", prefix),
                "Only auto is supported by this lab");
    if (doc_count(doc_path(w->public, "ipv6.ranges")))
        call_error(c, arena_printf(c->arena, "%spublic.ipv6.ranges", prefix),
            "IPv6 ranges of interfaces are not supported by this lab");
}

static const struct doc *
ranges_of(struct arena *a, const struct doc *vpc)
{
    struct doc *texts = doc_list(a);

    doc_each (each, doc_path(vpc, "ipv4.ranges"))
        doc_add(a, texts, doc_string(a, doc_get_text(each, "range", "")));
    return texts;
}

static void
vpc_read(struct call *c, const char *region, int64_t but, const char *prefix, struct wish *w)
{
    const struct doc *addresses = doc_path(w->vpc, "ipv4.addresses"), *one = doc_at(addresses, 0);
    const char *field = arena_printf(c->arena, "%svpc.ipv4.addresses", prefix);
    const char *nat = doc_get_text(one, "nat_1_1_address", NULL);

    if (doc_count(addresses) > 1)
        call_error(c, field, "One address is supported by this lab");
    if (nat && !str_eq(nat, "auto") &&
        !world_int(
            &c->lab->world, 0, "SELECT 1 FROM interface WHERE id = ? AND nat = ?", "it", but, nat))
        call_error(c, field, "Only auto is supported by this lab");
    w->nat = nat != NULL;
    w->in = (struct interface_vpc){ .subnet = doc_get_int(w->vpc, "subnet_id", 0),
        .address = doc_get_text(one, "address", "auto") };
    w->in.ranges = interface_ranges_read(c, arena_printf(c->arena, "%svpc.ipv4.ranges", prefix),
        ranges_of(c->arena, w->vpc), w->in.subnet);
    interface_vpc_check(c, arena_printf(c->arena, "%svpc.", prefix), region, but, field, &w->in);
}

static void
vlan_read(struct call *c, const char *region, const char *prefix, const struct wish *w)
{
    const char *field = arena_printf(c->arena, "%svlan.vlan_label", prefix);
    const char *label = doc_get_text(w->vlan, "vlan_label", NULL);

    interface_vlan_check(c, field, label, arena_printf(c->arena, "%svlan.ipam_address", prefix),
        doc_get_text(w->vlan, "ipam_address", ""));
    if (!call_failed(c))
        interface_vlan_room(c, field, region, label);
}

static const struct doc *
part(const struct doc *body, const char *name)
{
    const struct doc *d = doc_get(body, name);

    return doc_is_null(d) ? NULL : d;
}

static bool
wish_read(struct call *c, const struct doc *body, const char *prefix, const char *region,
    int64_t but, struct wish *w)
{
    static const struct field fields[] = {
        { "public", FIELD_MAP },
        { "vpc", FIELD_MAP },
        { "vlan", FIELD_MAP },
        { "default_route", FIELD_MAP },
        { "firewall_id", FIELD_INT },
        { 0 },
    };

    if (!call_check(c, body, prefix, fields))
        return false;
    *w = (struct wish){ .public = part(body, "public"),
        .vpc = part(body, "vpc"),
        .vlan = part(body, "vlan"),
        .in = { .ranges = "[]" } };
    if (!!w->public + !!w->vpc + !!w->vlan != 1)
        call_error(c, str_empty(prefix) ? NULL : "interfaces",
            "An interface is one of public, vpc, and vlan");
    else if (w->public)
        public_read(c, prefix, w);
    else if (w->vpc)
        vpc_read(c, region, but, prefix, w);
    else
        vlan_read(c, region, prefix, w);
    return !call_failed(c);
}

// Changes have no such member: who is behind a firewall is one of its devices.
static void
firewall_read(struct call *c, const struct doc *body, const char *prefix, struct wish *w)
{
    if (!w->vlan)
        w->firewall = firewall_interface_wish_read(
            c, body, prefix, w->public ? "public_interface" : "vpc_interface");
    else if (!doc_is_null(doc_get(body, "firewall_id")))
        call_error(c, arena_printf(c->arena, "%sfirewall_id", prefix),
            "VLAN interfaces have no Cloud Firewall");
}

static void
room_check(struct call *c, int64_t linode, const struct wish *w)
{
    struct world *world = &c->lab->world;
    const char *purpose = w->public ? "public" : w->vpc ? "vpc" : "vlan";

    if (world_int(world, 0, "SELECT count(*) FROM interface WHERE linode = ? AND config IS NULL",
            "i", linode) >= INTERFACES_OF_LINODE)
        call_error(c, NULL, "A Linode can have %d interfaces", INTERFACES_OF_LINODE);
    else if (!w->vlan && world_int(world, 0,
                             "SELECT 1 FROM interface WHERE linode = ? AND config IS NULL AND "
                             "purpose = ?",
                             "it", linode, purpose))
        call_error(c, NULL, "A Linode can have one %s interface", purpose);
}

// ---- what is kept

// The first that can be is, unless another is named.
static void
default_routes_set(struct call *c, int64_t linode, int64_t id, const struct doc *asked)
{
    static const char *const families[] = { "ipv4", "ipv6" };
    static const char *const columns[] = { "route4", "route6" };
    static const char *const eligible[] = { "purpose <> 'vlan'", "purpose = 'public'" };

    for (int i = 0; i < 2; i++) {
        const struct doc *wanted = doc_get(asked, families[i]);
        bool other = world_int(&c->lab->world, 0,
            arena_printf(c->arena, "SELECT 1 FROM interface WHERE linode = ? AND %s", columns[i]),
            "i", linode);
        bool can = world_int(&c->lab->world, 0,
            arena_printf(c->arena, "SELECT 1 FROM interface WHERE id = ? AND %s", eligible[i]), "i",
            id);
        if (can && doc_boolean(wanted, !other))
            world_do(&c->lab->world,
                arena_printf(c->arena,
                    "UPDATE interface SET %s = id = ? WHERE linode = ? AND config IS NULL",
                    columns[i]),
                "ii", id, linode);
        else if (wanted && !doc_is_null(wanted))
            world_do(&c->lab->world,
                arena_printf(c->arena, "UPDATE interface SET %s = 0 WHERE id = ?", columns[i]), "i",
                id);
    }
}

static bool
address_new(struct call *c, int64_t linode, int64_t id, const char *region)
{
    int64_t address = address_give(c->lab, linode, region, true);

    if (address)
        world_do(
            &c->lab->world, "UPDATE address SET interface = ? WHERE id = ?", "ii", id, address);
    else
        call_error(c, NULL, "The lab has no more addresses in this region");
    return address;
}

static void
nat_set(struct call *c, int64_t linode, int64_t id, const char *region)
{
    if (address_new(c, linode, id, region))
        world_do(&c->lab->world,
            "UPDATE interface SET nat = (SELECT address FROM address WHERE interface = ?1) "
            "WHERE id = ?1",
            "i", id);
}

static int64_t
insert(struct call *c, int64_t linode, const char *region, const struct wish *w)
{
    const char *purpose = w->public ? "public" : w->vpc ? "vpc" : "vlan";
    char now[WORLD_TIME];
    int64_t id = world_insert(&c->lab->world,
        "INSERT INTO interface (linode, position, purpose, label, ipam_address, subnet, address, "
        "ranges, created, updated) VALUES (?1, (SELECT coalesce(max(position), 0) + 1 "
        "FROM interface WHERE linode = ?1 AND config IS NULL), ?2, ?3, ?4, nullif(?5, 0), ?6, ?7, "
        "?8, ?8)",
        "itttittt", linode, purpose, doc_get_text(w->vlan, "vlan_label", NULL),
        doc_get_text(w->vlan, "ipam_address", NULL), w->in.subnet, w->in.address, w->in.ranges,
        world_time(&c->lab->world, now));

    for (int64_t i = 0; i < w->addresses; i++)
        address_new(c, linode, id, region);
    if (w->public)
        world_do(&c->lab->world, "UPDATE linode SET ipv6 = ? WHERE id = ?", "ti",
            address_slaac(c->lab, c->arena, region, linode), linode);
    if (w->nat)
        nat_set(c, linode, id, region);
    return id;
}

int64_t
linode_interface_add(
    struct call *c, int64_t linode, const char *region, const struct doc *body, const char *prefix)
{
    struct wish w = { 0 };
    int64_t id;

    if (wish_read(c, body, prefix, region, 0, &w)) {
        firewall_read(c, body, prefix, &w);
        room_check(c, linode, &w);
    }
    if (call_failed(c))
        return 0;
    id = insert(c, linode, region, &w);
    default_routes_set(c, linode, id, doc_get(body, "default_route"));
    if (w.firewall)
        firewall_device_add(c, w.firewall, firewall_kind_find(FIREWALL_INTERFACE), id);
    return id;
}

void
network_linode_set(struct call *c, int64_t linode, const char *region, const struct doc *interfaces)
{
    if (!doc_count(interfaces)) {
        struct doc *one = doc_map(c->arena);
        doc_put(c->arena, one, "public", doc_map(c->arena));
        linode_interface_add(c, linode, region, one, "interfaces[0].");
    }
    for (size_t i = 0; i < doc_count(interfaces) && !call_failed(c); i++)
        linode_interface_add(c, linode, region, doc_at(interfaces, i),
            arena_printf(c->arena, "interfaces[%zu].", i));
}

// ---- changes

// What the body says of an interface in a VPC; what it leaves out stays.
static void
vpc_change(struct call *c, int64_t linode, int64_t id, const char *region, const struct doc *old)
{
    struct doc *merged = doc_copy(c->arena, doc_get(old, "vpc"));
    struct wish w = { .vpc = merged };
    const struct doc *now = doc_get(c->body, "vpc");

    for (size_t i = 0; now && i < now->n; i++)
        doc_put(c->arena, merged, now->keys[i]->text, doc_copy(c->arena, now->items[i]));
    vpc_read(c, region, id, "", &w);
    if (call_failed(c))
        return;
    world_do(&c->lab->world,
        "UPDATE interface SET subnet = ?, address = ?, ranges = ? WHERE id = ?", "itti",
        w.in.subnet, w.in.address, w.in.ranges, id);
    if (w.nat &&
        !doc_get_text(doc_at(doc_path(old, "vpc.ipv4.addresses"), 0), "nat_1_1_address", NULL)) {
        nat_set(c, linode, id, region);
    } else if (!w.nat) {
        world_do(&c->lab->world, "UPDATE interface SET nat = NULL WHERE id = ?", "i", id);
        world_do(&c->lab->world, "DELETE FROM address WHERE interface = ?", "i", id);
    }
}

static void
vlan_change(struct call *c, int64_t id, const char *region, const struct doc *old)
{
    struct doc *merged = doc_copy(c->arena, doc_get(old, "vlan"));
    struct wish w = { .vlan = merged };
    const struct doc *now = doc_get(c->body, "vlan");

    for (size_t i = 0; now && i < now->n; i++)
        doc_put(c->arena, merged, now->keys[i]->text, doc_copy(c->arena, now->items[i]));
    vlan_read(c, region, "", &w);
    if (!call_failed(c))
        world_do(&c->lab->world, "UPDATE interface SET label = ?, ipam_address = ? WHERE id = ?",
            "tti", doc_get_text(merged, "vlan_label", NULL),
            doc_get_text(merged, "ipam_address", NULL), id);
}

void
linode_interface_change(
    struct call *c, int64_t linode, int64_t id, const char *region, const struct doc *old)
{
    char now[WORLD_TIME];

    if (part(old, "vpc") && part(c->body, "vpc"))
        vpc_change(c, linode, id, region, old);
    if (part(old, "vlan") && part(c->body, "vlan"))
        vlan_change(c, id, region, old);
    if (call_failed(c))
        return;
    default_routes_set(c, linode, id, doc_get(c->body, "default_route"));
    world_do(&c->lab->world, "UPDATE interface SET version = version + 1, updated = ? WHERE id = ?",
        "ti", world_time(&c->lab->world, now), id);
}

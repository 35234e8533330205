// SPDX-License-Identifier: MIT
// Interfaces of configurations: eth0, eth1 and eth2 of who is booted with one, each on the
// Internet, in a VLAN or in a VPC.
#include "base/str.h"
#include "lab/world/event.h"
#include "lab/world/network/interface.h"

#define INTERFACES_OF_CONFIG 3

struct wish {
    const char *purpose, *label, *ipam;
    struct interface_vpc vpc;
    bool primary;
};

static const char *
region_of(struct call *c, int64_t linode)
{
    return world_text(
        &c->lab->world, c->arena, "SELECT region FROM linode WHERE id = ?", "i", linode);
}

static int64_t
count_of(struct call *c, int64_t config, const char *purpose)
{
    return world_int(&c->lab->world, 0,
        "SELECT count(*) FROM interface WHERE config = ?1 AND purpose = coalesce(?2, purpose)",
        "it", config, purpose);
}

// ---- what a body says of one

// One of the Linode's public addresses; "any" is its first.
static const char *
nat_read(struct call *c, int64_t linode, const char *field, const char *wanted)
{
    const char *nat;

    if (!wanted)
        return NULL;
    nat = world_text(&c->lab->world, c->arena,
        "SELECT address FROM address WHERE linode = ?1 AND public AND ?2 IN ('any', address) "
        "ORDER BY turn LIMIT 1",
        "it", linode, wanted);
    if (!nat)
        call_error(c, field, "Must be a public IPv4 address of the Linode, or any");
    return nat;
}

static void
vpc_read(struct call *c, int64_t linode, int64_t but, const struct doc *body, const char *prefix,
    struct interface_vpc *v)
{
    static const struct field fields[] = {
        { "vpc", FIELD_TEXT },
        { "nat_1_1", FIELD_TEXT },
        { 0 },
    };
    const struct doc *ipv4 = doc_get(body, "ipv4");
    struct arena *a = c->arena;

    if (!call_check(c, ipv4, arena_printf(a, "%sipv4.", prefix), fields))
        return;
    v->address = doc_get_text(ipv4, "vpc", NULL);
    v->nat = nat_read(
        c, linode, arena_printf(a, "%sipv4.nat_1_1", prefix), doc_get_text(ipv4, "nat_1_1", NULL));
    v->ranges = interface_ranges_read(
        c, arena_printf(a, "%sip_ranges", prefix), doc_get(body, "ip_ranges"), v->subnet);
    interface_vpc_check(
        c, prefix, region_of(c, linode), but, arena_printf(a, "%sipv4.vpc", prefix), v);
}

static void
vlan_read(struct call *c, int64_t linode, const char *prefix, const struct wish *w)
{
    const char *field = arena_printf(c->arena, "%slabel", prefix);

    interface_vlan_check(
        c, field, w->label, arena_printf(c->arena, "%sipam_address", prefix), w->ipam);
    if (!call_failed(c))
        interface_vlan_room(c, field, region_of(c, linode), w->label);
}

static bool
wish_read(
    struct call *c, int64_t linode, const struct doc *body, const char *prefix, struct wish *w)
{
    static const char *const purposes[] = { "public", "vlan", "vpc", NULL };
    static const struct field fields[] = {
        { "purpose", FIELD_TEXT, .required = true, .words = purposes },
        { "label", FIELD_TEXT },
        { "ipam_address", FIELD_TEXT },
        { "primary", FIELD_BOOL },
        { "subnet_id", FIELD_INT },
        { "ipv4", FIELD_MAP },
        { "ip_ranges", FIELD_TEXTS },
        { 0 },
    };
    bool vlan;

    if (!call_check(c, body, prefix, fields))
        return false;
    *w = (struct wish){ .purpose = doc_get_text(body, "purpose", NULL),
        .primary = doc_get_bool(body, "primary", false),
        .vpc = { .subnet = doc_get_int(body, "subnet_id", 0), .ranges = "[]" } };
    vlan = str_eq(w->purpose, "vlan");
    if (vlan) {
        w->label = doc_get_text(body, "label", NULL);
        w->ipam = doc_get_text(body, "ipam_address", "");
        vlan_read(c, linode, prefix, w);
    } else if (str_eq(w->purpose, "vpc")) {
        vpc_read(c, linode, 0, body, prefix, &w->vpc);
    }
    if (vlan && w->primary)
        call_error(c, arena_printf(c->arena, "%sprimary", prefix),
            "A VLAN interface cannot be the primary one");
    return !call_failed(c);
}

// Beside those that the configuration has.
static void
room_check(struct call *c, int64_t config, const char *prefix, const struct wish *w)
{
    const char *field = arena_printf(c->arena, "%spurpose", prefix);

    if (count_of(c, config, NULL) >= INTERFACES_OF_CONFIG)
        call_error(c, "interfaces", "A configuration can have %d interfaces", INTERFACES_OF_CONFIG);
    else if (!str_eq(w->purpose, "vlan") && count_of(c, config, w->purpose))
        call_error(c, field, "A configuration can have one %s interface", w->purpose);
    else if (w->label &&
             world_int(&c->lab->world, 0, "SELECT 1 FROM interface WHERE config = ? AND label = ?",
                 "it", config, w->label))
        call_error(c, arena_printf(c->arena, "%slabel", prefix),
            "A configuration can have one interface in a VLAN");
}

// ---- what is kept

static void
primary_set(struct call *c, int64_t config, int64_t id)
{
    world_do(&c->lab->world, "UPDATE interface SET \"primary\" = id = ? WHERE config = ?", "ii", id,
        config);
}

static int64_t
insert(struct call *c, int64_t linode, int64_t config, const struct wish *w)
{
    char now[WORLD_TIME];
    int64_t id;

    id = world_insert(&c->lab->world,
        "INSERT INTO interface (linode, config, position, purpose, label, ipam_address, subnet, "
        "address, nat, ranges, created, updated) VALUES (?1, ?2, (SELECT coalesce(max(position), "
        "0) "
        "+ 1 FROM interface WHERE config = ?2), ?3, ?4, ?5, nullif(?6, 0), ?7, ?8, ?9, ?10, ?10)",
        "iitttitttt", linode, config, w->purpose, w->label, w->ipam, w->vpc.subnet, w->vpc.address,
        w->vpc.nat, w->vpc.ranges, world_time(&c->lab->world, now));
    if (w->primary)
        primary_set(c, config, id);
    return id;
}

static int64_t
add(struct call *c, int64_t linode, int64_t config, const struct doc *body, const char *prefix)
{
    struct wish w;

    if (wish_read(c, linode, body, prefix, &w))
        room_check(c, config, prefix, &w);
    return call_failed(c) ? 0 : insert(c, linode, config, &w);
}

static bool
is_of_configs(struct call *c, int64_t linode, const char *field)
{
    bool legacy = world_int(&c->lab->world, 0,
        "SELECT interface_generation = 'legacy_config' FROM linode WHERE id = ?", "i", linode);

    if (!legacy)
        call_error(c, field, "The interfaces of this Linode are no part of its configurations");
    return legacy;
}

void
network_config_set(struct call *c, int64_t linode, int64_t config, const struct doc *interfaces)
{
    if (doc_is_null(interfaces))
        return;
    if (doc_count(interfaces) && !is_of_configs(c, linode, "interfaces"))
        return;
    world_do(&c->lab->world, "DELETE FROM interface WHERE config = ?", "i", config);
    for (size_t i = 0; i < doc_count(interfaces) && !call_failed(c); i++)
        add(c, linode, config, doc_at(interfaces, i),
            arena_printf(c->arena, "interfaces[%zu].", i));
}

// ---- its calls

// All of them, or one.
static struct doc *
shown(struct call *c, int64_t id)
{
    const struct doc *row = world_one(&c->lab->world, c->arena,
        "SELECT json_group_array(json(shown)) AS \"all:json\" FROM (" NETWORK_SELECT_INTERFACE
        "i.linode = ?1 AND i.config = ?2 AND ?3 IN (0, i.id) ORDER BY i.position, i.id)",
        "iii", call_id(c, 0), call_id(c, 1), id);

    return doc_copy(c->arena, doc_get(row, "all"));
}

static bool
config_there(struct call *c)
{
    bool there = world_int(&c->lab->world, 0, "SELECT 1 FROM config WHERE linode = ? AND id = ?",
        "ii", call_id(c, 0), call_id(c, 1));

    if (!there)
        call_not_found(c);
    return there;
}

static struct doc *
one_need(struct call *c)
{
    const struct doc *all = config_there(c) ? shown(c, call_id(c, 2)) : NULL;

    if (all && !doc_count(all))
        call_not_found(c);
    return doc_count(all) ? doc_copy(c->arena, doc_at(all, 0)) : NULL;
}

static void
interface_list(struct call *c)
{
    if (config_there(c))
        c->answer = shown(c, 0);
}

static void
interface_get(struct call *c)
{
    struct doc *one = one_need(c);

    if (one)
        c->answer = one;
}

static void
interface_add(struct call *c)
{
    int64_t id;

    if (!config_there(c) || !is_of_configs(c, call_id(c, 0), NULL))
        return;
    id = add(c, call_id(c, 0), call_id(c, 1), c->body, "");
    if (!id)
        return;
    interface_note(c, "interface_create", call_id(c, 0), id);
    c->params[2] = arena_printf(c->arena, "%lld", (long long)id);
    c->answer = one_need(c);
}

// What the body does not say of it stays.
static void
vpc_change(struct call *c, const struct doc *old)
{
    struct doc *wanted = doc_copy(c->arena, old);
    struct interface_vpc v = { .subnet = doc_get_int(old, "subnet_id", 0), .ranges = "[]" };

    for (size_t i = 0; i < c->body->n; i++)
        doc_put(c->arena, wanted, c->body->keys[i]->text, doc_copy(c->arena, c->body->items[i]));
    vpc_read(c, call_id(c, 0), call_id(c, 2), wanted, "", &v);
    if (!call_failed(c))
        world_do(&c->lab->world,
            "UPDATE interface SET address = ?, nat = ?, ranges = ? WHERE id = ?", "ttti", v.address,
            v.nat, v.ranges, call_id(c, 2));
}

static void
interface_put(struct call *c)
{
    static const struct field fields[] = {
        { "primary", FIELD_BOOL },
        { "ipv4", FIELD_MAP },
        { "ip_ranges", FIELD_TEXTS },
        { 0 },
    };
    struct doc *old = one_need(c);
    const char *purpose = doc_get_text(old, "purpose", NULL);
    bool primary = doc_get_bool(c->body, "primary", false);

    if (!old || !call_check(c, c->body, "", fields))
        return;
    if (primary && str_eq(purpose, "vlan"))
        call_error(c, "primary", "A VLAN interface cannot be the primary one");
    if (str_eq(purpose, "vpc"))
        vpc_change(c, old);
    if (call_failed(c))
        return;
    if (primary)
        primary_set(c, call_id(c, 1), call_id(c, 2));
    else if (!doc_is_null(doc_get(c->body, "primary")))
        world_do(&c->lab->world, "UPDATE interface SET \"primary\" = 0 WHERE id = ?", "i",
            call_id(c, 2));
    interface_note(c, "interface_update", call_id(c, 0), call_id(c, 2));
    c->answer = one_need(c);
}

static void
interface_delete(struct call *c)
{
    struct doc *old = one_need(c);

    if (!old)
        return;
    if (doc_get_bool(old, "active", false)) {
        call_error(c, NULL, "An active interface cannot be deleted: shut the Linode down first");
        return;
    }
    interface_note(c, "interface_delete", call_id(c, 0), call_id(c, 2));
    world_do(&c->lab->world, "DELETE FROM interface WHERE id = ?", "i", call_id(c, 2));
}

// All of them, each once.
static void
interface_order(struct call *c)
{
    static const struct field fields[] = { { "ids", FIELD_INTS, .required = true }, { 0 } };
    const struct doc *ids = doc_get(c->body, "ids");
    struct world *w = &c->lab->world;
    int64_t known;

    if (!config_there(c) || !call_check(c, c->body, "", fields))
        return;
    known = world_int(w, 0,
        "SELECT count(*) FROM interface WHERE config = ? AND id IN (SELECT value FROM "
        "json_each(?))",
        "it", call_id(c, 1), instance_json(c->arena, ids));
    if ((size_t)known != doc_count(ids) || known != count_of(c, call_id(c, 1), NULL)) {
        call_error(c, "ids", "Must name each interface of the configuration once");
        return;
    }
    for (size_t i = 0; i < ids->n; i++)
        world_do(w, "UPDATE interface SET position = ? WHERE id = ?", "ii", (int64_t)i + 1,
            doc_integer(ids->items[i], 0));
}

#define INTERFACES LINODE_PATH "/configs/{}/interfaces"
#define INTERFACE INTERFACES "/{}"

static const struct route routes[] = {
    { "GET", INTERFACES, READ("linodes"), RATE_OTHER, false, interface_list },
    { "POST", INTERFACES, WRITE("linodes"), RATE_OTHER, false, interface_add },
    { "GET", INTERFACE, READ("linodes"), RATE_OTHER, false, interface_get },
    { "PUT", INTERFACE, WRITE("linodes"), RATE_OTHER, false, interface_put },
    { "DELETE", INTERFACE, WRITE("linodes"), RATE_OTHER, false, interface_delete },
    { "POST", INTERFACES "/order", WRITE("linodes"), RATE_OTHER, false, interface_order },
    { 0 },
};

const struct noun config_interface_noun = { .routes = routes };

// SPDX-License-Identifier: MIT
// Which services are behind which Cloud Firewall, and which ones new services get.
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/balancer.h"
#include "lab/world/event.h"
#include "lab/world/filter.h"
#include "lab/world/firewall/firewall.h"

#define DEVICES FIREWALL "/devices"
#define NOT_BEHIND -1 // a firewall_id that says: none, not even the default one

#define SELECT_DEVICE                                           \
    "SELECT id, created, updated, " FIREWALL_ENTITY             \
    " AS \"entity:json\" FROM firewall_service WHERE firewall " \
    "= ? "

static struct doc *
device_find(struct call *c, int64_t firewall, int64_t id)
{
    return world_one(&c->lab->world, c->arena, SELECT_DEVICE "AND id = ?", "ii", firewall, id);
}

// What events name beside the firewall: {"label", "id", "type", "url"}.
static struct doc *
service_entity(struct call *c, const struct doc *device)
{
    const struct doc *entity = doc_get(device, "entity");

    return entity_new(c->arena, doc_get_text(entity, "type", NULL),
        doc_copy(c->arena, doc_get(entity, "id")), doc_get_text(entity, "label", NULL),
        doc_get_text(entity, "url", NULL));
}

int64_t
firewall_device_add(
    struct call *c, int64_t firewall, const struct firewall_kind *kind, int64_t service)
{
    const char *sql = arena_printf(c->arena,
        "INSERT INTO firewall_device (firewall, created, updated, %s) VALUES (?1, ?2, ?2, ?3)",
        kind->table);
    char now[WORLD_TIME];
    int64_t id = world_insert(
        &c->lab->world, sql, "iti", firewall, world_time(&c->lab->world, now), service);

    firewall_touch(c->lab, firewall);
    kind->filter(c->lab, service);
    firewall_note(
        c, "firewall_device_add", firewall, service_entity(c, device_find(c, firewall, id)));
    return id;
}

static void
device_drop(struct call *c, int64_t firewall, const struct doc *device)
{
    const struct firewall_kind *kind =
        firewall_kind_find(doc_get_text(doc_get(device, "entity"), "type", ""));

    firewall_note(c, "firewall_device_remove", firewall, service_entity(c, device));
    world_do(&c->lab->world, "DELETE FROM firewall_device WHERE id = ?", "i",
        doc_get_int(device, "id", 0));
    firewall_touch(c->lab, firewall);
    kind->filter(c->lab, doc_get_int(doc_get(device, "entity"), "id", 0));
}

// ---- of one firewall

static void
device_list(struct call *c)
{
    static const char *const fields[] = { "id", NULL };

    if (firewall_need(c))
        page_answer(c,
            world_list(&c->lab->world, c->arena, SELECT_DEVICE "ORDER BY id", "i", call_id(c, 0)),
            fields);
}

static struct doc *
device_need(struct call *c)
{
    struct doc *device = device_find(c, call_id(c, 0), call_id(c, 1));

    if (!device)
        call_not_found(c);
    return device;
}

static void
device_get(struct call *c)
{
    struct doc *device = device_need(c);

    if (device)
        c->answer = device;
}

static void
device_add(struct call *c)
{
    static const struct field fields[] = {
        { "id", FIELD_INT, .required = true },
        { "type", FIELD_TEXT, .required = true },
        { 0 },
    };
    const struct doc *firewall = firewall_need(c);
    int64_t service = doc_get_int(c->body, "id", 0), id = call_id(c, 0);
    const struct firewall_kind *kind;

    if (!firewall || !call_check(c, c->body, "", fields))
        return;
    kind = firewall_kind_find(doc_get_text(c->body, "type", ""));
    if (!kind)
        call_error(c, "type", "Must be one of linode, nodebalancer, interface");
    else
        firewall_service_check(
            c, "id", kind, service, str_eq(doc_get_text(firewall, "status", ""), "enabled"), 0);
    if (!call_failed(c))
        c->answer = device_find(c, id, firewall_device_add(c, id, kind, service));
}

static void
device_remove(struct call *c)
{
    const struct doc *device = device_need(c);

    if (device)
        device_drop(c, call_id(c, 0), device);
}

// ---- of one service

// The firewalls that the body names are to be its own; each must be there, and one enabled at most.
static bool
wanted_check(struct call *c, const struct doc *ids)
{
    size_t enabled = 0;

    doc_each (id, ids) {
        const struct doc *firewall = firewall_find(c->lab, c->arena, doc_integer(id, 0));
        if (!firewall)
            call_error(
                c, "firewall_ids", "Invalid Firewall ID %lld", (long long)doc_integer(id, 0));
        else if (str_eq(doc_get_text(firewall, "status", ""), "enabled"))
            enabled++;
    }
    if (enabled > 1)
        call_error(c, "firewall_ids", "Only one enabled Firewall may be assigned to a service");
    return !call_failed(c);
}

static bool
has(const struct doc *ids, int64_t id)
{
    doc_each (each, ids)
        if (doc_integer(each, 0) == id)
            return true;
    return false;
}

static void
service_put(struct call *c, const struct firewall_kind *kind)
{
    static const struct field fields[] = { { "firewall_ids", FIELD_INTS, .required = true },
        { 0 } };
    const int64_t service = kind->need(c);
    const struct doc *ids = doc_get(c->body, "firewall_ids"), *now;
    struct world *w = &c->lab->world;

    if (!service || !call_check(c, c->body, "", fields) || !wanted_check(c, ids))
        return;
    if (doc_count(ids))
        firewall_service_check(c, "firewall_ids", kind, service, false, 0);
    if (call_failed(c))
        return;
    now = world_list(w, c->arena,
        "SELECT id, firewall, " FIREWALL_ENTITY
        " AS \"entity:json\" FROM firewall_service WHERE kind = ? AND "
        "service = ?",
        "ti", kind->name, service);
    doc_each (device, now)
        if (!has(ids, doc_get_int(device, "firewall", 0)))
            device_drop(c, doc_get_int(device, "firewall", 0), device);
    doc_each (id, ids)
        if (!world_int(w, 0,
                "SELECT 1 FROM firewall_service WHERE kind = ? AND service = ? AND firewall = ?",
                "tii", kind->name, service, doc_integer(id, 0)))
            firewall_device_add(c, doc_integer(id, 0), kind, service);
    firewall_service_list(c, kind);
}

static void
linode_list(struct call *c)
{
    firewall_service_list(c, &firewall_kinds[FIREWALL_OF_LINODE]);
}

static void
interface_list(struct call *c)
{
    firewall_service_list(c, &firewall_kinds[FIREWALL_OF_INTERFACE]);
}

static void
linode_put(struct call *c)
{
    service_put(c, &firewall_kinds[FIREWALL_OF_LINODE]);
}

static void
balancer_list(struct call *c)
{
    firewall_service_list(c, &firewall_kinds[FIREWALL_OF_BALANCER]);
}

static void
balancer_put(struct call *c)
{
    service_put(c, &firewall_kinds[FIREWALL_OF_BALANCER]);
}

static void
linode_apply(struct call *c)
{
    const struct doc *ids;

    if (!instance_need(c))
        return;
    ids = world_list(&c->lab->world, c->arena,
        "SELECT DISTINCT firewall FROM firewall_service WHERE (kind = 'linode' AND service = ?1) "
        "OR parent_id = ?1",
        "i", call_id(c, 0));
    doc_each (each, ids)
        firewall_note(c, "firewall_apply", doc_get_int(each, "firewall", 0),
            instance_entity(c->lab, c->arena, call_id(c, 0)));
}

// ---- of new services

static int64_t
default_of(struct call *c, const char *service)
{
    return world_int(
        &c->lab->world, 0, "SELECT firewall FROM firewall_default WHERE service = ?", "t", service);
}

int64_t
firewall_wish_read(struct call *c, const struct doc *body, const char *prefix, const char *service)
{
    const struct doc *said = doc_get(body, "firewall_id");
    int64_t id = doc_integer(said, 0);

    if (doc_is_null(said))
        return default_of(c, service);
    if (id == NOT_BEHIND)
        return 0;
    if (!firewall_find(c->lab, c->arena, id))
        call_error(c, arena_printf(c->arena, "%sfirewall_id", prefix), "Invalid Firewall ID %lld",
            (long long)id);
    return id;
}

int64_t
firewall_interface_wish_read(
    struct call *c, const struct doc *body, const char *prefix, const char *service)
{
    const struct doc *said = doc_get(body, "firewall_id");

    if (said && doc_is_null(said))
        return 0;
    if (!said && !default_of(c, service))
        call_error(c, arena_printf(c->arena, "%sfirewall_id", prefix),
            "There is no default Firewall of this kind of interface: firewall_id must be given; "
            "null is none");
    return firewall_wish_read(c, body, prefix, service);
}

void
firewall_upgrade(struct call *c, int64_t linode)
{
    world_do(&c->lab->world,
        "INSERT INTO firewall_device (firewall, created, updated, interface) SELECT d.firewall, "
        "d.created, d.updated, i.id FROM firewall_device d JOIN interface i ON i.linode = d.linode "
        "WHERE d.linode = ? AND i.config IS NULL AND i.purpose <> 'vlan' ORDER BY i.position",
        "i", linode);
    world_do(&c->lab->world, "DELETE FROM firewall_device WHERE linode = ?", "i", linode);
}

// ---- what new services get where nothing is said

static const char *const services[] = { "linode", "nodebalancer", "public_interface",
    "vpc_interface" };
#define N_SERVICES (sizeof services / sizeof services[0])

static void
settings_get(struct call *c)
{
    struct doc *ids;

    c->answer = doc_map(c->arena);
    ids = doc_put(c->arena, c->answer, "default_firewall_ids", doc_map(c->arena));
    for (size_t i = 0; i < N_SERVICES; i++) {
        int64_t id = default_of(c, services[i]);
        doc_put(c->arena, ids, services[i], id ? doc_int(c->arena, id) : doc_null(c->arena));
    }
}

static void
settings_check(struct call *c, const struct doc *ids)
{
    for (size_t i = 0; i < N_SERVICES; i++) {
        const struct doc *id = doc_get(ids, services[i]);
        if (!doc_is_null(id) && !firewall_find(c->lab, c->arena, doc_integer(id, 0)))
            call_error(c, arena_printf(c->arena, "default_firewall_ids.%s", services[i]),
                "Invalid Firewall ID %lld", (long long)doc_integer(id, 0));
    }
}

static void
settings_put(struct call *c)
{
    static const struct field fields[] = { { "default_firewall_ids", FIELD_MAP, .required = true },
        { 0 } };
    const struct doc *ids = doc_get(c->body, "default_firewall_ids");
    struct world *w = &c->lab->world;

    if (!call_check(c, c->body, "", fields))
        return;
    settings_check(c, ids);
    if (call_failed(c))
        return;
    for (size_t i = 0; i < N_SERVICES; i++) {
        const struct doc *id = doc_get(ids, services[i]);
        if (id)
            world_do(w, "DELETE FROM firewall_default WHERE service = ?", "t", services[i]);
        if (!doc_is_null(id))
            world_do(w, "INSERT INTO firewall_default VALUES (?, ?)", "ti", services[i],
                doc_integer(id, 0));
    }
    settings_get(c);
}

static const struct route routes[] = {
    { "GET", DEVICES, READ("firewall"), RATE_LIST, false, device_list },
    { "POST", DEVICES, WRITE("firewall"), RATE_OTHER, false, device_add },
    { "GET", DEVICES "/{}", READ("firewall"), RATE_OTHER, false, device_get },
    { "DELETE", DEVICES "/{}", WRITE("firewall"), RATE_OTHER, false, device_remove },
    { "GET", LINODE_PATH "/firewalls", READ("linodes"), RATE_LIST, false, linode_list },
    { "GET", LINODE_PATH "/interfaces/{}/firewalls", READ("linodes"), RATE_LIST, false,
        interface_list },
    { "PUT", LINODE_PATH "/firewalls", WRITE("linodes"), RATE_OTHER, false, linode_put },
    { "GET", BALANCER "/firewalls", READ("nodebalancers"), RATE_LIST, false, balancer_list },
    { "PUT", BALANCER "/firewalls", WRITE("nodebalancers"), RATE_OTHER, false, balancer_put },
    { "POST", LINODE_PATH "/firewalls/apply", WRITE("linodes"), RATE_OTHER, false, linode_apply },
    { "GET", FIREWALLS "/settings", READ("firewall"), RATE_OTHER, false, settings_get },
    { "PUT", FIREWALLS "/settings", WRITE("firewall"), RATE_OTHER, false, settings_put },
    { 0 },
};

const struct noun firewall_device_noun = { .routes = routes };

// SPDX-License-Identifier: MIT
// Linode interfaces: those of a Linode itself, not of its configurations.
#include "base/str.h"
#include "lab/world/event.h"
#include "lab/world/filter.h"
#include "lab/world/network/interface.h"

static struct doc *
linode_need(struct call *c)
{
    struct doc *linode = instance_need(c);

    if (!linode)
        return NULL;
    if (str_eq(doc_get_text(linode, "interface_generation", NULL), "linode"))
        return linode;
    call_error(c, NULL, "The interfaces of this Linode are those of its configurations");
    return NULL;
}

// What cannot be changed under a node that runs.
static struct doc *
linode_need_offline(struct call *c)
{
    struct doc *linode = linode_need(c);

    if (!linode || str_eq(doc_get_text(linode, "status", NULL), "offline"))
        return linode;
    call_error(c, NULL, "The Linode must be powered off");
    return NULL;
}

static struct doc *
one_need(struct call *c)
{
    const struct doc *one = doc_at(linode_interfaces_show(c, call_id(c, 0), call_id(c, 1)), 0);

    if (!one)
        call_not_found(c);
    return one ? doc_copy(c->arena, one) : NULL;
}

static void
interface_list(struct call *c)
{
    if (!linode_need(c))
        return;
    c->answer = doc_map(c->arena);
    doc_put(c->arena, c->answer, "interfaces", linode_interfaces_show(c, call_id(c, 0), 0));
}

static void
interface_get(struct call *c)
{
    struct doc *one = linode_need(c) ? one_need(c) : NULL;

    if (one)
        c->answer = one;
}

static void
interface_add(struct call *c)
{
    struct doc *linode = linode_need_offline(c);
    int64_t id = linode ? linode_interface_add(
                              c, call_id(c, 0), doc_get_text(linode, "region", NULL), c->body, "")
                        : 0;

    if (!id || call_failed(c))
        return;
    interface_note(c, "interface_create", call_id(c, 0), id);
    c->params[1] = arena_printf(c->arena, "%lld", (long long)id);
    c->answer = one_need(c);
}

static void
interface_put(struct call *c)
{
    static const struct field fields[] = {
        { "public", FIELD_MAP },
        { "vpc", FIELD_MAP },
        { "vlan", FIELD_MAP },
        { "default_route", FIELD_MAP },
        { 0 },
    };
    struct doc *linode = linode_need(c), *old = linode ? one_need(c) : NULL;

    if (!old || !call_check(c, c->body, "", fields))
        return;
    linode_interface_change(
        c, call_id(c, 0), call_id(c, 1), doc_get_text(linode, "region", NULL), old);
    if (call_failed(c))
        return;
    interface_note(c, "interface_update", call_id(c, 0), call_id(c, 1));
    c->answer = one_need(c);
}

static void
interface_delete(struct call *c)
{
    if (!linode_need_offline(c) || !one_need(c))
        return;
    interface_note(c, "interface_delete", call_id(c, 0), call_id(c, 1));
    world_do(&c->lab->world, "DELETE FROM interface WHERE id = ?", "i", call_id(c, 1));
    world_do(&c->lab->world,
        "UPDATE linode SET ipv6 = '' WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM interface WHERE "
        "linode = ?1 AND purpose = 'public')",
        "i", call_id(c, 0));
    filter_linode(c->lab, call_id(c, 0)); // which port is whose has changed
}

// ---- which of them leads everywhere

static void
settings_show(struct call *c)
{
    const struct doc *row = world_one(&c->lab->world, c->arena,
        "SELECT json_object('network_helper', json('true'), 'default_route', json_object("
        "'ipv4_interface_id', (SELECT id FROM interface WHERE linode = ?1 AND config IS NULL AND "
        "route4), 'ipv4_eligible_interface_ids', json((SELECT json_group_array(id) FROM interface "
        "WHERE linode = ?1 AND config IS NULL AND purpose <> 'vlan')), 'ipv6_interface_id', "
        "(SELECT "
        "id FROM interface WHERE linode = ?1 AND config IS NULL AND route6), "
        "'ipv6_eligible_interface_ids', json((SELECT json_group_array(id) FROM interface WHERE "
        "linode = ?1 AND config IS NULL AND purpose = 'public')))) AS \"settings:json\"",
        "i", call_id(c, 0));

    c->answer = doc_copy(c->arena, doc_get(row, "settings"));
}

static void
settings_get(struct call *c)
{
    if (linode_need(c))
        settings_show(c);
}

// Null: none leads there.
static void
default_set(struct call *c, const char *member, const char *eligible, const char *column)
{
    const struct doc *wanted = doc_get(doc_get(c->body, "default_route"), member);
    int64_t id = doc_integer(wanted, 0);
    const struct doc *may;

    if (!wanted)
        return;
    settings_show(c);
    may = doc_get(doc_get(c->answer, "default_route"), eligible);
    doc_each (each, may)
        if (doc_integer(each, 0) == id || doc_is_null(wanted)) {
            world_do(&c->lab->world,
                arena_printf(c->arena,
                    "UPDATE interface SET %s = id = ? WHERE linode = ? AND config IS NULL", column),
                "ii", id, call_id(c, 0));
            return;
        }
    call_error(c, arena_printf(c->arena, "default_route.%s", member),
        "Must be an eligible interface of the Linode");
}

static void
settings_put(struct call *c)
{
    static const struct field fields[] = {
        { "network_helper", FIELD_BOOL },
        { "default_route", FIELD_MAP },
        { 0 },
    };

    if (!linode_need(c) || !call_check(c, c->body, "", fields))
        return;
    if (!doc_get_bool(c->body, "network_helper", true))
        call_error(c, "network_helper", "The nodes of this lab have no other way to their network");
    default_set(c, "ipv4_interface_id", "ipv4_eligible_interface_ids", "route4");
    default_set(c, "ipv6_interface_id", "ipv6_eligible_interface_ids", "route6");
    if (call_failed(c))
        return;
    event_note(c->lab, "linode_update", instance_entity(c->lab, c->arena, call_id(c, 0)), NULL);
    settings_show(c);
}

#define INTERFACES LINODE_PATH "/interfaces"
#define INTERFACE INTERFACES "/{}"

static const struct route routes[] = {
    { "GET", INTERFACES, READ("linodes"), RATE_OTHER, false, interface_list },
    { "POST", INTERFACES, WRITE("linodes"), RATE_OTHER, false, interface_add },
    { "GET", INTERFACE, READ("linodes"), RATE_OTHER, false, interface_get },
    { "PUT", INTERFACE, WRITE("linodes"), RATE_OTHER, false, interface_put },
    { "DELETE", INTERFACE, WRITE("linodes"), RATE_OTHER, false, interface_delete },
    { "GET", INTERFACES "/settings", READ("linodes"), RATE_OTHER, false, settings_get },
    { "PUT", INTERFACES "/settings", WRITE("linodes"), RATE_OTHER, false, settings_put },
    { 0 },
};

const struct noun linode_interface_noun = { .routes = routes };

// SPDX-License-Identifier: MIT
// Linode interfaces: those of a Linode itself, not of its configurations.
#include "base/str.h"
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
}

#define INTERFACES LINODE_PATH "/interfaces"
#define INTERFACE INTERFACES "/{}"

static const struct route routes[] = {
    { "GET", INTERFACES, READ("linodes"), RATE_OTHER, false, interface_list },
    { "POST", INTERFACES, WRITE("linodes"), RATE_OTHER, false, interface_add },
    { "GET", INTERFACE, READ("linodes"), RATE_OTHER, false, interface_get },
    { "PUT", INTERFACE, WRITE("linodes"), RATE_OTHER, false, interface_put },
    { "DELETE", INTERFACE, WRITE("linodes"), RATE_OTHER, false, interface_delete },
    { 0 },
};

const struct noun linode_interface_noun = { .routes = routes };

// SPDX-License-Identifier: MIT
// /networking/ips: the addresses of the account.
#include "lab/world/network.h"
#include "base/str.h"
#include "lab/call/page.h"
#include "lab/world/address.h"
#include "lab/world/address/shown.h"
#include "lab/world/instance.h"

static void
network_list(struct call *c)
{
    static const char *const fields[] = { "address", "linode_id", "prefix", "rdns", "region",
        "reserved", "type", NULL };
    struct world *w = &c->lab->world;
    struct doc *list =
        address_tags(c, world_list(w, c->arena, ADDRESS_SELECT "ORDER BY x.linode, turn", ""));
    const struct doc *linodes = world_list(w, c->arena, "SELECT id FROM linode ORDER BY id", "");

    doc_each (row, linodes)
        doc_add(c->arena, list, address_ipv6(c, doc_get_int(row, "id", 0), "slaac"));
    page_answer(c, list, fields);
}

// ---- POST

static const char *
linode_region(struct call *c, int64_t linode)
{
    return world_text(
        &c->lab->world, c->arena, "SELECT region FROM linode WHERE id = ?", "i", linode);
}

// Who it is for and where, checked against one another.
static void
place_check(struct call *c, int64_t linode, const char *region)
{
    const char *of_linode = linode ? linode_region(c, linode) : NULL;

    if (linode && !of_linode)
        call_error(c, "linode_id", "Linode is not active");
    else if (region && !catalogue_find(c->lab->catalogue.regions, region))
        call_error(c, "region", "region is not valid");
    else if (linode && region && !str_eq(of_linode, region))
        call_error(c, "region", "Region passed in must match Linode's region.");
}

static bool
add_check(struct call *c, int64_t linode, const char *region, bool public, bool reserved)
{
    static const struct field fields[] = {
        { "type", FIELD_TEXT, .required = true },
        { "public", FIELD_BOOL, .required = true },
        { "reserved", FIELD_BOOL },
        { "region", FIELD_TEXT },
        { "linode_id", FIELD_INT },
        { 0 },
    };

    if (!call_check(c, c->body, "", fields))
        return false;
    if (!str_eq(doc_get_text(c->body, "type", NULL), "ipv4"))
        call_error(c, NULL, "Only addresses of type ipv4 are currently supported.");
    else if (reserved && !public)
        call_error(c, "public", "Cannot reserve a private address.");
    else if (reserved && !linode && !region)
        call_error(c, NULL, "A datacenter or a Linode must be provided when reserving an address.");
    else if (!reserved && !linode)
        call_error(
            c, "linode_id", "Linode is a required argument when not reserving an IP address.");
    else
        place_check(c, linode, region);
    if (call_failed(c))
        return false;
    if (!public && address_has_private(c->lab, linode))
        call_error(c, NULL, "Linode already has a private IP address.");
    if (public && linode)
        address_may_add(c, linode);
    if (reserved)
        address_may_reserve(c);
    return !call_failed(c);
}

static void
network_add(struct call *c)
{
    int64_t linode = doc_get_int(c->body, "linode_id", 0), row;
    const char *region = doc_get_text(c->body, "region", NULL);
    bool reserved = doc_get_bool(c->body, "reserved", false);
    bool public = doc_get_bool(c->body, "public", true);

    if (!add_check(c, linode, region, public, reserved))
        return;
    row = address_give(c->lab, linode, linode ? linode_region(c, linode) : region, public);
    if (!row) {
        call_error(c, "region", "The lab has no more addresses in this region");
        return;
    }
    world_do(&c->lab->world, "UPDATE address SET reserved = ? WHERE id = ?", "ii",
        (int64_t)reserved, row);
    c->answer = address_show(c, row);
    address_note(c, linode ? "linode_addip" : "ipaddress_update",
        doc_get_text(c->answer, "address", ""), linode);
    if (linode)
        network_readdress(c->lab, linode);
}

// ---- one

static void
network_get(struct call *c)
{
    int64_t row = address_find(c, 0, c->params[0]);
    int64_t linode = row ? 0 : address_ipv6_owner(c, &c->params[0]);
    struct doc *found = linode ? address_ipv6(c, linode, "slaac") : address_show(c, row);

    if (found)
        c->answer = found;
}

// Reserved from now on, or no longer; who is nobody's and not reserved is gone.
static void
reserve(struct call *c, int64_t row)
{
    static const struct field fields[] = { { "reserved", FIELD_BOOL }, { 0 } };
    bool reserved = doc_get_bool(c->body, "reserved", false);
    struct world *w = &c->lab->world;

    if (!call_check(c, c->body, "", fields) || doc_is_null(doc_get(c->body, "reserved")))
        return;
    if (reserved && !world_int(w, 0, "SELECT public FROM address WHERE id = ?", "i", row))
        call_error(c, "reserved", "Cannot reserve a private address.");
    if (reserved && !world_int(w, 0, "SELECT reserved FROM address WHERE id = ?", "i", row))
        address_may_reserve(c);
    world_do(w, "UPDATE address SET reserved = ? WHERE id = ?", "ii", (int64_t)reserved, row);
    if (!reserved)
        world_do(w, "DELETE FROM address_tag WHERE address = ?", "i", row);
}

static void
network_put(struct call *c)
{
    int64_t row = address_find(c, 0, c->params[0]);
    int64_t linode =
        row ? world_int(&c->lab->world, 0, "SELECT linode FROM address WHERE id = ?", "i", row)
            : address_ipv6_owner(c, &c->params[0]);

    if (!row && !linode) {
        call_not_found(c);
        return;
    }
    if (row)
        reserve(c, row);
    if (call_failed(c) || !address_name(c, c->params[0], !row, linode))
        return;
    network_get(c);
    world_do(&c->lab->world, "DELETE FROM address WHERE linode IS NULL AND NOT reserved", "");
}

#define IPS "networking/ips"

static const struct route routes[] = {
    { "GET", IPS, READ("ips"), RATE_OTHER, false, network_list },
    { "POST", IPS, WRITE("ips"), RATE_OTHER, false, network_add },
    { "GET", IPS "/{}", READ("ips"), RATE_OTHER, false, network_get },
    { "PUT", IPS "/{}", WRITE("ips"), RATE_OTHER, false, network_put },
    { 0 },
};

const struct noun network_noun = { .routes = routes };

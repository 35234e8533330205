// SPDX-License-Identifier: MIT
// /linode/instances/{}/ips: the addresses of a Linode.
#include <arpa/inet.h>

#include "base/str.h"
#include "lab/world/address.h"
#include "lab/world/address/shown.h"
#include "lab/world/instance.h"
#include "lab/world/network.h"

static struct doc *
ipv4_doc(struct call *c, int64_t id)
{
    struct world *w = &c->lab->world;
    struct arena *a = c->arena;
    struct doc *d = doc_map(a);

    doc_put(a, d, "public",
        address_tags(
            c, world_list(
                   w, a, ADDRESS_SELECT "WHERE x.linode = ? AND public ORDER BY turn", "i", id)));
    doc_put(a, d, "private",
        world_list(
            w, a, ADDRESS_SELECT "WHERE x.linode = ? AND NOT public ORDER BY turn", "i", id));
    doc_put(a, d, "shared",
        address_tags(
            c, world_list(w, a,
                   ADDRESS_SELECT "JOIN address_share s ON s.address = x.id WHERE s.linode = ? "
                                  "ORDER BY x.id",
                   "i", id)));
    doc_put(a, d, "reserved", doc_list(a)); // public ones say by themselves whether they are
    doc_put(a, d, "vpc", network_vpc_ips(c, 0, id));
    return d;
}

static struct doc *
ipv6_doc(struct call *c, int64_t id)
{
    struct arena *a = c->arena;
    struct doc *d = doc_map(a);

    doc_put(a, d, "slaac", address_ipv6(c, id, "slaac"));
    doc_put(a, d, "link_local", address_ipv6(c, id, "link_local"));
    doc_put(a, d, "global",
        world_list(&c->lab->world, a,
            "SELECT r.range, prefix, r.region, CASE WHEN s.range IS NULL THEN l.ipv6 END AS "
            "route_target FROM ipv6_range r JOIN linode l ON l.id = r.linode "
            "LEFT JOIN (SELECT DISTINCT range FROM ipv6_range_share) s ON s.range = r.id "
            "WHERE r.linode = ?1 OR r.id IN (SELECT range FROM ipv6_range_share WHERE linode = ?1) "
            "ORDER BY r.id",
            "i", id));
    doc_put(a, d, "vpc", doc_list(a));
    return d;
}

static void
ip_list(struct call *c)
{
    if (!instance_need(c))
        return;
    c->answer = doc_map(c->arena);
    doc_put(c->arena, c->answer, "ipv4", ipv4_doc(c, call_id(c, 0)));
    doc_put(c->arena, c->answer, "ipv6", ipv6_doc(c, call_id(c, 0)));
}

// ---- POST

// The row of the reserved address that the body names; 0: none, or it is refused.
static int64_t
reserved_read(struct call *c, const char *region)
{
    const char *text = doc_get_text(c->body, "address", NULL);
    struct in_addr in;
    const struct doc *row;

    if (!text)
        return 0;
    row = world_one(&c->lab->world, c->arena,
        "SELECT id, linode, region, reserved FROM address WHERE address = ? AND public", "t", text);
    if (inet_pton(AF_INET, text, &in) != 1)
        call_error(c, "address", "Must provide a valid reserved address");
    else if (!doc_get_bool(c->body, "public", true))
        call_error(c, "address", "Cannot reserve a private address.");
    else if (!row || !doc_get_int(row, "reserved", 0) || !doc_is_null(doc_get(row, "linode")))
        call_error(c, "address", "Address must be reserved and must be currently unassigned.");
    else if (!str_eq(doc_get_text(row, "region", ""), region))
        call_error(c, "address", "Address must belong to same region as linode.");
    return doc_get_int(row, "id", 0);
}

static bool
add_check(struct call *c)
{
    static const struct field fields[] = {
        { "type", FIELD_TEXT, .required = true },
        { "public", FIELD_BOOL, .required = true },
        { "address", FIELD_TEXT },
        { 0 },
    };

    if (!call_check(c, c->body, "", fields))
        return false;
    if (!str_eq(doc_get_text(c->body, "type", NULL), "ipv4"))
        call_error(c, NULL, "Only addresses of type ipv4 are currently supported.");
    else if (doc_get_bool(c->body, "public", true))
        address_may_add(c, call_id(c, 0));
    else if (address_has_private(c->lab, call_id(c, 0)) && doc_is_null(doc_get(c->body, "address")))
        call_error(c, NULL, "Linode already has a private IP address.");
    return true;
}

// A running node sets it up by itself at its next reboot.
static void
ip_add(struct call *c)
{
    const struct doc *linode = instance_need(c);
    const char *region = doc_get_text(linode, "region", NULL);
    int64_t id = call_id(c, 0), row;

    if (!linode || !add_check(c))
        return;
    row = reserved_read(c, region);
    if (call_failed(c))
        return;
    if (row)
        address_move(c->lab, row, id);
    else
        row = address_give(c->lab, id, region, doc_get_bool(c->body, "public", true));
    if (!row) {
        call_error(c, NULL, "The lab has no more addresses in this region");
        return;
    }
    c->answer = address_show(c, row);
    address_note(c, "linode_addip", doc_get_text(c->answer, "address", ""), id);
    network_readdress(c->lab, id);
}

// ---- one

// Its row; -1: it is an IPv6 one, params[1] as it is usually written. 0: there is none.
static int64_t
ip_find(struct call *c)
{
    int64_t row = address_find(c, call_id(c, 0), c->params[1]);

    if (!row && address_ipv6_owner(c, &c->params[1]) == call_id(c, 0))
        return -1;
    if (!row)
        call_not_found(c);
    return row;
}

static void
ip_show(struct call *c, int64_t row)
{
    struct doc *found = row > 0 ? address_show(c, row) : address_ipv6(c, call_id(c, 0), "slaac");

    if (found)
        c->answer = found;
}

static void
ip_get(struct call *c)
{
    int64_t row = ip_find(c);

    if (row)
        ip_show(c, row);
}

static void
ip_put(struct call *c)
{
    int64_t row = ip_find(c);

    if (row && address_name(c, c->params[1], row < 0, call_id(c, 0)))
        ip_show(c, row);
}

// A reserved one stays, nobody's.
static void
ip_delete(struct call *c)
{
    struct world *w = &c->lab->world;
    int64_t id = call_id(c, 0), row = address_find(c, id, c->params[1]);

    if (!row) {
        call_not_found(c);
        return;
    }
    if (world_int(w, 0,
            "SELECT public AND NOT EXISTS (SELECT 1 FROM address o WHERE o.linode = x.linode AND "
            "o.public AND o.id <> x.id) FROM address x WHERE id = ?",
            "i", row)) {
        call_error(c, NULL, "Linode must have at least one public IPv4 address.");
        return;
    }
    address_note(c, "linode_deleteip", c->params[1], id);
    world_do(w, "DELETE FROM address_share WHERE address = ?", "i", row);
    world_do(w, "DELETE FROM address WHERE id = ? AND NOT reserved", "i", row);
    world_do(w, "UPDATE address SET linode = NULL, rdns = NULL WHERE id = ?", "i", row);
    network_readdress(c->lab, id);
}

static const struct route routes[] = {
    { "GET", LINODE_PATH "/ips", READ("linodes"), RATE_OTHER, false, ip_list },
    { "POST", LINODE_PATH "/ips", WRITE("linodes"), RATE_OTHER, false, ip_add },
    { "GET", LINODE_PATH "/ips/{}", READ("linodes"), RATE_OTHER, false, ip_get },
    { "PUT", LINODE_PATH "/ips/{}", WRITE("linodes"), RATE_OTHER, false, ip_put },
    { "DELETE", LINODE_PATH "/ips/{}", WRITE("linodes"), RATE_OTHER, false, ip_delete },
    { 0 },
};

const struct noun ip_noun = { .routes = routes };

// SPDX-License-Identifier: MIT
// The addresses of a Linode, as the API shows them.
#include <ctype.h>

#include "base/str.h"
#include "lab/world/address.h"
#include "lab/world/event.h"
#include "lab/world/instance.h"

#define SELECT_IP                                                                             \
    "SELECT x.address, x.gateway, x.subnet_mask, x.prefix, 'ipv4' AS type, "                  \
    "x.public AS \"public:bool\", x.rdns, x.linode AS linode_id, NULL AS interface_id, "      \
    "l.region, NULL AS vpc_nat_1_1, 0 AS \"reserved:bool\", json_object('id', l.id, 'type', " \
    "'linode', 'label', l.label, 'url', '/v4/linode/instances/' || l.id) "                    \
    "AS \"assigned_entity:json\" FROM address x JOIN linode l ON l.id = x.linode "            \
    "WHERE x.linode = ? "

static struct doc *
ipv4_doc(struct call *c)
{
    static const char *const empty[] = { "shared", "reserved", "vpc" };
    struct world *w = &c->lab->world;
    struct arena *a = c->arena;
    struct doc *d = doc_map(a);

    doc_put(a, d, "public",
        world_list(w, a, SELECT_IP "AND public ORDER BY x.rowid", "i", call_id(c, 0)));
    doc_put(a, d, "private",
        world_list(w, a, SELECT_IP "AND NOT public ORDER BY x.rowid", "i", call_id(c, 0)));
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        doc_put(a, d, empty[i], doc_list(a));
    return d;
}

static struct doc *
ipv6_one(struct call *c, const struct doc *linode, const char *address, bool public)
{
    struct arena *a = c->arena;
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "address", address);
    doc_put_string(a, d, "gateway", "fe80::1");
    doc_put_string(a, d, "subnet_mask", "ffff:ffff:ffff:ffff::");
    doc_put_int(a, d, "prefix", 64);
    doc_put_string(a, d, "type", "ipv6");
    doc_put_string(a, d, "rdns", NULL);
    doc_put_int(a, d, "linode_id", call_id(c, 0));
    doc_put_string(a, d, "region", doc_get_text(linode, "region", NULL));
    doc_put_bool(a, d, "public", public);
    return d;
}

static struct doc *
ipv6_doc(struct call *c, const struct doc *linode)
{
    struct arena *a = c->arena;
    const char *slaac = doc_get_text(linode, "ipv6", ""); // ends in "/128"
    const char *host = strstr(slaac, ":f03c:");
    struct doc *d = doc_map(a);

    slaac = arena_strndup(a, slaac, strcspn(slaac, "/"));
    doc_put(a, d, "slaac", ipv6_one(c, linode, slaac, true));
    doc_put(a, d, "link_local",
        ipv6_one(c, linode,
            arena_printf(a, "fe80:%.*s", host ? (int)strcspn(host, "/") : 0, host ? host : ""),
            false));
    doc_put(a, d, "global", doc_list(a));
    doc_put(a, d, "vpc", doc_list(a));
    return d;
}

static void
ip_list(struct call *c)
{
    struct doc *linode = instance_need(c);

    if (!linode)
        return;
    c->answer = doc_map(c->arena);
    doc_put(c->arena, c->answer, "ipv4", ipv4_doc(c));
    doc_put(c->arena, c->answer, "ipv6", ipv6_doc(c, linode));
}

static bool
has_private(struct call *c)
{
    return world_int(&c->lab->world, 0, "SELECT 1 FROM address WHERE linode = ? AND NOT public",
        "i", call_id(c, 0));
}

static bool
add_check(struct call *c)
{
    static const struct field fields[] = {
        { "type", FIELD_TEXT, .required = true },
        { "public", FIELD_BOOL, .required = true },
        { 0 },
    };

    if (!call_check(c, c->body, "", fields))
        return false;
    if (!str_eq(doc_get_text(c->body, "type", NULL), "ipv4"))
        call_error(c, NULL, "Only addresses of type ipv4 are currently supported.");
    else if (!doc_is_null(doc_get(c->body, "address")))
        call_error(c, "address", "Address must be reserved and must be currently unassigned.");
    else if (doc_get_bool(c->body, "public", true))
        call_error(c, NULL,
            "Additional IPv4 addresses require technical justification.  Please contact support "
            "describing your requirement.");
    else if (has_private(c))
        call_error(c, NULL, "Linode already has a private IP address.");
    return !call_failed(c);
}

// A running node has it after its next reboot.
static void
ip_add(struct call *c)
{
    struct doc *linode = instance_need(c);

    if (!linode || !add_check(c))
        return;
    if (!address_give(c->lab, call_id(c, 0), doc_get_text(linode, "region", NULL), false)) {
        call_error(c, NULL, "The lab has no more private addresses");
        return;
    }
    event_note(c->lab, "linode_addip", instance_entity(c->lab, c->arena, call_id(c, 0)), NULL);
    c->answer = world_one(&c->lab->world, c->arena, SELECT_IP "AND NOT public", "i", call_id(c, 0));
}

static struct doc *
ip_need(struct call *c)
{
    struct doc *ip = world_one(
        &c->lab->world, c->arena, SELECT_IP "AND x.address = ?", "it", call_id(c, 0), c->params[1]);

    if (!ip)
        call_not_found(c);
    return ip;
}

static void
ip_get(struct call *c)
{
    struct doc *ip = ip_need(c);

    if (ip)
        c->answer = ip;
}

static bool
is_domain(const char *s)
{
    if (strlen(s) > 253 || !strchr(s, '.') || !isalnum((unsigned char)s[0]))
        return false;
    for (; *s; s++)
        if (!isalnum((unsigned char)*s) && !strchr("-.", *s))
            return false;
    return true;
}

static void
ip_put(struct call *c)
{
    static const struct field fields[] = { { "rdns", FIELD_TEXT }, { 0 } };
    const char *rdns = doc_get_text(c->body, "rdns", NULL);

    if (!ip_need(c) || !call_check(c, c->body, "", fields))
        return;
    if (rdns && !is_domain(rdns)) {
        call_error(c, "rdns", "Domain is not valid.");
        return;
    }
    world_do(&c->lab->world,
        "UPDATE address SET rdns = coalesce(?, replace(address, '.', '-') || "
        "'.ip.linodeusercontent.com') WHERE address = ? AND public",
        "tt", rdns, c->params[1]);
    event_note(c->lab, "ipaddress_update", NULL, NULL);
    c->answer = ip_need(c);
}

static const struct route routes[] = {
    { "GET", LINODE_PATH "/ips", READ("linodes"), RATE_OTHER, false, ip_list },
    { "POST", LINODE_PATH "/ips", WRITE("linodes"), RATE_OTHER, false, ip_add },
    { "GET", LINODE_PATH "/ips/{}", READ("linodes"), RATE_OTHER, false, ip_get },
    { "PUT", LINODE_PATH "/ips/{}", WRITE("linodes"), RATE_OTHER, false, ip_put },
    { 0 },
};

const struct noun ip_noun = { .routes = routes };

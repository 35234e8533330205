// SPDX-License-Identifier: MIT
// How an address is shown, named, and what an account may have of them.
#include "lab/world/address/shown.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "lab/world/event.h"
#include "lab/world/instance.h"

#define PUBLIC_MAX 8 // of a Linode

static void
tags_put(struct call *c, struct doc *address)
{
    const struct doc *row;

    if (!doc_get_bool(address, "reserved", false))
        return;
    row = world_one(&c->lab->world, c->arena,
        "SELECT (SELECT json_group_array(label) FROM (SELECT t.label FROM address_tag t "
        "JOIN address x ON x.id = t.address WHERE x.address = ? ORDER BY t.label)) AS "
        "\"tags:json\"",
        "t", doc_get_text(address, "address", NULL));
    doc_put(c->arena, address, "tags", doc_copy(c->arena, doc_get(row, "tags")));
}

struct doc *
address_tags(struct call *c, struct doc *list)
{
    for (size_t i = 0; i < list->n; i++)
        tags_put(c, list->items[i]);
    return list;
}

int64_t
address_find(struct call *c, int64_t linode, const char *text)
{
    return world_int(&c->lab->world, 0,
        "SELECT id FROM address WHERE address = ?1 AND (?2 = 0 OR linode = ?2) ORDER BY turn", "ti",
        text, linode);
}

struct doc *
address_show(struct call *c, int64_t row)
{
    struct doc *d = world_one(&c->lab->world, c->arena, ADDRESS_SELECT "WHERE x.id = ?", "i", row);

    if (d)
        tags_put(c, d);
    else
        call_not_found(c);
    return d;
}

void
address_note(struct call *c, const char *action, const char *text, int64_t linode)
{
    struct arena *a = c->arena;
    const struct doc *address = entity_new(
        a, "ipaddress", doc_string(a, text), text, arena_printf(a, "/v4/networking/ips/%s", text));
    const struct doc *of = linode ? instance_entity(c->lab, a, linode) : NULL;
    bool first = of && !str_eq(action, "ipaddress_update");

    event_note(c->lab, action, first ? of : address, first ? address : of);
}

// ---- IPv6

const char *
ipv6_text(struct arena *a, const char *text)
{
    char out[INET6_ADDRSTRLEN];
    struct in6_addr in;

    if (inet_pton(AF_INET6, arena_strndup(a, text, strcspn(text, "/")), &in) != 1)
        return NULL;
    return arena_strdup(a, inet_ntop(AF_INET6, &in, out, sizeof out));
}

struct doc *
address_ipv6(struct call *c, int64_t linode, const char *what)
{
    struct arena *a = c->arena;
    bool local = str_eq(what, "link_local");

    // Both have the same half that follows from the hardware's address.
    return world_one(&c->lab->world, a,
        "SELECT CASE WHEN ?2 THEN 'fe80:' || substr(ipv6, instr(ipv6, ':f03c:')) ELSE ipv6 END AS "
        "address, 'fe80::1' AS gateway, 'ffff:ffff:ffff:ffff::' AS subnet_mask, 64 AS prefix, "
        "'ipv6' AS type, CASE WHEN ?2 THEN NULL ELSE (SELECT rdns FROM ipv6_rdns WHERE address = "
        "l.ipv6) END AS rdns, id AS linode_id, region, NOT ?2 AS \"public:bool\" FROM linode l "
        "WHERE id = ?1",
        "ii", linode, (int64_t)local);
}

static bool
in_range(const char *text, const char *range, int64_t prefix)
{
    unsigned char a[16], b[16];

    return inet_pton(AF_INET6, text, a) == 1 && inet_pton(AF_INET6, range, b) == 1 &&
           memcmp(a, b, (size_t)prefix / 8) == 0;
}

int64_t
address_ipv6_owner(struct call *c, const char **text)
{
    struct world *w = &c->lab->world;
    const char *usual = ipv6_text(c->arena, *text);
    int64_t linode;

    if (!usual)
        return 0;
    *text = usual;
    linode = world_int(w, 0, "SELECT id FROM linode WHERE ipv6 = ?", "t", usual);
    if (linode)
        return linode;
    const struct doc *ranges =
        world_list(w, c->arena, "SELECT range, prefix, linode FROM ipv6_range", "");
    doc_each (row, ranges)
        if (in_range(usual, doc_get_text(row, "range", ""), doc_get_int(row, "prefix", 0)))
            return doc_get_int(row, "linode", 0);
    return 0;
}

// ---- names

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

// The lab asks no DNS. What it knows without: that .invalid never is a name (RFC 6761), and that
// names of nip.io and sslip.io stand for the address that they contain. Others are believed.
static bool
forward_matches(struct call *c, const char *name, const char *text)
{
    char *dashed = arena_strdup(c->arena, text);
    bool spoken = str_ends(name, ".nip.io") || str_ends(name, ".sslip.io");

    for (char *p = dashed; *p; p++)
        if (strchr(".:", *p))
            *p = '-';
    if (str_ends(name, ".invalid"))
        call_error(c, "rdns", "Unable to perform a lookup for %s at this time", name);
    else if (spoken && !strstr(name, text) && !strstr(name, dashed))
        call_error(c, "rdns",
            "No match was found for %s. Reverse DNS must have a matching forward entry.", name);
    return !call_failed(c);
}

static void
ipv6_name_set(struct lab *lab, const char *text, int64_t linode, const char *rdns)
{
    if (rdns)
        world_do(&lab->world,
            "INSERT OR REPLACE INTO ipv6_rdns (address, linode, rdns) VALUES (?, ?, ?)", "tit",
            text, linode, rdns);
    else
        world_do(&lab->world, "DELETE FROM ipv6_rdns WHERE address = ?", "t", text);
}

bool
address_name(struct call *c, const char *text, bool ipv6, int64_t linode)
{
    static const struct field fields[] = { { "rdns", FIELD_TEXT }, { 0 } };
    const char *rdns = doc_get_text(c->body, "rdns", NULL);

    if (!call_check(c, c->body, "", fields))
        return false;
    if (!doc_get(c->body, "rdns"))
        return true;
    if (rdns && !is_domain(rdns))
        call_error(c, "rdns", "Domain is not valid.");
    if (call_failed(c) || (rdns && !forward_matches(c, rdns, text)))
        return false;
    if (ipv6)
        ipv6_name_set(c->lab, text, linode, rdns);
    else
        world_do(&c->lab->world,
            "UPDATE address SET rdns = coalesce(?, CASE WHEN linode THEN replace(address, '.', "
            "'-') || '.ip.linodeusercontent.com' END) WHERE address = ? AND public",
            "tt", rdns, text);
    address_note(c, "ipaddress_update", text, linode);
    return true;
}

// ---- limits

bool
address_has_private(struct lab *lab, int64_t linode)
{
    return world_int(
        &lab->world, 0, "SELECT 1 FROM address WHERE linode = ? AND NOT public", "i", linode);
}

// One of a Linode's own interfaces comes by that interface.
bool
address_may_add(struct call *c, int64_t linode)
{
    if (world_int(&c->lab->world, 0,
            "SELECT interface_generation <> 'legacy_config' FROM linode WHERE id = ?", "i",
            linode)) {
        call_error(c, NULL, "This Linode has Linode interfaces: add addresses to its public one.");
        return false;
    }
    if (world_int(&c->lab->world, 0, "SELECT count(*) FROM address WHERE linode = ? AND public",
            "i", linode) < PUBLIC_MAX)
        return true;
    call_error(c, NULL,
        "Additional IPv4 addresses require technical justification.  Please contact support "
        "describing your requirement.");
    return false;
}

bool
address_may_reserve(struct call *c)
{
    if (world_int(&c->lab->world, 0, "SELECT count(*) FROM address WHERE reserved", "") <
        (int64_t)c->lab->conf.nodes_max)
        return true;
    call_error(c, NULL,
        "Additional Reserved IPv4 addresses require technical justification.  Please contact "
        "support describing your requirement.");
    return false;
}

// SPDX-License-Identifier: MIT
// The ports of a Linode's node: what the fleet is told of its interfaces.
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "lab/world/config.h"
#include "lab/world/network/network.h"

// Its interfaces as it is booted, in their order; the default route of IPv4 is the primary one's,
// or the first's that is in no VLAN.
#define SELECT_PORT                                                                               \
    "SELECT i.id, i.purpose, i.label, nullif(i.ipam_address, '') AS ipam, i.address, s.vpc, "     \
    "substr(s.ipv4, instr(s.ipv4, '/')) AS prefix, (SELECT group_concat(r.value, ' ') "           \
    "FROM json_each(i.ranges) r) AS ranges, (SELECT a.address || '/' || a.prefix FROM address a " \
    "WHERE a.address = i.nat AND a.linode = i.linode) AS nat, i.config IS NULL AS "               \
    "\"own:bool\", iif(i.config IS NULL, i.route4, i.id = (SELECT id FROM interface WHERE "       \
    "config = i.config AND purpose <> 'vlan' ORDER BY \"primary\" DESC, position, id LIMIT 1)) "  \
    "AS \"four:bool\", iif(i.config IS NULL, i.route6, i.purpose = 'public') AS \"six:bool\" "    \
    "FROM interface i LEFT JOIN subnet s ON s.id = i.subnet WHERE i.linode = ?1 AND "             \
    "i.config IS nullif(?2, 0) ORDER BY i.position, i.id"

// All of its addresses but those that stand for others in its VPC; of a Linode interface its own.
static const char *
public_addresses(struct lab *lab, struct arena *a, int64_t linode, int64_t config, int64_t own)
{
    const char *four = world_text(&lab->world, a,
        "SELECT group_concat(text, ' ') FROM (SELECT address || '/' || prefix AS text FROM address "
        "a "
        "WHERE linode = ?1 AND ?3 IN (0, a.interface) AND NOT EXISTS (SELECT 1 FROM interface i "
        "WHERE i.linode = ?1 AND i.config IS nullif(?2, 0) AND i.nat = a.address) "
        "ORDER BY public DESC, turn)",
        "iii", linode, config, own);
    const char *six =
        world_text(&lab->world, a, "SELECT ipv6 FROM linode WHERE id = ?", "i", linode);

    return arena_printf(a, "%s%s%s/64", four ? four : "", four ? " " : "", six);
}

// Ranges of IPv6 that are routed to the Linode. Of one that several may announce it is the one that
// does, while it runs.
static const char *
public_ranges(struct lab *lab, struct arena *a, int64_t linode)
{
    return world_text(&lab->world, a,
        "SELECT group_concat(range || '/' || prefix, ' ') FROM ipv6_range WHERE linode = ?", "i",
        linode);
}

// What of others it may announce.
static const char *
public_shared(struct lab *lab, struct arena *a, int64_t linode)
{
    return world_text(&lab->world, a,
        "SELECT group_concat(network, ' ') FROM (SELECT a.address || '/32' AS network "
        "FROM address_share s JOIN address a ON a.id = s.address "
        "WHERE s.linode = ?1 AND public UNION ALL SELECT r.range || '/' || r.prefix "
        "FROM ipv6_range_share s JOIN ipv6_range r ON r.id = s.range "
        "WHERE s.linode = ?1 AND r.linode <> ?1)",
        "i", linode);
}

static const char *
hardware(struct arena *a, int64_t interface)
{
    return arena_printf(a, NETWORK_HARDWARE, NETWORK_HARDWARE_OF(interface));
}

static const char *
gateway(const struct doc *row)
{
    bool four = doc_get_bool(row, "four", false), six = doc_get_bool(row, "six", false);

    return four && six ? "46" : four ? "4" : six ? "6" : NULL;
}

static struct fleet_port
port_of(struct lab *lab, struct arena *a, int64_t linode, int64_t config, const struct doc *row)
{
    const char *purpose = doc_get_text(row, "purpose", "");
    int64_t id = doc_get_int(row, "id", 0);
    bool own = doc_get_bool(row, "own", false);
    struct fleet_port p = { .gateway = gateway(row), .hardware = own ? hardware(a, id) : NULL };

    if (str_eq(purpose, "public")) {
        p.network = "public";
        p.addresses = public_addresses(lab, a, linode, config, own ? id : 0);
        p.routed = public_ranges(lab, a, linode);
        p.shared = public_shared(lab, a, linode);
    } else if (str_eq(purpose, "vlan")) {
        p.network = arena_printf(a, "vlan %s", doc_get_text(row, "label", ""));
        p.addresses = doc_get_text(row, "ipam", NULL);
        p.gateway = NULL;
    } else {
        p.network = arena_printf(a, "vpc %lld", (long long)doc_get_int(row, "vpc", 0));
        p.addresses = arena_printf(
            a, "%s%s", doc_get_text(row, "address", ""), doc_get_text(row, "prefix", ""));
        p.routed = doc_get_text(row, "ranges", NULL);
        p.nat = doc_get_text(row, "nat", NULL);
    }
    return p;
}

void
network_ports(struct lab *lab, struct arena *a, int64_t linode, struct fleet_port *out)
{
    bool legacy = world_int(&lab->world, 1,
        "SELECT interface_generation = 'legacy_config' FROM linode WHERE id = ?", "i", linode);
    int64_t config = legacy ? config_default(lab, linode) : 0;
    const struct doc *rows =
        legacy && !config ? NULL : world_list(&lab->world, a, SELECT_PORT, "ii", linode, config);

    if (legacy && !doc_count(rows))
        out[0] = (struct fleet_port){ .network = "public",
            .addresses = public_addresses(lab, a, linode, config, 0),
            .routed = public_ranges(lab, a, linode),
            .shared = public_shared(lab, a, linode),
            .gateway = "46" };
    for (size_t i = 0; i < doc_count(rows) && i < FLEET_PORTS; i++)
        out[i] = port_of(lab, a, linode, config, doc_at(rows, i));
}

static void
readdressed(void *user, const struct lct_err *err)
{
    (void)user;
    if (err->code && err->code != LCT_ECANCELLED)
        log_warn("addresses of a Linode do not lead to its node: %s", err->text);
}

void
network_readdress(struct lab *lab, int64_t linode)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *l =
        world_one(&lab->world, a, "SELECT label, region FROM linode WHERE id = ?", "i", linode);
    const char *label = doc_get_text(l, "label", "");
    struct fleet_node n = { .id = linode,
        .region = doc_get_text(l, "region", NULL),
        .hostname = arena_strndup(a, label, strnlen(label, 63)) };

    if (!lab->fleet || !l)
        return;
    network_ports(lab, a, linode, n.ports);
    fleet_readdress(lab->fleet, &n, readdressed, NULL);
}

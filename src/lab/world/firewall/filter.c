// SPDX-License-Identifier: MIT
// Cloud Firewalls as rules of nft in the networks of a region: two chains a firewall, for what its
// services get and send, and two a port, which jump there; one a NodeBalancer, for what it gets. So
// a firewall that changes is two chains, however many are behind it; each load is one transaction,
// and may be repeated.
#include "lab/world/filter.h"

#include <stdlib.h>

#include "base/cidr.h"
#include "base/log.h"
#include "base/str.h"
#include "lab/net/port.h"
#include "lab/world/firewall/firewall.h"

#define TABLE "inet cloud"

// The lab's own connections come by the core, or, a balancer's, from within. What comes to a
// NodeBalancer is told by its address, before it is sent on.
static const char frame[] = //
    "add table " TABLE "\n"
    "add map " TABLE " got { type ifname : verdict; }\n"
    "add map " TABLE " sent { type ifname : verdict; }\n"
    "add chain " TABLE " passing { type filter hook forward priority filter; }\n"
    "add chain " TABLE " within { type filter hook output priority filter; }\n"
    "flush chain " TABLE " passing\n"
    "flush chain " TABLE " within\n"
    "add rule " TABLE " passing ct state established,related accept\n"
    "add rule " TABLE " passing iifname vmap @sent\n"
    "add rule " TABLE " passing oifname vmap @got\n"
    "add rule " TABLE " within ct state established,related accept\n"
    "add rule " TABLE " within oifname vmap @got\n"
    "add map " TABLE " front4 { type ipv4_addr : verdict; }\n"
    "add map " TABLE " front6 { type ipv6_addr : verdict; }\n"
    "add chain " TABLE " arriving { type filter hook prerouting priority mangle; }\n"
    "flush chain " TABLE " arriving\n"
    "add rule " TABLE " arriving ct state established,related accept\n"
    "add rule " TABLE " arriving ip daddr vmap @front4\n"
    "add rule " TABLE " arriving ip6 daddr vmap @front6\n";

static const char *const ways[] = { "got", "sent" };

// ---- one rule

// nft refuses networks of one list that overlap: those within another are left out.
static bool
is_covered(const struct doc *list, size_t i, const struct cidr *net)
{
    struct cidr other;

    for (size_t k = 0; k < doc_count(list); k++)
        if (k != i && cidr_parse(doc_text(doc_at(list, k), ""), true, &other) &&
            cidr_has(&other, net) &&
            (other.prefix < net->prefix || (other.prefix == net->prefix && k < i)))
            return true;
    return false;
}

static void
add_nets(struct buf *out, const struct doc *list)
{
    char text[CIDR_TEXT];
    size_t n = 0;

    for (size_t i = 0; i < doc_count(list); i++) {
        struct cidr net;
        if (!cidr_parse(doc_text(doc_at(list, i), ""), true, &net) || is_covered(list, i, &net))
            continue;
        net = cidr_net(&net);
        buf_addf(out, "%s%s", n++ ? ", " : "", cidr_text(&net, text));
    }
}

struct ports {
    uint16_t first, last;
};

static bool
overlaps(const struct ports *a, const struct ports *b)
{
    return a->first <= b->last && b->first <= a->last;
}

// Likewise ports: each piece takes in those that it overlaps.
static size_t
ports_read(struct arena *a, const char *text, struct ports **ret)
{
    char **words;
    size_t n = str_split(a, text, ", ", &words), used = 0;
    struct ports *list = arena_array(a, n + 1, sizeof *list);

    for (size_t i = 0; i < n; i++) {
        const char *dash = strchr(words[i], '-');
        int64_t first = strtol(words[i], NULL, 10),
                last = dash ? strtol(dash + 1, NULL, 10) : first;
        struct ports p = { (uint16_t)first, (uint16_t)last };
        for (size_t k = used; k-- > 0;)
            if (overlaps(&p, &list[k])) {
                p.first = p.first < list[k].first ? p.first : list[k].first;
                p.last = p.last > list[k].last ? p.last : list[k].last;
                list[k] = list[--used];
                k = used; // a wider one may overlap more
            }
        list[used++] = p;
    }
    *ret = list;
    return used;
}

static void
add_service(struct arena *a, struct buf *out, const struct doc *rule, bool v4)
{
    const char *protocol = doc_get_text(rule, "protocol", ""),
               *ports = doc_get_text(rule, "ports", NULL);
    const bool tcp = str_eq(protocol, "TCP") || str_eq(protocol, "6"),
               udp = str_eq(protocol, "UDP") || str_eq(protocol, "17");
    struct ports *list;

    if (str_eq(protocol, "ALL"))
        return;
    if ((tcp || udp) && ports) {
        const size_t n = ports_read(a, ports, &list);
        buf_addf(out, "%s dport { ", tcp ? "tcp" : "udp");
        for (size_t i = 0; i < n; i++)
            buf_addf(out, "%s%u-%u", i ? ", " : "", list[i].first, list[i].last);
        buf_adds(out, " } ");
        return;
    }
    buf_addf(out, "meta l4proto %s ",
        tcp                           ? "6"
        : udp                         ? "17"
        : str_eq(protocol, "IPENCAP") ? "4"
        : !str_eq(protocol, "ICMP")   ? protocol
        : v4                          ? "1"
                                      : "58");
}

static void
add_rule(struct arena *a, struct buf *out, const char *chain, const struct doc *rule, bool sent)
{
    const char *verdict = str_eq(doc_get_text(rule, "action", ""), "ACCEPT") ? "return" : "drop";

    for (int six = 0; six < 2; six++) {
        const struct doc *nets = doc_get(doc_get(rule, "addresses"), six ? "ipv6" : "ipv4");
        if (!doc_count(nets))
            continue;
        buf_addf(out, "add rule " TABLE " %s %s %s { ", chain, six ? "ip6" : "ip",
            sent ? "daddr" : "saddr");
        add_nets(out, nets);
        buf_adds(out, " } ");
        add_service(a, out, rule, !six);
        buf_addf(out, "%s\n", verdict);
    }
}

// ---- a firewall, a port

// Nothing is in the chains of one that is disabled.
static void
add_firewall(struct arena *a, struct buf *out, const struct doc *firewall)
{
    static const char *const directions[] = { "inbound", "outbound" };
    const struct doc *rules = doc_get(firewall, "rules");
    const bool enabled = str_eq(doc_get_text(firewall, "status", ""), "enabled");

    for (int sent = 0; sent < 2; sent++) {
        const char *chain = arena_printf(
            a, "firewall%lld_%s", (long long)doc_get_int(firewall, "id", 0), ways[sent]);
        const char *policy =
            doc_get_text(rules, arena_printf(a, "%s_policy", directions[sent]), "ACCEPT");
        buf_addf(out, "add chain " TABLE " %s\nflush chain " TABLE " %s\n", chain, chain);
        if (!enabled)
            continue;
        doc_each (rule, doc_get(rules, directions[sent]))
            add_rule(a, out, chain, rule, sent);
        if (str_eq(policy, "DROP"))
            buf_addf(out, "add rule " TABLE " %s drop\n", chain);
    }
}

// What stands for another network is of no use there, and no harm; nor is what is left of a Linode
// that is gone: no other gets its number.
static void
add_port(struct buf *out, int64_t linode, size_t i, const struct doc *firewalls)
{
    char link[IFNAMSIZ];

    port_link(linode, i, link);
    for (int sent = 0; sent < 2; sent++) {
        const char *way = ways[sent];
        buf_addf(out,
            "add chain " TABLE " %s_%s\nflush chain " TABLE " %s_%s\n"
            "add element " TABLE " %s { \"%s\" : jump %s_%s }\n",
            link, way, link, way, way, link, link, way);
        doc_each (each, firewalls)
            buf_addf(out, "add rule " TABLE " %s_%s jump firewall%lld_%s\n", link, way,
                (long long)doc_get_int(each, "firewall", 0), way);
    }
}

// Of a NodeBalancer that is behind one: what it sends is no matter of its firewall.
static void
add_front(struct buf *out, const struct doc *device)
{
    const long long id = (long long)doc_get_int(device, "service", 0);

    buf_addf(out,
        "add chain " TABLE " balancer%lld\nflush chain " TABLE " balancer%lld\n"
        "add rule " TABLE " balancer%lld jump firewall%lld_got\n"
        "add element " TABLE " front4 { %s : jump balancer%lld }\n"
        "add element " TABLE " front6 { %s : jump balancer%lld }\n",
        id, id, id, (long long)doc_get_int(device, "firewall", 0), doc_get_text(device, "ipv4", ""),
        id, doc_get_text(device, "ipv6", ""), id);
}

// ---- to the networks

static void
loaded(void *user, const struct lct_err *err)
{
    if (err->code && err->code != LCT_ECANCELLED)
        log_warn("a Cloud Firewall is not in force: %s", err->text);
}

// Where else a port of the region's may be: in its VPCs.
static void
load(struct lab *lab, const char *region, const struct buf *rules)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *vpcs =
        world_list(&lab->world, a, "SELECT id FROM vpc WHERE region = ?", "t", region);

    fleet_filter(lab->fleet, region, "public", buf_str(rules), loaded, NULL);
    doc_each (vpc, vpcs)
        fleet_filter(lab->fleet, region,
            arena_printf(a, "vpc %lld", (long long)doc_get_int(vpc, "id", 0)), buf_str(rules),
            loaded, NULL);
}

// Which firewalls the Linode is behind, with one port at least.
static struct doc *
behind(struct lab *lab, struct arena *a, int64_t linode)
{
    return world_list(&lab->world, a,
        "SELECT DISTINCT firewall FROM firewall_service WHERE parent_id = ?1 OR "
        "(kind = 'linode' AND service = ?1)",
        "i", linode);
}

// With port i: with all, or with its interface there.
static struct doc *
behind_with(struct lab *lab, struct arena *a, int64_t linode, size_t i)
{
    return world_list(&lab->world, a,
        "SELECT firewall FROM firewall_device WHERE linode = ?1 OR interface = (SELECT id FROM "
        "interface WHERE linode = ?1 AND config IS NULL ORDER BY position, id LIMIT 1 OFFSET ?2)",
        "ii", linode, (int64_t)i);
}

void
filter_linode(struct lab *lab, int64_t linode)
{
    _own_(arena) struct arena *a = arena_new();
    const char *region =
        world_text(&lab->world, a, "SELECT region FROM linode WHERE id = ?", "i", linode);
    const struct doc *firewalls;
    _own_(buf) struct buf out = { 0 };

    if (!lab->fleet || !region)
        return;
    buf_adds(&out, frame);
    firewalls = behind(lab, a, linode);
    doc_each (each, firewalls)
        add_firewall(a, &out, firewall_find(lab, a, doc_get_int(each, "firewall", 0)));
    for (size_t i = 0; i < FLEET_PORTS; i++)
        add_port(&out, linode, i, behind_with(lab, a, linode, i));
    load(lab, region, &out);
}

void
filter_boot(struct lab *lab, int64_t linode)
{
    _own_(arena) struct arena *a = arena_new();

    if (doc_count(behind(lab, a, linode)))
        filter_linode(lab, linode);
}

void
filter_balancers(struct lab *lab, const char *region)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf out = { 0 };
    const struct doc *devices;

    if (!lab->fleet)
        return;
    devices = world_list(&lab->world, a,
        "SELECT s.firewall, s.service, b.ipv4, b.ipv6 FROM firewall_service s JOIN balancer b "
        "ON b.id = s.service WHERE s.kind = 'nodebalancer' AND b.region = ? ORDER BY s.id",
        "t", region);
    buf_adds(&out, frame);
    buf_adds(&out, "flush map " TABLE " front4\nflush map " TABLE " front6\n");
    doc_each (device, devices) {
        add_firewall(a, &out, firewall_find(lab, a, doc_get_int(device, "firewall", 0)));
        add_front(&out, device);
    }
    fleet_filter(lab->fleet, region, "public", buf_str(&out), loaded, NULL);
}

void
filter_balancer(struct lab *lab, int64_t balancer)
{
    _own_(arena) struct arena *a = arena_new();

    filter_balancers(
        lab, world_text(&lab->world, a, "SELECT region FROM balancer WHERE id = ?", "i", balancer));
}

void
filter_firewall(struct lab *lab, int64_t firewall)
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc *regions;
    _own_(buf) struct buf out = { 0 };

    if (!lab->fleet)
        return;
    regions = world_list(&lab->world, a,
        "SELECT region FROM firewall_device d LEFT JOIN interface i ON i.id = d.interface "
        "JOIN linode l ON l.id IN (d.linode, i.linode) WHERE firewall = ?1 "
        "UNION SELECT region FROM firewall_device d JOIN balancer b ON b.id = d.balancer "
        "WHERE firewall = ?1",
        "i", firewall);
    buf_adds(&out, frame);
    add_firewall(a, &out, firewall_find(lab, a, firewall));
    doc_each (each, regions)
        load(lab, doc_get_text(each, "region", ""), &out);
}

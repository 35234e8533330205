// SPDX-License-Identifier: MIT
// Balancing UDP by nft: the first packet of a session chooses the node, the others follow it.
#include "lab/balance/udp.h"

#include "base/str.h"
#include "lab/balance/haproxy.h"
#include "lab/net/region.h"

// What is sent by the name of a NodeBalancer is answered to it: nodes know no other way back.
static const char head[] =
    "table ip balancers\n"
    "delete table ip balancers\n"
    "table ip balancers {\n"
    "  chain back {\n"
    "    type nat hook postrouting priority srcnat\n"
    "    ct status dnat meta l4proto udp ip daddr 192.168.128.0/17 snat to " BALANCE_SOURCE "\n"
    "  }\n";

static long long
number(const struct doc *d, const char *key)
{
    return (long long)doc_get_int(d, key, 0);
}

static bool
all_alike(const struct doc *nodes)
{
    doc_each (node, nodes)
        if (number(node, "weight") != number(doc_at(nodes, 0), "weight"))
            return false;
    return true;
}

// Of nodes that are all alike, each has one number; of others, as many as its weight.
static long long
numbers_of(const struct doc *node, bool alike)
{
    return alike ? 1 : number(node, "weight");
}

// A client's next session goes to the same node by what tells clients apart. The others take turns,
// by chance where weights differ: turns would give one node many sessions in a row. leastconn is no
// other: nft counts nobody's sessions.
static const char *
choice(const struct doc *port, bool alike)
{
    const char *stickiness = doc_get_text(port, "stickiness", "");

    if (str_eq(stickiness, "source_ip"))
        return "jhash ip saddr";
    if (str_eq(doc_get_text(port, "algorithm", ""), "ring_hash"))
        return str_eq(stickiness, "session") ? "jhash ip saddr . udp sport" : "jhash ip saddr";
    return alike ? "numgen inc" : "numgen random";
}

static void
node_add(struct buf *out, const struct doc *node, long long first, long long last)
{
    const char *address = doc_get_text(node, "address", ""), *colon = strrchr(address, ':');
    int n = colon ? (int)(colon - address) : 0;

    if (first == last)
        buf_addf(out, "%lld", first);
    else
        buf_addf(out, "%lld-%lld", first, last);
    buf_addf(out, " : %.*s . %s", n, address, colon ? colon + 1 : "0");
}

static void
port_add(struct buf *out, const struct doc *port)
{
    const struct doc *nodes = doc_get(port, "nodes");
    bool alike = all_alike(nodes);
    long long first = 0, numbers = 0;

    if (!doc_count(nodes))
        return;
    doc_each (node, nodes)
        numbers += numbers_of(node, alike);
    buf_addf(out, "    ip daddr %s udp dport %lld dnat ip to %s mod %lld map { ",
        doc_get_text(port, "ipv4", ""), number(port, "port"), choice(port, alike), numbers);
    doc_each (node, nodes) {
        if (first)
            buf_adds(out, ", ");
        node_add(out, node, first, first + numbers_of(node, alike) - 1);
        first += numbers_of(node, alike);
    }
    buf_adds(out, " }\n");
}

// A session ends when nothing has come for as long.
static void
timeout_add(struct buf *out, const struct doc *port)
{
    long long id = number(port, "id"), s = number(port, "udp_session_timeout");

    buf_addf(out,
        "  ct timeout port-%lld {\n    protocol udp\n    l3proto ip\n"
        "    policy = { unreplied : %lld, replied : %lld }\n  }\n",
        id, s, s);
}

// Who came how often within a second.
static void
throttle_table(struct buf *out, const struct doc *port)
{
    buf_addf(out,
        "  set throttle_%lld {\n    type ipv4_addr\n    size 65535\n    flags dynamic,timeout\n"
        "    timeout 10s\n  }\n",
        number(port, "balancer"));
}

// Of a session only the first packet counts that is let in, whenever an answer comes: what is
// dropped leaves no trace, and is a first one again.
static void
throttle_rules(struct buf *out, const struct doc *port)
{
    long long most = number(port, "client_udp_sess_throttle"), udp = number(port, "port");
    const char *to = doc_get_text(port, "ipv4", "");

    if (!most)
        return;
    buf_addf(out,
        "    ip daddr %s udp dport %lld ct state new ct mark 0 update @throttle_%lld "
        "{ ip saddr limit rate over %lld/second burst %lld packets } drop\n"
        "    ip daddr %s udp dport %lld ct mark set 1\n",
        to, udp, number(port, "balancer"), most, most, to, udp);
}

void
udp_render(struct buf *out, const struct doc *ports)
{
    long long last = 0;

    buf_adds(out, head);
    doc_each (port, ports) {
        if (number(port, "balancer") != last && number(port, "client_udp_sess_throttle"))
            throttle_table(out, port);
        last = number(port, "balancer");
        timeout_add(out, port);
    }
    buf_addf(out,
        "  chain sessions {\n    type filter hook prerouting priority mangle\n"
        "    ip daddr " BALANCE_SOURCE " meta l4proto udp meta mark set %d\n",
        REGION_MARK_PRIVATE);
    doc_each (port, ports) {
        throttle_rules(out, port);
        buf_addf(out,
            "    ip daddr %s udp dport %lld meta mark set %d ct timeout set \"port-%lld\"\n",
            doc_get_text(port, "ipv4", ""), number(port, "port"), REGION_MARK_PRIVATE,
            number(port, "id"));
    }
    buf_adds(out, "  }\n  chain choice {\n    type nat hook prerouting priority dstnat\n");
    doc_each (port, ports)
        port_add(out, port);
    buf_adds(out, "  }\n}\n");
}

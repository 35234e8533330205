// SPDX-License-Identifier: MIT
// A port of a node: what its description says of it, and what the lab's side of it is called.
#include "lab/net/port.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/str.h"

// Where all of IPv6 is, and the hardware's address of each port's router, as Linode has one for
// all: who knew it before a reboot of whatever knows the right one. Nodes have f2:3c.
static const struct cidr gateway6 = { AF_INET6, { 0xfe, 0x80, [15] = 1 }, 64 };
static const uint8_t gateway_hardware[6] = { 0xf2, 0x3d, 0, 0, 0, 1 };

bool
port_network(const char **rest, struct cidr *out)
{
    char word[CIDR_TEXT];
    size_t n = *rest ? strcspn(*rest, " ") : 0;

    if (n == 0 || n >= sizeof word)
        return false;
    memcpy(word, *rest, n);
    word[n] = '\0';
    if (!cidr_parse(word, true, out))
        return false;
    *rest += n + ((*rest)[n] == ' ');
    return true;
}

bool
port_address(const char **rest, struct cidr *out)
{
    if (!port_network(rest, out))
        return false;
    if (out->family == AF_INET && out->prefix > 30)
        out->prefix = 24;
    if (out->family == AF_INET6 && out->prefix > 64)
        out->prefix = 64;
    return true;
}

bool
port_is_private(const struct cidr *address)
{
    struct cidr range;

    return cidr_parse(FLEET_PRIVATE, false, &range) && cidr_has(&range, address);
}

bool
port_is_public(const struct fleet_port *p)
{
    return p->network && str_eq(p->network, "public");
}

const char *
port_segment(const struct fleet_port *p, const char *word)
{
    size_t n = strlen(word);

    return p->network && str_starts(p->network, word) && p->network[n] == ' ' ? p->network + n + 1
                                                                              : NULL;
}

bool
port_public(const struct fleet_node *n, int family, struct cidr *out)
{
    for (size_t i = 0; i < FLEET_PORTS; i++) {
        bool direct = port_is_public(&n->ports[i]);
        const char *rest = direct ? n->ports[i].addresses : n->ports[i].nat;
        while (port_address(&rest, out))
            if (out->family == family && !port_is_private(out))
                return true;
    }
    return false;
}

const char *
port_link(int64_t node, size_t i, char out[static IFNAMSIZ])
{
    snprintf(out, IFNAMSIZ, "n%llde%zu", (long long)node, i);
    return out;
}

static bool
hardware_read(const char *text, uint8_t out[static 6])
{
    return text && sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &out[0], &out[1], &out[2],
                       &out[3], &out[4], &out[5]) == 6;
}

void
port_hardware(const struct fleet_node *n, size_t i, uint8_t out[static 6])
{
    uint32_t low = (uint32_t)n->id;
    struct cidr address;

    if (hardware_read(n->ports[i].hardware, out))
        return;
    out[0] = 0xf2; // locally administered
    out[1] = (uint8_t)(0x3c + i);
    memcpy(out + 2, &low, sizeof low);
    if (port_is_public(&n->ports[i]) && port_public(n, AF_INET, &address))
        memcpy(out + 2, address.addr, 4);
}

static int
plug(struct netlink *nl, const struct fleet_node *n, size_t i, pid_t pid, const uint8_t *of_lab,
    struct lct_err *err)
{
    char name[IFNAMSIZ], there[IFNAMSIZ];
    uint8_t hardware[6];
    int link, code;

    port_hardware(n, i, hardware);
    snprintf(there, sizeof there, "eth%zu", i);
    code = netlink_pair(nl, port_link(n->id, i, name), of_lab,
        &(struct netlink_end){ .name = there, .hardware = hardware, .pid = pid }, &link, err);
    return code ? code : link;
}

int
port_plug(struct netlink *nl, const struct fleet_node *n, size_t i, pid_t pid, struct lct_err *err)
{
    return plug(nl, n, i, pid, NULL, err);
}

int
port_plug_routed(
    struct netlink *nl, const struct fleet_node *n, size_t i, pid_t pid, struct lct_err *err)
{
    int link = plug(nl, n, i, pid, gateway_hardware, err), code;

    if (link < 0)
        return link;
    code = netlink_proxy_at_once(nl, link, err);
    if (!code)
        code = netlink_address(nl, link, &gateway6, err);
    return code ? code : link;
}

static bool
first_of(const struct fleet_port *p, int family, struct cidr *out)
{
    const char *rest = p->addresses;

    while (port_address(&rest, out))
        if (out->family == family)
            return true;
    return false;
}

int
port_route(struct netlink *nl, int link, const struct fleet_port *p, const char *networks,
    uint32_t metric, struct lct_err *err)
{
    struct cidr network, first;
    int code = LCT_OK;

    while (!code && port_network(&networks, &network))
        if (first_of(p, network.family, &first))
            code = netlink_route(nl,
                &(struct netlink_route){
                    .to = network, .link = link, .via = &first, .onlink = true, .metric = metric },
                err);
    return code;
}

// ---- the node's side

// Neighbours of IPv4 seem to be on the link; those of IPv6 are behind the gateway.
static int
address_set(struct netlink *nl, int link, const struct cidr *address, struct lct_err *err)
{
    int code = netlink_address(nl, link, address, err);

    if (code || address->family == AF_INET6)
        return code;
    return netlink_route(
        nl, &(struct netlink_route){ .to = *address, .link = link, .source = address }, err);
}

static int
gateway_set(struct netlink *nl, int link, const struct cidr *address, struct lct_err *err)
{
    struct cidr gateway = address->family == AF_INET ? cidr_nth(address, 1) : gateway6;

    return netlink_route(nl,
        &(struct netlink_route){
            .to = { .family = address->family }, .link = link, .via = &gateway },
        err);
}

// The other subnets of its VPC are behind the router of its own.
static int
vpc_routes_set(struct netlink *nl, int link, const struct cidr *address, struct lct_err *err)
{
    static const char *const ranges[] = { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/17" };
    struct cidr router = cidr_nth(address, 1), range;
    int code = LCT_OK;

    for (size_t i = 0; !code && i < sizeof ranges / sizeof *ranges; i++)
        if (cidr_parse(ranges[i], false, &range))
            code = netlink_route(
                nl, &(struct netlink_route){ .to = range, .link = link, .via = &router }, err);
    return code;
}

static int
addresses_set(struct netlink *nl, int link, const struct fleet_port *p, struct lct_err *err)
{
    const char *rest = p->addresses, *leads = p->gateway ? p->gateway : "";
    bool routed[2] = { false }; // by family: the first address says whither
    struct cidr address;
    int code = LCT_OK;

    while (!code && port_address(&rest, &address)) {
        bool four = address.family == AF_INET,
             private = port_is_public(p) && port_is_private(&address);
        code = address_set(nl, link, &address, err);
        if (!code && port_segment(p, "vpc"))
            code = vpc_routes_set(nl, link, &address, err);
        if (!code && !private && !routed[four] && strchr(leads, four ? '4' : '6'))
            code = gateway_set(nl, link, &address, err);
        routed[four] |= !private;
    }
    return code;
}

int
port_set_up(struct netlink *nl, size_t i, const struct fleet_port *p, struct lct_err *err)
{
    char name[IFNAMSIZ];
    int code;

    snprintf(name, sizeof name, "eth%zu", i);
    code = netlink_up(nl, name, err);
    return code ? code : addresses_set(nl, (int)if_nametoindex(name), p, err);
}

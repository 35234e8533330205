// SPDX-License-Identifier: MIT
// A port of a node: what its description says of it, and what the lab's side of it is called.
#include "lab/net/port.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/str.h"

bool
port_address(const char **rest, struct cidr *out)
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
port_public(const struct fleet_node *n, int family, struct cidr *out)
{
    for (size_t i = 0; i < FLEET_PORTS; i++)
        for (const char *rest = n->ports[i].addresses; port_address(&rest, out);)
            if (out->family == family && !port_is_private(out))
                return true;
    return false;
}

const char *
port_link(int64_t node, size_t i, char out[static IFNAMSIZ])
{
    snprintf(out, IFNAMSIZ, "n%llde%zu", (long long)node, i);
    return out;
}

void
port_hardware(const struct fleet_node *n, size_t i, uint8_t out[static 6])
{
    uint32_t low = (uint32_t)n->id;
    struct cidr address;

    out[0] = 0xf2; // locally administered
    out[1] = (uint8_t)(0x3c + i);
    memcpy(out + 2, &low, sizeof low);
    if (i == 0 && port_public(n, AF_INET, &address))
        memcpy(out + 2, address.addr, 4);
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
    static const struct cidr link_local = { AF_INET6, { 0xfe, 0x80, [15] = 1 }, 64 };
    struct cidr gateway = address->family == AF_INET ? cidr_nth(address, 1) : link_local;

    return netlink_route(nl,
        &(struct netlink_route){
            .to = { .family = address->family }, .link = link, .via = &gateway },
        err);
}

int
port_set_up(struct netlink *nl, size_t i, const struct fleet_port *p, struct lct_err *err)
{
    const char *rest = p->addresses;
    char name[IFNAMSIZ];
    struct cidr address;
    bool routed[2] = { false }; // by family: the first address says whither
    int link, code;

    snprintf(name, sizeof name, "eth%zu", i);
    link = (int)if_nametoindex(name);
    code = netlink_up(nl, name, err);
    while (!code && port_address(&rest, &address)) {
        bool *has = &routed[address.family == AF_INET6];
        code = address_set(nl, link, &address, err);
        if (!code && !*has && !port_is_private(&address))
            code = gateway_set(nl, link, &address, err);
        *has |= !port_is_private(&address);
    }
    return code;
}

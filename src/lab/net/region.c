// SPDX-License-Identifier: MIT
// A region's network: one bridge, and the gateways of the networks on it.
#include "lab/net/region.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

struct region {
    int bridge;
};

// The private range of every region; no router has an address in it.
static const char private_range[] = "192.168.128.0/17";

static int
setting_write(const char *path, const char *value, struct lct_err *err)
{
    _own_(fd) int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0 || write(fd, value, strlen(value)) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot set %s: %s", path, strerror(errno));
    return LCT_OK;
}

int
regions_init(struct regions *r, struct lct_err *err)
{
    static const char *const settings[] = { "/proc/sys/net/ipv4/ip_forward",
        "/proc/sys/net/ipv4/conf/all/rp_filter", "/proc/sys/net/ipv4/conf/default/rp_filter",
        "/proc/sys/net/ipv6/conf/all/forwarding" };
    struct cidr range;
    int code = netlink_open(&r->nl, err);

    for (size_t i = 0; !code && i < sizeof settings / sizeof *settings; i++)
        code = setting_write(settings[i], "1", err);
    if (!code)
        code = netlink_up(&r->nl, "lo", err);
    if (!code && cidr_parse(private_range, false, &range))
        code = netlink_route_prohibit(&r->nl, &range, err);
    return code;
}

void
regions_done(struct regions *r)
{
    map_each (it, &r->by_name)
        free(it->value);
    map_done(&r->by_name);
    map_done(&r->owners);
    netlink_close(&r->nl);
}

static int
region_make(struct regions *r, const char *name, struct region **ret, struct lct_err *err)
{
    char link[IFNAMSIZ];
    int code;

    snprintf(link, sizeof link, "region%zu", r->by_name.n);
    code = netlink_bridge(&r->nl, link, err);
    if (!code)
        code = netlink_up(&r->nl, link, err);
    if (code)
        return code;
    *ret = NEW(struct region);
    (*ret)->bridge = (int)if_nametoindex(link);
    map_put(&r->by_name, name, *ret);
    return LCT_OK;
}

bool
region_address(const char *text, struct cidr *out)
{
    if (!cidr_parse(text, true, out))
        return false;
    if (out->family == AF_INET && out->prefix > 30)
        out->prefix = 24;
    if (out->family == AF_INET6 && out->prefix > 64)
        out->prefix = 64;
    return true;
}

// The region's router takes the first address of the network.
static int
gateway_ensure(struct regions *r, struct region *region, const char *address, struct lct_err *err)
{
    struct cidr of_node, gateway;
    struct region *owner;
    char text[CIDR_TEXT];
    int code;

    if (!address)
        return LCT_OK;
    if (!region_address(address, &of_node))
        return lct_fail(err, LCT_EUSAGE, "%s is no address", address);
    gateway = cidr_nth(&of_node, 1);
    if (memcmp(gateway.addr, of_node.addr, sizeof gateway.addr) == 0)
        return lct_fail(err, LCT_EUSAGE, "%s is the router's address", address);
    cidr_text(&gateway, text);
    owner = map_get(&r->owners, text);
    if (owner && owner != region)
        return lct_fail(err, LCT_EUSAGE, "the network of %s belongs to another region", address);
    if (owner)
        return LCT_OK;
    code = netlink_address(&r->nl, region->bridge, &gateway, err);
    if (!code)
        code = netlink_route_link(&r->nl, region->bridge, &gateway, gateway.family == AF_INET, err);
    if (!code)
        map_put(&r->owners, text, region);
    return code;
}

int
regions_bridge(struct regions *r, const struct fleet_node *n, struct lct_err *err)
{
    struct region *region = map_get(&r->by_name, n->region);
    int code = region ? LCT_OK : region_make(r, n->region, &region, err);

    if (!code)
        code = gateway_ensure(r, region, n->public_ipv4, err);
    if (!code)
        code = gateway_ensure(r, region, n->ipv6, err);
    return code ? code : region->bridge;
}

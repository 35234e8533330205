// SPDX-License-Identifier: MIT
// Links, addresses and routes of the network namespace this process is in (rtnetlink).
#include "lab/net/netlink.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// The kernel makes links of its own in each namespace, those of its modules; they are counted
// from 1.
#define FIRST_LINK 100

// One request under construction; 1 KiB holds every request made here.
struct request {
    union {
        struct nlmsghdr head;
        char bytes[1024];
    };
};

int
netlink_open(struct netlink *nl, struct lct_err *err)
{
    *nl = (struct netlink){ .fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE),
        .links = FIRST_LINK };
    if (nl->fd < 0)
        return lct_fail(err, LCT_EFAILED, "cannot open a netlink socket: %s", strerror(errno));
    return LCT_OK;
}

void
netlink_close(struct netlink *nl)
{
    if (nl->fd >= 0)
        close(nl->fd);
    nl->fd = -1;
}

static void
request_init(struct request *r, uint16_t type, uint16_t flags, const void *body, size_t n)
{
    memset(r, 0, sizeof *r);
    r->head.nlmsg_len = (uint32_t)NLMSG_LENGTH(n);
    r->head.nlmsg_type = type;
    r->head.nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
    memcpy(NLMSG_DATA(&r->head), body, n);
}

static struct rtattr *
attribute_at(struct request *r, size_t offset)
{
    return (struct rtattr *)(void *)(r->bytes + offset);
}

// Appends an attribute; yields its offset, so that a nest can be closed.
static size_t
request_add(struct request *r, uint16_t type, const void *data, size_t n)
{
    size_t offset = NLMSG_ALIGN(r->head.nlmsg_len);
    struct rtattr *a = attribute_at(r, offset);

    a->rta_type = type;
    a->rta_len = (uint16_t)RTA_LENGTH(n);
    if (n)
        memcpy(RTA_DATA(a), data, n);
    r->head.nlmsg_len = (uint32_t)(offset + RTA_ALIGN(a->rta_len));
    return offset;
}

static size_t
request_add_u32(struct request *r, uint16_t type, uint32_t value)
{
    return request_add(r, type, &value, sizeof value);
}

static size_t
request_add_text(struct request *r, uint16_t type, const char *text)
{
    return request_add(r, type, text, strlen(text) + 1);
}

static void
request_nest_end(struct request *r, size_t offset)
{
    attribute_at(r, offset)->rta_len = (uint16_t)(r->head.nlmsg_len - offset);
}

// Sends it and waits for the kernel's verdict, which is there when sendto returns.
static int
request_run(struct netlink *nl, struct request *r, const char *what, struct lct_err *err)
{
    struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
    union {
        struct nlmsghdr head;
        char bytes[4096];
    } answer;
    const struct nlmsgerr *verdict = NLMSG_DATA(&answer.head);
    ssize_t n;

    r->head.nlmsg_seq = ++nl->serial;
    if (sendto(nl->fd, r, r->head.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof kernel) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot %s: %s", what, strerror(errno));
    do {
        n = recv(nl->fd, &answer, sizeof answer, 0);
        if (n < 0 && errno != EINTR)
            return lct_fail(err, LCT_EFAILED, "cannot %s: %s", what, strerror(errno));
    } while (n < 0 || answer.head.nlmsg_seq != nl->serial);
    if (answer.head.nlmsg_type == NLMSG_ERROR && verdict->error)
        return lct_fail(err, LCT_EFAILED, "cannot %s: %s", what, strerror(-verdict->error));
    return LCT_OK;
}

int
netlink_pair(struct netlink *nl, const char *name, const uint8_t *hardware,
    const struct netlink_end *other, int *link, struct lct_err *err)
{
    struct ifinfomsg here = {
        .ifi_family = AF_UNSPEC, .ifi_flags = IFF_UP, .ifi_change = IFF_UP, .ifi_index = nl->links++
    };
    struct ifinfomsg there = { .ifi_family = AF_UNSPEC, .ifi_index = other->index };
    struct request r;
    size_t info, data, nest;

    *link = here.ifi_index;
    request_init(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &here, sizeof here);
    request_add_text(&r, IFLA_IFNAME, name);
    if (hardware)
        request_add(&r, IFLA_ADDRESS, hardware, 6);
    info = request_add(&r, IFLA_LINKINFO, NULL, 0);
    request_add_text(&r, IFLA_INFO_KIND, "veth");
    data = request_add(&r, IFLA_INFO_DATA, NULL, 0);
    nest = request_add(&r, VETH_INFO_PEER, &there, sizeof there);
    request_add_text(&r, IFLA_IFNAME, other->name);
    if (other->hardware)
        request_add(&r, IFLA_ADDRESS, other->hardware, 6);
    if (other->pid)
        request_add_u32(&r, IFLA_NET_NS_PID, (uint32_t)other->pid);
    else
        request_add_u32(&r, IFLA_NET_NS_FD, (uint32_t)other->space);
    request_nest_end(&r, nest);
    request_nest_end(&r, data);
    request_nest_end(&r, info);
    return request_run(nl, &r, "make a link", err);
}

int
netlink_bridge(struct netlink *nl, const char *name, int *link, struct lct_err *err)
{
    struct ifinfomsg head = {
        .ifi_family = AF_UNSPEC, .ifi_flags = IFF_UP, .ifi_change = IFF_UP, .ifi_index = nl->links++
    };
    struct request r;
    size_t info, data;
    uint8_t snooping = 0;

    *link = head.ifi_index;
    request_init(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof head);
    request_add_text(&r, IFLA_IFNAME, name);
    info = request_add(&r, IFLA_LINKINFO, NULL, 0);
    request_add_text(&r, IFLA_INFO_KIND, "bridge");
    data = request_add(&r, IFLA_INFO_DATA, NULL, 0);
    request_add_u32(&r, IFLA_BR_FORWARD_DELAY, 0);
    request_add(&r, IFLA_BR_MCAST_SNOOPING, &snooping, sizeof snooping);
    request_nest_end(&r, data);
    request_nest_end(&r, info);
    return request_run(nl, &r, "make a switch", err);
}

int
netlink_join(struct netlink *nl, int link, int bridge, struct lct_err *err)
{
    struct ifinfomsg head = { .ifi_family = AF_UNSPEC, .ifi_index = link };
    struct request r;

    request_init(&r, RTM_NEWLINK, 0, &head, sizeof head);
    request_add_u32(&r, IFLA_MASTER, (uint32_t)bridge);
    return request_run(nl, &r, "connect a link to a switch", err);
}

int
netlink_up(struct netlink *nl, const char *name, struct lct_err *err)
{
    struct ifinfomsg link = { .ifi_family = AF_UNSPEC, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
    struct request r;

    request_init(&r, RTM_NEWLINK, 0, &link, sizeof link);
    request_add_text(&r, IFLA_IFNAME, name);
    return request_run(nl, &r, "bring a link up", err);
}

int
netlink_remove(struct netlink *nl, const char *name, struct lct_err *err)
{
    struct ifinfomsg link = { .ifi_family = AF_UNSPEC };
    struct request r;

    request_init(&r, RTM_DELLINK, 0, &link, sizeof link);
    request_add_text(&r, IFLA_IFNAME, name);
    return request_run(nl, &r, "remove a link", err);
}

static size_t
address_size(const struct cidr *c)
{
    return c->family == AF_INET ? 4 : 16;
}

static void
address_init(struct request *r, uint16_t type, uint16_t flags, int link, const struct cidr *address)
{
    struct ifaddrmsg head = { .ifa_family = (uint8_t)address->family,
        .ifa_prefixlen = (uint8_t)address->prefix,
        .ifa_index = (uint32_t)link };

    request_init(r, type, flags, &head, sizeof head);
    request_add(r, IFA_LOCAL, address->addr, address_size(address));
    request_add(r, IFA_ADDRESS, address->addr, address_size(address));
}

int
netlink_address_drop(struct netlink *nl, int link, const struct cidr *address, struct lct_err *err)
{
    struct request r;

    address_init(&r, RTM_DELADDR, 0, link, address);
    return request_run(nl, &r, "remove an address", err);
}

int
netlink_address(struct netlink *nl, int link, const struct cidr *address, struct lct_err *err)
{
    struct request r;

    address_init(&r, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, link, address);
    request_add_u32(&r, IFA_FLAGS, IFA_F_NOPREFIXROUTE | IFA_F_NODAD);
    return request_run(nl, &r, "add an address", err);
}

// quickack: OpenSSH loses 2 x 40 ms a login to delayed acknowledgements on veth.
static void
route_add_quickack(struct request *r)
{
    size_t metrics = request_add(r, RTA_METRICS, NULL, 0);

    request_add_u32(r, RTAX_QUICKACK, 1);
    request_nest_end(r, metrics);
}

int
netlink_route(struct netlink *nl, const struct netlink_route *w, struct lct_err *err)
{
    struct cidr to = cidr_net(&w->to);
    struct rtmsg head = { .rtm_family = (uint8_t)to.family,
        .rtm_dst_len = (uint8_t)to.prefix,
        .rtm_protocol = RTPROT_STATIC,
        .rtm_scope = w->link && !w->via ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
        .rtm_type = w->link ? RTN_UNICAST : RTN_UNREACHABLE,
        .rtm_flags = w->onlink ? RTNH_F_ONLINK : 0 };
    struct request r;

    request_init(&r, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &head, sizeof head);
    request_add_u32(&r, RTA_TABLE, w->table ? w->table : RT_TABLE_MAIN);
    if (to.prefix)
        request_add(&r, RTA_DST, to.addr, address_size(&to));
    if (w->link)
        request_add_u32(&r, RTA_OIF, (uint32_t)w->link);
    if (w->metric)
        request_add_u32(&r, RTA_PRIORITY, w->metric);
    if (w->via)
        request_add(&r, RTA_GATEWAY, w->via->addr, address_size(w->via));
    if (w->source)
        request_add(&r, RTA_PREFSRC, w->source->addr, address_size(w->source));
    if (w->link)
        route_add_quickack(&r);
    return request_run(nl, &r, "add a route", err);
}

int
netlink_route_end(struct netlink *nl, const struct cidr *to, int link, struct lct_err *err)
{
    struct rtmsg head = { .rtm_family = (uint8_t)to->family,
        .rtm_dst_len = (uint8_t)to->prefix,
        .rtm_table = RT_TABLE_MAIN,
        .rtm_scope = RT_SCOPE_NOWHERE };
    struct request r;

    request_init(&r, RTM_DELROUTE, 0, &head, sizeof head);
    request_add(&r, RTA_DST, to->addr, address_size(to));
    if (link)
        request_add_u32(&r, RTA_OIF, (uint32_t)link);
    return request_run(nl, &r, "remove a route", err);
}

static int
rule_run(struct netlink *nl, uint16_t type, uint16_t flags, const struct cidr *from, uint32_t table,
    struct lct_err *err)
{
    struct fib_rule_hdr head = {
        .family = (uint8_t)from->family, .src_len = (uint8_t)from->prefix, .action = FR_ACT_TO_TBL
    };
    struct request r;

    request_init(&r, type, flags, &head, sizeof head);
    request_add_u32(&r, FRA_TABLE, table);
    request_add(&r, FRA_SRC, from->addr, address_size(from));
    return request_run(nl, &r, "change a rule for routes", err);
}

int
netlink_rule(struct netlink *nl, const struct cidr *from, uint32_t table, struct lct_err *err)
{
    return rule_run(nl, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, from, table, err);
}

int
netlink_rule_end(struct netlink *nl, const struct cidr *from, uint32_t table, struct lct_err *err)
{
    return rule_run(nl, RTM_DELRULE, 0, from, table, err);
}

int
netlink_rule_marked(struct netlink *nl, uint32_t mark, uint32_t table, struct lct_err *err)
{
    struct fib_rule_hdr head = { .family = AF_INET, .action = FR_ACT_TO_TBL };
    struct request r;

    request_init(&r, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, &head, sizeof head);
    request_add_u32(&r, FRA_TABLE, table);
    request_add_u32(&r, FRA_FWMARK, mark);
    return request_run(nl, &r, "add a rule for routes", err);
}

int
netlink_proxy_at_once(struct netlink *nl, int link, struct lct_err *err)
{
    struct ndtmsg head = { .ndtm_family = AF_INET };
    uint64_t none = 0;
    struct request r;
    size_t nest;

    request_init(&r, RTM_SETNEIGHTBL, 0, &head, sizeof head);
    request_add_text(&r, NDTA_NAME, "arp_cache");
    nest = request_add(&r, NDTA_PARMS, NULL, 0);
    request_add_u32(&r, NDTPA_IFINDEX, (uint32_t)link);
    request_add(&r, NDTPA_PROXY_DELAY, &none, sizeof none);
    request_nest_end(&r, nest);
    return request_run(nl, &r, "answer for neighbours", err);
}

int
netlink_loose(struct netlink *nl, int link, struct lct_err *err)
{
    struct ifinfomsg head = { .ifi_family = AF_UNSPEC, .ifi_index = link };
    struct request r;
    size_t spec, family, conf;

    request_init(&r, RTM_SETLINK, 0, &head, sizeof head);
    spec = request_add(&r, IFLA_AF_SPEC, NULL, 0);
    family = request_add(&r, AF_INET, NULL, 0);
    conf = request_add(&r, IFLA_INET_CONF, NULL, 0);
    request_add_u32(&r, IPV4_DEVCONF_RP_FILTER, 2);
    request_nest_end(&r, conf);
    request_nest_end(&r, family);
    request_nest_end(&r, spec);
    return request_run(nl, &r, "let a link be", err);
}

struct cidr
cidr_nth(const struct cidr *c, uint8_t n)
{
    struct cidr address = cidr_net(c);

    address.addr[address_size(c) - 1] |= n;
    address.prefix = c->prefix;
    return address;
}

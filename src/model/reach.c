// SPDX-License-Identifier: MIT
// Ways to nodes. A private network reaches no further than its region, a VPC no further than
// itself: elsewhere the same address may be a stranger's.
#include "model/reach.h"

#include "base/str.h"
#include "model/network.h"

static const char *
public_address(const struct node *n)
{
    return n->public_ipv4 ? n->public_ipv4 : n->ipv6;
}

static const char *
private_address(const struct node *from, const struct node *to)
{
    return from && str_eq(from->region, to->region) && networks_public(from->networks)
               ? to->private_ipv4
               : NULL;
}

static const char *
vpc_address(const struct node *from, const struct node *to)
{
    return from && from->vpc && str_eq(from->vpc, to->vpc) ? to->vpc_ipv4 : NULL;
}

const char *
reach_near(const struct node *from, const struct node *to)
{
    const char *address = vpc_address(from, to);

    return address ? address : private_address(from, to);
}

const char *
reach_vlan(const struct node *from, const struct node *to)
{
    return str_eq(from->region, to->region) && networks_share_vlan(from->networks, to->networks)
               ? to->vlan_ipv4
               : NULL;
}

// Only one whose host key is its own, and that is hardened, is trusted with the connections of
// others.
static bool
carries(const struct node *bastion, const struct node *to)
{
    return bastion != to && bastion->secured && bastion->host_key && public_address(bastion) &&
           str_eq(bastion->cluster, to->cluster) && reach_near(bastion, to);
}

// The first that can: all take the same one, so that one session on it carries them all.
static const struct node *
find_bastion(const struct node *to, struct node *const *among, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (carries(among[i], to))
            return among[i];
    return NULL;
}

struct reach
reach_of(const struct node *from, const struct node *to, struct node *const *among, size_t n)
{
    const char *near = reach_near(from, to);
    const char *straight = near ? near : public_address(to);
    const struct node *via = straight ? NULL : find_bastion(to, among, n);

    return (struct reach){ via ? reach_near(via, to) : straight, via };
}

size_t
reach_all(const struct node *from, const struct node *to, const char *addresses[static REACH_MOST])
{
    const char *all[REACH_MOST] = { to->public_ipv4, vpc_address(from, to),
        private_address(from, to), to->ipv6 };
    size_t n = 0;

    for (size_t i = 0; i < REACH_MOST; i++)
        if (all[i])
            addresses[n++] = all[i];
    return n;
}

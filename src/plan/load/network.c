// SPDX-License-Identifier: MIT
// VPCs of regions, and the networks of node plans.
#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/map.h"
#include "base/str.h"
#include "base/texts.h"
#include "model/machine.h"
#include "plan/load/load.h"

// RFC 1918, and what Linode keeps of it for its own private network.
static bool
is_private(const struct cidr *c)
{
    static const char *const nets[] = { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16" };
    struct cidr net, reserved;

    if (c->family != 2 || !cidr_parse("192.168.128.0/17", false, &reserved) ||
        cidr_has(&reserved, c) || cidr_has(c, &reserved))
        return false;
    for (size_t i = 0; i < 3; i++)
        if (cidr_parse(nets[i], false, &net) && cidr_has(&net, c) && c->prefix >= net.prefix)
            return true;
    return false;
}

static bool
load_net(struct loading *l, const struct doc *d, struct cidr *net)
{
    const char *text = doc_text(d, ""), *hint, *fault = load_cidr(l, text, net, &hint);

    if (!fault && is_private(net) && net->prefix <= 29)
        return true;
    diag_hint(l->diags, load_error(l, d, "'%s' %s", text, fault ? fault : "is no private network"),
        "%s", hint ? hint : "use for example 10.0.1.0/24; 192.168.128.0/17 is Linode's own");
    return false;
}

static void
load_subnets(struct loading *l, const struct doc *list, struct plan_vpc *v)
{
    struct cidr *nets = arena_array(l->arena, load_count(list), sizeof *nets);

    v->n_subnets = load_count(list);
    v->subnets = arena_array(l->arena, v->n_subnets, sizeof *v->subnets);
    for (size_t i = 0; i < v->n_subnets; i++) {
        const struct doc *d = load_item(list, i), *ipv4 = doc_get(d, "ipv4");
        v->subnets[i] =
            (struct plan_subnet){ doc_get_text(d, "name", ""), doc_text(ipv4, ""), d->pos };
        bool good = ipv4 && load_net(l, ipv4, &nets[i]);
        for (size_t k = 0; good && k < i && k < 256; k++)
            if (nets[k].family && (cidr_has(&nets[k], &nets[i]) || cidr_has(&nets[i], &nets[k])))
                diag_note(l->diags,
                    load_error(l, ipv4, "the subnets %s and %s overlap", v->subnets[k].ipv4,
                        v->subnets[i].ipv4),
                    v->subnets[k].pos, "the first is here");
    }
}

void
load_vpcs(struct loading *l, const struct doc *list, struct region_plan *rp)
{
    rp->n_vpcs = load_count(list);
    rp->vpcs = arena_array(l->arena, rp->n_vpcs, sizeof *rp->vpcs);
    for (size_t i = 0; i < rp->n_vpcs; i++) {
        const struct doc *d = load_item(list, i);
        rp->vpcs[i].pos = d->pos;
        rp->vpcs[i].name = d->kind == DOC_MAP ? doc_get_text(d, "name", "") : doc_text(d, "");
        rp->vpcs[i].existing = schema_bool(doc_get(d, "existing"), false);
        load_subnets(l, doc_get(d, "subnets"), &rp->vpcs[i]);
    }
}

static void
load_vlan(struct loading *l, const struct doc *d, struct node_plan *np)
{
    const struct doc *ipv4 = doc_get(d, "ipv4");
    struct cidr net;

    if (!d)
        return;
    np->vlan = ARENA_NEW(l->arena, struct plan_vlan);
    np->vlan->pos = d->pos;
    np->vlan->label = d->kind == DOC_MAP ? doc_get_text(d, "label", "") : doc_text(d, "");
    np->vlan->ipv4 = doc_text(ipv4, NULL);
    if (ipv4)
        load_net(l, ipv4, &net);
}

static void
load_vpc_use(struct loading *l, const struct doc *d, struct node_plan *np)
{
    if (!d)
        return;
    np->vpc = ARENA_NEW(l->arena, struct plan_vpc_use);
    np->vpc->pos = d->pos;
    np->vpc->vpc = d->kind == DOC_MAP ? doc_get_text(d, "name", "") : doc_text(d, "");
    np->vpc->subnet = doc_get_text(d, "subnet", NULL);
    np->vpc->nat = schema_bool(doc_get(d, "nat"), true);
}

static void
load_placement(struct loading *l, const struct doc *d, struct node_plan *np)
{
    if (!d)
        return;
    np->placement = ARENA_NEW(l->arena, struct plan_placement);
    np->placement->pos = d->pos;
    np->placement->name = d->kind == DOC_MAP ? doc_get_text(d, "name", "") : doc_text(d, "");
    np->placement->type = doc_get_text(d, "type", "anti_affinity:local");
    np->placement->policy = doc_get_text(d, "policy", "strict");
}

// One a node; a text alone is the only one.
static void
load_reserved_list(struct loading *l, const struct doc *d, struct node_plan *np)
{
    _own_(map) struct map seen = { 0 };

    np->reserved = load_texts(l, d);
    for (const char *const *at = np->reserved; *at; at++) {
        if (!address_valid(*at, AF_INET))
            load_error(l, d, "'%s' is no IPv4 address", *at);
        if (map_put(&seen, *at, l))
            load_error(l, d, "%s is there twice", *at);
    }
    if (texts_count(np->reserved) < np->count)
        load_error(l, d, "%zu reserved addresses are not enough for %u nodes",
            texts_count(np->reserved), np->count);
}

static void
load_reserved(struct loading *l, const struct doc *d, struct node_plan *np)
{
    const bool yes = schema_bool(d, false), is_truth = yes == schema_bool(d, true);

    np->reserves = yes && is_truth;
    np->reserved = load_texts(l, NULL);
    if (!d)
        return;
    np->reserved_pos = d->pos;
    if (!is_truth)
        load_reserved_list(l, d, np);
    if (np->reserves && !networks_reached(np->networks))
        diag_hint(l->diags,
            load_error(l, d, "these nodes have no public address that could be reserved"),
            "leave reserved out, or public: no");
}

static const char *
shared_fault(const char *text)
{
    struct cidr c;

    if (!cidr_parse(text, true, &c))
        return "is no address";
    if (c.family == AF_INET)
        return c.prefix == 32 ? NULL : "is no single IPv4 address";
    return c.prefix == 64 || c.prefix == 56 ? NULL : "does not say of which range it is";
}

static void
load_shared(struct loading *l, const struct doc *d, struct node_plan *np)
{
    np->shared = load_texts(l, d);
    for (const char *const *at = np->shared; *at; at++) {
        const char *fault = shared_fault(*at);
        if (fault)
            diag_hint(l->diags, load_error(l, d, "'%s' %s", *at, fault),
                "an IPv4 address, or one of a range that is routed to a node, such as "
                "2001:db8:1:1::1/64");
    }
    if (*np->shared && !np->is_public)
        diag_hint(l->diags,
            load_error(l, d, "these nodes cannot share addresses: they have no public interface"),
            "leave shared out, or public: no");
}

// What has no public interface has no private address, either; nor have Linode interfaces.
static void
check_private(struct loading *l, const struct doc *at, const struct node_plan *np)
{
    if (!np->private_ip_given || (np->is_public && np->generation != GENERATION_LINODE))
        return;
    diag_hint(l->diags,
        load_error(l, at, "these nodes cannot have a private address: %s",
            np->is_public ? "Linode interfaces have none" : "it is of the public interface"),
        "leave private_ip out; vpc gives them addresses of their own");
}

// They are the public interface's, which Linode's own kind gets them in another way.
static void
load_extra(struct loading *l, const struct doc *d, struct node_plan *np)
{
    np->extra_ipv4 = (unsigned)doc_integer(d, 0);
    if (!np->extra_ipv4)
        return;
    np->extra_ipv4_pos = d->pos;
    if (np->is_public && np->generation != GENERATION_LINODE)
        return;
    diag_hint(l->diags,
        load_error(l, d, "these nodes cannot have further public addresses: %s",
            np->is_public ? "Linode interfaces are not given any after their Linode was made"
                          : "they have no public interface"),
        "leave extra_ipv4 out%s",
        np->is_public ? ", or say interface_generation: legacy" : ", or public: no");
}

static void
load_interfaces(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *open = node_key(l, node, "public", NULL),
                     *generation =
                         node_key(l, node, "interface_generation", "interface-generation"),
                     *private_ip = node_key(l, node, "private_ip", "private-ip");

    np->is_public = schema_bool(open, true);
    np->generation = !generation                                  ? GENERATION_NONE
                     : str_eq(doc_text(generation, ""), "linode") ? GENERATION_LINODE
                                                                  : GENERATION_LEGACY;
    np->private_ip_given = private_ip && schema_bool(private_ip, true);
    np->private_ip = schema_bool(private_ip, np->is_public && np->generation != GENERATION_LINODE);
    check_private(l, private_ip, np);
    if (!np->is_public && !np->vpc)
        diag_hint(l->diags, load_error(l, open, "without a public interface nobody reaches them"),
            "put them into a VPC: vpc: NAME");
    np->networks = networks_text(
        l->arena, &(struct networks){ np->generation, np->is_public, np->vpc, np->vlan });
}

void
load_machine_network(struct loading *l, const struct doc *node, struct node_plan *np)
{
    const struct doc *ipv6 = node_key(l, node, "ipv6", NULL);

    load_vlan(l, node_key(l, node, "vlan", NULL), np);
    load_vpc_use(l, node_key(l, node, "vpc", NULL), np);
    load_interfaces(l, node, np);
    load_placement(l, node_key(l, node, "placement", NULL), np);
    load_extra(l, node_key(l, node, "extra_ipv4", "extra-ipv4"), np);
    load_reserved(l, node_key(l, node, "reserved", NULL), np);
    load_shared(l, node_key(l, node, "shared", NULL), np);
    np->ipv6_range = str_eq(doc_text(ipv6, ""), "/64")   ? 64
                     : str_eq(doc_text(ipv6, ""), "/56") ? 56
                                                         : 0;
}

// SPDX-License-Identifier: MIT
// What passes a node's own firewall, as openings: what is always allowed, and the rules of its
// plan. Interfaces, source ports and kinds of ICMP are not told apart.
#include "step/firewall/outer.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "base/str.h"
#include "model/reach.h"
#include "step/firewall/always.h"
#include "step/firewall/outer_private.h"

#define ANY4 "0.0.0.0/0"
#define ANY6 "::/0"

static const char *const anywhere[] = { ANY4, ANY6, NULL };

struct compiling {
    struct arena *arena;
    const struct ruleset *inner;
    struct openings all;
};

static void
add_nets(struct nets *list, const char *const *texts)
{
    struct cidr net;

    for (; texts && *texts; texts++)
        if (cidr_parse(*texts, true, &net))
            vec_push(list, cidr_net(&net));
}

// Takes over the networks. Of none nothing passes.
static void
open_to(struct compiling *x, const struct opening *o)
{
    struct opening one = *o;

    if (!one.nets.n)
        return;
    nets_sort(&one.nets);
    one.ports = arena_array(x->arena, o->n_ports + 1, sizeof *one.ports);
    for (size_t i = 0; i < o->n_ports; i++)
        one.ports[i] = o->ports[i];
    one.n_ports = port_ranges_join(one.ports, o->n_ports);
    vec_push(&x->all, one);
}

// ---- rules

static const char *const *
members_of(const struct ruleset *r, const char *selector)
{
    for (size_t i = 0; i < r->n_members; i++)
        if (str_eq(r->members[i].selector, selector))
            return r->members[i].addresses;
    return NULL;
}

// To a private network all of it, a VPC or the region's. What comes on one may have any source: the
// internet, too, by 1:1 NAT.
// IPv6 is public.
static void
add_anybody(struct nets *list, const struct ruleset *r, const struct plan_rule *rule, bool out)
{
    static const char *const private[] = { PRIVATE_NET, NULL }, *const any4[] = { ANY4, NULL };
    const bool vpc = str_eq(rule->interface, "vpc"),
               inner = vpc || str_eq(rule->interface, "private");

    if (!inner) {
        add_nets(list, anywhere);
    } else if (!out) {
        add_nets(list, any4);
    } else {
        add_nets(list, r->vpc);
        add_nets(list, vpc ? NULL : private);
    }
}

static struct nets
peers_of(const struct compiling *x, const struct plan_rule *rule, bool out)
{
    const struct rule_side side = out ? rule_to(rule) : rule_from(rule);
    struct nets list = { 0 };
    bool anybody = !side.n;

    for (size_t i = 0; i < side.n; i++) {
        const struct plan_peer *peer = &side.peers[i];
        const char *const net[] = { peer->text, NULL };
        anybody |= peer->kind == PEER_ANY;
        if (peer->kind == PEER_CIDR)
            add_nets(&list, net);
        else if (peer_is_set(peer))
            add_nets(&list, members_of(x->inner, peer->text));
    }
    if (!anybody)
        return list;
    list.n = 0;
    add_anybody(&list, x->inner, rule, out);
    return list;
}

// Kinds of it are not told apart.
static bool
is_icmp(const struct plan_rule *rule)
{
    return str_eq(rule->protocol, "icmp") || str_eq(rule->protocol, "ping");
}

static void
open_side(struct compiling *x, const struct plan_rule *rule, bool out)
{
    const bool any = str_eq(rule->protocol, "any"), ports = rule->n_ports || rule->n_source_ports;
    struct opening o = { out, CLOUD_TCP, rule->ports, rule->n_ports, .text = rule->text };

    if (is_icmp(rule) && rule->origin != RULE_ALWAYS)
        return; // that has it
    if (str_eq(rule->interface, "vlan"))
        return; // no Cloud Firewall is before it
    o.nets = peers_of(x, rule, out);
    if (str_eq(rule->protocol, "udp"))
        o.protocol = CLOUD_UDP;
    if (is_icmp(rule))
        o.protocol = CLOUD_ICMP;
    if (any && !ports)
        o.protocol = CLOUD_ANY;
    open_to(x, &o);
    if (!any || !ports)
        return;
    o.protocol = CLOUD_UDP;
    o.nets = peers_of(x, rule, out);
    open_to(x, &o);
}

// What goes through the node comes in, and goes out.
static void
open_rule(struct compiling *x, const struct plan_rule *rule)
{
    if (rule->direction == RULE_IN || rule->direction == RULE_FORWARD)
        open_side(x, rule, false);
    if (rule->direction == RULE_OUT || rule->direction == RULE_FORWARD)
        open_side(x, rule, true);
}

// ---- all of it

static const char *const *
net_texts(struct arena *a, const struct nets *list)
{
    const char **texts = arena_array(a, list->n + 1, sizeof *texts);
    char text[CIDR_TEXT];

    for (size_t i = 0; i < list->n; i++) {
        const struct cidr *net = &list->items[i];
        const bool whole = net->prefix == (net->family == AF_INET ? 32u : 128u);
        texts[i] = arena_printf(a, whole ? "%s/%u" : "%s", cidr_text(net, text), net->prefix);
    }
    return texts;
}

static void
put_rules(struct arena *a, const struct openings *all, struct cloud_rules *ret)
{
    ret->items = arena_array(a, all->n + 1, sizeof *ret->items);
    ret->n = 0;
    for (int out = 0; out < 2; out++)
        vec_each (o, all)
            if (o->out == out)
                ret->items[ret->n++] = (struct cloud_rule){
                    .out = o->out,
                    .protocol = o->protocol,
                    .ports = o->ports,
                    .n_ports = o->n_ports,
                    .nets = net_texts(a, &o->nets),
                    .text = o->text,
                };
}

static const char *const *
put_notes(struct arena *a, const struct notes *notes)
{
    const char **texts = arena_array(a, notes->n + 1, sizeof *texts);

    for (size_t i = 0; i < notes->n; i++)
        texts[i] = notes->items[i];
    return texts;
}

// It knows no events, nor whether a packet is for its machine. NULL: it need not.
static const char *
alone(struct arena *a, const struct plan_rule *rule)
{
    if (rule->bound)
        return arena_printf(a, "%s %s", rule->since ? "since" : "during", event_name(rule->during));
    return rule->direction == RULE_FORWARD ? "through the node" : NULL;
}

static int
note_beyond(
    struct arena *a, const struct outer_args *args, struct notes *notes, struct lct_err *err)
{
    const char *before = NULL;

    for (size_t i = 0; i < args->inner->n_rules; i++) {
        const struct plan_rule *rule = &args->inner->rules[i];
        const char *only = alone(a, rule);
        if (!only || str_eq(rule->text, before))
            continue;
        if (args->exact)
            return lct_fail(
                err, LCT_EPLAN, "\"%s\": a Cloud Firewall cannot open %s alone", rule->text, only);
        before = rule->text;
        vec_push(notes, arena_printf(a, "\"%s\" is open %s, not only %s", rule->text,
                            rule->bound ? "at any time" : "into the node and out of it", only));
    }
    return LCT_OK;
}

int
outer_compile(
    struct arena *a, const struct outer_args *args, struct outer *ret, struct lct_err *err)
{
    struct compiling x = { .arena = a, .inner = args->inner };
    struct notes notes = { 0 };
    const struct plan_rule *always;
    const size_t n = firewall_always(a, args->inner, &always);

    for (size_t i = 0; i < n; i++)
        open_rule(&x, &always[i]);
    for (size_t i = 0; i < args->inner->n_rules; i++)
        open_rule(&x, &args->inner->rules[i]);
    if (note_beyond(a, args, &notes, err) == LCT_OK &&
        outer_fit(a, args, &x.all, &notes, err) == LCT_OK) {
        put_rules(a, &x.all, &ret->rules);
        ret->notes = put_notes(a, &notes);
    }
    vec_each (o, &x.all)
        vec_done(&o->nets);
    vec_done(&x.all);
    vec_done(&notes);
    return err->code;
}

// SPDX-License-Identifier: MIT
// Renders the rules of a plan, each as a line or some of a rule set.
#include <string.h>

#include "base/cidr.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "model/cloud_rules.h"
#include "model/reach.h"
#include "step/aspect/rules/ruleset_private.h"

static const struct protocol {
    const char *name, *numbers; // of "any": of those that have ports
} protocols[] = {
    { "tcp", "6" },
    { "udp", "17" },
    { "icmp", "{ 1, 58 }" },
    { "ping", "" },
    { "any", "{ 6, 17 }" },
};

static const struct protocol *
protocol_find(const char *name)
{
    for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++)
        if (str_eq(name, protocols[i].name))
            return &protocols[i];
    return NULL;
}

static void
add_ports(struct buf *out, const char *what, const struct port_range *ports, size_t n)
{
    if (!n)
        return;
    buf_addf(out, "%s { ", what);
    for (size_t i = 0; i < n; i++) {
        buf_addf(out, "%s%u", i ? ", " : "", ports[i].first);
        if (ports[i].last > ports[i].first)
            buf_addf(out, "-%u", ports[i].last);
    }
    buf_adds(out, " } ");
}

static int
ports_check(
    const struct render *x, const struct plan_rule *rule, const struct port_range *p, size_t n)
{
    bool fits = str_eq(rule->protocol, "tcp") || str_eq(rule->protocol, "udp") ||
                str_eq(rule->protocol, "any");
    if (n && !fits)
        return lct_fail(x->err, LCT_EPLAN, "\"%s\": %s has no ports", rule->text, rule->protocol);
    for (size_t i = 0; i < n; i++)
        if (p[i].first > p[i].last || p[i].last > 65535)
            return lct_fail(x->err, LCT_EPLAN, "\"%s\": there is no port range %u-%u", rule->text,
                p[i].first, p[i].last);
    return 0;
}

static void
add_service_ports(
    struct buf *out, const char *protocol, const char *side, const struct port_range *p, size_t n)
{
    _own_(free) struct port_range *merged = mem_array(n + 1, sizeof *merged);
    char what[32];
    if (n)
        memcpy(merged, p, n * sizeof *p);
    snprintf(what, sizeof what, "%s %s", str_eq(protocol, "any") ? "th" : protocol, side);
    add_ports(out, what, merged, port_ranges_join(merged, n));
}

// What the rule opens, of one family, or of both where that is the same.
static void
add_service(struct buf *out, const struct plan_rule *rule, enum family f)
{
    bool any = str_eq(rule->protocol, "any"), ports = rule->n_ports || rule->n_source_ports;
    const struct protocol *p = protocol_find(rule->protocol);

    if (str_eq(rule->protocol, "ping"))
        buf_addf(out, "icmp%s type echo-request ", f == V4 ? "" : "v6");
    else if (any ? ports : !ports)
        buf_addf(out, "meta l4proto %s ", p->numbers);
    add_service_ports(out, rule->protocol, "dport", rule->ports, rule->n_ports);
    add_service_ports(out, rule->protocol, "sport", rule->source_ports, rule->n_source_ports);
}

// The kernel compares its own clock, so that it ends by itself. A comment is the user's text:
// nothing in it may end the quotes.
static void
add_end(struct buf *out, const struct plan_rule *rule)
{
    if (rule->until_ms)
        buf_addf(out, "meta time < %lld ", (long long)(rule->until_ms / 1000));
    buf_addf(out, "%s comment \"", rule->direction == RULE_MASQUERADE ? "masquerade" : "accept");
    for (size_t i = 0; rule->text && rule->text[i] && i < 100; i++) {
        char c = rule->text[i];
        buf_addc(out, c < ' ' || c > '~' || c == '"' || c == '\\' ? '.' : c);
    }
    buf_adds(out, "\"\n");
}

// What tells networks apart is our own address coming in, the other's going out, and both are
// "daddr": a private address has no interface of its own. IPv6 is public. What has no network is
// in none.
static void
add_nets(struct buf *out, const char *unless, const char *const *nets, const char *const *more)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    const size_t n = ruleset_add_nets(&text, texts_both(a, nets, more), V4);

    buf_addf(out, n > 1 ? "ip daddr %s{ %s } " : "ip daddr %s%s ", unless,
        n ? buf_str(&text) : "255.255.255.255");
}

static void
add_interface(struct buf *out, const struct ruleset *r, const struct plan_rule *rule)
{
    const char *const vlan[] = { r->vlan, NULL }, *const private_net[] = { PRIVATE_NET, NULL };

    if (str_eq(rule->interface, "vpc")) {
        add_nets(out, "", r->vpc, NULL);
    } else if (str_eq(rule->interface, "private")) {
        add_nets(out, "", private_net, r->vpc);
    } else if (str_eq(rule->interface, "vlan")) {
        add_nets(out, "", vlan, NULL);
    } else if (str_eq(rule->interface, "public")) {
        add_nets(out, "!= ", private_net, NULL);
        if (r->vpc && *r->vpc)
            add_nets(out, "!= ", r->vpc, NULL);
        if (r->vlan)
            add_nets(out, "!= ", vlan, NULL);
    }
}

static bool
interface_has(const struct plan_rule *rule, enum family f)
{
    return f == V4 || !rule->interface || str_eq(rule->interface, "public");
}

void
ruleset_add_service(struct buf *out, const struct plan_rule *rule, enum family f)
{
    add_service(out, rule, f);
    add_end(out, rule);
}

static void
add_line(struct render *x, const struct plan_rule *rule, enum family f)
{
    if (f == V4)
        add_interface(x->out, x->r, rule);
    ruleset_add_service(x->out, rule, f);
}

static const char *
other_side(const struct plan_rule *rule)
{
    return rule->direction == RULE_OUT ? "daddr" : "saddr";
}

// All networks in one line, and of what holds for a time the members, too.
static void
render_nets(struct render *x, const struct plan_rule *rule, enum family f, const char *before)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    const char *const *nets = NULL;

    for (size_t i = 0; i < rule->n_peers; i++) {
        const struct plan_peer *peer = &rule->peers[i];
        const char *const one[] = { peer->text, NULL };
        if (peer->kind == PEER_CIDR)
            nets = texts_both(a, nets, one);
        else if (peer_is_set(peer) && rule->until_ms)
            nets = texts_both(a, nets, ruleset_members_of(a, x->r, peer->text));
    }
    if (!ruleset_add_nets(&text, nets, f))
        return;
    buf_addf(x->out, "%s%s %s { %s } ", before, ruleset_ip[f], other_side(rule), buf_str(&text));
    add_line(x, rule, f);
}

// The peers of one family: a line for each set, one for all nets.
static void
render_peers(struct render *x, const struct plan_rule *rule, enum family f, const char *before)
{
    for (size_t i = 0; i < rule->n_peers && !rule->until_ms; i++) {
        if (!peer_is_set(&rule->peers[i]))
            continue;
        buf_addf(x->out, "%s%s %s @", before, ruleset_ip[f], other_side(rule));
        ruleset_set_name(x->out, rule->peers[i].text, f);
        buf_addc(x->out, ' ');
        add_line(x, rule, f);
    }
    render_nets(x, rule, f, before);
}

// One line where both families are the same, else one for each.
static void
render_anybody(struct render *x, const struct plan_rule *rule, const char *before)
{
    bool apart = rule->interface || str_eq(rule->protocol, "ping");

    buf_adds(x->out, before);
    add_line(x, rule, V4);
    if (!apart || !interface_has(rule, V6))
        return;
    buf_addf(x->out, "%smeta nfproto ipv6 ", before);
    add_line(x, rule, V6);
}

static int
rule_check(const struct render *x, const struct plan_rule *rule)
{
    struct cidr c;
    if (!protocol_find(rule->protocol))
        return lct_fail(x->err, LCT_EPLAN, "\"%s\": unknown protocol", rule->text);
    for (size_t i = 0; i < rule->n_peers; i++)
        if (rule->peers[i].kind == PEER_CIDR && !cidr_parse(rule->peers[i].text, true, &c))
            return lct_fail(
                x->err, LCT_EPLAN, "\"%s\": %s is no network", rule->text, rule->peers[i].text);
    if (ports_check(x, rule, rule->ports, rule->n_ports) ||
        ports_check(x, rule, rule->source_ports, rule->n_source_ports))
        return x->err->code;
    return 0;
}

static void
render_rule(struct render *x, const struct plan_rule *rule, const char *before)
{
    bool anybody = !rule->n_peers;

    for (size_t i = 0; i < rule->n_peers; i++)
        anybody |= rule->peers[i].kind == PEER_ANY;
    if (rule_is_through(rule)) {
        ruleset_add_through(x, rule, before);
    } else if (anybody) {
        render_anybody(x, rule, before);
    } else {
        render_peers(x, rule, V4, before);
        if (interface_has(rule, V6))
            render_peers(x, rule, V6, before);
    }
}

int
ruleset_add_rules(struct render *x, enum rule_direction direction, bool opened, const char *before)
{
    for (size_t i = 0; i < x->r->n_rules; i++) {
        const struct plan_rule *rule = &x->r->rules[i];
        if (rule->direction != direction ||
            (opened ? !rule->until_ms : rule->until_ms || rule->bound))
            continue;
        if (rule_check(x, rule))
            return x->err->code;
        render_rule(x, rule, before);
    }
    return 0;
}

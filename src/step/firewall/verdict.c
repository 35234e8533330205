// SPDX-License-Identifier: MIT
// Judges packets.
#include "step/firewall/verdict.h"

#include <sys/socket.h>

#include "base/str.h"
#include "model/reach.h"
#include "step/firewall/always.h"

// Is all of it in there?
static bool
net_has(const char *net, const struct cidr *c)
{
    struct cidr n;

    return cidr_parse(net, true, &n) && n.prefix <= c->prefix && cidr_has(&n, c);
}

static bool
nets_have(const char *const *nets, const struct cidr *c)
{
    for (; nets && *nets; nets++)
        if (net_has(*nets, c))
            return true;
    return false;
}

static bool
ports_have(const struct port_range *ports, size_t n, unsigned port)
{
    for (size_t i = 0; i < n; i++)
        if (port >= ports[i].first && port <= ports[i].last)
            return true;
    return n == 0;
}

// ---- the node's own

// Echoes are what "ping" and "icmp" open; what always passes of ICMP are others.
static bool
opens(const struct plan_rule *rule, const char *protocol, unsigned port)
{
    const bool any = str_eq(rule->protocol, "any");

    if (!str_eq(protocol, "ping"))
        return (any || str_eq(rule->protocol, protocol)) &&
               ports_have(rule->ports, rule->n_ports, port);
    if (any)
        return !rule->n_ports && !rule->n_source_ports;
    return str_eq(rule->protocol, "ping") ||
           (str_eq(rule->protocol, "icmp") && rule->origin != RULE_ALWAYS);
}

// Members are addresses; they may have a prefix, which says nothing.
static bool
is_member(const struct ruleset *r, const char *selector, const struct cidr *other)
{
    const unsigned whole = other->family == AF_INET ? 32 : 128;
    struct cidr c;

    for (size_t i = 0; i < r->n_members; i++) {
        const char *const *const lists[] = { r->members[i].addresses, r->members[i].vlan };
        if (!str_eq(r->members[i].selector, selector))
            continue;
        for (size_t k = 0; k < 2; k++)
            for (const char *const *one = lists[k]; one && *one; one++) {
                if (!cidr_parse(*one, true, &c))
                    continue;
                c.prefix = c.family == AF_INET ? 32 : 128;
                if (other->prefix == whole && cidr_has(&c, other))
                    return true;
            }
    }
    return false;
}

static bool
is_for(const struct ruleset *r, struct rule_side side, const struct cidr *other)
{
    bool found = !side.n;

    for (size_t i = 0; i < side.n && !found; i++) {
        const struct plan_peer *peer = &side.peers[i];
        found = peer->kind == PEER_ANY || (peer->kind == PEER_CIDR && net_has(peer->text, other)) ||
                (peer_is_set(peer) && is_member(r, peer->text, other));
    }
    return found;
}

// As step/aspect/rules/ruleset_rule.c tells networks apart: by the address that the packet goes to.
static bool
is_on(const struct ruleset *r, const struct plan_rule *rule, const struct packet *p)
{
    static const char *const private_nets[] = { PRIVATE_NET, NULL };
    const struct cidr *to = p->out ? &p->other : &p->own;
    const bool vlan = r->vlan && net_has(r->vlan, to), vpc = nets_have(r->vpc, to),
               private = nets_have(private_nets, to);

    if (!rule->interface)
        return true;
    if (to->family != AF_INET)
        return str_eq(rule->interface, "public");
    if (str_eq(rule->interface, "vpc"))
        return vpc;
    if (str_eq(rule->interface, "vlan"))
        return vlan;
    return str_eq(rule->interface, "private") ? private || vpc : !private && !vpc && !vlan;
}

static enum verdict_why
judge_rule(const struct ruleset *r, const struct plan_rule *rule, const struct packet *p)
{
    if (rule->direction != (p->out ? RULE_OUT : RULE_IN) || !opens(rule, p->protocol, p->port))
        return VERDICT_NO_RULE;
    if (!is_for(r, p->out ? rule_to(rule) : rule_from(rule), &p->other))
        return VERDICT_OTHERS;
    if (!is_on(r, rule, p))
        return VERDICT_NETWORK;
    if (rule->n_source_ports)
        return VERDICT_SOURCE_PORT;
    return rule->bound && !rule->until_ms ? VERDICT_EVENT : VERDICT_PASSES;
}

// What passes at last counts; else what is nearest to that, in the order of the words.
static void
judge_rules(const struct ruleset *r, const struct plan_rule *rules, size_t n,
    const struct packet *p, struct verdict *v)
{
    for (size_t i = 0; i < n && v->why != VERDICT_PASSES; i++) {
        const enum verdict_why why = judge_rule(r, &rules[i], p);
        if (why == VERDICT_PASSES || why > v->why)
            *v = (struct verdict){ why, &rules[i] };
    }
}

struct verdict
firewall_judge(struct arena *a, const struct ruleset *r, const struct packet *p)
{
    struct verdict v = { VERDICT_NO_RULE, NULL };
    const struct plan_rule *always;
    const size_t n = firewall_always(a, r, &always);

    if (p->out && nets_have(firewall_metadata, &p->other))
        return (struct verdict){ VERDICT_METADATA, NULL };
    judge_rules(r, always, n, p, &v);
    judge_rules(r, r->rules, r->n_rules, p, &v);
    return v;
}

// ---- through a node

static bool
is_between(const struct ruleset *r, const struct plan_rule *rule, const struct transit *t)
{
    return is_for(r, rule_from(rule), &t->from) && is_for(r, rule_to(rule), &t->to);
}

static enum verdict_why
judge_forward(const struct ruleset *r, const struct plan_rule *rule, const struct transit *t)
{
    if (rule->direction != RULE_FORWARD || !opens(rule, t->protocol, t->port))
        return VERDICT_NO_RULE;
    if (!is_between(r, rule, t))
        return VERDICT_OTHERS;
    if (rule->n_source_ports)
        return VERDICT_SOURCE_PORT;
    return rule->bound && !rule->until_ms ? VERDICT_EVENT : VERDICT_PASSES;
}

struct verdict
firewall_judge_through(const struct ruleset *r, const struct transit *t)
{
    struct verdict v = { VERDICT_NO_RULE, NULL };

    for (size_t i = 0; i < r->n_rules && (v.why != VERDICT_PASSES); i++) {
        const enum verdict_why why = judge_forward(r, &r->rules[i], t);
        if (why == VERDICT_PASSES || why > v.why)
            v = (struct verdict){ why, &r->rules[i] };
    }
    return v;
}

bool
firewall_masquerades(const struct ruleset *r, const struct transit *t)
{
    for (size_t i = 0; i < r->n_rules; i++)
        if (r->rules[i].direction == RULE_MASQUERADE && is_between(r, &r->rules[i], t))
            return true;
    return false;
}

// ---- the cloud's

static bool
cloud_opens(const struct cloud_rule *rule, const struct packet *p)
{
    const bool ping = str_eq(p->protocol, "ping");

    if (rule->out != p->out)
        return false;
    if (rule->protocol == CLOUD_ANY)
        return true;
    if (rule->protocol == CLOUD_ICMP || ping)
        return ping && rule->protocol == CLOUD_ICMP;
    return (rule->protocol == CLOUD_UDP) == str_eq(p->protocol, "udp") &&
           ports_have(rule->ports, rule->n_ports, p->port);
}

const struct cloud_rule *
cloud_judge(const struct cloud_rules *rules, const struct packet *p)
{
    for (size_t i = 0; i < rules->n; i++)
        if (cloud_opens(&rules->items[i], p) && nets_have(rules->items[i].nets, &p->other))
            return &rules->items[i];
    return NULL;
}

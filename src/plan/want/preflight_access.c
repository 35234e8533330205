// SPDX-License-Identifier: MIT
// Whether one can log in to the nodes of a plan: by its `access`, or by a rule of theirs.
#include "base/cidr.h"
#include "base/str.h"
#include "plan/want/preflight.h"

#define SSH_PORT 22

static bool
net_has(const char *net, const struct cidr *here)
{
    struct cidr c;

    return cidr_parse(net, true, &c) && cidr_has(&c, here);
}

static bool
access_has(const struct plan *p, const struct cidr *here)
{
    const char *const *net = p->access;

    if (!net || !*net)
        return true;
    while (*net && !net_has(*net, here))
        net++;
    return *net;
}

static bool
is_ssh(const struct plan_rule *r)
{
    bool port = r->n_ports == 0;

    for (size_t i = 0; i < r->n_ports; i++)
        port |= r->ports[i].first <= SSH_PORT && SSH_PORT <= r->ports[i].last;
    return r->direction == RULE_IN && port && !r->bound &&
           (str_eq(r->protocol, "tcp") || str_eq(r->protocol, "any"));
}

// Machines are reached by their public addresses.
static bool
rule_lets_in(const struct plan_rule *r, const struct cidr *here)
{
    bool in = r->n_peers == 0;

    if (!is_ssh(r) || str_eq(r->interface, "private"))
        return false;
    for (size_t i = 0; i < r->n_peers && !in; i++)
        in = r->peers[i].kind == PEER_ANY ||
             (r->peers[i].kind == PEER_CIDR && net_has(r->peers[i].text, here));
    return in;
}

static bool
rules_let_in(const struct node_plan *np, const struct cidr *here)
{
    for (size_t i = 0; i < np->n_rules; i++)
        if (rule_lets_in(&np->rules[i], here))
            return true;
    return false;
}

static bool
is_shut(const struct plan *p, const struct cidr *here)
{
    for (size_t i = 0; i < p->n_regions; i++)
        for (size_t k = 0; k < p->regions[i].n_nodes; k++)
            if (p->regions[i].nodes[k].count && !rules_let_in(&p->regions[i].nodes[k], here))
                return true;
    return false;
}

void
preflight_access(const struct plan *p, const char *here, struct diags *diags)
{
    struct cidr c;

    if (!cidr_parse(here, true, &c) || access_has(p, &c) || !is_shut(p, &c))
        return;
    diag_hint(diags,
        diags_add(diags, DIAG_WARNING, p->access_pos,
            "access does not hold %s, from where nodes were reached last: they would shut it out",
            here),
        "unless you come from elsewhere now, add %s to access", here);
}

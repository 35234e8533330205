// SPDX-License-Identifier: MIT
// What always passes.
#include "step/firewall/always.h"

#include "base/texts.h"

#define ALWAYS_MOST 16

const char *const firewall_metadata[] = { "169.254.169.254/32", "fd00:a9fe:a9fe::1/128", NULL };

struct always {
    struct arena *arena;
    struct plan_rule *rules;
    size_t n;
};

// Of none of these networks nothing passes.
static void
add(struct always *x, struct plan_rule rule, const char *const *nets)
{
    const size_t n = texts_count(nets);

    if (!n)
        return;
    rule.origin = RULE_ALWAYS;
    rule.peers = arena_array(x->arena, n, sizeof *rule.peers);
    rule.n_peers = n;
    for (size_t i = 0; i < n; i++)
        rule.peers[i] = (struct plan_peer){ .kind = PEER_CIDR, .text = nets[i] };
    x->rules[x->n++] = rule;
}

static struct plan_rule
rule_of(bool out, const char *protocol, const struct port_range *ports, size_t n, const char *text)
{
    return (struct plan_rule){ .direction = out ? RULE_OUT : RULE_IN,
        .protocol = protocol,
        .ports = (struct port_range *)(uintptr_t)ports,
        .n_ports = n,
        .text = text };
}

static void
add_ssh(struct always *x, const struct ruleset *r, const char *const *anywhere)
{
    static const struct port_range ssh = { 22, 22 };
    const bool limited = r->access && *r->access;

    add(x, rule_of(false, "tcp", &ssh, 1, "access by SSH"), limited ? r->access : anywhere);
    if (r->hidden && limited)
        add(x, rule_of(false, "tcp", &ssh, 1, "SSH within the VPC"), r->vpc);
    if (r->carries)
        add(x, rule_of(true, "tcp", &ssh, 1, "SSH within the VPC"), r->vpc);
}

// Clients of DHCP hear from these ports alone.
static void
add_dhcp(struct always *x, const char *const *anywhere)
{
    static const struct port_range clients[] = { { 68, 68 }, { 546, 546 } },
                                   servers[] = { { 67, 67 }, { 547, 547 } };
    struct plan_rule in = rule_of(false, "udp", clients, 2, "DHCP"),
                     out = rule_of(true, "udp", servers, 2, "DHCP");

    in.source_ports = (struct port_range *)(uintptr_t)servers;
    out.source_ports = (struct port_range *)(uintptr_t)clients;
    in.n_source_ports = out.n_source_ports = 2;
    add(x, in, anywhere);
    add(x, out, anywhere);
}

size_t
firewall_always(struct arena *a, const struct ruleset *r, const struct plan_rule **ret)
{
    static const char *const anywhere[] = { "0.0.0.0/0", "::/0", NULL };
    static const struct port_range ntp = { 123, 123 }, http = { 80, 80 }, dns = { 53, 53 };
    struct always x = { a, arena_array(a, ALWAYS_MOST, sizeof *x.rules), 0 };

    add_ssh(&x, r, anywhere);
    add(&x, rule_of(false, "icmp", NULL, 0, "ICMP"), anywhere);
    add(&x, rule_of(true, "icmp", NULL, 0, "ICMP"), anywhere);
    add_dhcp(&x, anywhere);
    add(&x, rule_of(true, "udp", &ntp, 1, "time"), anywhere);
    add(&x, rule_of(true, "tcp", &http, 1, "metadata"), firewall_metadata);
    add(&x, rule_of(true, "udp", &dns, 1, "resolvers"), r->resolvers);
    add(&x, rule_of(true, "tcp", &dns, 1, "resolvers"), r->resolvers);
    *ret = x.rules;
    return x.n;
}

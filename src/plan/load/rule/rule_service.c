// SPDX-License-Identifier: MIT
// What a firewall rule lets pass: protocols with their ports, and services by name.
#include <ctype.h>
#include <string.h>

#include "base/parse.h"
#include "base/str.h"
#include "base/vec.h"
#include "plan/load/rule/rule_private.h"

// Services by name. "packages" is what installing software needs: names, mirrors, a caching proxy.
static const struct service {
    const char *name, *protocol;
    unsigned port;
} services[] = {
    { "ssh", "tcp", 22 },
    { "http", "tcp", 80 },
    { "https", "tcp", 443 },
    { "dns", "udp", 53 },
    { "dns", "tcp", 53 },
    { "ntp", "udp", 123 },
    { "smtp", "tcp", 25 },
    { "mysql", "tcp", 3306 },
    { "postgresql", "tcp", 5432 },
    { "redis", "tcp", 6379 },
    { "packages", "tcp", 80 },
    { "packages", "tcp", 443 },
    { "packages", "tcp", 3142 },
    { "packages", "tcp", 53 },
    { "packages", "udp", 53 },
    { "ping", "ping", 0 },
};

static const char *const protocols[] = { "tcp", "udp", "icmp", "any" };

#define MOST_WORDS 128 // of a hint

struct ports {
    struct port_range *items;
    size_t n, cap;
};

static bool
port_number(const char *s, unsigned *port)
{
    int64_t n;

    if (!parse_int(s, 1, 65535, &n))
        return false;
    *port = (unsigned)n;
    return true;
}

static bool
port_range(struct rule_parser *p, const char *s, struct port_range *r)
{
    char first[16];
    const char *dash = strchr(s, '-');

    if (!dash && port_number(s, &r->first)) {
        r->last = r->first;
        return true;
    }
    if (dash && (size_t)(dash - s) < sizeof first) {
        memcpy(first, s, (size_t)(dash - s));
        first[dash - s] = '\0';
        if (port_number(first, &r->first) && port_number(dash + 1, &r->last) && r->first <= r->last)
            return true;
    }
    rule_fail(p,
        dash ? "no range of ports from 1 to 65535, the lower first: "
             : "no port, which are 1 to 65535: ",
        s);
    return false;
}

// "80, 443, 8000-8010"; stops before a comma that is not followed by a number.
size_t
rule_ports(struct rule_parser *p, struct port_range **ret)
{
    struct ports found = { 0 };

    while (rule_word(p) && isdigit((unsigned char)*rule_word(p))) {
        struct port_range r;
        if (!port_range(p, p->words[p->i++], &r))
            break;
        vec_push(&found, r);
        if (p->i + 1 < p->n && str_eq(rule_word(p), ",") &&
            isdigit((unsigned char)*p->words[p->i + 1]))
            p->i++;
    }
    *ret = arena_array(p->l->arena, found.n, sizeof **ret);
    if (found.n)
        memcpy(*ret, found.items, found.n * sizeof **ret);
    size_t n = found.n;
    vec_done(&found);
    return n;
}

struct plan_rule *
rule_add(struct rule_parser *p, const char *protocol)
{
    const size_t most = sizeof p->rules / sizeof p->rules[0];

    if (p->n_rules == most) {
        rule_fail_whole(p, "too many services in one rule");
        return &p->rules[most - 1];
    }
    p->rules[p->n_rules] = (struct plan_rule){ .protocol = protocol };
    return &p->rules[p->n_rules++];
}

static void
unknown_service(struct rule_parser *p, const char *name)
{
    const struct doc *ports = doc_get(p->l->top, "ports");
    const char *names[MOST_WORDS];
    size_t n = 0;

    for (size_t i = 0; ports && ports->kind == DOC_MAP && i < ports->n && n < MOST_WORDS / 2; i++)
        names[n++] = ports->keys[i]->text;
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        names[n++] = services[i].name;
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++)
        names[n++] = protocols[i];
    rule_fail_near(p, rule_place(p, p->i - 1), "no protocol, service or port: ", name, names, n);
}

static bool
is_service(const char *name)
{
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        if (str_ieq(services[i].name, name))
            return true;
    return false;
}

bool
load_rule_knows(const char *word)
{
    static const char *const words[] = { "allow", "in", "out", "forward", "masquerade", "from",
        "to", "sport", "on", "during", "all", "cluster" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_ieq(words[i], word))
            return true;
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++)
        if (str_ieq(protocols[i], word))
            return true;
    return is_service(word);
}

// The one just taken, a name of ports:.
static void
tell_number(struct rule_parser *p, const struct named_port *port)
{
    const size_t end = p->offsets[p->i - 1] + strlen(p->words[p->i - 1]);

    buf_add(&p->text, doc_text(p->at, "") + p->told, end - p->told);
    buf_addf(&p->text, " (%s %s)", port->protocol, port->number);
    p->told = end;
}

static bool
parse_port(struct rule_parser *p, const char *name)
{
    const struct named_port *port = load_port_named(p->l, name);
    struct plan_rule *rule;

    if (!port)
        return false;
    tell_number(p, port);
    rule = rule_add(p, port->protocol);
    rule->n_ports = 1;
    rule->ports = arena_array(p->l->arena, 1, sizeof *rule->ports);
    rule->ports[0] = port->range;
    return true;
}

// All ports of a named service that share a protocol are one rule.
static bool
parse_named(struct rule_parser *p, const char *name)
{
    struct plan_rule *rule = NULL;
    const char *protocol = "";

    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        const struct service *s = &services[i];
        if (!str_ieq(s->name, name))
            continue;
        if (!str_eq(protocol, s->protocol)) {
            rule = rule_add(p, protocol = s->protocol);
            rule->ports = arena_array(p->l->arena, 8, sizeof *rule->ports);
        }
        if (s->port)
            rule->ports[rule->n_ports++] = (struct port_range){ s->port, s->port };
    }
    return rule != NULL;
}

static bool
brings_protocol(struct rule_parser *p, const char *name)
{
    return is_service(name) || load_port_named(p->l, name);
}

void
rule_service(struct rule_parser *p)
{
    const char *name = rule_word(p);

    if (!name) {
        rule_fail(p, "it says no service", NULL);
        return;
    }
    p->i++;
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++)
        if (str_ieq(protocols[i], name) || (i == 3 && str_ieq(name, "all"))) {
            struct plan_rule *rule = rule_add(p, protocols[i]);
            rule->n_ports = rule_ports(p, &rule->ports);
            if (!rule->n_ports && rule_word(p) && brings_protocol(p, rule_word(p))) {
                p->i++;
                rule_fail(p, "what has a name brings its protocol: leave away ", name);
                return;
            }
            if (i >= 2 && rule->n_ports)
                rule_fail(p, "there are no ports of ", protocols[i]);
            return;
        }
    if (!parse_port(p, name) && !parse_named(p, name))
        unknown_service(p, name);
}

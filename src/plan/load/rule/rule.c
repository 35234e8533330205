// SPDX-License-Identifier: MIT
// Firewall rules in words:
//
//     rule     = "allow" [ "in" | "out" ] services [ "sport" ports ] [ ( "from" | "to" ) peers ]
//                [ "on" ( "public" | "private" | "vpc" | "vlan" ) ] [ "during" EVENT ]
//              | "allow" "forward" services [ "sport" ports ] [ "from" peers ] [ "to" peers ]
//                [ "during" EVENT ]
//              | "masquerade" "from" peers [ "to" peers ]
//     services = service { "," service }      service = PROTOCOL [ ports ] | NAME | NAME-OF-A-PORT
//     ports    = port { "," port }            port = NUMBER | NUMBER "-" NUMBER
//     peers    = peer { "," peer }            peer = "any" | ADDRESS | CIDR | NODE-PLAN | TAG
//                                                  | NETWORK | "cluster" ALIAS
#include "base/str.h"
#include "base/vec.h"
#include "plan/load/rule/rule_private.h"

static void
parse_event(struct rule_parser *p)
{
    const char *names[N_EVENTS], *name = rule_word(p);

    p->bound = true;
    p->i++;
    if (name && event_parse(name, &p->during))
        return;
    for (unsigned e = 0; e < N_EVENTS; e++)
        names[e] = event_name((enum event)e);
    rule_fail_near(p, rule_place(p, p->i - 1), "after 'during' comes an event, not ",
        name ? name : "nothing", names, N_EVENTS);
}

static void
parse_interface(struct rule_parser *p)
{
    static const char *const interfaces[] = { "public", "private", "vpc", "vlan", NULL };
    const char *name = rule_word(p);

    p->i++;
    p->interface = NULL;
    for (size_t i = 0; name && interfaces[i]; i++)
        if (str_ieq(name, interfaces[i]))
            p->interface = interfaces[i];
    if (!p->interface)
        rule_fail(
            p, "after 'on' comes public, private, vpc or vlan, not ", name ? name : "nothing");
}

static bool
is_through(const struct rule_parser *p)
{
    return p->direction == RULE_FORWARD || p->direction == RULE_MASQUERADE;
}

static void
set_direction(struct rule_parser *p, enum rule_direction direction)
{
    if (p->directed && p->direction != direction)
        rule_fail(p, "'in' goes with from, 'out' with to", NULL);
    p->directed = true;
    p->direction = direction;
}

// What goes through the node has both.
static void
parse_side(struct rule_parser *p, bool to)
{
    p->i++;
    if (!is_through(p))
        set_direction(p, to ? RULE_OUT : RULE_IN);
    p->sided = true;
    rule_peers(p, to ? &p->to : &p->from);
}

static void
parse_tail(struct rule_parser *p)
{
    const bool masquerades = p->direction == RULE_MASQUERADE;

    while (!p->failed && rule_word(p)) {
        bool from = str_ieq(rule_word(p), "from"), to = str_ieq(rule_word(p), "to");
        if (from || to) {
            parse_side(p, to);
        } else if (!masquerades && rule_take(p, "sport")) {
            p->n_source_ports = rule_ports(p, &p->source_ports);
        } else if (!is_through(p) && rule_take(p, "on")) {
            parse_interface(p);
        } else if (!masquerades && rule_take(p, "during")) {
            parse_event(p);
        } else {
            p->i++;
            rule_fail(p, "cannot read it from here on: ", p->words[p->i - 1]);
        }
    }
}

static void
parse_allowed(struct rule_parser *p)
{
    if (rule_take(p, "in"))
        set_direction(p, RULE_IN);
    else if (rule_take(p, "out"))
        set_direction(p, RULE_OUT);
    else if (rule_take(p, "forward"))
        set_direction(p, RULE_FORWARD);
    do
        rule_service(p);
    while (!p->failed && rule_take(p, ","));
    parse_tail(p);
    if (!p->directed)
        rule_fail_whole(p, "it says neither in nor out, from nor to");
    else if (is_through(p) && !p->sided)
        rule_fail_whole(p, "it says neither from nor to");
}

// Of all services: what may go through, other rules say.
static void
parse_masquerade(struct rule_parser *p)
{
    set_direction(p, RULE_MASQUERADE);
    rule_add(p, "any");
    if (rule_word(p) && str_ieq(rule_word(p), "from"))
        parse_tail(p);
    else
        rule_fail_whole(p, "after 'masquerade' comes from, and whom");
}

static void
parse(struct rule_parser *p)
{
    if (rule_take(p, "masquerade"))
        parse_masquerade(p);
    else if (rule_take(p, "allow"))
        parse_allowed(p);
    else
        rule_fail_whole(p, "it begins with 'allow': everything else is closed anyway");
}

// Those of both sides, the one's behind the other's.
static void
set_peers(struct rule_parser *p, struct plan_rule *rule)
{
    rule->n_from = p->from.n;
    rule->n_peers = p->from.n + p->to.n;
    rule->peers = arena_array(p->l->arena, rule->n_peers + 1, sizeof *rule->peers);
    for (size_t i = 0; i < p->from.n; i++)
        rule->peers[i] = p->from.peers[i];
    for (size_t i = 0; i < p->to.n; i++)
        rule->peers[p->from.n + i] = p->to.peers[i];
}

// As it is shown: "allow in zk (tcp 2181) from kafka".
static const char *
shown(struct rule_parser *p)
{
    const char *written = doc_text(p->at, "");

    if (!p->text.len)
        return written;
    buf_adds(&p->text, written + p->told);
    return arena_strdup(p->l->arena, buf_str(&p->text));
}

void
load_rule(struct loading *l, const struct doc *text, struct rule_list *out)
{
    struct rule_parser p = { .l = l, .at = text };
    const char *told;

    if (!doc_text(text, NULL))
        return; // the schema has told it
    if (!rule_split(&p, doc_text(text, "")))
        rule_fail_whole(&p, "too long");
    else
        parse(&p);
    told = shown(&p);
    buf_done(&p.text);
    for (size_t i = 0; !p.failed && i < p.n_rules; i++) {
        struct plan_rule rule = p.rules[i];
        rule.direction = p.direction;
        rule.source_ports = p.source_ports;
        rule.n_source_ports = p.n_source_ports;
        set_peers(&p, &rule);
        rule.interface = p.interface;
        rule.bound = p.bound;
        rule.during = p.during;
        rule.text = told;
        rule.pos = text->pos;
        if (rule.n_source_ports && !str_eq(rule.protocol, "tcp") && !str_eq(rule.protocol, "udp"))
            rule_fail_whole(&p, "source ports go with tcp and udp only");
        vec_push(out, rule);
    }
}

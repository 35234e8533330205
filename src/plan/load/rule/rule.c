// SPDX-License-Identifier: MIT
// Firewall rules in words:
//
//     rule     = "allow" [ "in" | "out" ] services [ "sport" ports ] [ ( "from" | "to" ) peers ]
//                [ "on" ( "public" | "private" ) ] [ "during" EVENT ]
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

static void
set_direction(struct rule_parser *p, bool out)
{
    if (p->directed && p->out != out)
        rule_fail(p, "'in' goes with from, 'out' with to", NULL);
    p->directed = true;
    p->out = out;
}

static void
parse_tail(struct rule_parser *p)
{
    while (!p->failed && rule_word(p)) {
        bool from = str_ieq(rule_word(p), "from"), to = str_ieq(rule_word(p), "to");
        if (from || to) {
            p->i++;
            set_direction(p, to);
            rule_peers(p);
        } else if (rule_take(p, "sport")) {
            p->n_source_ports = rule_ports(p, &p->source_ports);
        } else if (rule_take(p, "on")) {
            parse_interface(p);
        } else if (rule_take(p, "during")) {
            parse_event(p);
        } else {
            p->i++;
            rule_fail(p, "cannot read it from here on: ", p->words[p->i - 1]);
        }
    }
}

static void
parse(struct rule_parser *p)
{
    if (!rule_take(p, "allow")) {
        rule_fail_whole(p, "it begins with 'allow': everything else is closed anyway");
        return;
    }
    if (rule_take(p, "in"))
        set_direction(p, false);
    else if (rule_take(p, "out"))
        set_direction(p, true);
    do
        rule_service(p);
    while (!p->failed && rule_take(p, ","));
    parse_tail(p);
    if (!p->directed)
        rule_fail_whole(p, "it says neither in nor out, from nor to");
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
        rule.out = p.out;
        rule.source_ports = p.source_ports;
        rule.n_source_ports = p.n_source_ports;
        rule.peers = p.peers;
        rule.n_peers = p.n_peers;
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

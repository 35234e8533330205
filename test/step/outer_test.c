// SPDX-License-Identifier: MIT
// Text cases of the outer layer: what the rules of a node plan become in a Cloud Firewall. In a
// .case file:
//
//     === title            begins a case; a plan of one node plan follows
//     --- members NAME     FIRST COUNT, a line each: so many addresses from that one on
//     --- resolvers        addresses, one a line
//     --- vpc              its networks, one a line
//     --- rules            what comes out: DIRECTION PROTOCOL PORTS NETWORKS; long lists by number
//     --- coarser          what is noted
//     --- refused          with exact: why
//
// usage: outer_test FILE.case...
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../plan/casefile.h"
#include "base/cidr.h"
#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"
#include "plan/plan.h"
#include "step/firewall/outer.h"

#define LISTED 6 // networks of a rule that are told one by one

static const char *const private_net[] = { "192.168.128.0/17", NULL };

static void
count_on(struct cidr *c, unsigned by)
{
    size_t at = c->family == AF_INET ? 4 : 16;

    while (by && at-- > 0) {
        by += c->addr[at];
        c->addr[at] = (uint8_t)by;
        by >>= 8;
    }
}

// "198.18.0.1 300": every other address from there on, so that they are no network.
static const char *const *
addresses_of(struct arena *a, const struct section *s)
{
    char **words;
    size_t n = str_split(a, buf_str(&s->text), " \n", &words), used = 0, most = 1;

    for (size_t i = 0; i + 1 < n; i += 2)
        most += (size_t)strtol(words[i + 1], NULL, 10);
    const char **list = arena_array(a, most, sizeof *list);
    for (size_t i = 0; i + 1 < n; i += 2) {
        struct cidr c;
        char one[CIDR_TEXT];
        if (!cidr_parse(words[i], true, &c))
            continue;
        for (long k = strtol(words[i + 1], NULL, 10); k > 0; k--) {
            list[used++] = arena_strdup(a, cidr_text(&c, one));
            count_on(&c, 2);
        }
    }
    return list;
}

static void
add_rule(struct buf *out, const struct cloud_rule *r)
{
    static const char *const protocols[] = { "icmp", "tcp", "udp", "any" };
    const size_t n = texts_count(r->nets);

    buf_addf(out, "%s %s", r->out ? "out" : "in", protocols[r->protocol]);
    for (size_t i = 0; i < r->n_ports; i++) {
        buf_addf(out, "%s%u", i ? "," : " ", r->ports[i].first);
        if (r->ports[i].last > r->ports[i].first)
            buf_addf(out, "-%u", r->ports[i].last);
    }
    for (size_t i = 0; i < n && n <= LISTED; i++)
        buf_addf(out, " %s", r->nets[i]);
    if (n > LISTED)
        buf_addf(out, " %zu networks", n);
    buf_addc(out, '\n');
}

static bool
load(struct text_case *c, struct plan **ret, struct arena *a)
{
    const struct section *text = case_section(c, "plan", NULL);
    const struct doc_source src = { "plan", buf_str(&text->text), text->text.len };
    const struct load_args args = { 0 };
    struct lct_err err = { 0 };
    struct diags diags;

    diags_init(&diags, a);
    if (plan_load(a, &src, &args, &diags, ret, &err) == LCT_OK)
        return true;
    for (size_t i = 0; i < diags.n; i++)
        printf("# %s\n", diags.items[i].text);
    return false;
}

static bool
play(struct text_case *c, struct plan *p, struct arena *a)
{
    const struct node_plan *np = &p->regions[0].nodes[0];
    const struct section *resolvers = case_section(c, "resolvers", NULL);
    const struct section *vpc = case_section(c, "vpc", NULL);
    struct ruleset_members *members = arena_array(a, c->sections.n + 1, sizeof *members);
    struct ruleset inner = { .rules = np->rules, .n_rules = np->n_rules, .access = p->access };
    const struct outer_args args = { &inner, private_net, np->cloud_firewall == OUTER_EXACT };
    _own_(buf) struct buf rules = { 0 }, coarser = { 0 }, refused = { 0 };
    struct outer outer = { 0 };
    struct lct_err err = { 0 };
    char **words = NULL;

    inner.members = members;
    vec_each (s, &c->sections)
        if (str_eq(s->kind, "members"))
            members[inner.n_members++] =
                (struct ruleset_members){ s->argument, addresses_of(a, s) };
    if (resolvers && str_split(a, buf_str(&resolvers->text), " \n", &words))
        inner.resolvers = (const char *const *)words;
    if (vpc && str_split(a, buf_str(&vpc->text), " \n", &words))
        inner.vpc = (const char *const *)words;
    if (outer_compile(a, &args, &outer, &err) < 0)
        buf_addf(&refused, "%s\n", err.text);
    for (size_t i = 0; i < outer.rules.n; i++)
        add_rule(&rules, &outer.rules.items[i]);
    for (const char *const *note = outer.notes; note && *note; note++)
        buf_addf(&coarser, "%s\n", *note);
    const bool same = case_same("rules", case_section(c, "rules", NULL), &rules),
               as_told = case_same("coarser", case_section(c, "coarser", NULL), &coarser);
    return case_same("refused", case_section(c, "refused", NULL), &refused) && same && as_told;
}

static bool
run_case(struct text_case *c, void *catalogue)
{
    _own_(arena) struct arena *a = arena_new();
    struct plan *p;

    (void)catalogue;
    return load(c, &p, a) && play(c, p, a);
}

int
main(int argc, char **argv)
{
    return cases_main(argc, argv, run_case);
}

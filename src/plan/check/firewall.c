// SPDX-License-Identifier: MIT
// Rules: whom they name, and whether what installs software can reach it.
#include <string.h>

#include "base/str.h"
#include "plan/check/check.h"
#include "plan/check/script.h"

static bool
depends_on(const struct plan *p, const char *alias)
{
    for (size_t i = 0; i < p->n_depends; i++)
        if (str_eq(p->depends[i].alias, alias))
            return true;
    return false;
}

// Dependents open their doors to us as we to them: a cluster need not be one we depend on.
static void
check_cluster(struct checking *c, const struct plan_peer *peer)
{
    const struct plan *p = c->l->plan;
    const char *name = peer->text + strlen(PEER_CLUSTER_WORD);
    struct names known = { 0 };

    if (!p->n_depends || depends_on(p, name))
        return;
    for (size_t i = 0; i < p->n_depends; i++)
        vec_push(&known, p->depends[i].alias);
    const char *near = str_nearest(name, known.items, known.n);
    if (near)
        diag_hint(c->l->diags,
            diags_add(
                c->l->diags, DIAG_WARNING, peer->pos, "the plan depends on no cluster '%s'", name),
            "did you mean %s?", near);
    vec_done(&known);
}

static void
check_interface(struct checking *c, const struct node_plan *np, const struct plan_rule *r)
{
    if (str_eq(r->interface, "vpc") && !np->vpc)
        check_error(c, r->pos, "the rule is for a VPC, these nodes are in none:", np->name);
    else if (str_eq(r->interface, "vlan") && !(np->vlan && np->vlan->ipv4))
        check_error(
            c, r->pos, "the rule is for a VLAN, these nodes have no address in one:", np->name);
}

static bool
runs_at(const struct node_plan *np, enum event event)
{
    for (size_t i = 0; i < np->n_steps; i++)
        if (np->steps[i].event == event && !np->steps[i].alias)
            return true;
    return false;
}

// It is opened before what runs then, and closed after that.
static void
check_event(struct checking *c, const struct node_plan *np, const struct plan_rule *r)
{
    const char *name = event_name(r->during);

    if (!r->bound)
        return;
    if (r->during == EVENT_CREATED)
        diags_add(c->l->diags, DIAG_ERROR, r->pos,
            "machines do not run yet at 'created': no rule can be open then");
    else if (r->during == EVENT_DESTROY)
        diag_hint(c->l->diags,
            diags_add(c->l->diags, DIAG_ERROR, r->pos,
                "a node that goes is brought nothing more: no rule can be open at 'destroy' alone"),
            "leave out 'during destroy': the rule then holds as long as the node is there");
    else if (!runs_at(np, r->during))
        diag_hint(c->l->diags,
            diags_add(c->l->diags, DIAG_WARNING, r->pos,
                "nothing of '%s' runs at %s: the rule is never open", np->name, name),
            "a rule holds while what runs at its event does: init: or hooks: say that");
}

// What is masqueraded has to be forwarded, and is at any time.
static void
check_masquerade(struct checking *c, const struct node_plan *np, const struct plan_rule *r)
{
    bool forwards = false;

    if (r->direction != RULE_MASQUERADE)
        return;
    for (size_t i = 0; i < np->n_rules; i++)
        forwards |= np->rules[i].direction == RULE_FORWARD;
    if (!forwards)
        diag_hint(c->l->diags,
            diags_add(c->l->diags, DIAG_ERROR, r->pos,
                "nothing is forwarded that '%s' could masquerade", np->name),
            "for example: allow forward tcp 443 from 10.8.0.0/24 to any");
    else if (r->bound)
        diags_add(c->l->diags, DIAG_ERROR, r->pos,
            "masquerading is bound to no event: what goes through is, by 'allow forward'");
}

static void
check_rules(struct checking *c, const struct plan_rule *rules, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < rules[i].n_peers; k++) {
            const struct plan_peer *peer = &rules[i].peers[k];
            if (peer->kind == PEER_SELECTOR)
                check_peer(c, peer);
            else if (peer->kind == PEER_CLUSTER)
                check_cluster(c, peer);
        }
}

static bool
covers(const struct plan_rule *r, unsigned port)
{
    for (size_t i = 0; i < r->n_ports; i++)
        if (r->ports[i].first <= port && port <= r->ports[i].last)
            return true;
    return r->n_ports == 0;
}

// Mirrors are reached by http, https or a proxy on the way; whose address is no matter here.
static bool
opens_way(const struct plan_rule *r)
{
    bool tcp = str_eq(r->protocol, "tcp") || str_eq(r->protocol, "any");

    return r->direction == RULE_OUT && tcp &&
           (covers(r, 80) || covers(r, 443) || covers(r, 3128) || covers(r, 3142));
}

// The first command of a script that fetches software; lines of comment do not count.
static const char *
installer_in(const char *text)
{
    static const char *const commands[] = { "apt-get install", "apt-get -y install",
        "apt-get update", "apt install", "apt update", "apt-get -qq update", "dnf install",
        "dnf -y install", "yum install", "yum -y install", "zypper install", "apk add", "pacman -S",
        "pip install", "pip3 install", "npm install", "gem install" };

    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (script_runs(text, commands[i]))
            return commands[i];
    return NULL;
}

static void
check_starved(struct checking *c, const struct plan_step *s)
{
    const char *command = str_eq(s->scheme, "script") ? installer_in(s->content) : NULL;

    if (command)
        diag_hint(c->l->diags,
            diags_add(c->l->diags, DIAG_WARNING, s->value_pos,
                "the script installs software (%s), but no rule lets it reach any", command),
            "firewall: allow out packages to any");
}

// What converges may bring software: its node is open for that while it runs
// (share/node/packages.sh). Told of the first.
static void
tell_opened(struct checking *c, const struct plan_step *s)
{
    if (c->told_opened)
        return;
    c->told_opened = true;
    diags_add(c->l->diags, DIAG_NOTE, s->value_pos,
        "while '%s:' runs, and no longer, its node can fetch packages", s->scheme);
}

// While the event goes on.
static bool
opens_at(const struct node_plan *np, enum event event)
{
    for (size_t i = 0; i < np->n_rules; i++)
        if (np->rules[i].bound && np->rules[i].during == event && opens_way(&np->rules[i]))
            return true;
    return false;
}

// Whatever would be made of rules is not made of those that nobody knows.
static void
check_own(struct checking *c, const struct node_plan *np)
{
    if (np->cloud_firewall != OUTER_NONE)
        check_error(c, np->pos,
            "a Cloud Firewall is made of the rules, and 'firewall: own' says none:", np->name);
    for (size_t i = 0; i < np->n_steps; i++)
        if (np->steps[i].n_rules && !np->steps[i].of_plan)
            check_error(c, np->steps[i].pos,
                "rules are brought to nodes whose firewall is not their own:", np->name);
}

void
check_firewall(struct checking *c, const struct node_plan *np)
{
    bool way = false;

    if (np->own_firewall) {
        check_own(c, np);
        return;
    }
    check_rules(c, np->rules, np->n_rules);
    for (size_t i = 0; i < np->n_rules; i++) {
        check_interface(c, np, &np->rules[i]);
        check_event(c, np, &np->rules[i]);
        check_masquerade(c, np, &np->rules[i]);
        way |= !np->rules[i].bound && opens_way(&np->rules[i]);
    }
    for (size_t i = 0; i < np->n_steps; i++) {
        const struct plan_step *s = &np->steps[i];
        check_rules(c, s->rules, s->n_rules);
        for (size_t k = 0; k < s->n_rules; k++)
            way |= opens_way(&s->rules[k]);
        if (way || s->alias || opens_at(np, s->event))
            continue;
        if (s->entry)
            tell_opened(c, s);
        else
            check_starved(c, s);
    }
}

// SPDX-License-Identifier: MIT
// Who may talk to whom, what a NodeBalancer feeds, what starts after what, what the cluster needs.
#include <string.h>

#include "base/str.h"
#include "base/texts.h"
#include "plan/picture/parts.h"

#define INTERNET "internet"

static void
arrow_add(struct picture *p, const char *style, const char *from, const char *to, const char *label)
{
    const char *key = arena_printf(p->arena, "%s %s\n%s", style, from, to);
    struct arrow *a = map_get(&p->arrows, key);

    if (!a) {
        a = ARENA_NEW(p->arena, struct arrow);
        *a = (struct arrow){ .from = from, .to = to, .style = style };
        map_put(&p->arrows, key, a);
    }
    vec_each (known, &a->labels)
        if (str_eq(*known, label))
            return;
    vec_push(&a->labels, label);
}

static const char *
outsider(struct picture *p, const char *id, const char *label)
{
    if (!map_has(&p->outsiders, id))
        map_put(&p->outsiders, id, (void *)(uintptr_t)label);
    return id;
}

// ---- firewalls

// "tcp 80,443 during firstboot"
static const char *
flow_label(struct picture *p, const struct plan_rule *r)
{
    _own_(buf) struct buf text = { 0 };

    buf_addf(&text, "%s", r->protocol);
    for (size_t i = 0; i < r->n_ports; i++) {
        buf_addf(&text, "%c%u", i ? ',' : ' ', r->ports[i].first);
        if (r->ports[i].last != r->ports[i].first)
            buf_addf(&text, "-%u", r->ports[i].last);
    }
    if (r->direction == RULE_FORWARD)
        buf_adds(&text, " forwarded");
    if (r->bound)
        buf_addf(&text, " during %s", event_name(r->during));
    return arena_strdup(p->arena, buf_str(&text));
}

// One side of a rule, of that group.
struct flow {
    const struct plan_rule *rule;
    const char *self;
    bool out;
};

static void
flow(struct picture *p, const struct flow *f, const char *other)
{
    arrow_add(
        p, "flow", f->out ? f->self : other, f->out ? other : f->self, flow_label(p, f->rule));
}

// A selector names groups of every region.
static void
flow_selected(struct picture *p, const struct flow *f, const char *selector)
{
    const struct selected *s = map_get(&p->by_selector, selector);

    for (size_t i = 0; s && i < s->groups.n; i++)
        flow(p, f, s->groups.items[i]->id);
}

static void
flow_peer(struct picture *p, const struct flow *f, const struct plan_peer *peer)
{
    struct arena *a = p->arena;
    const char *name;

    switch (peer->kind) {
    case PEER_ANY:
        flow(p, f, outsider(p, INTERNET, "anywhere"));
        break;
    case PEER_CIDR:
        name = peer->network ? peer->network : peer->text;
        flow(p, f, outsider(p, arena_printf(a, "net:%s", name), name));
        break;
    case PEER_SELECTOR:
        flow_selected(p, f, peer->text);
        break;
    case PEER_CLUSTER:
        flow(p, f,
            outsider(p, arena_printf(a, "cluster:%s", peer->text + strlen(PEER_CLUSTER_WORD)),
                peer->text));
        break;
    }
}

static void
flow_side(struct picture *p, const struct flow *f, struct rule_side side)
{
    if (!side.n)
        flow(p, f, outsider(p, INTERNET, "anywhere"));
    for (size_t i = 0; i < side.n; i++)
        flow_peer(p, f, &side.peers[i]);
}

// What is masqueraded is drawn as forwarded.
static void
flows_of(struct picture *p, const struct pictured_group *g)
{
    for (size_t i = 0; g->np && i < g->np->n_rules; i++) {
        const struct plan_rule *r = &g->np->rules[i];
        if (r->direction == RULE_IN || r->direction == RULE_FORWARD)
            flow_side(p, &(struct flow){ r, g->id, false }, rule_from(r));
        if (r->direction == RULE_OUT || r->direction == RULE_FORWARD)
            flow_side(p, &(struct flow){ r, g->id, true }, rule_to(r));
    }
}

// ---- NodeBalancers

static const char *
port_label(struct picture *p, const struct plan_port *port)
{
    return port->target_port == port->port
               ? arena_printf(p->arena, "%s %u", port->protocol, port->port)
               : arena_printf(
                     p->arena, "%s %u to %u", port->protocol, port->port, port->target_port);
}

static void
balancers_of(struct picture *p, const struct pictured_group *g)
{
    for (size_t i = 0; g->rp && i < g->rp->n_balancers; i++) {
        const struct plan_balancer *b = &g->rp->balancers[i];
        if (!balancer_has(b, g->np))
            continue;
        const char *id = arena_printf(p->arena, "%s/balancer:%s", g->region, b->name);
        for (size_t k = 0; k < b->n_ports; k++)
            arrow_add(p, "flow", id, g->id, port_label(p, &b->ports[k]));
    }
}

// ---- order and dependencies

// Within each region; a picture of every pair would hide the rest.
static void
order_groups(struct picture *p, const struct selected *before, const struct selected *after)
{
    for (size_t i = 0; i < before->groups.n; i++)
        for (size_t k = 0; k < after->groups.n; k++) {
            const struct pictured_group *from = before->groups.items[i],
                                        *to = after->groups.items[k];
            if (str_eq(from->region, to->region))
                arrow_add(p, "order", from->id, to->id, "starts before");
        }
}

static void
order_stages(struct picture *p, const struct plan_stage *before, const struct plan_stage *after)
{
    for (const char *const *from = before->node_plans; *from; from++)
        for (const char *const *to = after->node_plans; *to; to++) {
            const struct selected *a = map_get(&p->by_selector, *from),
                                  *b = map_get(&p->by_selector, *to);
            if (a && b)
                order_groups(p, a, b);
        }
}

static void
order(struct picture *p)
{
    const struct plan *plan = p->args->plan;

    for (size_t i = 0; i + 1 < plan->n_start; i++)
        order_stages(p, &plan->start[i], &plan->start[i + 1]);
}

static void
depends(struct picture *p)
{
    const struct plan *plan = p->args->plan;

    for (size_t i = 0; i < plan->n_depends && p->groups.n; i++) {
        const struct plan_depend *d = &plan->depends[i];
        const char *label = str_eq(d->alias, d->cluster)
                                ? arena_printf(p->arena, "cluster %s", d->cluster)
                                : arena_printf(p->arena, "cluster %s (%s)", d->cluster, d->alias);
        const char *id = arena_printf(p->arena, "cluster:%s", d->alias);
        map_put(&p->outsiders, id, (void *)(uintptr_t)label);
        arrow_add(p, "depends", p->groups.items[0]->id, id, "needs");
    }
}

void
picture_arrows(struct picture *p)
{
    depends(p);
    vec_each (g, &p->groups) {
        balancers_of(p, *g);
        flows_of(p, *g);
    }
    order(p);
}

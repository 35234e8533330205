// SPDX-License-Identifier: MIT
// NodeBalancers: made beside the machines, with their ports; they send to nodes that are ready.
// Whoever goes, or is away for a while, is drained first.
#include "model/balancer.h"
#include "base/map.h"
#include "base/str.h"
#include "build/noun.h"
#include "build/private.h"
#include "step/kinds.h"

#define DRAIN_MS 30000 // where no plan says how long

// ---- whose they are

static const char *const *
tags_of(struct arena *a, const struct resource *r)
{
    const char **tags = arena_array(a, 2, sizeof *tags);
    char tag[LCT_TAG_MAX];

    tags[0] = arena_strdup(a, cluster_tag(r->cluster, tag));
    return tags;
}

static struct opening *
add_opening(struct holding *h, const struct plan_port *set, const struct balancer_port *has)
{
    struct arena *a = h->world->arena;
    struct opening *o = &h->openings[h->n_openings++];

    *o = (struct opening){ .holding = h,
        .set = set,
        .name = balancer_port_name(a, set ? set : &has->set),
        .id = has ? has->id : NULL };
    return o;
}

static void
set_openings(struct holding *h, const struct plan_balancer *b)
{
    const size_t n = h->seen ? h->seen->n_ports : 0;
    const struct balancer_port *ports = h->seen ? h->seen->ports : NULL;

    h->openings = arena_array(h->world->arena, b->n_ports + n, sizeof *h->openings);
    for (size_t i = 0; i < b->n_ports; i++)
        add_opening(h, &b->ports[i], balancer_port_find(ports, n, &b->ports[i]));
    for (size_t i = 0; i < n; i++)
        if (!plan_port_find(b, &ports[i].set))
            add_opening(h, NULL, &ports[i]);
}

static struct seat *
seat_of(struct holding *h, struct member *m)
{
    struct seat *t = m->seats;

    while (t && t->holding != h)
        t = t->next;
    if (t)
        return t;
    t = ARENA_NEW(h->world->arena, struct seat);
    *t = (struct seat){ .holding = h, .member = m, .next = m->seats };
    m->seats = t;
    return t;
}

static void
set_takes(struct holding *h, const struct wanted_balancer *b, const struct map *by_uuid)
{
    h->takes = arena_array(h->world->arena, b->n_members, sizeof(struct member *));
    for (size_t i = 0; i < b->n_members; i++) {
        struct member *m = map_get(by_uuid, b->members[i]->node->uuid);
        if (!m || m->leaving)
            continue;
        h->takes[h->n_takes++] = m;
        seat_of(h, m)->wanted = true;
    }
}

static const char *
host_of(struct arena *a, const char *address)
{
    return arena_printf(a, "%.*s", (int)strcspn(address, ":/"), address);
}

// Addresses are told apart by where the balancer is: those of two regions, or VPCs, may be the
// same.
static void
index_addresses(const struct holding *h, struct map *by_address)
{
    struct world *w = h->world;

    for (size_t i = 0; i < w->n_members; i++) {
        struct member *m = &w->members[i];
        const char *address = str_eq(m->node->region, h->resource->region)
                                  ? balancer_sends(h->resource->traits, m->node)
                                  : NULL;
        if (address)
            map_put(by_address, host_of(w->arena, address), m);
    }
}

// To whom it sends as it is, whatever the plan says.
static void
set_seen(struct holding *h)
{
    _own_(map) struct map by_address = { 0 };

    index_addresses(h, &by_address);
    for (size_t i = 0; h->seen && i < h->seen->n_ports; i++) {
        const struct balancer_port *p = &h->seen->ports[i];
        for (size_t k = 0; k < p->n_nodes; k++) {
            const char *host = host_of(h->world->arena, p->nodes[k].address);
            struct member *m = map_get(&by_address, host);
            if (m)
                seat_of(h, m)->address = host;
        }
    }
}

static struct holding *
vpc_of(const struct holding *h)
{
    struct world *w = h->world;
    struct balancer_vpc v;

    for (size_t i = 0; balancer_within(w->arena, h->resource->traits, &v) && i < w->n_holdings; i++)
        if (w->holdings[i].resource->noun == NOUN_VPC &&
            str_eq(w->holdings[i].resource->name, v.vpc) &&
            str_eq(w->holdings[i].resource->region, h->resource->region))
            return &w->holdings[i];
    return NULL;
}

static void
relate_one(struct holding *h, const struct resource_change *c, const struct map *by_uuid)
{
    h->seen = c->seen;
    h->tags = tags_of(h->world->arena, h->resource);
    h->drain_ms = DRAIN_MS;
    h->vpc = vpc_of(h);
    if (c->kind != CHANGE_DELETE)
        set_seen(h);
    if (!c->balancer)
        return;
    h->balancer = c->balancer->plan;
    h->drain_ms = h->balancer->drain_ms;
    set_openings(h, h->balancer);
    set_takes(h, c->balancer, by_uuid);
}

static void
relate(struct world *w, const struct wants *of, const struct map *staying)
{
    _own_(map) struct map by_uuid = { 0 };

    (void)staying;
    for (size_t i = 0; i < w->n_members; i++)
        map_put(&by_uuid, w->members[i].node->uuid, &w->members[i]);
    for (size_t i = 0; i < of->n_things; i++)
        if (w->holdings[i].resource->noun == NOUN_BALANCER)
            relate_one(&w->holdings[i], &of->things[i], &by_uuid);
}

// ---- steps

static struct step *
add(struct build *b, const struct step_kind *kind, struct holding *h)
{
    return graph_add(b->graph, kind, h->resource->label, NULL, "", h);
}

static struct step *
add_itself(struct build *b, const struct resource_change *c, struct holding *h)
{
    struct step *made;

    if (!c->seen) {
        made = add(b, &balancer_create, h);
        made->uncertain = h->uncertain;
        step_needs(made, build_made(b, h->vpc));
        return made;
    }
    return c->seen->throttle != h->balancer->throttle ? add(b, &balancer_set, h) : NULL;
}

static bool
is_as_planned(const struct opening *o)
{
    const struct thing *seen = o->holding->seen;
    const struct balancer_port *has =
        seen ? balancer_port_find(seen->ports, seen->n_ports, o->set) : NULL;

    return has && !balancer_port_differs(o->holding->world->arena, has, o->set);
}

// Joins all of its ports.
static struct step *
add_ports(struct build *b, struct holding *h, struct step *made)
{
    struct step *last = made;

    for (size_t i = 0; i < h->n_openings; i++) {
        struct opening *o = &h->openings[i];
        if (o->set && is_as_planned(o))
            continue;
        struct step *s = graph_add(b->graph, o->set ? &balancer_port : &balancer_close,
            h->resource->label, o->name, "", o);
        step_needs(s, made);
        step_after(s, last);
        last = s;
    }
    return last;
}

// Does anybody of its nodes come, go or change?
static bool
is_moved(const struct build *b, const struct holding *h)
{
    const struct world *w = b->world;

    for (size_t i = 0; i < h->n_takes; i++) {
        const enum change_kind kind = b->of->changes[h->takes[i] - w->members].kind;
        if (kind != CHANGE_KEEP && kind != CHANGE_UPDATE && kind != CHANGE_AWAY)
            return true;
    }
    return false;
}

static void
add_one(struct build *b, const struct resource_change *c, struct holding *h)
{
    struct step *made, *last;

    if (c->kind == CHANGE_DELETE) {
        struct step *gone = add(b, &balancer_delete, h);
        step_after(b->told, gone);
        if (h->vpc && b->removed[h->vpc - b->world->holdings])
            step_after(b->removed[h->vpc - b->world->holdings], gone);
        return;
    }
    if (!h->balancer)
        return;
    made = add_itself(b, c, h);
    last = add_ports(b, h, made);
    if (c->kind == CHANGE_KEEP && !is_moved(b, h))
        return;
    struct step *s = add(b, &balancer_members, h);
    step_needs(s, made);
    step_after(s, last);
    b->made[h - b->world->holdings] = s;
}

static void
build(struct build *b)
{
    struct world *w = b->world;

    for (size_t i = 0; i < w->n_holdings; i++)
        if (w->holdings[i].resource->noun == NOUN_BALANCER)
            add_one(b, &b->of->things[i], &w->holdings[i]);
}

// ---- nodes

void
build_balanced(struct build *b, const struct member *m, struct step *end)
{
    for (const struct seat *t = m->seats; t; t = t->next)
        if (t->wanted && build_made(b, t->holding))
            step_after(build_made(b, t->holding), end);
}

static struct step *
add_seat(struct build *b, const struct step_kind *kind, struct seat *t)
{
    return graph_add(b->graph, kind, t->holding->resource->label, t->member->node->label, "", t);
}

struct step *
build_drained(
    struct build *b, struct member *m, bool leaves, struct step *before, struct step **first)
{
    if (first)
        *first = NULL;
    for (struct seat *t = m->seats; t; t = t->next) {
        if (!t->address)
            continue;
        t->leaves = leaves;
        struct step *s = add_seat(b, &balancer_drain, t);
        step_patience(s, t->holding->drain_ms + 10 * 60 * 1000);
        step_needs(s, before);
        if (t->holding->balancer && build_made(b, t->holding) && leaves)
            step_after(build_made(b, t->holding), s);
        if (first && !*first)
            *first = s;
        before = s;
    }
    return before;
}

struct step *
build_returned(struct build *b, struct member *m, struct step *before)
{
    for (struct seat *t = m->seats; t; t = t->next) {
        if (!t->address || !t->wanted)
            continue;
        struct step *s = add_seat(b, &balancer_return, t);
        step_patience(s, m->np->ready_ms);
        step_needs(s, before);
        before = s;
    }
    return before;
}

// One that stays, and that a balancer is to send to no more.
void
build_dismissed(struct build *b, struct member *m)
{
    for (struct seat *t = m->seats; t; t = t->next) {
        if (!t->address || t->wanted || !t->holding->balancer)
            continue;
        t->leaves = true;
        struct step *s = add_seat(b, &balancer_drain, t);
        step_patience(s, t->holding->drain_ms + 10 * 60 * 1000);
        step_after(build_made(b, t->holding), s);
    }
}

const struct noun_build balancer_build = { relate, build };

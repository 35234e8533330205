// SPDX-License-Identifier: MIT
// Which scripts will run where, and which services stop and start: what the graph that would carry
// the changes out has of them.
#include "app/operation/preview.h"
#include "base/map.h"
#include "base/vec.h"
#include "step/kinds.h"

// One of the plan's steps, and the nodes that it will run on.
struct running {
    const struct plan_step *step;
    VEC(const struct node *) nodes;
};

static const char *
name_of(struct arena *a, const struct plan_step *ps)
{
    return arena_printf(a, "%s/%s", event_name(ps->event), ps->name);
}

// By event, name and what it is: node plans that say the same are told together.
static void
note(struct map *all, struct arena *a, const struct hook *h)
{
    const char *key =
        arena_printf(a, "%u %s %s", (unsigned)h->step->event, h->step->name, h->step->digest);
    struct running *r = map_get(all, key);

    if (!r) {
        r = ARENA_NEW(a, struct running);
        r->step = h->step;
        map_put(all, key, r);
    }
    if (!r->nodes.n || r->nodes.items[r->nodes.n - 1] != h->member->node) // once, if twice in turn
        vec_push(&r->nodes, h->member->node);
}

static struct doc *
running_doc(struct arena *a, const struct running *r)
{
    struct doc *d = doc_map(a), *nodes = doc_list(a);

    doc_put_string(a, d, "event", event_name(r->step->event));
    doc_put_string(a, d, "step", name_of(a, r->step));
    doc_put_string(a, d, "scheme", r->step->scheme);
    vec_each (n, &r->nodes)
        doc_add(a, nodes, doc_string(a, arena_strdup(a, (*n)->name)));
    doc_put(a, d, "nodes", nodes);
    return d;
}

// ---- services

// Nodes on which the graph stops it, or starts it, in the order of the graph.
static struct doc *
nodes_doc(struct arena *a, const struct run *r, const struct step_kind *kind,
    const struct plan_service *which)
{
    struct doc *nodes = doc_list(a);

    for (size_t i = 0; i < graph_count(r->graph); i++) {
        const struct step *s = graph_at(r->graph, i);
        const struct service *sv = s->kind == kind ? s->item : NULL;
        if (sv && sv->service == which)
            doc_add(a, nodes, doc_string(a, arena_strdup(a, sv->member->node->name)));
    }
    return nodes;
}

static void
put_service(struct arena *a, struct doc *list, const struct run *r, const struct step_kind *kind,
    const struct plan_service *which)
{
    struct doc *nodes = nodes_doc(a, r, kind, which), *d;

    if (!doc_count(nodes))
        return;
    d = doc_add(a, list, doc_map(a));
    doc_put_string(a, d, "action", kind == &service_stop ? "stop" : "start");
    doc_put_string(a, d, "service", arena_strdup(a, which->name ? which->name : which->title));
    doc_put(a, d, "nodes", nodes);
}

// What stops, in the order of stop:, or of start: backwards; then what starts.
static void
put_services(struct lct_answer *answer, const struct run *r)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "services", doc_list(a));
    const struct plan *p = r->world.plan;

    for (size_t i = 0; p && i < (p->n_stop ? p->n_stop : p->n_start); i++) {
        const struct plan_stage *st = p->n_stop ? &p->stop[i] : &p->start[p->n_start - 1 - i];
        for (size_t k = st->n_services; k--;)
            put_service(a, list, r, &service_stop, &st->services[k]);
    }
    for (size_t i = 0; p && i < p->n_start; i++)
        for (size_t k = 0; k < p->start[i].n_services; k++)
            put_service(a, list, r, &service_start, &p->start[i].services[k]);
}

// ---- both

void
preview_hooks(struct lct_answer *answer, const struct run *r)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "hooks", doc_list(a));
    _own_(map) struct map all = { 0 };

    for (size_t i = 0; i < graph_count(r->graph); i++) {
        const struct step *s = graph_at(r->graph, i);
        if (s->kind == &node_hook)
            note(&all, r->arena, s->item);
    }
    for (unsigned e = 0; e < N_EVENTS; e++)
        map_each (it, &all) {
            struct running *one = it->value;
            if (one->step->event == e)
                doc_add(a, list, running_doc(a, one));
        }
    map_each (it, &all)
        vec_done(&((struct running *)it->value)->nodes);
    put_services(answer, r);
}

// SPDX-License-Identifier: MIT
// Which scripts will run where: what the graph that would carry the changes out has of them.
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
}

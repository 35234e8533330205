// SPDX-License-Identifier: MIT
// What is in the picture: groups with their nodes, and which selectors name them.
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "plan/picture/parts.h"

#define READABLE_GROUP 4    // nodes of a group that are drawn one by one
#define READABLE_PICTURE 24 // beyond so many nodes every group is one box

static struct pictured_group *
group_need(struct picture *p, const char *region, const char *name)
{
    const char *id = arena_printf(p->arena, "%s/%s", region, name);
    struct pictured_group *g = map_get(&p->by_id, id);

    if (g)
        return g;
    g = ARENA_NEW(p->arena, struct pictured_group);
    g->id = id;
    g->region = region;
    g->name = name;
    vec_push(&p->groups, g);
    map_put(&p->by_id, id, g);
    return g;
}

static void
select_group(struct picture *p, const char *selector, struct pictured_group *g)
{
    struct selected *s = map_get(&p->by_selector, selector);

    if (!s) {
        s = NEW(struct selected);
        map_put(&p->by_selector, selector, s);
    }
    if (!s->groups.n ||
        s->groups.items[s->groups.n - 1] != g) // a tag that is the group's name, too
        vec_push(&s->groups, g);
}

static void
collect_plan(struct picture *p)
{
    const struct plan *plan = p->args->plan;

    for (size_t r = 0; r < plan->n_regions; r++)
        for (size_t i = 0; i < plan->regions[r].n_nodes; i++) {
            const struct region_plan *rp = &plan->regions[r];
            const struct node_plan *np = &rp->nodes[i];
            struct pictured_group *g = group_need(p, rp->region->id, np->name);
            g->np = np;
            g->rp = rp;
            select_group(p, np->name, g);
            for (const char *const *tag = np->tags; *tag; tag++)
                select_group(p, *tag, g);
        }
}

static void
fold(struct picture *p)
{
    vec_each (g, &p->groups) {
        size_t n = (*g)->nodes.n;
        bool much = n > READABLE_GROUP || (n > 1 && p->args->n_nodes > READABLE_PICTURE);
        (*g)->folded = !n || (much && !p->args->all);
    }
}

void
picture_collect(struct picture *p)
{
    collect_plan(p);
    for (size_t i = 0; i < p->args->n_nodes; i++) {
        const struct node *n = p->args->nodes[i];
        vec_push(&group_need(p, n->region, n->group)->nodes, n);
    }
    fold(p);
}

void
picture_done(struct picture *p)
{
    vec_each (g, &p->groups)
        vec_done(&(*g)->nodes);
    vec_done(&p->groups);
    map_each (it, &p->by_selector) {
        struct selected *s = it->value;
        vec_done(&s->groups);
        free(s);
    }
    map_each (it, &p->arrows) {
        struct arrow *a = it->value;
        vec_done(&a->labels);
    }
    map_done(&p->by_id);
    map_done(&p->by_selector);
    map_done(&p->arrows);
    map_done(&p->outsiders);
}

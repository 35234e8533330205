// SPDX-License-Identifier: MIT
// Regions, and the templates they are made from.
#include <string.h>

#include "base/str.h"
#include "plan/load/load.h"

// Templates multiply: what a small file may ask for is bounded.
#define MOST_NODE_PLANS 50000
#define MOST_NODES 100000
#define MOST_COUNT 10000 // of one node plan; the schema tells of more

static void
find_templates(struct loading *l)
{
    const struct doc *d = doc_get(l->top, "regionplan");

    if (!d)
        d = doc_get(l->top, "regionplans");
    for (size_t i = 0; i < load_count(d); i++) {
        const struct doc *template = load_item(d, i);
        const char *name = doc_get_text(template, "name", NULL);
        const struct doc *other = name ? map_get(&l->templates, name) : NULL;
        if (other)
            diag_note(l->diags, load_error(l, template, "two regionplans have the name '%s'", name),
                other->pos, "the first is here");
        else if (name)
            map_put(&l->templates, name, (void *)(uintptr_t) template);
    }
}

static const struct doc *
template_of(struct loading *l, const struct doc *region)
{
    const struct doc *at = doc_get(region, "regionplan");
    const struct doc *template = at ? map_get(&l->templates, doc_text(at, "")) : NULL;
    VEC(const char *) names = { 0 };

    if (!at || template)
        return template;
    map_each (it, &l->templates)
        vec_push(&names, it->key);
    load_suggest(l, load_error(l, at, "there is no regionplan '%s'", doc_text(at, "")),
        doc_text(at, ""), names.items, names.n, "define it at the top: regionplan: {name: ...}");
    vec_done(&names);
    return NULL;
}

static size_t
list_count(const struct doc *d)
{
    return d && d->kind == DOC_LIST ? d->n : 0;
}

static bool
too_many(struct loading *l, const struct doc *region, size_t n)
{
    l->n_node_plans += n;
    if (l->n_node_plans <= MOST_NODE_PLANS)
        return false;
    load_error(l, region, "more than %d node plans", MOST_NODE_PLANS);
    return true;
}

// The node plans of the template, then the region's own.
static void
load_region_nodes(
    struct loading *l, const struct doc *region, const struct doc *template, struct region_plan *rp)
{
    const struct doc *lists[] = { doc_get(template, "nodes"), doc_get(region, "nodes") };
    size_t n = list_count(lists[0]) + list_count(lists[1]);
    unsigned unnamed = 0;

    if (too_many(l, region, n))
        return;
    rp->nodes = arena_array(l->arena, n, sizeof *rp->nodes);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < list_count(lists[k]); i++) {
            struct node_plan *np = &rp->nodes[rp->n_nodes++];
            load_node(l, lists[k]->items[i], np, &unnamed);
            l->n_nodes += np->count <= MOST_COUNT ? np->count : 0;
        }
    if (l->n_nodes > MOST_NODES)
        load_error(l, region, "more than %d nodes", MOST_NODES);
}

// Values of a template and of the region, one after the other.
static const struct doc *
both(struct loading *l, const struct doc *region, const struct doc *template, const char *key)
{
    const struct doc *a = doc_get(template, key), *b = doc_get(region, key);
    struct doc *list;

    if (!a || !b)
        return a ? a : b;
    list = doc_list(l->arena);
    list->pos = b->pos;
    for (size_t i = 0; i < load_count(a); i++)
        doc_add(l->arena, list, (struct doc *)(uintptr_t)load_item(a, i));
    for (size_t i = 0; i < load_count(b); i++)
        doc_add(l->arena, list, (struct doc *)(uintptr_t)load_item(b, i));
    return list;
}

static void
load_region(struct loading *l, const struct doc *region, struct region_plan *rp)
{
    const struct doc *where = doc_get(region, "region"), *template = template_of(l, region);

    rp->region_text = doc_text(where, "");
    rp->pos = where ? where->pos : region->pos;
    rp->template = doc_get_text(template, "name", NULL);
    rp->counters = load_texts(l, both(l, region, template, "counters"));
    rp->counters_pos = load_places(l, both(l, region, template, "counters"));
    l->counters_here = rp->counters;
    load_region_nodes(l, region, template, rp);
    load_vpcs(l, both(l, region, template, "vpc"), rp);
    load_balancers(l, both(l, region, template, "nodebalancers"), rp);
}

void
load_regions(struct loading *l)
{
    const struct doc *regions = doc_get(l->top, "regions");
    struct plan *p = l->plan;

    find_templates(l);
    p->n_regions = list_count(regions);
    p->regions = arena_array(l->arena, p->n_regions, sizeof *p->regions);
    for (size_t i = 0; i < p->n_regions; i++)
        load_region(l, regions->items[i], &p->regions[i]);
}

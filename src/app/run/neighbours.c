// SPDX-License-Identifier: MIT
// The clusters that the plan of a cluster names, as the world has them: one question for all.
#include "app/run/run.h"

#include <string.h>

#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"

struct naming {
    const struct plan *plan;
    VEC(struct neighbour) found;
};

// ---- whom it names

static bool
is_found(const struct naming *x, const char *alias)
{
    vec_each (o, &x->found)
        if (str_eq(o->alias, alias))
            return true;
    return false;
}

static void
add(struct naming *x, const char *alias, const char *cluster)
{
    const struct neighbour one = { .alias = alias, .cluster = cluster };

    if (!is_found(x, alias))
        vec_push(&x->found, one);
}

static void
add_peers(struct naming *x, const struct plan_rule *rules, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < rules[i].n_peers; k++) {
            const struct plan_peer *peer = &rules[i].peers[k];
            const char *name = peer->text + strlen(PEER_CLUSTER_WORD);
            if (peer->kind == PEER_CLUSTER)
                add(x, name, name);
        }
}

// An alias comes before a cluster that has the same name.
static void
add_all(struct naming *x, const struct opened *opened, size_t n_opened)
{
    const struct plan *p = x->plan;

    for (size_t i = 0; i < p->n_depends; i++)
        add(x, p->depends[i].alias, p->depends[i].cluster);
    for (size_t i = 0; i < p->n_regions; i++)
        for (size_t k = 0; k < p->regions[i].n_nodes; k++) {
            const struct node_plan *np = &p->regions[i].nodes[k];
            add_peers(x, np->rules, np->n_rules);
            for (size_t s = 0; s < np->n_steps; s++)
                add_peers(x, np->steps[s].rules, np->steps[s].n_rules);
        }
    for (size_t i = 0; i < n_opened; i++)
        add_peers(x, opened[i].rules, opened[i].n_rules);
}

// ---- who they are

static bool
is_needed(const struct plan *p, const struct neighbour *o)
{
    for (size_t i = 0; i < p->n_depends; i++)
        if (str_eq(p->depends[i].alias, o->alias))
            return true;
    return false;
}

static size_t
keep_staying(struct node **nodes, size_t n)
{
    size_t staying = 0;

    for (size_t i = 0; i < n; i++)
        if (nodes[i]->state != STATE_DESTROYING && nodes[i]->state != STATE_DESTROYED)
            nodes[staying++] = nodes[i];
    return staying;
}

// One that is not there, or not yet, has nobody.
static int
read_all(struct run *r, struct naming *x, struct lct_err *err)
{
    _own_(map) struct map by_name = { 0 };
    struct ask *asks = arena_array(r->arena, x->found.n, sizeof *asks);
    size_t n;
    struct cluster **clusters = kept_clusters(r->t, r->arena, &n, err);

    if (!clusters)
        return err->code;
    for (size_t i = 0; i < n; i++)
        map_put(&by_name, clusters[i]->name, clusters[i]);
    for (size_t i = 0; i < x->found.n; i++) {
        struct neighbour *o = &x->found.items[i];
        const struct cluster *c = map_get(&by_name, o->cluster);
        asks[i] = ask_of(RECORD_NODE, "cluster", c ? c->uuid : "");
        if (c && texts_count(c->tells) && is_needed(x->plan, o))
            o->tells = c->tells + 1;
    }
    if (kept_answer(r->t, r->arena, asks, x->found.n, err) < 0)
        return err->code;
    for (size_t i = 0; i < x->found.n; i++) {
        x->found.items[i].nodes = asks[i].found;
        x->found.items[i].n = keep_staying(asks[i].found, asks[i].n);
    }
    return LCT_OK;
}

int
run_neighbours(struct run *r, struct lct_err *err)
{
    struct naming x = { .plan = r->world.plan };
    struct neighbour *kept;

    if (!x.plan)
        return LCT_OK;
    add_all(&x, r->world.opened, r->world.n_opened);
    if (x.found.n && read_all(r, &x, err) < 0) {
        vec_done(&x.found);
        return err->code;
    }
    kept = arena_array(r->arena, x.found.n, sizeof *kept);
    for (size_t i = 0; i < x.found.n; i++)
        kept[i] = x.found.items[i];
    r->world.neighbours = kept;
    r->world.n_neighbours = x.found.n;
    vec_done(&x.found);
    return LCT_OK;
}

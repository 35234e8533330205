// SPDX-License-Identifier: MIT
// What all nouns share on the way from changes to steps.
#include "build/noun.h"

#include "base/map.h"
#include "base/vec.h"
#include "build/private.h"
#include "step/kinds.h"

const struct noun_build *const noun_builds[N_NOUNS] = {
    [NOUN_PLACEMENT] = &placement_build,
    [NOUN_VOLUME] = &volume_build,
    [NOUN_VPC] = &vpc_build,
    [NOUN_FIREWALL] = &firewall_build,
    [NOUN_BALANCER] = &balancer_build,
    [NOUN_ADDRESS] = &address_build,
};

// ---- who comes and who leaves

struct names {
    const char **items;
    size_t n, cap;
};

static const char *const *
keep(struct arena *a, struct names *names)
{
    const char **list = NULL;

    if (names->n) {
        list = arena_array(a, names->n + 1, sizeof *list);
        for (size_t i = 0; i < names->n; i++)
            list[i] = names->items[i];
    }
    vec_done(names);
    return list;
}

// How often each is there: "ID" -> a number.
static void
count_members(const struct thing *seen, struct map *counts)
{
    for (const char *const *id = seen->members; id && *id; id++)
        map_put(counts, *id, (void *)((uintptr_t)map_get(counts, *id) + 1));
}

void
holding_moves(struct world *w, struct holding *h, const struct thing *seen,
    const struct map *staying, struct holding *(*of)(const struct member *m),
    size_t (*parts)(const struct member *m))
{
    struct names leaves = { 0 }, joins = { 0 };
    _own_(map) struct map inside = { 0 };

    count_members(seen, &inside);
    map_each (it, &inside) {
        const struct member *m = map_get(staying, it->key);
        if (m && of(m) != h)
            vec_push(&leaves, arena_strdup(w->arena, it->key));
    }
    h->leaves = keep(w->arena, &leaves);
    map_each (it, staying) {
        const struct member *m = it->value;
        if (of(m) == h && (uintptr_t)map_get(&inside, it->key) < (parts ? parts(m) : 1))
            vec_push(&joins, arena_strdup(w->arena, it->key));
    }
    h->joins = keep(w->arena, &joins);
}

// ---- all of them

// Does it keep the machine that it has?
static bool
stays(const struct change *c)
{
    return c->kind != CHANGE_CREATE && c->kind != CHANGE_REPLACE && c->kind != CHANGE_DELETE &&
           c->node->cloud_id;
}

void
holdings_set(struct world *w, const struct wants *of)
{
    _own_(map) struct map staying = { 0 };

    w->n_holdings = of->n_things;
    w->holdings = arena_array(w->arena, of->n_things, sizeof *w->holdings);
    for (size_t i = 0; i < of->n_things; i++) {
        struct resource *r = of->things[i].resource;
        w->holdings[i] = (struct holding){
            .world = w,
            .resource = r,
            .uncertain = !r->cloud_id && r->state != STATE_NOTEXIST,
            .spares = of->things[i].spares,
        };
    }
    for (size_t i = 0; i < of->n && of->n_things; i++)
        if (stays(&of->changes[i]))
            map_put(&staying, of->changes[i].node->cloud_id, &w->members[i]);
    for (enum noun n = 0; n < N_NOUNS && of->n_things; n++)
        noun_builds[n]->relate(w, of, &staying);
}

void
build_holdings(struct build *b)
{
    const struct world *w = b->world;

    if (!w->n_holdings)
        return;
    b->made = arena_array(graph_arena(b->graph), w->n_holdings, sizeof *b->made);
    b->addressed = arena_array(graph_arena(b->graph), w->n_holdings, sizeof *b->addressed);
    b->removed = arena_array(graph_arena(b->graph), w->n_holdings, sizeof *b->removed);
    b->carried = arena_array(graph_arena(b->graph), w->n_holdings, sizeof *b->carried);
    b->gone = graph_add(b->graph, &machines_gone, w->cluster->slug, NULL, "", b->world);
    for (enum noun n = 0; n < N_NOUNS && b->err->code == LCT_OK; n++)
        if (!b->of->hears || noun_builds[n]->of_others)
            noun_builds[n]->build(b);
}

struct step *
build_made(const struct build *b, const struct holding *h)
{
    return h ? b->made[h - b->world->holdings] : NULL;
}

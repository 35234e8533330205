// SPDX-License-Identifier: MIT
// Nodes that go, and what there is beside them: the graph of it, run.
#include "app/operation/removal.h"

#include "app/converge/converge.h"
#include "app/converge/leaving.h"
#include "app/converge/roster.h"
#include "app/query/inventory.h"
#include "base/err.h"
#include "base/str.h"
#include "model/volume.h"
#include "plan/want/care.h"

static bool
is_of_those(const struct run *r, const struct want *w, const struct resource *one)
{
    const char *owner = one->noun == NOUN_VOLUME    ? volume_node(r->arena, one->name)
                        : one->noun == NOUN_ADDRESS ? one->name
                                                    : NULL;

    for (size_t i = 0; owner && i < w->n_existing; i++)
        if (str_eq(w->existing[i]->region, one->region) && str_eq(w->existing[i]->name, owner))
            return true;
    return false;
}

// One that stays, and sends to them until they are drained.
static bool
sends_on(const struct removal *how, struct resource_change *c)
{
    if (how->whole || c->resource->noun != NOUN_BALANCER)
        return false;
    c->kind = CHANGE_KEEP;
    return true;
}

int
removal_want(struct run *r, const struct removal *how, struct want *w, struct lct_err *err)
{
    size_t n = 0;

    if (want_things(r, NULL, how->volumes, w, err) < 0)
        return err->code;
    for (size_t i = 0; i < w->n_things; i++) {
        const struct resource *one = w->things[i].resource;
        if (!how->whole && !is_of_those(r, w, one) && !sends_on(how, &w->things[i]))
            continue;
        if (one->former && !*one->former) // it was never taken over
            batch_remove(ledger_batch(r->ledger), RECORD_RESOURCE, one);
        else
            w->things[n++] = w->things[i];
    }
    w->n_things = n;
    return LCT_OK;
}

// Whoever took its tags away did not take the machine away: that is told, and nothing is forgotten.
static void
add_member(struct run *r, struct member *m, struct node *n)
{
    const struct machine *found = n->login ? NULL : observed_of(&r->seen, n);

    m->node = n;
    m->leaving = true;
    if (found)
        member_adopt(m, found);
    else
        n->cloud_id = NULL;
    leaving_begin(m);
}

// Those who stay while these go: scripts are told of them.
static int
set_others(struct run *r, struct node *const *nodes, size_t n, struct lct_err *err)
{
    struct world *w = &r->world;
    size_t n_all;
    struct node **all = kept_nodes(r->t, r->arena, r->cluster->uuid, &n_all, err);
    struct node **others = arena_array(r->arena, n_all, sizeof(struct node *));
    _own_(map) struct map going = { 0 };

    if (!all)
        return err->code;
    for (size_t i = 0; i < n; i++)
        map_put(&going, nodes[i]->uuid, nodes[i]);
    for (size_t i = 0; i < n_all; i++)
        if (!map_has(&going, all[i]->uuid))
            others[w->n_others++] = all[i];
    w->others = others;
    return LCT_OK;
}

static int
set_world(struct run *r, const struct change *changes, size_t n, const struct removal *how,
    struct lct_err *err)
{
    struct member *members = run_members(r, n);
    struct node **nodes = arena_array(r->arena, n, sizeof(struct node *));

    for (size_t i = 0; i < n; i++) {
        nodes[i] = changes[i].node;
        members[i].was = changes[i].was;
        members[i].failed_before = changes[i].node->error && !how->resumes;
        add_member(r, &members[i], changes[i].node);
    }
    if (set_others(r, nodes, n, err) < 0)
        return err->code;
    r->world.forced = how->forced;
    world_init(&r->world);
    return LCT_OK;
}

// Those who stay hear at the next operation that these went: for that it is to be known who was
// there.
static int
note_known(struct run *r, struct map *done, struct lct_err *err)
{
    size_t n;
    struct node **all = kept_nodes(r->t, r->arena, r->cluster->uuid, &n, err);

    if (!all)
        return err->code;
    return r->world.n_others && r->plan ? rosters_begin(r, r->plan->plan, all, n, done, err)
                                        : LCT_OK;
}

static int
plan_removal(struct run *r, struct want *w, const struct removal *how, struct lct_err *err)
{
    _own_(map) struct map done = { 0 };

    if (set_world(r, w->changes, w->n_changes, how, err) < 0 || removal_want(r, how, w, err) < 0)
        return err->code;
    want_hold(r, w);
    if (run_unheard(r, err) < 0 || converge_facts(r, &done, err) < 0 ||
        note_known(r, &done, err) < 0)
        return err->code;
    const struct wants of = want_all(w);
    r->graph = graph_new(r->t->loop, &r->world);
    return plan_build(r->graph, &r->world, &of, &done, err);
}

int
removal_run(
    struct run *r, struct node **nodes, size_t n, const struct removal *how, struct lct_err *err)
{
    struct change *changes = arena_array(r->arena, n, sizeof *changes);
    struct want w = { .existing = nodes, .n_existing = n, .changes = changes, .n_changes = n };

    for (size_t i = 0; i < n; i++) {
        nodes[i]->seen = observed_of(&r->seen, nodes[i]);
        changes[i] = (struct change){ .kind = CHANGE_DELETE, .node = nodes[i] };
    }
    if (lock_check(changes, n, err) < 0)
        return err->code;
    // Its keys may be gone already: then nobody logs in.
    if (!r->keys.root)
        keys_open(r->t, r->arena, r->cluster, false, &r->keys, ERR_IGNORED);
    leaving_set(r, NULL, changes, n);
    if (plan_removal(r, &w, how, err) < 0 || run_record(r, "delete", NULL, err) < 0)
        return err->code;
    leaving_tell(r, changes, n);
    return run_graph(r, err);
}

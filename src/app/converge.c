// Observe, expand, compare, build, run.
#include "app/converge.h"

#include <stdlib.h>

#include "app/forecast.h"
#include "app/inventory.h"
#include "app/preflight.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

bool
converge_is_empty(struct run *r)
{
    struct lct *t = r->t;
    struct node **nodes;
    size_t n = 1;

    t->store->ops->node_list(t->store, r->arena, t->context.app, t->context.customer,
        r->cluster->uuid, &nodes, &n, ERR_IGNORED);
    return n == 0;
}

int
converge_lease(struct run *r, const char *name, struct lct_err *err)
{
    if (cluster_need(r->t, r->arena, name, &r->cluster, err) < 0 || run_connect(r, err) < 0)
        return err->code;
    return run_lease(r, err);
}

// Its creation may have died before its keys were made: then nothing else was made either.
int
converge_keys(struct run *r, struct lct_err *err)
{
    return keys_open(r->t, r->arena, r->cluster, converge_is_empty(r), &r->keys, err);
}

int
converge_open(struct run *r, const char *name, struct lct_err *err)
{
    return converge_lease(r, name, err) < 0 ? err->code : converge_keys(r, err);
}

// The key that its next machine is to have, or has, if it was made by an operation that died.
static int
prepare_key(struct run *r, struct member *m, bool replaced, struct lct_err *err)
{
    struct node next = *m->node;

    next.generation += replaced;
    return keys_host(&r->keys, r->arena, &next, &m->host_key, &m->host_public, err);
}

// A failed node is tried again from where it stands.
static void
revive(struct member *m, bool retry)
{
    if (m->node->state != STATE_FAILED)
        return;
    m->failed_before = retry;
    m->node->state = m->node->linode_id ? STATE_CREATED : STATE_CREATING;
}

static int
prepare_node(
    struct run *r, struct member *m, const struct change *c, bool retry, struct lct_err *err)
{
    m->node = c->node;
    m->np = c->np;
    m->region = c->rp ? c->rp->region : NULL;
    m->display_group = c->display_group;
    m->leaving = c->kind == CHANGE_DELETE;
    if (m->leaving)
        return member_state(m, STATE_DESTROYING, err);
    if (c->kind == CHANGE_KEEP)
        return LCT_OK;
    if (prepare_key(r, m, c->kind == CHANGE_REPLACE, err) < 0)
        return err->code;
    if (m->node->linode_id && !m->node->host_key) // its birth was not heard of
        m->node->host_key = m->host_public;
    if (c->kind == CHANGE_UPDATE) {
        m->node->tags = c->tags; // saved with the outcome
        return LCT_OK;
    }
    if (c->kind == CHANGE_CREATE)
        m->node->created_ms = clock_real.wall_ms(&clock_real);
    if (c->kind == CHANGE_REPLACE)
        m->node->tags = c->tags;
    revive(m, retry);
    if (!m->node->linode_id) {
        m->node->type = m->np->type->id;
        m->node->image = m->np->image->id;
    }
    return member_save(m, err);
}

// What the nodes had already: hooks that ran, files and units.
int
converge_facts(struct run *r, struct map *done, struct lct_err *err)
{
    _own_(map) struct map members = { 0 };
    struct fact *facts;
    size_t n;

    if (r->t->store->ops->fact_list(r->t->store, r->arena, r->cluster->uuid, &facts, &n, err) < 0)
        return err->code;
    for (size_t i = 0; i < r->world.n_members; i++)
        map_put(&members, r->world.members[i].node->uuid, &r->world.members[i]);
    for (size_t i = 0; i < n; i++) {
        struct member *m = map_get(&members, facts[i].node);
        if (str_starts(facts[i].key, "hook:")) {
            _own_(free) char *key = mem_printf("%s %s", facts[i].node, facts[i].key + 5);
            map_put(done, key, (void *)(uintptr_t)facts[i].value);
        } else if (m && str_eq(facts[i].key, FACT_ACCOUNTS)) {
            m->accounts_digest = facts[i].value;
        } else if (m && str_eq(facts[i].key, FACT_CONTENT)) {
            m->content_digest = facts[i].value;
        }
    }
    return LCT_OK;
}

static int
build(
    struct run *r, const struct want *w, const struct lct_plan *p, bool retry, struct lct_err *err)
{
    struct member *members = run_members(r, w->n_changes);
    _own_(map) struct map done = { 0 };

    r->world.plan = p->plan;
    for (size_t i = 0; i < w->n_changes; i++)
        if (prepare_node(r, &members[i], &w->changes[i], retry, err) < 0)
            return err->code;
    world_init(&r->world);
    if (run_unheard(r, err) < 0 || converge_facts(r, &done, err) < 0)
        return err->code;
    r->graph = graph_new(r->t->loop, &r->world);
    return plan_build(r->graph, &r->world, w->changes, w->n_changes, &done, err);
}

static bool
is_ready(const struct member *m)
{
    return (m->node->state == STATE_STARTED && !m->restored) ||
           (m->np && !m->np->boot_on_create && m->node->state == STATE_CREATED);
}

static const char *
summarise(const struct run *r)
{
    size_t good = 0, bad = 0, gone = 0, staying = 0;

    for (size_t i = 0; i < r->world.n_members; i++) {
        const struct member *m = &r->world.members[i];
        good += !m->leaving && is_ready(m);
        bad += !m->leaving && !is_ready(m);
        gone += m->leaving && m->node->state == STATE_DESTROYED;
        staying += m->leaving && m->node->state != STATE_DESTROYED;
    }
    const char *left =
        gone ? arena_printf(r->arena, ", %zu %s deleted", gone, gone == 1 ? "is" : "are") : "";
    if (staying)
        left = arena_printf(r->arena, "%s, %zu could not be deleted", left, staying);
    if (bad)
        return arena_printf(
            r->arena, "%zu of %zu nodes are ready, %zu are not%s", good, good + bad, bad, left);
    return arena_printf(
        r->arena, "%zu %s ready%s", good, good == 1 ? "node is" : "nodes are", left);
}

int
converge_want(struct run *r, const struct lct_plan *plan, const struct converge *how,
    bool provisional, struct want *ret, struct lct_err *err)
{
    struct want_args args = { .arena = r->arena,
        .cluster = r->cluster,
        .provisional = provisional,
        .by_tag = &r->by_tag,
        .by_label = &r->by_label,
        .leaving = how->leaving };

    if (run_observe(r, err) < 0)
        return err->code;
    if (want_make(r->t, plan->plan, &args, ret, err) < 0 ||
        quorum_check(r->arena, plan->plan, ret->changes, ret->n_changes, err) < 0)
        return err->code;
    return preflight(r, plan->plan, ret, err);
}

int
converge(
    struct run *r, const struct lct_plan *plan, const struct converge *how, struct lct_err *err)
{
    struct want want = { 0 };

    if (lct_plan_ready(plan, err) < 0 || converge_want(r, plan, how, false, &want, err) < 0)
        return err->code;
    r->work = work_of(want.changes, want.n_changes);
    if (build(r, &want, plan, how->retry, err) < 0 ||
        run_record(r, how->kind, how->args, err) < 0 || run_graph(r, err) < 0 ||
        run_forget(r, err) < 0)
        return err->code;
    return run_conclude(r, STATE_STARTED, summarise(r), err);
}

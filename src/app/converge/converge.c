// SPDX-License-Identifier: MIT
// Observe, expand, compare, build, run.
#include "app/converge/converge.h"

#include <stdlib.h>
#include <string.h>

#include "app/converge/leaving.h"
#include "app/converge/preflight.h"
#include "app/converge/refresh.h"
#include "app/converge/roster.h"
#include "app/query/inventory.h"
#include "app/run/local.h"
#include "app/run/strays.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "plan/want/care.h"
#include "plan/want/drift.h"

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
    return keys_open(r->t, r->arena, r->cluster, run_is_empty(r), &r->keys, err);
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
    m->node->state = m->node->cloud_id && !m->node->off ? STATE_CREATED : STATE_CREATING;
}

// What others did to its machine, and the plan has now as well.
static void
learn(struct member *m, const struct change *c)
{
    struct node *n = m->node;
    bool resized =
             n->seen && str_eq(n->seen->type, m->np->type->id) && !str_eq(n->type, n->seen->type),
         tagged = !c->put_tags && !texts_same(n->tags, c->tags);

    n->tags = c->tags;
    if (resized)
        n->type = n->seen->type;
    if (resized || tagged)
        member_save(m);
}

// Its next system is of another generation, and its tags say so, where all of its disks are
// another; made on the disk that it boots alone, it finds the user-data that there is.
static int
prepare_rebuild(
    struct run *r, struct member *m, const struct change *c, bool retry, struct lct_err *err)
{
    const bool next = c->anew && !m->np->disks;
    struct node as = *m->node;

    as.generation += next;
    m->anew = c->anew;
    if (next)
        m->put_tags = drift_tags(r->arena, &as, c->tags);
    if (m->put_tags)
        m->node->granted = texts_both(r->arena, m->node->tags, c->tags);
    learn(m, c);
    revive(m, retry);
    return prepare_key(r, m, next, err);
}

// Whoever goes on with it knows that it is not over yet, and which start it is.
static void
begin_start(struct member *m)
{
    m->node->starts++;
    member_state(m, STATE_STARTING);
}

// One that failed stays that.
static void
begin_stop(struct member *m)
{
    if (m->node->state != STATE_FAILED)
        m->node->state = STATE_STOPPING;
    member_save(m);
}

// Whoever goes on with it knows who did not have his turn yet. What is not gone on with is
// forgotten.
static void
set_demand(struct member *m, const struct change *c)
{
    const enum demand demand = c->kind == CHANGE_RESTART              ? DEMAND_RESTART
                               : c->kind == CHANGE_REBUILD && c->anew ? DEMAND_REBUILD
                                                                      : DEMAND_NONE;

    if (m->node->demand == demand)
        return;
    m->node->demand = demand;
    member_save(m);
}

// Who agreed to lose them did so for whoever goes on with this, too.
static void
note_backups(struct member *m, const struct change *c)
{
    const bool drops = c->settles & SETTLE_NO_BACKUPS;

    if (drops == m->node->drops_backups)
        return;
    m->node->drops_backups = drops;
    member_save(m);
}

static int
prepare_node(struct run *r, struct member *m, const struct change *c, const struct converge *how,
    struct lct_err *err)
{
    const bool retry = how->retry;

    m->node = c->node;
    m->np = c->np;
    m->was = c->was;
    m->region = c->rp ? c->rp->region : NULL;
    m->display_group = c->display_group;
    m->rdns = c->rdns;
    m->put_tags = c->put_tags ? c->put_tags : c->put_label ? c->node->seen->tags : NULL;
    m->put_label = c->put_label;
    m->leaving = c->kind == CHANGE_DELETE;
    m->away = c->kind == CHANGE_BOOT || c->kind == CHANGE_WAIT || c->kind == CHANGE_AWAY ||
              c->kind == CHANGE_RESTART;
    m->node->reserved = c->reserved;
    // What its hooks failed to do before it stops, or goes.
    m->failed_before = (m->was || c->kind == CHANGE_STOP || c->kind == CHANGE_RESTART) &&
                       m->node->error && !how->resumes;
    if (m->leaving) {
        leaving_begin(m);
        return LCT_OK;
    }
    note_backups(m, c);
    set_demand(m, c);
    if (c->kind == CHANGE_REBUILD)
        return prepare_rebuild(r, m, c, retry, err);
    if (c->put_tags && c->kind != CHANGE_REPLACE)
        m->node->granted = texts_both(r->arena, m->node->tags, c->tags);
    if (c->kind == CHANGE_STOP || c->kind == CHANGE_DRAIN) {
        begin_stop(m);
        return LCT_OK;
    }
    if (c->kind == CHANGE_BOOT)
        begin_start(m);
    else if (!m->node->off && !m->node->starts)
        m->node->starts = m->node->born = 1;
    if (c->kind == CHANGE_KEEP || c->kind == CHANGE_UPDATE || c->kind == CHANGE_RESIZE || m->away) {
        learn(m, c);
        if (c->kind == CHANGE_RESIZE)
            revive(m, retry);
        return LCT_OK;
    }
    m->node->tags = c->tags;
    if (prepare_key(r, m, c->kind == CHANGE_REPLACE, err) < 0)
        return err->code;
    if (m->node->cloud_id && !m->node->host_key) // its birth was not heard of
        m->node->host_key = m->host_public;
    if (c->kind == CHANGE_CREATE)
        m->node->created_ms = loop_wall_ms(r->t->loop);
    revive(m, retry);
    if (!m->node->cloud_id) {
        m->node->type = m->np->type->id;
        m->node->image = m->np->image->id;
        m->node->disks = m->np->disks;
    }
    member_save(m);
    return LCT_OK;
}

static int
build(struct run *r, const struct want *w, const struct lct_plan *p, const struct converge *how,
    struct lct_err *err)
{
    struct member *members = run_members(r, w->n_changes);
    struct wants of = want_all(w);
    _own_(map) struct map done = { 0 };

    of.serial = how->serial;
    r->world.plan = p->plan;
    r->world.forced = how->forced;
    for (size_t i = 0; i < w->n_changes; i++)
        if (prepare_node(r, &members[i], &w->changes[i], how, err) < 0)
            return err->code;
    world_init(&r->world);
    want_hold(r, w);
    if (run_opened(r, true, err) < 0 || run_neighbours(r, err) < 0 || run_unheard(r, err) < 0 ||
        converge_facts(r, &done, err) < 0 ||
        rosters_begin(r, p->plan, w->existing, w->n_existing, &done, err) < 0)
        return err->code;
    refresh_begin(r);
    r->graph = graph_new(r->t->loop, &r->world);
    return plan_build(r->graph, &r->world, &of, &done, err);
}

static bool
is_ready(const struct member *m)
{
    if (m->away || m->restored)
        return false;
    return m->node->off ? m->node->state == STATE_CREATED || m->node->state == STATE_STOPPED
                        : m->node->state == (m->node->drained ? STATE_DRAINED : STATE_STARTED);
}

struct tally {
    size_t good, bad, away, gone, staying;
};

// Stopped where nobody is to run, and somebody did.
static enum state
state_of(const struct run *r)
{
    bool runs = false, stopped = false;

    for (size_t i = 0; i < r->world.n_members; i++) {
        const struct member *m = &r->world.members[i];
        runs |= !m->leaving && !m->node->off;
        stopped |= !m->leaving && m->node->state == STATE_STOPPED;
    }
    return stopped && !runs ? STATE_STOPPED : STATE_STARTED;
}

static struct tally
tally_of(const struct run *r)
{
    struct tally t = { 0 };

    for (size_t i = 0; i < r->world.n_members; i++) {
        const struct member *m = &r->world.members[i];
        bool gone = m->node->state == STATE_DESTROYED;
        t.good += !m->leaving && is_ready(m);
        t.bad += !m->leaving && !is_ready(m);
        t.away += !m->leaving && m->away;
        t.gone += m->leaving && gone;
        t.staying += m->leaving && !gone;
    }
    return t;
}

static const char *
summarise(const struct run *r, const struct tally *t)
{
    struct arena *a = r->arena;
    const char *left =
        t->gone ? arena_printf(a, ", %zu %s deleted", t->gone, t->gone == 1 ? "is" : "are") : "";

    left = arena_printf(a, "%s%s", left, want_kept(r));
    if (t->staying)
        left = arena_printf(a, "%s, %zu could not be deleted", left, t->staying);
    if (t->bad)
        return arena_printf(a, "%zu of %zu nodes are ready, %zu %s not%s", t->good,
            t->good + t->bad, t->bad, t->bad == 1 ? "is" : "are", left);
    return arena_printf(a, "%zu %s ready%s", t->good, t->good == 1 ? "node is" : "nodes are", left);
}

// Of each that was let be the reason is told.
static void
tell_away(struct run *r, const struct want *w)
{
    for (size_t i = 0; i < w->n_changes; i++)
        if (w->changes[i].kind == CHANGE_AWAY)
            run_notice(r, w->changes[i].node->label, "%s", w->changes[i].reason);
}

static int
conclude(struct run *r, struct lct_err *err)
{
    const struct tally t = tally_of(r);

    r->left = t.away;
    r->left_hint = arena_printf(
        r->arena, "%s tells what became of it", ADVICE(CLUSTER_AUDIT, r->cluster->name));
    return run_conclude(r, state_of(r), summarise(r, &t), err);
}

int
converge_want(struct run *r, const struct lct_plan *plan, const struct converge *how,
    bool provisional, struct want *ret, struct lct_err *err)
{
    struct want_args args = { .arena = r->arena,
        .cluster = r->cluster,
        .drawn = provisional ? NULL : ledger_batch(r->ledger),
        .seen = &r->seen,
        .leaving = how->leaving,
        .remake = how->remake,
        .mends = how->mends,
        .starts = how->starts,
        .stops = how->stops,
        .drains = how->drains,
        .restarts = how->restarts,
        .rebuilds = how->rebuilds,
        .continues = how->continues,
        .serial = how->serial,
        .deletes_backups = how->deletes_backups };

    if (run_observe(r, err) < 0)
        return err->code;
    if (want_make(r->t, plan->plan, &args, ret, err) < 0 ||
        rebuild_check(r->cluster->name, ret->changes, ret->n_changes, err) < 0 ||
        quorum_check(r->arena, plan->plan, ret->changes, ret->n_changes, err) < 0 ||
        lock_check(ret->changes, ret->n_changes, err) < 0 ||
        want_things(r, plan->plan, how->volumes, ret, err) < 0)
        return err->code;
    leaving_set(r, plan->plan, ret->changes, ret->n_changes);
    if (preflight(r, plan->plan, ret, err) < 0 || ret->n_existing)
        return err->code;
    return strays_beside(r->t, r->arena, &r->seen, r->cluster, plan->plan, &ret->diags, err);
}

int
converge(
    struct run *r, const struct lct_plan *plan, const struct converge *how, struct lct_err *err)
{
    struct want want = { 0 };

    if (lct_plan_ready(plan, err) < 0 || converge_want(r, plan, how, false, &want, err) < 0)
        return err->code;
    if (build(r, &want, plan, how, err) < 0 || local_check(r, err) < 0 ||
        run_record(r, how->kind, how->args, err) < 0)
        return err->code;
    tell_away(r, &want);
    leaving_tell(r, want.changes, want.n_changes);
    if (run_graph(r, err) < 0)
        return err->code;
    run_forget(r);
    return conclude(r, err);
}

// SPDX-License-Identifier: MIT
// One operation on one cluster: opening, observing, recording, concluding.
#include "app/run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/query/inventory.h"
#include "app/run/holder.h"
#include "base/advice.h"
#include "base/env.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "step/bundle/poller.h"
#include "step/bundle/session.h"

#define LEASE_MS 30000
#define HEARTBEAT_MS 10000

static int64_t
wall_ms(const struct run *r)
{
    return loop_wall_ms(r->t->loop);
}

int
run_begin(struct run *r, struct lct *t, const struct lct_watch *watch, struct lct_err *err)
{
    *r = (struct run){ .t = t, .watch = watch, .arena = arena_new() };
    *err = (struct lct_err){ 0 };
    return store_need(t, err);
}

int
run_connect_to_read(struct run *r, struct lct_err *err)
{
    return r->cloud ? LCT_OK : cloud_open(r->t, CLOUD_READ, &r->cloud, err);
}

int
run_connect(struct run *r, struct lct_err *err)
{
    if (run_connect_to_read(r, err) < 0)
        return err->code;
    r->cloud->mode = CLOUD_WRITE;
    return shell_open(r->t, &r->shell, err);
}

static void
drop_lease(struct run *r)
{
    timer_stop(r->heartbeat);
    if (r->holder)
        r->t->store->ops->lease_drop(r->t->store, r->cluster->uuid, r->holder, ERR_IGNORED);
}

void
run_put_aside(struct run *r)
{
    for (size_t i = 0; i < r->world.n_members; i++)
        session_drop(&r->world.members[i]);
    poller_free(r->world.poller);
    if (r->graph)
        graph_free(r->graph);
    if (r->world.members)
        world_done(&r->world);
    r->world = (struct world){ 0 };
    r->graph = NULL;
}

void
run_again(struct run *r)
{
    struct store *store = r->t->store;

    run_put_aside(r);
    if (store)
        store->ops->rollback(store); // what was not committed was not meant to be
    keys_done(&r->keys);
    r->keys = (struct keys){ 0 };
    lct_plan_free(r->plan);
    r->plan = NULL;
    r->cluster = NULL;
}

void
run_look_away(struct run *r)
{
    observed_done(&r->seen);
    r->looked = false;
    memset(r->looked_beside, 0, sizeof r->looked_beside);
    r->availability = NULL;
}

void
run_done(struct run *r)
{
    struct cluster *cluster = r->cluster;

    run_again(r);
    r->cluster = cluster;
    drop_lease(r);
    if (r->shell)
        r->shell->ops->close(r->shell);
    if (r->cloud)
        r->cloud->ops->close(r->cloud);
    run_look_away(r);
    arena_free(r->arena);
}

// A lost lease is noticed by the next write, which carries its fence; here it is only prolonged.
static void
beat(void *user)
{
    struct run *r = user;
    struct lease lease;

    timer_stop(r->heartbeat);
    r->t->store->ops->lease_take(
        r->t->store, r->cluster->uuid, r->holder, LEASE_MS, &lease, ERR_IGNORED);
    r->heartbeat = timer_start(r->t->loop, HEARTBEAT_MS, beat, r);
}

bool
lease_lives(const struct lease *lease, int64_t now_ms)
{
    const int64_t left = lease->expires_ms - now_ms;

    return lease->holder && left > 0 && left <= LEASE_MS && !holder_is_dead(lease->holder);
}

static void
bury_holder(struct run *r)
{
    struct store *store = r->t->store;
    struct lease lease;

    if (store->ops->lease_get(store, r->arena, r->cluster->uuid, &lease, ERR_IGNORED) == LCT_OK &&
        lease.holder && holder_is_dead(lease.holder))
        store->ops->lease_drop(store, r->cluster->uuid, lease.holder, ERR_IGNORED);
}

// Whoever has the lease runs alone: an operation that says it runs is of a process that died.
static int
close_interrupted(struct run *r, struct lct_err *err)
{
    struct store *store = r->t->store;
    struct operation **list;
    size_t n;

    if (store->ops->operation_list(store, r->arena, r->t->context.app, r->t->context.customer,
            r->cluster->uuid, 10, &list, &n, err) < 0)
        return err->code;
    for (size_t i = 0; i < n; i++) {
        if (list[i]->state != OPERATION_RUNNING)
            continue;
        list[i]->state = OPERATION_INTERRUPTED;
        list[i]->ended_ms = wall_ms(r);
        list[i]->summary = "interrupted: its process died";
        if (store->ops->operation_put(store, list[i], err) < 0)
            return err->code;
    }
    return LCT_OK;
}

int
run_lease(struct run *r, struct lct_err *err)
{
    struct store *store = r->t->store;
    struct lease lease;
    const char *holder = holder_new(r->arena, r->t->loop, env_get(r->t->environment, "USER"));

    bury_holder(r);
    if (store->ops->lease_take(store, r->cluster->uuid, holder, LEASE_MS, &lease, err) < 0)
        return err->code;
    r->holder = holder;
    r->heartbeat = timer_start(r->t->loop, HEARTBEAT_MS, beat, r);
    return close_interrupted(r, err);
}

bool
run_is_empty(struct run *r)
{
    struct lct *t = r->t;
    struct node **nodes;
    size_t n = 1;

    t->store->ops->node_list(t->store, r->arena, t->context.app, t->context.customer,
        r->cluster->uuid, &nodes, &n, ERR_IGNORED);
    return n == 0;
}

int
run_observe(struct run *r, struct lct_err *err)
{
    const struct observe_args args = { .rebuilds = !run_is_empty(r) };

    if (!r->looked && observe(r->t, r->cloud, r->arena, &args, &r->seen, err) < 0)
        return err->code;
    r->looked = true;
    return LCT_OK;
}

struct member *
run_members(struct run *r, size_t n)
{
    struct world *w = &r->world;

    *w = (struct world){
        .loop = r->t->loop,
        .arena = r->arena,
        .cloud = r->cloud,
        .shell = r->shell,
        .store = r->t->store,
        .cluster = r->cluster,
        .members = arena_array(r->arena, n, sizeof(struct member)),
        .n_members = n,
        .root_secret = r->keys.root,
        .controller_key = r->keys.controller,
        .authorized_keys = r->keys.authorized,
        .admin = "admin",
        .dialer = r->t->profile.dialer,
    };
    w->poller = poller_new(w);
    for (size_t i = 0; i < n; i++)
        w->members[i].world = w;
    return w->members;
}

int
run_record(struct run *r, const char *kind, const char *args, struct lct_err *err)
{
    struct store *store = r->t->store;

    r->record = (struct operation){
        .cluster_name = r->cluster->name,
        .kind = kind,
        .who = holder_who(r->arena, env_get(r->t->environment, "USER")),
        .state = OPERATION_RUNNING,
        .plan_digest = r->cluster->plan_digest,
        .plan_text = r->cluster->plan_text,
        .plan_file = r->cluster->plan_file,
        .args = args,
        .started_ms = wall_ms(r),
        .pid = getpid(),
    };
    snprintf(r->record.cluster, sizeof r->record.cluster, "%s", r->cluster->uuid);
    r->cluster->updated_ms = wall_ms(r);
    if (store->ops->cluster_put(store, r->cluster, err) < 0 ||
        (r->cluster->plan_text && store->ops->plan_put(store, r->cluster, err) < 0) ||
        store->ops->operation_put(store, &r->record, err) < 0)
        return err->code;
    r->world.operation = r->record.id;
    return store->ops->commit_now(store, err);
}

int
run_forget(struct run *r, struct lct_err *err)
{
    struct store *store = r->t->store;

    for (size_t i = 0; i < r->world.n_members; i++) {
        const struct node *n = r->world.members[i].node;
        if (n->state == STATE_DESTROYED && store->ops->node_remove(store, n->uuid, err) < 0)
            return err->code;
    }
    for (size_t i = 0; i < r->world.n_holdings; i++) {
        const struct resource *one = r->world.holdings[i].resource;
        if (one->state == STATE_DESTROYED && store->ops->resource_remove(store, one, err) < 0)
            return err->code;
    }
    return LCT_OK;
}

static int
keep_seen(struct run *r, struct lct_err *err)
{
    struct store *store = r->t->store;

    if (!r->world.seen_from)
        return LCT_OK;
    return store->ops->seen_put(store, r->cluster->uuid, r->world.seen_from, wall_ms(r), err);
}

int
run_conclude(struct run *r, enum state good, const char *summary, struct lct_err *err)
{
    struct store *store = r->t->store;
    const struct graph_counts *c = &r->counts;
    bool whole = c->done == c->total && !r->left,
         cancelled = r->outcome.code == LCT_ECANCELLED || r->interrupts;

    r->record.state = whole ? OPERATION_DONE : cancelled ? OPERATION_CANCELLED : OPERATION_PARTIAL;
    r->record.summary = summary;
    r->record.ended_ms = r->cluster->updated_ms = wall_ms(r);
    r->cluster->state = whole ? good : r->cluster->state;
    if (store->ops->cluster_put(store, r->cluster, err) < 0 ||
        store->ops->operation_put(store, &r->record, err) < 0 ||
        rates_keep(r->t, r->cloud, r->cluster->uuid, err) < 0 || keep_seen(r, err) < 0 ||
        store->ops->commit_now(store, err) < 0)
        return err->code;
    if (whole)
        return LCT_OK;
    if (cancelled) {
        lct_fail(err, LCT_ECANCELLED, "interrupted: %s", summary);
        return lct_hint(
            err, "what was done is saved; to go on: %s", ADVICE(CLUSTER_RESUME, r->cluster->name));
    }
    lct_fail(err, LCT_EPARTIAL, "%s", summary);
    if (c->done == c->total)
        return lct_hint(err, "%s", r->left_hint);
    return lct_hint(err, "the rest is done; to try what failed again: %s",
        ADVICE(CLUSTER_RETRY, r->cluster->name));
}

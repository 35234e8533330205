// SPDX-License-Identifier: MIT
// One operation on one cluster: opening, observing, recording, concluding.
#include "app/run/run.h"

#include "app/run/local.h"

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
    if (store_need(t, err) < 0)
        return err->code;
    r->ledger = ledger_new(t->loop, t->store, &t->context);
    return LCT_OK;
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

static int
drop_lease(struct run *r, const struct lease *l)
{
    return store_drop_now(
        r->t->loop, r->t->store, &r->t->context, l->cluster, l->holder, ERR_IGNORED);
}

static void
end_lease(struct run *r)
{
    op_cancel(r->beat); // at its end the next is awaited
    timer_stop(take(r->heartbeat));
    if (r->lease.holder)
        drop_lease(r, &r->lease);
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
    run_put_aside(r);
    if (r->ledger)
        ledger_forget(r->ledger); // what was not committed was not meant to be
    map_each (it, &r->noted)
        free(it->value);
    map_done(&r->noted);
    keys_done(&r->keys);
    r->keys = (struct keys){ 0 };
    lct_plan_free(r->plan);
    r->plan = NULL;
    for (size_t i = 0; i < PLANS_KEPT; i++)
        lct_plan_free(take(r->former[i]));
    r->looked_former = false;
    r->cluster = NULL;
}

void
run_look_away(struct run *r)
{
    observed_done(&r->seen);
    r->looked = false;
    memset(r->looked_beside, 0, sizeof r->looked_beside);
    r->availability = NULL;
    map_done(&r->looks);
    r->asked_nodes = false;
}

void
run_done(struct run *r)
{
    run_again(r);
    end_lease(r);
    ledger_free(r->ledger);
    if (r->shell)
        r->shell->ops->close(r->shell);
    if (r->cloud)
        r->cloud->ops->close(r->cloud);
    run_look_away(r);
    arena_free(r->arena);
}

static void beat(void *user);

// A lost lease is noticed by the next write, which carries its fence; here it is only prolonged.
static void
prolonged(void *user, const struct lct_err *err, const struct lease *lease)
{
    struct run *r = user;

    (void)err;
    (void)lease;
    r->beat = NULL;
    r->heartbeat = timer_start(r->t->loop, HEARTBEAT_MS, beat, r);
}

static void
beat(void *user)
{
    struct run *r = user;
    const struct lease_wish more = { r->lease.cluster, r->lease.holder, r->lease.fence, LEASE_MS };

    timer_stop(take(r->heartbeat));
    r->beat = r->t->store->ops->lease_take(r->t->store, &r->t->context, &more, prolonged, r);
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
    struct lease lease;

    if (kept_lease(r->t, r->arena, r->cluster->uuid, &lease, ERR_IGNORED) == LCT_OK &&
        lease.holder && holder_is_dead(lease.holder))
        drop_lease(r, &lease);
}

static int
close_one(struct run *r, struct operation *o, struct lct_err *err)
{
    if (operation_count(r->t, r->arena, o, err) < 0)
        return err->code;
    o->state = OPERATION_INTERRUPTED;
    o->ended_ms = wall_ms(r);
    o->summary = "interrupted: its process died";
    ledger_put(r->ledger, RECORD_OPERATION, o);
    return LCT_OK;
}

// Whoever has the lease runs alone: an operation that says it runs is of a process that died.
static int
close_interrupted(struct run *r, struct lct_err *err)
{
    size_t n;
    struct operation **list = kept_operations(r->t, r->arena, r->cluster->uuid, 10, &n, err);

    if (!list)
        return err->code;
    for (size_t i = 0; i < n; i++)
        if (list[i]->state == OPERATION_RUNNING && close_one(r, list[i], err) < 0)
            return err->code;
    return LCT_OK;
}

int
run_found(struct run *r, struct lct_err *err)
{
    ledger_put(r->ledger, RECORD_CLUSTER, r->cluster);
    return ledger_commit_now(r->ledger, NULL, err);
}

int
run_lease(struct run *r, struct lct_err *err)
{
    const struct lease_wish wish = { .cluster = r->cluster->uuid,
        .holder = holder_new(r->arena, r->t->loop, env_get(r->t->environment, "USER")),
        .ttl_ms = LEASE_MS };

    bury_holder(r);
    if (store_lease_now(r->t->loop, r->t->store, &r->t->context, r->arena, &wish, &r->lease, err) <
        0)
        return err->code;
    ledger_fence(r->ledger, r->lease.cluster, r->lease.fence);
    r->heartbeat = timer_start(r->t->loop, HEARTBEAT_MS, beat, r);
    return close_interrupted(r, err);
}

bool
run_is_empty(struct run *r)
{
    size_t n;

    return kept_nodes(r->t, r->arena, r->cluster->uuid, &n, ERR_IGNORED) && n == 0;
}

int
run_observe(struct run *r, struct lct_err *err)
{
    const struct observe_args args = { .rebuilds = !run_is_empty(r) };

    if (r->looked)
        return LCT_OK;
    if (observe(r->t, r->cloud, r->arena, &args, &r->seen, err) < 0 ||
        run_observe_shares(r, err) < 0)
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
        .ledger = r->ledger,
        .cluster = r->cluster,
        .members = arena_array(r->arena, n, sizeof(struct member)),
        .n_members = n,
        .root_secret = r->keys.root,
        .controller_key = r->keys.controller,
        .authorized_keys = r->keys.authorized,
        .admin = "admin",
        .dialer = r->t->profile.dialer,
        .linode_interfaces = r->availability && r->availability->interfaces >= ACCOUNT_LINODE_FIRST,
    };
    w->poller = poller_new(w);
    w->local = local_of(r);
    for (size_t i = 0; i < n; i++)
        w->members[i].world = w;
    return w->members;
}

// Of the plans that it had the newest stay.
static int
keep_plan(struct run *r, struct lct_err *err)
{
    size_t n;
    struct cluster **had = kept_plans(r->t, r->arena, r->cluster->uuid, &n, err);
    size_t kept = 1; // this one

    if (!had)
        return err->code;
    for (size_t i = 0; i < n; i++)
        if (!str_eq(had[i]->plan_digest, r->cluster->plan_digest) && ++kept > PLANS_KEPT)
            batch_remove(ledger_batch(r->ledger), RECORD_PLAN, had[i]);
    ledger_put(r->ledger, RECORD_PLAN, r->cluster);
    return LCT_OK;
}

int
run_record(struct run *r, const char *kind, const char *args, struct lct_err *err)
{
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
    ledger_put(r->ledger, RECORD_CLUSTER, r->cluster);
    if (r->cluster->plan_text && keep_plan(r, err) < 0)
        return err->code;
    ledger_put(r->ledger, RECORD_OPERATION, &r->record);
    if (ledger_commit_now(r->ledger, &r->record.id, err) < 0)
        return err->code;
    r->world.operation = r->record.id;
    return LCT_OK;
}

void
run_forget(struct run *r)
{
    for (size_t i = 0; i < r->world.n_members; i++) {
        const struct node *n = r->world.members[i].node;
        if (n->state == STATE_DESTROYED)
            batch_remove(ledger_batch(r->ledger), RECORD_NODE, n);
    }
    for (size_t i = 0; i < r->world.n_holdings; i++) {
        const struct resource *one = r->world.holdings[i].resource;
        if (one->state == STATE_DESTROYED)
            batch_remove(ledger_batch(r->ledger), RECORD_RESOURCE, one);
    }
}

static void
keep_seen(struct run *r)
{
    const struct seen_from seen = { r->world.seen_from, wall_ms(r) };

    if (seen.address)
        ledger_put(r->ledger, RECORD_SEEN, &seen);
}

int
run_conclude(struct run *r, enum state good, const char *summary, struct lct_err *err)
{
    const struct graph_counts *c = &r->counts;
    const char *limits = run_limits(r);
    bool whole = c->done == c->total && !r->left,
         cancelled = r->outcome.code == LCT_ECANCELLED || r->interrupts;

    r->record.state = whole ? OPERATION_DONE : cancelled ? OPERATION_CANCELLED : OPERATION_PARTIAL;
    r->record.summary = summary;
    r->record.ended_ms = r->cluster->updated_ms = wall_ms(r);
    r->cluster->state = whole ? good : r->cluster->state;
    r->record.n_steps = (int64_t)c->total;
    r->record.n_done = (int64_t)c->done;
    r->record.n_failed = (int64_t)c->failed;
    ledger_put(r->ledger, RECORD_CLUSTER, r->cluster);
    ledger_put(r->ledger, RECORD_OPERATION, &r->record);
    rates_keep(r->t, r->cloud, ledger_batch(r->ledger));
    keep_seen(r);
    if (lessons_keep(r, err) < 0 || ledger_commit_now(r->ledger, NULL, err) < 0)
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
    if (limits)
        return lct_hint(err,
            "the account's limit allows %s that this wants: ask Linode's support "
            "for more (open a ticket), or want less; then, to try it again: %s",
            limits, ADVICE(CLUSTER_RETRY, r->cluster->name));
    return lct_hint(err, "the rest is done; to try what failed again: %s",
        ADVICE(CLUSTER_RETRY, r->cluster->name));
}

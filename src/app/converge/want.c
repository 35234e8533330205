// SPDX-License-Identifier: MIT
// What a plan wants of a cluster.
#include "app/converge/want.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/converge/leaving.h"
#include "app/run/strays.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "build/noun.h"
#include "plan/want/drift.h"
#include "plan/want/price.h"

// Numbers for new nodes, counted on from where the inventory stands.
struct drawing {
    struct lct *t;
    struct map next;  // counter -> what it yields next
    struct map taken; // counter -> how many were handed out
};

static int64_t
draw(void *user, const char *counter)
{
    struct drawing *d = user;
    intptr_t taken = (intptr_t)map_get(&d->taken, counter);

    map_put(&d->taken, counter, (void *)(taken + 1));
    return counted_next(&d->next, counter) + taken;
}

// Those that were handed out never come again.
static void
keep_drawn(const struct drawing *d, const char *cluster, struct batch *b)
{
    map_each (it, &d->taken)
        batch_draw(b, cluster, it->key, counted_next(&d->next, it->key), (intptr_t)it->value);
}

static void
drawing_done(struct drawing *d)
{
    map_done(&d->next);
    map_done(&d->taken);
}

static void
new_uuid(void *user, char out[static UUID_TEXT])
{
    const struct drawing *d = user;

    uuid_new(loop_random(d->t->loop), out);
}

// What the cloud shows of a node. A machine born in a run that died carries our tags: the node gets
// its id back. A label that somebody changed is put back, unless another has it by now.
static void
take_observed(struct node *n, const struct observed *o)
{
    const struct machine *m = observed_of(o, n);

    if (!m || m->status == MACHINE_DELETING) {
        n->lost = n->cloud_id != NULL;
        return;
    }
    if (!n->cloud_id || map_has(&o->by_label, n->label))
        n->label = m->label;
    n->seen = m;
    n->cloud_id = m->id;
    node_addresses(n, m);
}

static void
mark_leaving(struct want *w, const char *const *leaving)
{
    _own_(map) struct map going = { 0 };

    for (; leaving && *leaving; leaving++)
        map_put(&going, *leaving, w);
    for (size_t i = 0; i < w->n_existing; i++)
        if (map_has(&going, w->existing[i]->uuid)) {
            w->existing[i]->unready = !leaving_was_ready(w->existing[i]);
            w->existing[i]->state = STATE_DESTROYING;
        }
}

// Labels are unique in the account: one that a stranger has becomes CLUSTER-LABEL. But one of a
// machine that is ours, and that the inventory forgot, is not passed by.
static int
free_label(
    const struct want_args *args, const struct strays *strays, struct node *n, struct lct_err *err)
{
    const struct map *by_label = &args->seen->by_label;
    const char *wanted = n->label;

    if (strays_refuse(args->arena, strays, wanted, args->cluster, err) < 0)
        return err->code;
    n->label = arena_printf(args->arena, "%s-%s", args->cluster->slug, wanted);
    if (!map_has(by_label, n->label))
        return LCT_OK;
    lct_fail(err, LCT_EEXISTS, "another Linode of the account has the label %s, and one has %s",
        wanted, n->label);
    return lct_hint(err, "rename it, or choose another cluster name or nodenames");
}

static int
free_labels(struct lct *t, const struct want_args *args, const struct want *w, struct lct_err *err)
{
    struct strays strays = { 0 };
    bool known = false;

    for (size_t i = 0; i < w->n_desired; i++) {
        struct node *n = w->desired[i].node;
        if (!w->desired[i].is_new || !map_has(&args->seen->by_label, n->label))
            continue;
        if (!known && strays_of_account(t, args->arena, args->seen, &strays, err) < 0)
            return err->code;
        known = true;
        if (free_label(args, &strays, n, err) < 0)
            return err->code;
    }
    return LCT_OK;
}

// Who is to run, and who is not, from now on.
static void
set_power(const struct want_args *args, const struct want *w)
{
    for (size_t i = 0; i < w->n_desired; i++) {
        struct node *n = w->desired[i].node;
        if (args->starts && map_has(args->starts, n->uuid))
            n->off = n->drained = false;
        if (args->stops && map_has(args->stops, n->uuid)) {
            n->off = true;
            n->drained = false;
        }
        if (args->drains && map_has(args->drains, n->uuid) && node_can_drain(n))
            n->drained = true;
    }
}

static bool
reserves(const struct plan *p)
{
    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++)
            if (p->regions[r].nodes[i].reserves)
                return true;
    return false;
}

// The addresses that the cluster has reserved, by "REGION NAME" of their nodes.
static int
name_held(struct lct *t, const struct plan *p, const struct want_args *args, struct map *held,
    struct lct_err *err)
{
    struct resource **all;
    size_t n;

    if (!reserves(p))
        return LCT_OK;
    all = kept_resources(t, args->arena, args->cluster->uuid, &n, err);
    for (size_t i = 0; all && i < n; i++)
        if (all[i]->noun == NOUN_ADDRESS && all[i]->cloud_id)
            map_put(held, arena_printf(args->arena, "%s %s", all[i]->region, all[i]->name),
                (void *)(uintptr_t)all[i]->cloud_id);
    return err->code;
}

// What was to serve nothing was the machine before.
static void
serve_anew(const struct want *w)
{
    for (size_t i = 0; i < w->n_changes; i++)
        if (w->changes[i].kind == CHANGE_REPLACE)
            w->changes[i].node->drained = false;
}

int
want_make(struct lct *t, const struct plan *p, const struct want_args *args, struct want *ret,
    struct lct_err *err)
{
    struct arena *a = args->arena;
    struct drawing d = { .t = t };
    _own_(map) struct map held = { 0 };
    struct expand_args expand = {
        .cluster_uuid = args->cluster->uuid,
        .cluster_slug = args->cluster->slug,
        .draw = draw,
        .user = &d,
        .new_uuid = new_uuid,
        .held = &held,
        .stopped = args->cluster->state == STATE_STOPPED,
    };
    int code;

    ret->existing = kept_nodes(t, a, args->cluster->uuid, &ret->n_existing, err);
    if (!ret->existing || kept_counters(t, a, args->cluster->uuid, &d.next, err) < 0 ||
        name_held(t, p, args, &held, err) < 0)
        return err->code;
    plan_sort(p, ret->existing, ret->n_existing);
    for (size_t i = 0; i < ret->n_existing; i++)
        take_observed(ret->existing[i], args->seen);
    mark_leaving(ret, args->leaving);
    expand.existing = ret->existing;
    expand.n_existing = ret->n_existing;
    code = plan_expand(a, p, &expand, &ret->desired, &ret->n_desired, err);
    if (code == LCT_OK && args->drawn)
        keep_drawn(&d, args->cluster->uuid, args->drawn);
    drawing_done(&d);
    if (code == LCT_OK)
        code = free_labels(t, args, ret, err);
    if (code != LCT_OK)
        return code;
    set_power(args, ret);
    const struct diff_args diff = { .desired = ret->desired,
        .n_desired = ret->n_desired,
        .existing = ret->existing,
        .n_existing = ret->n_existing,
        .mends = args->mends,
        .deletes_backups = args->deletes_backups,
        .remake = args->remake,
        .starts = args->starts,
        .stops = args->stops,
        .restarts = args->restarts,
        .rebuilds = args->rebuilds,
        .continues = args->continues,
        .serial = args->serial,
        .catalogue = t->catalogue ? t->catalogue : t->older };
    if (plan_diff(a, &diff, &ret->changes, &ret->n_changes, err) < 0)
        return err->code;
    serve_anew(ret);
    return LCT_OK;
}

struct wants
want_all(const struct want *w)
{
    return (struct wants){ w->changes, w->n_changes, w->things, w->n_things };
}

// What it is from now on. A volume that is not there is not known to be to go: it may be found.
static enum state
state_of(const struct resource_change *c)
{
    const struct resource *r = c->resource;

    if (c->kind == CHANGE_DELETE && (c->destroys || !noun_wants[r->noun]->outlives))
        return STATE_DESTROYING;
    return c->seen && !r->former ? STATE_STARTED : r->state;
}

static void
hold(struct run *r, const struct resource_change *c, struct holding *h)
{
    const enum state next = state_of(c);

    if (c->kept)
        batch_remove(ledger_batch(r->ledger), RECORD_RESOURCE, c->kept);
    if (c->seen)
        holding_measure(h, c->seen);
    if (c->kind == CHANGE_CREATE || c->kept || next != c->resource->state)
        holding_state(h, next);
}

void
want_hold(struct run *r, const struct want *w)
{
    const struct wants of = want_all(w);

    holdings_set(&r->world, &of);
    for (size_t i = 0; i < w->n_things; i++)
        hold(r, &w->things[i], &r->world.holdings[i]);
}

const struct plan *
want_kept_plan(struct run *r)
{
    if (!r->plan)
        plan_of_cluster(r->t, r->cluster, &r->plan, ERR_IGNORED);
    return r->plan ? r->plan->plan : NULL;
}

static bool
is_kept(const struct holding *h)
{
    return h->resource->noun == NOUN_VOLUME && h->seen && !h->size_gb && !h->destroys;
}

// Where prices are known.
static const char *
what_it_costs(const struct run *r, struct bill *b)
{
    return b->catalogue ? arena_printf(r->arena, ", $%.2f a month together", bill_total(b).monthly)
                        : "";
}

const char *
want_kept(const struct run *r)
{
    struct bill b = { .catalogue = r->t->catalogue ? r->t->catalogue : r->t->older };
    _own_(buf) struct buf names = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < r->world.n_holdings; i++) {
        const struct holding *h = &r->world.holdings[i];
        if (!is_kept(h))
            continue;
        buf_addf(&names, "%s%s (%lld GB)", n++ ? ", " : "", h->resource->label,
            (long long)h->seen->size_gb);
        if (b.catalogue)
            bill_volume(&b, h->resource->region, h->seen->size_gb);
    }
    return n ? arena_printf(r->arena, "; %zu %s kept: %s%s", n,
                   n == 1 ? "volume is" : "volumes are", buf_str(&names), what_it_costs(r, &b))
             : "";
}

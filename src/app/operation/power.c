// SPDX-License-Identifier: MIT
// Starting, stopping, draining and restarting a cluster, or some of its nodes. Who is to be off, to
// serve nothing or to restart is kept with each node: so whoever goes on after a death knows what
// was wanted.
#include "app/fanout/selector.h"
#include "app/operation/changes.h"
#include "app/operation/preview.h"
#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "plan/want/price.h"

// Those that are meant, by their UUIDs. *all: nobody is left out.
static int
choose(struct lct_changes *c, bool *all, struct lct_err *err)
{
    struct run *r = &c->run;
    struct node **nodes;
    bool *picked;
    size_t n;

    if (!(nodes = kept_nodes(r->t, r->arena, r->cluster->uuid, &n, err)))
        return err->code;
    picked = arena_array(r->arena, n, sizeof *picked);
    if (c->on && selector_pick(r->arena, c->on, r->cluster, nodes, n, picked, err) < 0)
        return err->code;
    *all = true;
    for (size_t i = 0; i < n; i++) {
        *all &= !c->on || picked[i];
        if (!c->on || picked[i])
            map_put(&c->remake, nodes[i]->uuid, nodes[i]);
    }
    return LCT_OK;
}

static int
prepare(struct lct_changes *c, bool leased, bool *all, struct lct_err *err)
{
    struct run *r = &c->run;

    if ((leased ? converge_open(r, c->name, err) : preview_open(r, c->name, err)) < 0)
        return err->code;
    if (!r->plan && plan_of_cluster(r->t, r->cluster, &r->plan, err) < 0)
        return err->code;
    return choose(c, all, err);
}

static int
carry_out(struct lct_changes *c, struct lct_err *err)
{
    return converge(&c->run, c->run.plan, &c->how, err);
}

// ---- start

static int
prepare_start(struct lct_changes *c, bool leased, struct lct_err *err)
{
    bool all = false;

    c->how.starts = &c->remake;
    if (prepare(c, leased, &all, err) < 0)
        return err->code;
    if (c->run.cluster->state == STATE_STOPPED || c->run.cluster->state == STATE_STOPPING)
        c->run.cluster->state = STATE_STARTING;
    return LCT_OK;
}

const struct intent intent_start = { "start", prepare_start, changes_by_plan, carry_out };

// ---- stop

static int
prepare_stop(struct lct_changes *c, bool leased, struct lct_err *err)
{
    bool all = false;

    c->how.stops = &c->remake;
    if (prepare(c, leased, &all, err) < 0)
        return err->code;
    if (all && c->run.cluster->state == STATE_STARTED)
        c->run.cluster->state = STATE_STOPPING;
    return LCT_OK;
}

// Linode takes the same for a machine that is off.
static void
warn_costs(const struct lct_changes *c, struct want *w)
{
    const struct lct_plan *plan = changes_plan(c);
    struct bill b = { .catalogue = plan->catalogue };
    size_t n = 0;

    for (size_t i = 0; i < w->n_changes; i++) {
        const struct change *one = &w->changes[i];
        if (one->kind != CHANGE_STOP)
            continue;
        bill_nodes(&b, catalogue_type(b.catalogue, one->node->type), one->node->region, one->np, 1);
        n++;
    }
    if (n)
        diag_hint(&w->diags,
            diags_add(&w->diags, DIAG_WARNING, (struct doc_pos){ 0 },
                "stopped, %zu %s cost as much as before: $%.4f an hour, $%.2f a month", n,
                n == 1 ? "machine" : "machines", bill_total(&b).hourly, bill_total(&b).monthly),
            "only what is deleted costs nothing: %s", ADVICE(CLUSTER_DELETE, c->name));
}

static int
want_stop(struct lct_changes *c, struct want *ret, struct lct_err *err)
{
    if (changes_by_plan(c, ret, err) < 0)
        return err->code;
    warn_costs(c, ret);
    return LCT_OK;
}

const struct intent intent_stop = { "stop", prepare_stop, want_stop, carry_out };

// ---- drain

// Some of those that are meant serve.
static int
check_some_serve(const struct lct_changes *c, struct lct_err *err)
{
    const struct node *other = NULL;

    map_each (it, &c->remake) {
        const struct node *n = it->value;
        if (node_can_drain(n))
            return LCT_OK;
        other = n;
    }
    if (!other)
        return LCT_OK;
    lct_fail(err, LCT_EUSAGE, "%s is %s: there is nothing to drain", other->label,
        state_name(other->state));
    return other->off ? lct_hint(err, "to start it: %s", ADVICE(CLUSTER_START, c->name))
                      : lct_hint(err, "to finish it: %s", ADVICE(CLUSTER_RETRY, c->name));
}

static int
prepare_drain(struct lct_changes *c, bool leased, struct lct_err *err)
{
    bool all = false;

    c->how.drains = &c->remake;
    return prepare(c, leased, &all, err) < 0 ? err->code : check_some_serve(c, err);
}

const struct intent intent_drain = { "drain", prepare_drain, changes_by_plan, carry_out };

// ---- restart

// Some of those that are meant are neither off nor drained.
static int
check_some_run(const struct lct_changes *c, struct lct_err *err)
{
    const struct node *off = NULL;

    map_each (it, &c->remake) {
        const struct node *n = it->value;
        if (node_serves(n))
            return LCT_OK;
        off = n;
    }
    if (!off)
        return LCT_OK;
    lct_fail(err, LCT_EUSAGE, "%s is %s: nothing restarts", off->label,
        off->off ? "stopped" : "drained");
    return lct_hint(err, "to start it: %s", ADVICE(CLUSTER_START, c->name));
}

static int
prepare_restart(struct lct_changes *c, bool leased, struct lct_err *err)
{
    bool all = false;

    c->how.restarts = &c->remake;
    c->how.continues = true;
    c->how.serial = c->serial;
    return prepare(c, leased, &all, err) < 0 ? err->code : check_some_run(c, err);
}

const struct intent intent_restart = { "restart", prepare_restart, changes_by_plan, carry_out };

// ---- asked for

// A start is of nothing that could be forced.
static struct lct_changes
asked(
    struct lct *t, const struct intent *intent, const char *name, const struct lct_power_args *args)
{
    static const struct lct_power_args everybody;
    const struct lct_power_args *how = args ? args : &everybody;

    return (struct lct_changes){ t, intent, name, .on = how->on,
        .forced = intent != &intent_start && how->force, .serial = how->serial };
}

int
lct_changes_start(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = asked(t, &intent_start, name, args);

    return changes_work_out(&what, ret, err);
}

int
lct_cluster_start(struct lct *t, const char *name, const struct lct_power_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = asked(t, &intent_start, name, args);

    return changes_run(&what, watch, ret, err);
}

int
lct_changes_stop(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = asked(t, &intent_stop, name, args);

    return changes_work_out(&what, ret, err);
}

int
lct_changes_stop_all(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    struct lct_changes what = asked(t, &intent_stop, name, args);

    what.with_dependents = true;
    return changes_work_out(&what, ret, err);
}

int
lct_cluster_stop(struct lct *t, const char *name, const struct lct_power_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = asked(t, &intent_stop, name, args);

    return changes_run(&what, watch, ret, err);
}

int
lct_changes_drain(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = asked(t, &intent_drain, name, args);

    return changes_work_out(&what, ret, err);
}

int
lct_cluster_drain(struct lct *t, const char *name, const struct lct_power_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = asked(t, &intent_drain, name, args);

    return changes_run(&what, watch, ret, err);
}

int
lct_changes_restart(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = asked(t, &intent_restart, name, args);

    return changes_work_out(&what, ret, err);
}

int
lct_cluster_restart(struct lct *t, const char *name, const struct lct_power_args *args,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = asked(t, &intent_restart, name, args);

    return changes_run(&what, watch, ret, err);
}

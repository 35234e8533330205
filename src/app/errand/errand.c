// SPDX-License-Identifier: MIT
// The way of an errand: the node found, its machine looked at, steps run, the node what it was.
#include "app/errand/errand.h"

#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "step/kinds.h"

struct step *
errand_step(struct run *r, const struct step_kind *kind, struct member *m, struct step *before)
{
    struct step *s = graph_add(r->graph, kind, m->node->label, NULL, "", m);

    step_needs(s, before);
    return s;
}

struct step *
errand_boot(struct run *r, struct member *m, struct step *before, bool anyway)
{
    if (m->node->off)
        return before;
    struct step *boot = errand_step(r, &machine_boot, m, NULL);
    if (anyway)
        step_after(boot, before);
    else
        step_needs(boot, before);
    step_patience(boot, m->np->ready_ms);
    before = errand_step(r, &machine_ready, m, boot);
    return errand_step(r, &node_look, m, before);
}

int
errand_machine(const struct run *r, struct node *n, struct lct_err *err)
{
    const struct machine *found = observed_of(&r->seen, n);

    if (n->login) {
        lct_fail(
            err, LCT_EUSAGE, "Linode %s of node %s is not taken over yet", n->cloud_id, n->label);
        return lct_hint(err, "%s does that", ADVICE(CLUSTER_APPLY, r->cluster->name));
    }
    if (!n->cloud_id)
        return lct_fail(err, LCT_ENOTFOUND, "node %s has no machine", n->label);
    n->seen = found;
    if (found)
        return LCT_OK;
    lct_fail(err, LCT_ENOTFOUND, "Linode %s of node %s is gone", n->cloud_id, n->label);
    return lct_hint(err, "to make it anew: %s", ADVICE(CLUSTER_APPLY, r->cluster->name));
}

static int
find(struct run *r, const char *name, struct node **node, struct lct_err *err)
{
    if (node_need(r->t, r->arena, name, node, &r->cluster, err) < 0 || run_connect(r, err) < 0 ||
        run_lease(r, err) < 0)
        return err->code;
    // Before the lease somebody else may have changed it.
    if (node_need(r->t, r->arena, (*node)->uuid, node, &r->cluster, err) < 0 ||
        converge_keys(r, err) < 0 || plan_of_cluster(r->t, r->cluster, &r->plan, err) < 0 ||
        run_observe(r, err) < 0)
        return err->code;
    return errand_machine(r, *node, err);
}

static int
build(struct run *r, struct node *node, const struct errand *e, struct lct_err *err)
{
    struct member *m = run_members(r, 1);
    struct step *last;

    m->node = node;
    m->np = plan_node_plan(r->plan->plan, node->region, node->group);
    m->password = e->password;
    if (!m->np)
        return lct_fail(err, LCT_EUSAGE, "the plan of cluster %s has no '%s' any more, which %s is",
            r->cluster->name, node->group, node->label);
    r->world.plan = r->plan->plan;
    world_init(&r->world);
    r->graph = graph_new(r->t->loop, &r->world);
    last = e->build(r, m, e->user);
    // One that was not ready is not so by this.
    if (e->returns &&
        (node_is_up(node) || node->state == STATE_STOPPING || node->state == STATE_STOPPED))
        errand_step(r, &node_started, m, last);
    return graph_check(r->graph, err);
}

static const char *
summarise(const struct run *r, const struct node *node, const struct errand *e)
{
    const struct graph_counts *n = &r->counts;

    if (n->done == n->total)
        return arena_printf(r->arena, "%s %s", node->label, e->done);
    return arena_printf(r->arena, "%s: %zu of %zu steps are done", node->label, n->done, n->total);
}

static int
carry_out(struct run *r, const char *name, const struct errand *e, struct lct_err *err)
{
    struct node *node;

    if (find(r, name, &node, err) < 0 || (e->check && e->check(node, e->user, err) < 0) ||
        build(r, node, e, err) < 0 || run_record(r, e->kind, NULL, err) < 0 ||
        run_graph(r, err) < 0)
        return err->code;
    if (run_conclude(r, r->cluster->state, summarise(r, node, e), err) == LCT_OK)
        return LCT_OK;
    if (node_is_up(node))
        return lct_hint(err, "the node is as it was");
    return lct_hint(err, "the same once more goes on with it; to boot it as it was: %s",
        ADVICE(NODE_RESCUE_END, node->label));
}

int
errand_run(struct lct *t, const char *node, const struct errand *e, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    struct run r;
    int code = run_begin(&r, t, watch, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = carry_out(&r, node, e, err);
    if (r.record.id)
        *ret = run_answer(&r);
    if (*ret && e->tell)
        e->tell(*ret, e->user);
    run_done(&r);
    return code;
}

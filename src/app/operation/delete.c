// SPDX-License-Identifier: MIT
// Deleting clusters and nodes: only machines that tags and inventory both prove ours.
#include "app/converge/leaving.h"
#include "app/operation/before.h"
#include "app/operation/preview.h"
#include "app/operation/removal.h"
#include "app/plans/plan.h"
#include "app/query/inventory.h"
#include "app/run/local.h"
#include "app/run/run.h"
#include "app/run/strays.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "plan/want/care.h"
#include "plan/want/drift.h"

static const char *
summarise(const struct run *r, const struct strays *left)
{
    size_t gone = 0, all = r->world.n_members;
    const char *also = "";

    for (size_t i = 0; i < all; i++)
        gone += r->world.members[i].node->state == STATE_DESTROYED;
    if (left->n)
        also = arena_printf(r->arena,
            "; of the cluster's tag, but not in the inventory, and left alone: %s",
            strays_text(r->arena, left));
    if (gone < all)
        return arena_printf(
            r->arena, "%zu of %zu nodes are deleted, %zu are not%s", gone, all, all - gone, also);
    return arena_printf(r->arena, "%zu %s deleted%s%s", gone, gone == 1 ? "node is" : "nodes are",
        also, want_kept(r));
}

// What costs money and carries the cluster's tag keeps the cluster, and its keys, in the inventory.
static void
leave_strays(struct run *r, struct node *const *nodes, size_t n, struct strays *ret)
{
    strays_find(r->arena, &r->seen, r->cluster->uuid, nodes, n, ret);
    r->left = ret->n;
    if (ret->n)
        r->left_hint = arena_printf(r->arena,
            "%s takes them into the inventory, then delete it again; or delete them by hand",
            ADVICE(CLUSTER_ADOPT, r->cluster->name));
}

// Where the order is asked for, that of a plan that can still be read.
static void
put_in_order(struct run *r, struct node **nodes, size_t n)
{
    if (!r->t->sequential)
        return;
    if (r->plan || plan_of_cluster(r->t, r->cluster, &r->plan, ERR_IGNORED) == LCT_OK)
        plan_sort(r->plan->plan, nodes, n);
}

int
cluster_remove(struct run *r, const struct converge *how, struct lct_err *err)
{
    const struct removal whole = { true, how->forced, how->resumes, how->volumes };
    struct lct *t = r->t;
    struct strays left;
    size_t n;
    struct node **nodes = kept_nodes(t, r->arena, r->cluster->uuid, &n, err);

    if (!nodes)
        return err->code;
    put_in_order(r, nodes, n);
    r->cluster->state = STATE_DESTROYING;
    if (run_observe(r, err) < 0)
        return err->code;
    leave_strays(r, nodes, n, &left);
    if (removal_run(r, nodes, n, &whole, err) < 0)
        return err->code;
    run_forget(r);
    // Its keys go while it is still known, so that no death leaves them behind.
    if (r->counts.done == r->counts.total && !left.n && keys_forget(t, r->cluster, err) < 0)
        return err->code;
    local_forget(t, r->cluster);
    return run_conclude(r, STATE_DESTROYED, summarise(r, &left), err);
}

// ---- the whole

static void
preview_node(struct run *r, struct node *n, struct change *c)
{
    *c = (struct change){ .kind = CHANGE_DELETE, .node = n };
    n->seen = observed_of(&r->seen, n);
    n->lost = n->cloud_id && !n->seen;
    if (n->login)
        c->reason = arena_printf(r->arena,
            "Linode %s was never taken over: it is forgotten, and stays as it is", n->cloud_id);
    else if (n->lost)
        c->reason = arena_printf(r->arena, "Linode %s is gone", n->cloud_id);
    else if (n->seen && drift_lost_tags(r->arena, n))
        c->reason = arena_printf(
            r->arena, "Linode %s lost our tags: it is left alone, and told", n->cloud_id);
}

static void
preview_strays(struct run *r, struct want *w)
{
    struct strays left;

    diags_init(&w->diags, r->arena);
    strays_find(r->arena, &r->seen, r->cluster->uuid, w->existing, w->n_existing, &left);
    for (size_t i = 0; i < left.n; i++)
        diags_add(&w->diags, DIAG_WARNING, (struct doc_pos){ 0 },
            "Linode %s (%s) carries the cluster's tag but is not in the inventory: it stays",
            left.items[i].machine->id, left.items[i].machine->label);
}

static int
want(struct lct_changes *c, struct want *w, struct lct_err *err)
{
    struct run *r = &c->run;

    if (run_observe(r, err) < 0 ||
        !(w->existing = kept_nodes(r->t, r->arena, r->cluster->uuid, &w->n_existing, err)))
        return err->code;
    w->n_changes = w->n_existing;
    w->changes = arena_array(r->arena, w->n_changes, sizeof *w->changes);
    for (size_t i = 0; i < w->n_changes; i++)
        preview_node(r, w->existing[i], &w->changes[i]);
    if (lock_check(w->changes, w->n_changes, err) < 0)
        return err->code;
    leaving_set(r, NULL, w->changes, w->n_changes);
    preview_strays(r, w);
    return removal_want(r, &(struct removal){ .whole = true, .volumes = c->volumes }, w, err);
}

// Somebody may have prolonged it since it was told to be over.
static int
check_over(const struct lct_changes *c, struct lct_err *err)
{
    const struct cluster *of = c->run.cluster;

    if (!c->expired || cluster_is_over(of, loop_wall_ms(c->t->loop)))
        return LCT_OK;
    return lct_fail(err, LCT_EUSAGE, "the time of cluster %s is not over", of->name);
}

// Its keys may be gone already.
static int
prepare(struct lct_changes *c, bool leased, struct lct_err *err)
{
    struct run *r = &c->run;

    if (!leased)
        return preview_open(r, c->name, err) < 0 ? err->code : check_over(c, err);
    if (converge_lease(r, c->name, err) < 0 || check_over(c, err) < 0)
        return err->code;
    preview_known(r); // what it costs now is by its plan, who runs destroy, by its keys
    return LCT_OK;
}

static int
carry_out(struct lct_changes *c, struct lct_err *err)
{
    return cluster_remove(&c->run, &c->how, err);
}

const struct intent intent_delete = { "delete", prepare, want, carry_out };

int
lct_changes_delete(struct lct *t, const char *name, struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = { t, &intent_delete, name };

    return changes_work_out(&what, ret, err);
}

int
lct_changes_delete_all(
    struct lct *t, const char *name, struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = { t, &intent_delete, name, .with_dependents = true };

    return changes_work_out(&what, ret, err);
}

int
lct_cluster_delete(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = { t, &intent_delete, name };

    return changes_run(&what, watch, ret, err);
}

// ---- one node

static int
find_node(struct lct_changes *c, struct lct_err *err)
{
    struct run *r = &c->run;

    if (node_need(r->t, r->arena, c->node_name, &c->node, &r->cluster, err) < 0)
        return err->code;
    c->name = r->cluster->name;
    return LCT_OK;
}

static int
prepare_one(struct lct_changes *c, bool leased, struct lct_err *err)
{
    struct run *r = &c->run;

    if (find_node(c, err) < 0 || (leased ? run_connect(r, err) : run_connect_to_read(r, err)) < 0 ||
        (leased && run_lease(r, err) < 0))
        return err->code;
    preview_known(r);
    return LCT_OK;
}

// A node made by itself takes its cluster of one along.
static int
is_last(struct run *r, bool *ret, struct lct_err *err)
{
    size_t n;

    if (!kept_nodes(r->t, r->arena, r->cluster->uuid, &n, err))
        return err->code;
    *ret = n == 1;
    return LCT_OK;
}

// By a plan that can still be read.
static int
may_leave(struct run *r, const struct change *leaving, struct lct_err *err)
{
    size_t n;
    struct node **nodes = kept_nodes(r->t, r->arena, r->cluster->uuid, &n, err);
    struct change *all;

    if (!nodes)
        return err->code;
    if (!r->plan && plan_of_cluster(r->t, r->cluster, &r->plan, ERR_IGNORED) < 0)
        return LCT_OK;
    all = arena_array(r->arena, n, sizeof *all);
    for (size_t i = 0; i < n; i++) {
        preview_node(r, nodes[i], &all[i]);
        all[i].kind = CHANGE_KEEP;
        if (str_eq(nodes[i]->uuid, leaving->node->uuid))
            all[i] = *leaving;
    }
    return quorum_check(r->arena, r->plan->plan, all, n, err);
}

// What becomes of it, where it may go.
static int
look_at(struct lct_changes *c, struct change *ret, struct lct_err *err)
{
    struct run *r = &c->run;

    if (run_observe(r, err) < 0)
        return err->code;
    preview_node(r, c->node, ret);
    leaving_set(r, NULL, ret, 1);
    return may_leave(r, ret, err);
}

static int
want_one(struct lct_changes *c, struct want *w, struct lct_err *err)
{
    struct run *r = &c->run;
    bool last = false;

    if (is_last(r, &last, err) < 0)
        return err->code;
    if (last)
        return before_removal(r, err) < 0 ? err->code : want(c, w, err);
    w->existing = &c->node;
    w->n_existing = w->n_changes = 1;
    w->changes = arena_array(r->arena, 1, sizeof *w->changes);
    if (look_at(c, w->changes, err) < 0 || lock_check(w->changes, 1, err) < 0)
        return err->code;
    diags_init(&w->diags, r->arena);
    return removal_want(r, &(struct removal){ .volumes = c->volumes }, w, err);
}

static int
remove_one(struct lct_changes *c, struct lct_err *err)
{
    const struct removal how = { .forced = c->forced, .volumes = c->volumes };
    const struct strays none = { 0 };
    struct run *r = &c->run;
    enum state before = r->cluster->state;
    struct change leaving;
    bool last = false;

    if (is_last(r, &last, err) < 0)
        return err->code;
    if (last)
        return before_removal(r, err) < 0 ? err->code : cluster_remove(r, &c->how, err);
    if (look_at(c, &leaving, err) < 0 || removal_run(r, &c->node, 1, &how, err) < 0)
        return err->code;
    run_forget(r);
    return run_conclude(r, before, summarise(r, &none), err);
}

const struct intent intent_remove = { "delete", prepare_one, want_one, remove_one };

int
lct_changes_remove(struct lct *t, const char *node, struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && ret);
    const struct lct_changes what = { t, &intent_remove, .node_name = node };

    return changes_work_out(&what, ret, err);
}

int
lct_node_delete(struct lct *t, const char *node, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && ret);
    const struct lct_changes what = { t, &intent_remove, .node_name = node };

    return changes_run(&what, watch, ret, err);
}

// Deleting clusters and nodes: only machines that tags and inventory both prove ours.
#include "app/inventory.h"
#include "app/plan.h"
#include "app/preview.h"
#include "app/run.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

// Machines that carry the cluster's tag but belong to no node of the inventory: told, never
// touched.
static void
tell_strangers(struct run *r)
{
    char tag[LCT_TAG_MAX];

    cluster_tag(r->cluster->uuid, tag);
    for (size_t i = 0; i < r->n_machines; i++) {
        const struct machine *m = &r->machines[i];
        bool known = false;
        for (size_t k = 0; k < r->world.n_members && !known; k++)
            known = member_owns(&r->world.members[k], m);
        if (!known && machine_tagged(m, tag))
            run_notice(r, m->label,
                "Linode %lld carries the cluster's tag but is not in the "
                "inventory; it was left alone",
                (long long)m->id);
    }
}

static int
add_member(struct run *r, struct member *m, struct node *n, struct lct_err *err)
{
    char tag[LCT_TAG_MAX];
    const struct machine *found = map_get(&r->by_tag, node_tag(n, tag));

    m->node = n;
    m->leaving = true;
    if (found)
        member_adopt(m, found);
    else
        n->linode_id = 0;
    return member_state(m, STATE_DESTROYING, err);
}

static int
build(struct run *r, struct node **nodes, size_t n, struct lct_err *err)
{
    struct member *members = run_members(r, n);
    struct change *changes = arena_array(r->arena, n, sizeof *changes);
    const struct map none = { 0 };

    for (size_t i = 0; i < n; i++) {
        if (add_member(r, &members[i], nodes[i], err) < 0)
            return err->code;
        changes[i] = (struct change){ .kind = CHANGE_DELETE, .node = nodes[i] };
    }
    world_init(&r->world);
    if (run_unheard(r, err) < 0)
        return err->code;
    r->graph = graph_new(r->t->loop, &r->world);
    return plan_build(r->graph, &r->world, changes, n, &none, err);
}

static int
execute(struct run *r, struct node **nodes, size_t n, struct lct_err *err)
{
    if (run_observe(r, err) < 0 || build(r, nodes, n, err) < 0 ||
        run_record(r, "delete", NULL, err) < 0)
        return err->code;
    tell_strangers(r);
    r->work = (struct work){ .deletes = n };
    return run_graph(r, err);
}

static const char *
summarise(const struct run *r)
{
    size_t gone = 0, all = r->world.n_members;

    for (size_t i = 0; i < all; i++)
        gone += r->world.members[i].node->state == STATE_DESTROYED;
    if (gone < all)
        return arena_printf(
            r->arena, "%zu of %zu nodes are deleted, %zu are not", gone, all, all - gone);
    return arena_printf(r->arena, "%zu %s deleted", gone, gone == 1 ? "node is" : "nodes are");
}

int
cluster_remove(struct run *r, struct lct_err *err)
{
    struct lct *t = r->t;
    struct node **nodes;
    size_t n;

    if (t->store->ops->node_list(t->store, r->arena, t->context.app, t->context.customer,
            r->cluster->uuid, &nodes, &n, err) < 0)
        return err->code;
    r->cluster->state = STATE_DESTROYING;
    if (execute(r, nodes, n, err) < 0 || run_forget(r, err) < 0)
        return err->code;
    // Its keys go while it is still known, so that no death leaves them behind.
    if (r->counts.done == r->counts.total && keys_forget(t, r->cluster, err) < 0)
        return err->code;
    return run_conclude(r, STATE_DESTROYED, summarise(r), err);
}

int
lct_cluster_delete(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    struct run r;
    int code = run_begin(&r, t, watch, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = cluster_need(t, r.arena, name, &r.cluster, err);
    if (code == LCT_OK)
        code = run_connect(&r, err);
    if (code == LCT_OK)
        code = run_lease(&r, err);
    if (code == LCT_OK)
        code = cluster_remove(&r, err);
    if (r.record.id)
        *ret = run_answer(&r);
    run_done(&r);
    return code;
}

// ---- what it would do

static void
preview_node(struct run *r, struct node *n, struct change *c)
{
    char tag[LCT_TAG_MAX];

    *c = (struct change){ .kind = CHANGE_DELETE, .node = n };
    n->lost = n->linode_id && !map_has(&r->by_tag, node_tag(n, tag));
    if (n->lost)
        c->reason = arena_printf(r->arena, "Linode %lld is gone", (long long)n->linode_id);
}

// The UUID in a tag "lct:UUID.GENERATION"; NULL: it is none of those.
static const char *
tagged_node(struct arena *a, const char *tag)
{
    const char *dot = strrchr(tag, '.');

    return dot && str_starts(tag, "lct:") ? arena_strndup(a, tag + 4, (size_t)(dot - tag - 4))
                                          : NULL;
}

static bool
is_known(struct run *r, const struct machine *m, const struct map *nodes)
{
    for (const char *const *tag = m->tags; tag && *tag; tag++) {
        const char *uuid = tagged_node(r->arena, *tag);
        if (uuid && map_has(nodes, uuid))
            return true;
    }
    return false;
}

static void
preview_strangers(struct run *r, struct want *w)
{
    _own_(map) struct map nodes = { 0 };
    char tag[LCT_TAG_MAX];

    cluster_tag(r->cluster->uuid, tag);
    for (size_t i = 0; i < w->n_existing; i++)
        map_put(&nodes, w->existing[i]->uuid, w);
    diags_init(&w->diags, r->arena);
    for (size_t i = 0; i < r->n_machines; i++) {
        const struct machine *m = &r->machines[i];
        if (machine_tagged(m, tag) && !is_known(r, m, &nodes))
            diags_add(&w->diags, DIAG_WARNING, (struct doc_pos){ 0 },
                "Linode %lld (%s) carries the cluster's tag but is not in the inventory: it stays",
                (long long)m->id, m->label);
    }
}

static int
preview_delete(struct run *r, const char *name, struct lct_answer **ret, struct lct_err *err)
{
    struct lct *t = r->t;
    struct want w = { 0 };

    if (preview_open(r, name, err) < 0 || run_observe(r, err) < 0 ||
        t->store->ops->node_list(t->store, r->arena, t->context.app, t->context.customer,
            r->cluster->uuid, &w.existing, &w.n_existing, err) < 0)
        return err->code;
    w.n_changes = w.n_existing;
    w.changes = arena_array(r->arena, w.n_changes, sizeof *w.changes);
    for (size_t i = 0; i < w.n_changes; i++)
        preview_node(r, w.existing[i], &w.changes[i]);
    preview_strangers(r, &w);
    return preview_want(r, NULL, "delete", &w, ret, err);
}

int
lct_cluster_delete_preview(
    struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    struct run r;
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = preview_delete(&r, name, ret, err);
    run_done(&r);
    return code;
}

// ---- one node

// By a plan that can still be read.
static int
may_leave(struct run *r, const struct node *node, struct lct_err *err)
{
    if (plan_of_cluster(r->t, r->cluster, &r->plan, ERR_IGNORED) < 0)
        return LCT_OK;
    return quorum_check_node(r->plan->plan, node, err);
}

// A node made by itself takes its cluster of one along.
static int
delete_node(struct run *r, const char *name, struct lct_err *err)
{
    struct lct *t = r->t;
    enum state before;
    struct node *node, **nodes;
    size_t n;

    if (node_need(t, r->arena, name, &node, &r->cluster, err) < 0 ||
        t->store->ops->node_list(t->store, r->arena, t->context.app, t->context.customer,
            r->cluster->uuid, &nodes, &n, err) < 0)
        return err->code;
    if (run_connect(r, err) < 0 || run_lease(r, err) < 0)
        return err->code;
    if (n == 1)
        return cluster_remove(r, err);
    if (may_leave(r, node, err) < 0)
        return err->code;
    before = r->cluster->state;
    if (execute(r, &node, 1, err) < 0 || run_forget(r, err) < 0)
        return err->code;
    return run_conclude(r, before, summarise(r), err);
}

int
lct_node_delete(struct lct *t, const char *node, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && ret);
    struct run r;
    int code = run_begin(&r, t, watch, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = delete_node(&r, node, err);
    if (r.record.id)
        *ret = run_answer(&r);
    run_done(&r);
    return code;
}

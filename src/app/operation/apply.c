// Making a cluster what its plan says: a plan given now (apply), or the one it keeps (resume,
// retry).
#include "app/operation/converge.h"
#include "app/operation/preview.h"
#include "app/query/inventory.h"
#include "base/err.h"
#include "base/str.h"

static const char *
changed_for_good(const struct node_plan *was, const struct node_plan *now)
{
    const char *kernel_was = was->kernel ? was->kernel->id : "";
    const char *kernel = now->kernel ? now->kernel->id : "";

    if (!str_eq(was->type->id, now->type->id) || !str_eq(was->image->id, now->image->id))
        return NULL; // there will be new machines
    if (!str_eq(kernel_was, kernel))
        return "kernel";
    return was->private_ip != now->private_ip ? "private_ip" : NULL;
}

// What a machine got when it was made, and what no step changes yet, is not kept in silence.
static int
check_machines(const struct run *r, const struct plan *now, struct lct_err *err)
{
    for (size_t i = 0; r->plan && i < now->n_regions; i++) {
        const struct region_plan *rp = &now->regions[i];
        for (size_t k = 0; k < rp->n_nodes; k++) {
            const struct node_plan *was =
                plan_group(r->plan->plan, rp->region->id, rp->nodes[k].name);
            const char *key = was && was->count ? changed_for_good(was, &rp->nodes[k]) : NULL;
            if (!key)
                continue;
            lct_fail(err, LCT_EPLAN, "%s of '%s' in %s: not carried out yet on machines that exist",
                key, rp->nodes[k].name, rp->region->id);
            return lct_hint(err,
                "leave %s as it was, or give the node plan another name: then it "
                "gets new machines",
                key);
        }
    }
    return LCT_OK;
}

// The plan is the last word on counts: what scale said is over.
static int
apply(struct run *r, const char *name, const struct lct_plan *plan, struct lct_err *err)
{
    const struct converge how = { .kind = "apply", .retry = true, .mends = true };

    if (converge_open(r, name, err) < 0)
        return err->code;
    plan_of_cluster(r->t, r->cluster, &r->plan, ERR_IGNORED);
    if (check_machines(r, plan->plan, err) < 0)
        return err->code;
    if (r->cluster->counts)
        run_notice(r, NULL, "the counts that scale set give way to those of the plan");
    plan_keep(r->arena, r->cluster, plan);
    r->cluster->counts = NULL;
    return converge(r, plan, &how, err);
}

int
lct_cluster_apply(struct lct *t, const char *name, const struct lct_plan *plan,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && plan && ret);
    struct run r;
    int code;

    *ret = NULL;
    if (lct_plan_ready(plan, err) < 0)
        return err->code;
    code = run_begin(&r, t, watch, err);
    if (code == LCT_OK)
        code = apply(&r, name, plan, err);
    if (r.record.id)
        *ret = run_answer(&r);
    run_done(&r);
    return code;
}

int
lct_cluster_apply_preview(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && plan && ret);
    const struct converge how = { .kind = "apply", .retry = true, .mends = true };
    struct run r;
    int code;

    *ret = NULL;
    if (!plan->plan)
        return lct_fail(err, LCT_EPLAN, "the plan has errors");
    code = run_begin(&r, t, NULL, err);
    if (code == LCT_OK)
        code = preview_open(&r, name, err);
    if (code == LCT_OK)
        code = check_machines(&r, plan->plan, err);
    if (code == LCT_OK)
        code = preview(&r, plan, &how, ret, err);
    run_done(&r);
    return code;
}

static int
go_on(struct run *r, const char *name, const struct converge *how, struct lct_err *err)
{
    if (converge_lease(r, name, err) < 0)
        return err->code;
    if (r->cluster->state == STATE_DESTROYING) // its keys may be gone already
        return cluster_remove(r, err);
    if (converge_keys(r, err) < 0 || plan_of_cluster(r->t, r->cluster, &r->plan, err) < 0)
        return err->code;
    return converge(r, r->plan, how, err);
}

static int
again(struct lct *t, const char *name, const struct converge *how, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    struct run r;
    int code = run_begin(&r, t, watch, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = go_on(&r, name, how, err);
    if (r.record.id)
        *ret = run_answer(&r);
    run_done(&r);
    return code;
}

int
lct_cluster_resume(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    return again(t, name, &(struct converge){ .kind = "resume" }, watch, ret, err);
}

int
lct_cluster_retry(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    return again(t, name, &(struct converge){ .kind = "retry", .retry = true }, watch, ret, err);
}

// Making a cluster what its plan says: a plan given now (apply), or the one it keeps (resume,
// retry).
#include "app/converge.h"
#include "app/inventory.h"
#include "app/preview.h"
#include "base/str.h"

// The plan is the last word on counts: what scale said is over.
static int
apply(struct run *r, const char *name, const struct lct_plan *plan, struct lct_err *err)
{
    const struct converge how = { .kind = "apply", .retry = true };

    if (converge_open(r, name, err) < 0)
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
    struct run r;
    int code;

    *ret = NULL;
    *err = (struct lct_err){ 0 };
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
    const struct converge how = { .kind = "apply", .retry = true };
    struct run r;
    int code;

    *ret = NULL;
    *err = (struct lct_err){ 0 };
    if (!plan->plan)
        return lct_fail(err, LCT_EPLAN, "the plan has errors");
    code = run_begin(&r, t, NULL, err);
    if (code == LCT_OK)
        code = preview_open(&r, name, err);
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
    return again(t, name, &(struct converge){ .kind = "resume" }, watch, ret, err);
}

int
lct_cluster_retry(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    return again(t, name, &(struct converge){ .kind = "retry", .retry = true }, watch, ret, err);
}

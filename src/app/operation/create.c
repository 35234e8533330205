// Creating a cluster, and continuing a creation that ended early: the same way, taken again.
#include <stdio.h>
#include <stdlib.h>

#include "app/operation/converge.h"
#include "app/operation/preview.h"
#include "app/query/inventory.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

// The cluster with this very name, or a new one. One with another plan is not touched.
static int
find_or_make(struct run *r, const char *name, const char *app_id, const struct lct_plan *p,
    bool *is_new, struct lct_err *err)
{
    int code = cluster_need(r->t, r->arena, name, &r->cluster, err);

    *is_new = code == LCT_ENOTFOUND || (code == LCT_OK && !str_eq(r->cluster->name, name));
    if (*is_new) {
        *err = (struct lct_err){ 0 };
        r->cluster = cluster_new(r->t, r->arena, name, app_id);
        plan_keep(r->arena, r->cluster, p);
        return LCT_OK;
    }
    if (code != LCT_OK)
        return code;
    // A creation that failed early may be begun again with another plan.
    if (str_eq(r->cluster->plan_digest, p->plan->digest) || run_is_empty(r)) {
        plan_keep(r->arena, r->cluster, p);
        return LCT_OK;
    }
    lct_fail(err, LCT_EEXISTS, "there is a cluster %s already, of another plan", name);
    return lct_hint(
        err, "to change it: linodetool cluster apply '%s' PLAN; else choose another name", name);
}

// The new cluster and its root secret are durable before anything else is done in its name.
static int
secure_identity(struct run *r, bool is_new, struct lct_err *err)
{
    struct store *store = r->t->store;

    if (is_new && (store->ops->cluster_put(store, r->cluster, err) < 0 ||
                      store->ops->commit_now(store, err) < 0))
        return err->code;
    if (run_lease(r, err) < 0)
        return err->code;
    return keys_open(r->t, r->arena, r->cluster, true, &r->keys, err);
}

static int
create(struct run *r, const char *name, const char *app_id, const struct lct_plan *plan,
    struct lct_err *err)
{
    const struct converge how = { .kind = "create", .retry = true, .mends = true };
    struct want want = { 0 };
    bool is_new;

    // What cannot be had leaves no trace: nothing was kept in its name yet.
    if (find_or_make(r, name, app_id, plan, &is_new, err) < 0 ||
        (is_new && converge_want(r, plan, &how, true, &want, err) < 0) ||
        secure_identity(r, is_new, err) < 0)
        return err->code;
    return converge(r, plan, &how, err);
}

int
lct_cluster_create(struct lct *t, const char *name, const char *app_id, const struct lct_plan *plan,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && plan && ret);
    struct run r;
    int code;

    *ret = NULL;
    if (lct_plan_ready(plan, err) < 0)
        return err->code;
    if (cluster_name_check(name, err) < 0)
        return err->code;
    code = run_begin(&r, t, watch, err);
    if (code == LCT_OK)
        code = run_connect(&r, err);
    if (code == LCT_OK)
        code = create(&r, name, app_id, plan, err);
    if (r.record.id)
        *ret = run_answer(&r);
    run_done(&r);
    return code;
}

// As create would begin, but nothing is kept of it.
static int
preview_create(struct run *r, const char *name, const struct lct_plan *plan,
    struct lct_answer **ret, struct lct_err *err)
{
    const struct converge how = { .kind = "create", .retry = true, .mends = true };
    bool is_new;

    if (cluster_name_check(name, err) < 0 || cloud_open(r->t, CLOUD_READ, &r->cloud, err) < 0 ||
        find_or_make(r, name, NULL, plan, &is_new, err) < 0)
        return err->code;
    if (!is_new)
        preview_known(r);
    return preview(r, plan, &how, ret, err);
}

int
lct_cluster_create_preview(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && plan && ret);
    struct run r;
    int code;

    *ret = NULL;
    if (!plan->plan)
        return lct_fail(err, LCT_EPLAN, "the plan has errors");
    code = run_begin(&r, t, NULL, err);
    if (code == LCT_OK)
        code = preview_create(&r, name, plan, ret, err);
    run_done(&r);
    return code;
}

int
lct_cluster_plan(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && plan && ret);
    int code = lct_cluster_apply_preview(t, name, plan, ret, err);

    return code == LCT_ENOTFOUND ? lct_cluster_create_preview(t, name, plan, ret, err) : code;
}

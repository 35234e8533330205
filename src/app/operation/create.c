// SPDX-License-Identifier: MIT
// Creating a cluster, and continuing a creation that ended early: the same way, taken again.
#include <stdio.h>
#include <stdlib.h>

#include "app/operation/before.h"
#include "app/operation/preview.h"
#include "app/query/inventory.h"
#include "base/advice.h"
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
        plan_keep(r->arena, r->cluster, p, ledger_batch(r->ledger));
        return LCT_OK;
    }
    if (code != LCT_OK)
        return code;
    // A creation that failed early may be begun again with another plan.
    if (str_eq(r->cluster->plan_digest, p->plan->digest) || run_is_empty(r)) {
        plan_keep(r->arena, r->cluster, p, ledger_batch(r->ledger));
        return LCT_OK;
    }
    lct_fail(err, LCT_EEXISTS, "there is a cluster %s already, of another plan", name);
    return lct_hint(err, "to change it: %s; else choose another name", ADVICE(CLUSTER_APPLY, name));
}

// The new cluster and its root secret are durable before anything else is done in its name.
static int
secure_identity(struct run *r, bool is_new, struct lct_err *err)
{
    if (is_new && run_found(r, err) < 0)
        return err->code;
    if (run_lease(r, err) < 0)
        return err->code;
    return keys_open(r->t, r->arena, r->cluster, true, &r->keys, err);
}

// One that exists is under its lease before anybody looks; of a new one nothing is kept yet.
static int
prepare(struct lct_changes *c, bool leased, struct lct_err *err)
{
    struct run *r = &c->run;

    c->how.retry = c->how.mends = true;
    if (cluster_name_check(c->name, err) < 0 ||
        (leased ? run_connect(r, err) : run_connect_to_read(r, err)) < 0 ||
        find_or_make(r, c->name, c->app_id, c->plan, &c->is_new, err) < 0 ||
        before_plan(c, r->cluster->name, err) < 0)
        return err->code;
    r->cluster->new_volumes |= c->volumes == LCT_VOLUMES_NEW;
    if (c->is_new)
        return LCT_OK;
    if (leased)
        return secure_identity(r, false, err);
    preview_known(r);
    return LCT_OK;
}

static int
create(struct lct_changes *c, struct lct_err *err)
{
    struct run *r = &c->run;
    struct want want = { 0 };

    // What cannot be had leaves no trace.
    if (c->is_new &&
        ((!c->shown && changes_by_plan(c, &want, err) < 0) || secure_identity(r, true, err) < 0))
        return err->code;
    return converge(r, c->plan, &c->how, err);
}

const struct intent intent_create = { "create", prepare, changes_by_plan, create };

int
lct_changes_create(struct lct *t, const char *name, const char *app_id, const struct lct_plan *plan,
    struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && plan && ret);
    const struct lct_changes what = { t, &intent_create, name, app_id, plan };

    *ret = NULL;
    if (!plan->plan)
        return lct_fail(err, LCT_EPLAN, "the plan has errors");
    return changes_work_out(&what, ret, err);
}

int
lct_cluster_create(struct lct *t, const char *name, const char *app_id, const struct lct_plan *plan,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && plan && ret);
    const struct lct_changes what = { t, &intent_create, name, app_id, plan };

    return changes_run(&what, watch, ret, err);
}

int
lct_changes_plan(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && plan && ret);
    int code = lct_changes_apply(t, name, plan, ret, err);

    return code == LCT_ENOTFOUND ? lct_changes_create(t, name, NULL, plan, ret, err) : code;
}

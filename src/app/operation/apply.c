// SPDX-License-Identifier: MIT
// Making a cluster what its plan says: a plan given now (apply), or the one it keeps (resume,
// retry).
#include <string.h>

#include "app/operation/before.h"
#include "app/operation/preview.h"
#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/str.h"
#include "text/json.h"

static const char *
changed_for_good(const struct node_plan *was, const struct node_plan *now)
{
    const char *kernel_was = was->kernel ? was->kernel->id : "";
    const char *kernel = now->kernel ? now->kernel->id : "";

    if (!str_eq(kernel_was, kernel))
        return "kernel";
    if (was->encryption_given && now->encryption_given && was->encryption != now->encryption)
        return "encryption";
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
                plan_node_plan(r->plan->plan, rp->region->id, rp->nodes[k].name);
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

#define COUNTS_MAX (1u << 20) // bytes

// Whoever applies a packaged plan cannot write into it.
static void
hint_count(struct diags *diags, struct diag *of, const struct node_plan *np, int64_t count)
{
    if (np->count_bounds)
        diag_hint(diags, of, "to keep them: --set %.80s=%lld", np->count_bounds->parameter,
            (long long)count);
    else
        diag_hint(diags, of, "to keep them: count: %lld", (long long)count);
}

// What scale said is over with an apply: told where the plan has another count.
static void
warn_counts(const struct run *r, const struct plan *p, struct diags *diags)
{
    const char *text = r->cluster->counts;
    struct doc *counts = NULL;

    if (!text || json_parse(r->arena, text, strlen(text), COUNTS_MAX, false, &counts, ERR_IGNORED))
        return;
    for (size_t i = 0; i < p->n_regions; i++)
        for (size_t k = 0; k < p->regions[i].n_nodes; k++) {
            const struct node_plan *np = &p->regions[i].nodes[k];
            const char *region = p->regions[i].region->id;
            int64_t scaled =
                doc_get_int(counts, arena_printf(r->arena, "%s/%s", region, np->name), np->count);
            if (scaled != np->count)
                hint_count(diags,
                    diags_add(diags, DIAG_WARNING, np->pos,
                        "scale made it %lld nodes of %s in %s: the plan, which has %u, is the last "
                        "word",
                        (long long)scaled, np->name, region, np->count),
                    np, scaled);
        }
}

static const char *
user_data_of(const struct node_plan *np)
{
    return np->user_data ? np->user_data->digest : NULL;
}

// Machines that there are were given theirs.
static void
warn_user_data(const struct run *r, const struct plan *p, struct diags *diags)
{
    for (size_t i = 0; r->plan && i < p->n_regions; i++)
        for (size_t k = 0; k < p->regions[i].n_nodes; k++) {
            const struct node_plan *np = &p->regions[i].nodes[k];
            const char *region = p->regions[i].region->id;
            const struct node_plan *was = plan_node_plan(r->plan->plan, region, np->name);
            if (was && was->count && !str_eq(user_data_of(was), user_data_of(np)))
                diag_hint(diags,
                    diags_add(diags, DIAG_WARNING, np->user_data ? np->user_data->pos : np->pos,
                        "other user-data of %s in %s: it counts from the next machine on", np->name,
                        region),
                    "those that exist keep theirs; to have it there, too: %s",
                    ADVICE(CLUSTER_REPLACE, r->cluster->name));
        }
}

// One that cannot be read any more is missed where it is the one to be applied.
static int
read_kept(struct lct_changes *c, struct lct_err *err)
{
    struct run *r = &c->run;
    struct lct_err why = { 0 };

    if (r->plan || plan_of_cluster(r->t, r->cluster, &r->plan, &why) == LCT_OK || c->plan)
        return LCT_OK;
    *err = why;
    return err->code;
}

static int
prepare(struct lct_changes *c, bool leased, struct lct_err *err)
{
    struct run *r = &c->run;

    c->how.retry = c->how.mends = true;
    if ((leased ? converge_open(r, c->name, err) : preview_open(r, c->name, err)) < 0)
        return err->code;
    if (read_kept(c, err) < 0 || before_plan(c, r->cluster->name, err) < 0)
        return err->code;
    return check_machines(r, changes_plan(c)->plan, err);
}

static int
want(struct lct_changes *c, struct want *ret, struct lct_err *err)
{
    if (changes_by_plan(c, ret, err) < 0)
        return err->code;
    if (!c->plan)
        return LCT_OK;
    warn_counts(&c->run, c->plan->plan, &ret->diags);
    warn_user_data(&c->run, c->plan->plan, &ret->diags);
    return LCT_OK;
}

// The plan is the last word on counts: what scale said is over, but for the one that it was said
// of.
static int
apply(struct lct_changes *c, struct lct_err *err)
{
    struct run *r = &c->run;

    if (!c->plan)
        return converge(r, r->plan, &c->how, err);
    if (r->cluster->counts)
        run_notice(r, NULL, "the counts that scale set give way to those of the plan");
    plan_keep(r->arena, r->cluster, c->plan, ledger_batch(r->ledger));
    r->cluster->counts = NULL;
    return converge(r, c->plan, &c->how, err);
}

const struct intent intent_apply = { "apply", prepare, want, apply };

int
lct_changes_apply(struct lct *t, const char *name, const struct lct_plan *plan,
    struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && plan && ret);
    const struct lct_changes what = { t, &intent_apply, name, .plan = plan };

    *ret = NULL;
    if (!plan->plan)
        return lct_fail(err, LCT_EPLAN, "the plan has errors");
    return changes_work_out(&what, ret, err);
}

int
lct_changes_mend(struct lct *t, const char *name, struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = { t, &intent_apply, name, .refreshes = true };

    *ret = NULL;
    return changes_work_out(&what, ret, err);
}

int
lct_cluster_apply(struct lct *t, const char *name, const struct lct_plan *plan,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && plan && ret);
    const struct lct_changes what = { t, &intent_apply, name, .plan = plan };

    return changes_run(&what, watch, ret, err);
}

static int
go_on(struct run *r, const char *name, const struct converge *how, struct lct_err *err)
{
    if (converge_lease(r, name, err) < 0)
        return err->code;
    if (r->cluster->state == STATE_DESTROYING) // its keys may be gone already
        return cluster_remove(r, how, err);
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
    return again(t, name,
        &(struct converge){ .kind = "resume", .resumes = true, .continues = true }, watch, ret,
        err);
}

int
lct_cluster_retry(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    return again(t, name, &(struct converge){ .kind = "retry", .retry = true, .continues = true },
        watch, ret, err);
}

// SPDX-License-Identifier: MIT
// What became of a cluster is brought to those that name it: each by its kept plan, under its own
// lease.
#include "app/operation/after.h"

#include "app/converge/converge.h"
#include "app/query/neighbours.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"

// Somebody else is at it: he, or the next, brings it.
static int
tell_busy(struct run *r, const char *name, struct lct_err *err)
{
    run_notice(r, name,
        "%s: its next operation brings it what became of other clusters, such as %s", err->text,
        ADVICE(CLUSTER_RETRY, name));
    *err = (struct lct_err){ 0 };
    return LCT_OK;
}

static int
push(struct lct *t, const char *name, const struct lct_watch *watch, struct lct_err *err)
{
    const struct converge how = { .kind = "follow" };
    struct run r;
    int code = run_begin(&r, t, watch, err);

    if (code == LCT_OK && (code = converge_lease(&r, name, err)) == LCT_EEXISTS)
        code = tell_busy(&r, name, err);
    else if (code == LCT_OK && (code = converge_keys(&r, err)) == LCT_OK &&
             (code = plan_of_cluster(t, r.cluster, &r.plan, err)) == LCT_OK)
        code = converge(&r, r.plan, &how, err);
    run_done(&r);
    return code == LCT_OK ? LCT_OK : lct_wrap(err, "cluster %s, which is told", name);
}

int
after_push(struct lct *t, const char *cluster, const struct lct_watch *watch, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    size_t n;
    struct cluster **all = kept_clusters(t, a, &n, err);

    if (!all)
        return err->code;
    for (size_t i = 0; i < n; i++) {
        bool heard = true;
        if (all[i]->state != STATE_STARTED || !texts_have(all[i]->names, cluster) ||
            str_eq(all[i]->name, cluster))
            continue;
        if (neighbours_heard(t, a, all[i], &heard, err) < 0 ||
            (!heard && push(t, all[i]->name, watch, err) < 0))
            return err->code;
    }
    return LCT_OK;
}

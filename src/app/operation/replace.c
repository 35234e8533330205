// SPDX-License-Identifier: MIT
// Giving chosen nodes other machines, or their own a fresh system: the same node, the same names.
#include "app/operation/changes.h"
#include "app/operation/preview.h"
#include "app/query/inventory.h"
#include "base/err.h"

// UUIDs of those that are named.
static int
choose(struct run *r, const char *const *names, struct map *ret, struct lct_err *err)
{
    struct lct *t = r->t;
    struct node **nodes, *node;
    size_t n;

    if (!(nodes = kept_nodes(t, r->arena, r->cluster->uuid, &n, err)))
        return err->code;
    if (!*names)
        return lct_fail(err, LCT_EUSAGE, "no node is named");
    for (; *names; names++) {
        if (node_of_cluster(r->cluster, nodes, n, *names, &node, err) < 0)
            return err->code;
        if (map_put(ret, node->uuid, node))
            return lct_fail(err, LCT_EUSAGE, "%s is named twice", *names);
    }
    return LCT_OK;
}

static int
prepare_named(struct lct_changes *c, bool leased, struct lct_err *err)
{
    struct run *r = &c->run;

    if ((leased ? converge_open(r, c->name, err) : preview_open(r, c->name, err)) < 0)
        return err->code;
    if (!r->plan && plan_of_cluster(r->t, r->cluster, &r->plan, err) < 0)
        return err->code;
    return choose(r, c->nodes, &c->remake, err);
}

static int
carry_out(struct lct_changes *c, struct lct_err *err)
{
    return converge(&c->run, c->run.plan, &c->how, err);
}

static int
prepare_replace(struct lct_changes *c, bool leased, struct lct_err *err)
{
    c->how.remake = &c->remake;
    return prepare_named(c, leased, err);
}

static int
prepare_rebuild(struct lct_changes *c, bool leased, struct lct_err *err)
{
    c->how.rebuilds = &c->remake;
    c->how.continues = true;
    return prepare_named(c, leased, err);
}

const struct intent intent_replace = { "replace", prepare_replace, changes_by_plan, carry_out };
const struct intent intent_rebuild = { "rebuild", prepare_rebuild, changes_by_plan, carry_out };

int
lct_changes_replace(struct lct *t, const char *name, const char *const *nodes,
    struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && nodes && ret);
    const struct lct_changes what = { t, &intent_replace, name, .nodes = nodes };

    return changes_work_out(&what, ret, err);
}

int
lct_cluster_replace(struct lct *t, const char *name, const char *const *nodes,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && nodes && ret);
    const struct lct_changes what = { t, &intent_replace, name, .nodes = nodes };

    return changes_run(&what, watch, ret, err);
}

int
lct_changes_rebuild(struct lct *t, const char *name, const char *const *nodes,
    struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && nodes && ret);
    const struct lct_changes what = { t, &intent_rebuild, name, .nodes = nodes };

    return changes_work_out(&what, ret, err);
}

int
lct_cluster_rebuild(struct lct *t, const char *name, const char *const *nodes,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && nodes && ret);
    const struct lct_changes what = { t, &intent_rebuild, name, .nodes = nodes };

    return changes_run(&what, watch, ret, err);
}

// Giving chosen nodes other machines: the same node, the same names, fresh disks.
#include "app/operation/converge.h"
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

    if (t->store->ops->node_list(t->store, r->arena, t->context.app, t->context.customer,
            r->cluster->uuid, &nodes, &n, err) < 0)
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

// preview NULL: it is carried out.
static int
replace(struct run *r, const char *name, const char *const *nodes, struct lct_answer **shown,
    struct lct_err *err)
{
    _own_(map) struct map remake = { 0 };
    const struct converge how = { .kind = "replace", .remake = &remake };

    if ((shown ? preview_open(r, name, err) : converge_open(r, name, err)) < 0)
        return err->code;
    if (!r->plan && plan_of_cluster(r->t, r->cluster, &r->plan, err) < 0)
        return err->code;
    if (choose(r, nodes, &remake, err) < 0)
        return err->code;
    return shown ? preview(r, r->plan, &how, shown, err) : converge(r, r->plan, &how, err);
}

int
lct_cluster_replace(struct lct *t, const char *name, const char *const *nodes,
    const struct lct_watch *watch, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && nodes && ret);
    struct run r;
    int code = run_begin(&r, t, watch, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = replace(&r, name, nodes, NULL, err);
    if (r.record.id)
        *ret = run_answer(&r);
    run_done(&r);
    return code;
}

int
lct_cluster_replace_preview(struct lct *t, const char *name, const char *const *nodes,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && nodes && ret);
    struct run r;
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = replace(&r, name, nodes, ret, err);
    run_done(&r);
    return code;
}

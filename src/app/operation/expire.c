// SPDX-License-Identifier: MIT
// Clusters whose time is over, by what their plans say: listed, deleted.
#include "app/operation/changes.h"
#include "app/query/inventory.h"
#include "base/err.h"

int
lct_cluster_expired(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    struct ask clusters = ask_all(RECORD_CLUSTER);
    const int64_t now = loop_wall_ms(t->loop);
    struct doc *list;

    ask_and(&clusters, "state", ASK_IS_NOT, state_name(STATE_DESTROYED));
    if (store_need(t, err) < 0 || kept_answer(t, a, &clusters, 1, err) < 0)
        return err->code;
    *ret = answer_new();
    list = doc_put((*ret)->arena, (*ret)->root, "clusters", doc_list((*ret)->arena));
    for (size_t i = 0; i < clusters.n; i++) {
        const struct cluster *c = ((struct cluster **)clusters.found)[i];
        struct node **nodes;
        size_t n;
        if (!cluster_is_over(c, now))
            continue;
        nodes = kept_nodes(t, a, c->uuid, &n, err);
        if (!nodes) {
            lct_answer_free(*ret);
            *ret = NULL;
            return err->code;
        }
        doc_add((*ret)->arena, list, cluster_doc((*ret)->arena, c, nodes, n));
    }
    return LCT_OK;
}

int
lct_changes_expire(struct lct *t, const char *name, struct lct_changes **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = { t, &intent_delete, name, .expired = true };

    return changes_work_out(&what, ret, err);
}

int
lct_cluster_expire(struct lct *t, const char *name, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    const struct lct_changes what = { t, &intent_delete, name, .expired = true };

    return changes_run(&what, watch, ret, err);
}

// Clusters shown: list, show, nodes.
#include "app/inventory.h"
#include "base/err.h"

int
lct_cluster_list(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    struct lct_answer *answer;
    struct cluster **clusters;
    size_t n;

    if (store_need(t, err) < 0 || t->store->ops->cluster_list(t->store, a, t->context.app,
                                      t->context.customer, &clusters, &n, err) < 0)
        return err->code;
    answer = answer_new();
    struct doc *list = doc_put(answer->arena, answer->root, "clusters", doc_list(answer->arena));
    for (size_t i = 0; i < n; i++) {
        struct node **nodes;
        size_t n_nodes;
        if (t->store->ops->node_list(t->store, a, t->context.app, t->context.customer,
                clusters[i]->uuid, &nodes, &n_nodes, err) < 0) {
            lct_answer_free(answer);
            return err->code;
        }
        doc_add(answer->arena, list, cluster_doc(answer->arena, clusters[i], nodes, n_nodes));
    }
    *ret = answer;
    return LCT_OK;
}

static int
read_cluster(struct lct *t, struct arena *a, const char *name, struct cluster **c,
    struct node ***nodes, size_t *n, struct lct_err *err)
{
    *err = (struct lct_err){ 0 };
    if (cluster_need(t, a, name, c, err) < 0)
        return err->code;
    return t->store->ops->node_list(
        t->store, a, t->context.app, t->context.customer, (*c)->uuid, nodes, n, err);
}

static struct doc *
put_nodes(struct lct_answer *answer, const struct cluster *c, struct node *const *nodes, size_t n)
{
    struct doc *list = doc_put(answer->arena, answer->root, "nodes", doc_list(answer->arena));

    for (size_t i = 0; i < n; i++)
        doc_add(answer->arena, list, node_doc(answer->arena, nodes[i], c));
    return list;
}

int
lct_cluster_show(struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    _own_(arena) struct arena *a = arena_new();
    struct lct_answer *answer;
    struct cluster *c;
    struct node **nodes;
    size_t n;

    if (read_cluster(t, a, name, &c, &nodes, &n, err) < 0)
        return err->code;
    answer = answer_new();
    doc_put(answer->arena, answer->root, "cluster", cluster_doc(answer->arena, c, nodes, n));
    put_nodes(answer, c, nodes, n);
    *ret = answer;
    return LCT_OK;
}

int
lct_cluster_nodes(struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    _own_(arena) struct arena *a = arena_new();
    struct lct_answer *answer;
    struct cluster *c;
    struct node **nodes;
    size_t n;

    if (read_cluster(t, a, name, &c, &nodes, &n, err) < 0)
        return err->code;
    answer = answer_new();
    put_nodes(answer, c, nodes, n);
    *ret = answer;
    return LCT_OK;
}

// Comparing the inventory with the cloud and the nodes: what carries our tag and is nobody's, what
// we had and is gone, what was opened. Only looks.
#include <string.h>

#include "app/audit.h"
#include "app/inventory.h"
#include "app/run.h"
#include "base/err.h"
#include "base/str.h"

// The node that this machine's tags name; NULL: none of the cluster.
static const struct node *
owner_of(const struct machine *m, const struct map *by_tag)
{
    for (const char *const *tag = m->tags; *tag; tag++) {
        const struct node *n = map_get(by_tag, *tag);
        if (n && n->linode_id == m->id)
            return n;
    }
    return NULL;
}

static struct doc *
machine_doc(struct arena *a, const struct machine *m)
{
    struct doc *d = doc_map(a);

    doc_put_int(a, d, "id", m->id);
    doc_put_string(a, d, "label", m->label);
    doc_put_string(a, d, "region", m->region);
    doc_put_string(a, d, "type", m->type);
    doc_put_string(a, d, "status", m->status_name);
    doc_put_string(a, d, "created", m->created);
    return d;
}

// Carries the cluster's tag, but no node of it has this machine.
static void
put_orphans(struct run *r, struct lct_answer *answer, const struct map *by_tag)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "orphans", doc_list(a));
    char tag[LCT_TAG_MAX];

    cluster_tag(r->cluster->uuid, tag);
    for (size_t i = 0; i < r->n_machines; i++)
        if (machine_tagged(&r->machines[i], tag) && !owner_of(&r->machines[i], by_tag))
            doc_add(a, list, machine_doc(a, &r->machines[i]));
}

static const struct machine *
machine_of(const struct run *r, const struct node *n)
{
    char tag[LCT_TAG_MAX];
    const struct machine *m = map_get(&r->by_tag, node_tag(n, tag));

    return m && m->id == n->linode_id ? m : NULL;
}

static void
put_lost(struct run *r, struct lct_answer *answer, struct node *const *nodes, size_t n)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "lost", doc_list(a));

    for (size_t i = 0; i < n; i++)
        if (nodes[i]->linode_id && !machine_of(r, nodes[i]))
            doc_add(a, list, node_doc(a, nodes[i], r->cluster));
}

// Not made, or not made to its end.
static void
put_unfinished(struct run *r, struct lct_answer *answer, struct node *const *nodes, size_t n)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "unfinished", doc_list(a));

    for (size_t i = 0; i < n; i++) {
        enum state s = nodes[i]->state;
        if (s != STATE_STARTED && s != STATE_STOPPED && s != STATE_CREATED)
            doc_add(a, list, node_doc(a, nodes[i], r->cluster));
    }
}

// Of whom an answer can be expected.
static void
find_running(const struct run *r, struct node *const *nodes, size_t n, struct map *running)
{
    for (size_t i = 0; i < n; i++) {
        const struct machine *m = nodes[i]->linode_id ? machine_of(r, nodes[i]) : NULL;
        if (m && m->status == MACHINE_RUNNING)
            map_put(running, nodes[i]->uuid, nodes[i]);
    }
}

static int
audit(struct run *r, const char *name, struct lct_answer **ret, struct lct_err *err)
{
    struct lct *t = r->t;
    _own_(map) struct map by_tag = { 0 }, running = { 0 };
    struct node **nodes;
    size_t n;

    if (cluster_need(t, r->arena, name, &r->cluster, err) < 0 || run_connect(r, err) < 0 ||
        run_observe(r, err) < 0 ||
        t->store->ops->node_list(t->store, r->arena, t->context.app, t->context.customer,
            r->cluster->uuid, &nodes, &n, err) < 0)
        return err->code;
    for (size_t i = 0; i < n; i++) {
        char tag[LCT_TAG_MAX];
        map_put(&by_tag, node_tag(nodes[i], tag), nodes[i]);
    }
    *ret = answer_new();
    doc_put(
        (*ret)->arena, (*ret)->root, "cluster", cluster_doc((*ret)->arena, r->cluster, nodes, n));
    put_orphans(r, *ret, &by_tag);
    put_lost(r, *ret, nodes, n);
    put_unfinished(r, *ret, nodes, n);
    find_running(r, nodes, n, &running);
    if (audit_firewalls(t, r->cluster->uuid, &running, *ret, err) < 0) {
        lct_answer_free(*ret);
        *ret = NULL;
        return err->code;
    }
    bool agree = true;
    static const char *const findings[] = { "orphans", "lost", "unfinished", "firewalls",
        "unseen" };
    for (size_t i = 0; i < sizeof findings / sizeof findings[0]; i++)
        agree &= !doc_count(doc_get((*ret)->root, findings[i]));
    doc_put_bool((*ret)->arena, (*ret)->root, "agree", agree);
    return LCT_OK;
}

int
lct_cluster_audit(struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    struct run r;
    int code = run_begin(&r, t, NULL, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = audit(&r, name, ret, err);
    run_done(&r);
    return code;
}

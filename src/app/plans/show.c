// SPDX-License-Identifier: MIT
// What a plan makes: nodes, volumes, NodeBalancers, and what is said of all of them.

#include "app/plans/doc.h"
#include "app/plans/plan.h"
#include "app/query/inventory.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "plan/plan.h"

static struct doc *
nodes_doc(struct arena *a, const struct desired *d, size_t n)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < n; i++) {
        struct doc *node = doc_add(a, list, node_doc(a, d[i].node, NULL));
        doc_put_string(a, node, "public_fqdn", d[i].node->public_fqdn);
        doc_put_string(a, node, "private_fqdn", d[i].node->private_fqdn);
        doc_put_string(a, node, "display_group", d[i].display_group);
    }
    return list;
}

static struct doc *
volumes_doc(struct arena *a, const struct desired *d, size_t n)
{
    struct doc *list = doc_list(a);
    struct wanted_volume *volumes;

    n = plan_volumes(a, d, n, &volumes);
    for (size_t i = 0; i < n; i++) {
        const struct wanted_volume *v = &volumes[i];
        struct doc *one = doc_add(a, list, doc_map(a));
        doc_put_string(a, one, "label", v->label);
        doc_put_string(a, one, "node", v->desired->node->label);
        doc_put_string(a, one, "group", v->desired->np->name);
        doc_put_string(a, one, "region", v->desired->rp->region->id);
        doc_put_int(a, one, "size_gb", v->disk->size_mb / 1024);
        doc_put_string(a, one, "fs", v->disk->fs);
        doc_put_string(a, one, "mount", v->disk->mount);
        doc_put_string(a, one, "image", v->disk->image);
        doc_put_bool(a, one, "encrypted", v->disk->encrypted);
    }
    return list;
}

// The label that it gets where nobody else of the account has it: one name may stand in several
// regions.
static const char *
label_of(struct arena *a, const struct plan *p, const struct wanted_balancer *b, struct map *taken)
{
    const char *slug = str_slug(a, p->name, BALANCER_LABEL_MOST), *label = b->plan->name, *next;

    for (unsigned i = 0; (next = balancer_label_of(a, slug, b->rp->region->id, b->plan->name, i));
         i++) {
        label = next;
        if (!map_has(taken, label))
            break;
    }
    map_put(taken, label, (void *)(uintptr_t)b);
    return label;
}

static struct doc *
balancers_doc(struct arena *a, const struct plan *p, const struct desired *d, size_t n)
{
    struct doc *list = doc_list(a);
    struct wanted_balancer *balancers;
    _own_(map) struct map taken = { 0 };

    n = plan_balancers(a, p, d, n, &balancers);
    for (size_t i = 0; i < n; i++) {
        const struct wanted_balancer *b = &balancers[i];
        struct doc *one = doc_add(a, list, balancer_doc(a, b->plan)), *members;
        doc_put_string(a, one, "label", label_of(a, p, b, &taken));
        doc_put_string(a, one, "region", b->rp->region->id);
        members = doc_put(a, one, "nodes", doc_list(a));
        for (size_t k = 0; k < b->n_members; k++)
            doc_add(a, members, doc_string(a, b->members[k]->node->label));
    }
    return list;
}

static struct doc *
groups_doc(struct arena *a, const struct plan *p)
{
    struct doc *list = doc_list(a);

    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++)
            doc_add(a, list, node_plan_doc(a, &p->regions[r], &p->regions[r].nodes[i]));
    return list;
}

int
plan_sample(
    struct arena *a, const struct lct_plan *p, struct desired **ret, size_t *n, struct lct_err *err)
{
    _own_(map) struct map counters = { 0 };
    struct expand_args args = { .cluster_uuid = "", .draw = plan_draw_anew, .user = &counters };

    if (!p->plan)
        return lct_fail(err, LCT_EPLAN, "the plan has errors");
    args.cluster_slug = str_slug(a, p->plan->name, 32);
    return plan_expand(a, p->plan, &args, ret, n, err);
}

int
lct_plan_show(struct lct *t, const struct lct_plan *p, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && p && ret);
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    struct bill bill = { .catalogue = p->catalogue };
    struct desired *desired;
    size_t n;

    if (plan_sample(a, p, &desired, &n, err) < 0) {
        lct_answer_free(answer);
        return err->code;
    }
    doc_put_string(a, answer->root, "name", p->plan->name);
    doc_put(a, answer->root, "nodes", nodes_doc(a, desired, n));
    doc_put(a, answer->root, "volumes", volumes_doc(a, desired, n));
    doc_put(a, answer->root, "balancers", balancers_doc(a, p->plan, desired, n));
    doc_put(a, answer->root, "groups", groups_doc(a, p->plan));
    put_plan_order(a, answer->root, p->plan);
    bill_plan(&bill, p->plan);
    doc_put(a, answer->root, "price", bill_doc(a, &bill));
    *ret = answer;
    return LCT_OK;
}

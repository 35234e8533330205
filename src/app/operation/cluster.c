// SPDX-License-Identifier: MIT
// Clusters shown: list, show, nodes.
#include <string.h>

#include "app/query/inventory.h"
#include "app/query/neighbours.h"
#include "app/run/observe.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"

#define PATIENCE_MS 3000 // for the cloud: the inventory can be shown without it

struct nodes {
    struct node **items;
    size_t n, cap;
};

static void
add_node(struct arena *a, struct map *by_cluster, struct node *n)
{
    struct nodes *of = map_get(by_cluster, n->cluster);

    if (!of) {
        of = ARENA_NEW(a, struct nodes);
        map_put(by_cluster, n->cluster, of);
    }
    vec_push(of, n);
}

static void
put_clusters(struct lct_answer *answer, const struct ask *clusters, const struct map *by_cluster)
{
    struct doc *list = doc_put(answer->arena, answer->root, "clusters", doc_list(answer->arena));
    static const struct nodes none;

    for (size_t i = 0; i < clusters->n; i++) {
        const struct cluster *c = ((struct cluster **)clusters->found)[i];
        const struct nodes *of = map_get(by_cluster, c->uuid);
        of = of ? of : &none;
        doc_add(answer->arena, list, cluster_doc(answer->arena, c, of->items, of->n));
    }
}

int
lct_cluster_list(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map by_cluster = { 0 };
    struct ask asks[] = { ask_all(RECORD_CLUSTER), ask_all(RECORD_NODE) };

    ask_and(&asks[0], "state", ASK_IS_NOT, state_name(STATE_DESTROYED));
    if (store_need(t, err) < 0 || kept_answer(t, a, asks, 2, err) < 0)
        return err->code;
    for (size_t i = 0; i < asks[1].n; i++)
        add_node(a, &by_cluster, ((struct node **)asks[1].found)[i]);
    *ret = answer_new();
    put_clusters(*ret, &asks[0], &by_cluster);
    map_each (it, &by_cluster)
        vec_done((struct nodes *)it->value);
    return LCT_OK;
}

static int
read_cluster(struct lct *t, struct arena *a, const char *name, struct cluster **c,
    struct node ***nodes, size_t *n, struct resource ***resources, size_t *n_resources,
    struct lct_err *err)
{
    *err = (struct lct_err){ 0 };
    if (cluster_need(t, a, name, c, err) < 0)
        return err->code;
    *nodes = kept_nodes(t, a, (*c)->uuid, n, err);
    *resources = *nodes ? kept_resources(t, a, (*c)->uuid, n_resources, err) : NULL;
    if (!*resources)
        return err->code;
    inventory_volumes(a, *nodes, *n, *resources, *n_resources);
    return LCT_OK;
}

// ---- what the cloud has of it

static bool
see(const struct observed *o, struct node *const *nodes, size_t n)
{
    bool all = true;

    for (size_t i = 0; i < n; i++) {
        nodes[i]->seen = observed_of(o, nodes[i]);
        all &= nodes[i]->seen || !nodes[i]->cloud_id;
    }
    return all;
}

// By the cluster's tag; only when one is not found by it, among all of the account.
static int
look(struct lct *t, struct cloud *c, struct arena *a, const char *uuid, struct node *const *nodes,
    size_t n, struct lct_err *err)
{
    char tag[LCT_TAG_MAX];
    const struct observe_args by_tag = { .tag = cluster_tag(uuid, tag),
        .patience_ms = PATIENCE_MS },
                              all = { .patience_ms = PATIENCE_MS };
    struct observed o = { 0 };
    int code = observe(t, c, a, &by_tag, &o, err);

    if (code == LCT_OK && !see(&o, nodes, n) &&
        (code = observe(t, c, a, &all, &o, err)) == LCT_OK) {
        see(&o, nodes, n);
        for (size_t i = 0; i < n; i++)
            nodes[i]->lost = nodes[i]->cloud_id && !nodes[i]->seen;
    }
    observed_done(&o);
    return code;
}

// The NodeBalancers of the cluster, in the order of its records; NULL: it is none, or nobody saw
// it.
static int
look_at_balancers(struct lct *t, struct cloud *c, struct arena *a,
    struct resource *const *resources, size_t n, struct thing **ret, struct lct_err *err)
{
    struct thing **some = arena_array(a, n + 1, sizeof(struct thing *));
    size_t n_some = 0;

    for (size_t i = 0; i < n; i++) {
        if (resources[i]->noun != NOUN_BALANCER || !resources[i]->cloud_id)
            continue;
        some[n_some] = ARENA_NEW(a, struct thing);
        some[n_some]->id = resources[i]->cloud_id;
        ret[i] = some[n_some++];
    }
    return n_some ? observe_ports(t, c, a, PATIENCE_MS, some, n_some, err) : LCT_OK;
}

// ---- what the provider does with its machines

static const struct node *
node_of(struct node *const *nodes, size_t n, const char *machine)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(nodes[i]->cloud_id, machine))
            return nodes[i];
    return NULL;
}

// The API tells times in UTC, and does not say so.
static void
put_utc(struct arena *a, struct doc *d, const char *key, const char *at)
{
    doc_put_string(a, d, key, at ? arena_printf(a, "%s%s", at, strchr(at, 'Z') ? "" : "Z") : NULL);
}

static struct doc *
of_node(struct arena *a, struct doc *list, const struct node *n)
{
    struct doc *d = doc_add(a, list, doc_map(a));

    doc_put_string(a, d, "node", arena_strdup(a, n->name));
    doc_put_string(a, d, "label", arena_strdup(a, n->label));
    return d;
}

static struct doc *
announced_doc(struct arena *a, const struct upkeep *u, struct node *const *nodes, size_t n)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < u->n_announced; i++) {
        const struct maintenance *m = &u->announced[i];
        const struct node *of = node_of(nodes, n, m->machine);
        if (!of)
            continue;
        struct doc *d = of_node(a, list, of);
        doc_put_string(a, d, "type", arena_strdup(a, m->kind));
        doc_put_string(a, d, "status", arena_strdup(a, m->status));
        put_utc(a, d, "at", m->at);
        doc_put_string(a, d, "reason", m->reason ? arena_strdup(a, m->reason) : NULL);
    }
    return list;
}

static struct doc *
mishaps_doc(struct arena *a, const struct upkeep *u, struct node *const *nodes, size_t n)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < u->n_mishaps; i++) {
        const struct cloud_event *e = &u->mishaps[i];
        const struct node *of =
            str_eq(e->entity_type, "linode") ? node_of(nodes, n, e->entity_id) : NULL;
        if (!of)
            continue;
        struct doc *d = of_node(a, list, of);
        doc_put_string(a, d, "event", arena_strdup(a, e->action));
        put_utc(a, d, "at", e->created);
    }
    return list;
}

static void
put_upkeep(
    struct lct *t, struct cloud *c, struct lct_answer *answer, struct node *const *nodes, size_t n)
{
    struct arena *a = answer->arena;
    struct upkeep u = { 0 };

    observe_upkeep(t, c, a, PATIENCE_MS, &u);
    if (u.announced_known)
        doc_put(a, answer->root, "maintenance", announced_doc(a, &u, nodes, n));
    if (u.mishaps_known)
        doc_put(a, answer->root, "mishaps", mishaps_doc(a, &u, nodes, n));
}

// Where there is no token, or no answer, the inventory alone is told, and that it is.
static void
put_seen(struct lct *t, struct arena *a, struct lct_answer *answer, const char *uuid,
    struct node *const *nodes, size_t n, struct resource *const *resources, size_t n_resources,
    struct thing **balancers)
{
    struct cloud *cloud = NULL;
    struct lct_err err = { 0 };

    if (lct_token_check(t, &err) == LCT_OK && cloud_open(t, CLOUD_READ, &cloud, &err) == LCT_OK &&
        look(t, cloud, a, uuid, nodes, n, &err) == LCT_OK) {
        if (balancers &&
            look_at_balancers(t, cloud, a, resources, n_resources, balancers, &err) == LCT_OK)
            put_upkeep(t, cloud, answer, nodes, n);
    }
    if (cloud)
        cloud->ops->close(cloud);
    doc_put_string(answer->arena, answer->root, "cloud_error", err.code ? err.text : NULL);
}

static struct doc *
put_nodes(struct lct_answer *answer, const struct cluster *c, struct node *const *nodes, size_t n)
{
    struct doc *list = doc_put(answer->arena, answer->root, "nodes", doc_list(answer->arena));

    for (size_t i = 0; i < n; i++)
        doc_add(answer->arena, list, node_doc(answer->arena, nodes[i], c));
    return list;
}

static struct doc *
port_doc(struct arena *a, const struct balancer_port *p)
{
    struct doc *d = doc_map(a), *members = NULL;

    doc_put_string(a, d, "name", balancer_port_name(a, &p->set));
    doc_put_int(a, d, "port", p->set.port);
    doc_put_string(a, d, "protocol", p->set.protocol);
    members = doc_put(a, d, "members", doc_list(a));
    for (size_t i = 0; i < p->n_nodes; i++) {
        struct doc *one = doc_add(a, members, doc_map(a));
        doc_put_string(a, one, "label", p->nodes[i].label);
        doc_put_string(a, one, "address", p->nodes[i].address);
        doc_put_string(a, one, "mode", p->nodes[i].mode);
        doc_put_string(a, one, "status", p->nodes[i].status);
        doc_put_int(a, one, "weight", p->nodes[i].weight);
    }
    return d;
}

// balancers NULL: nobody looked.
static void
put_resources(struct lct_answer *answer, struct resource *const *resources, size_t n,
    struct thing *const *balancers)
{
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "resources", doc_list(a));

    for (size_t i = 0; i < n; i++) {
        struct doc *d = doc_add(a, list, record_doc(a, resource_record, resources[i]));
        const struct thing *b = balancers ? balancers[i] : NULL;
        struct doc *ports = b ? doc_put(a, d, "ports", doc_list(a)) : NULL;
        for (size_t k = 0; ports && k < b->n_ports; k++)
            doc_add(a, ports, port_doc(a, &b->ports[k]));
    }
}

// With those that say that they need it, and whether it heard of all that its plan names.
static int
put_cluster(struct lct *t, struct arena *a, struct lct_answer *answer, const struct cluster *c,
    struct node *const *nodes, size_t n_nodes, struct lct_err *err)
{
    struct doc *d = doc_put(
        answer->arena, answer->root, "cluster", cluster_doc(answer->arena, c, nodes, n_nodes));
    struct doc *list = doc_put(answer->arena, d, "dependents", doc_list(answer->arena));
    size_t n;
    struct cluster **all = kept_clusters(t, a, &n, err);
    bool heard;

    if (!all || neighbours_heard(t, a, c, &heard, err) < 0)
        return err->code;
    doc_put_bool(answer->arena, d, "behind", !heard);
    for (size_t i = 0; i < n; i++)
        if (texts_have(all[i]->depends, c->name))
            doc_add(answer->arena, list,
                doc_string(answer->arena, arena_strdup(answer->arena, all[i]->name)));
    return LCT_OK;
}

int
lct_cluster_show(struct lct *t, const char *name, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && ret);
    _own_(arena) struct arena *a = arena_new();
    struct lct_answer *answer;
    struct cluster *c;
    struct node **nodes;
    struct resource **resources;
    struct thing **balancers;
    size_t n, n_resources = 0;

    if (read_cluster(t, a, name, &c, &nodes, &n, &resources, &n_resources, err) < 0)
        return err->code;
    answer = answer_new();
    balancers = arena_array(a, n_resources + 1, sizeof(struct thing *));
    put_seen(t, a, answer, c->uuid, nodes, n, resources, n_resources, balancers);
    if (put_cluster(t, a, answer, c, nodes, n, err) < 0) {
        lct_answer_free(answer);
        return err->code;
    }
    put_nodes(answer, c, nodes, n);
    put_resources(answer, resources, n_resources, balancers);
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
    struct resource **resources;
    size_t n, n_resources = 0;

    if (read_cluster(t, a, name, &c, &nodes, &n, &resources, &n_resources, err) < 0)
        return err->code;
    answer = answer_new();
    put_seen(t, a, answer, c->uuid, nodes, n, NULL, 0, NULL);
    put_nodes(answer, c, nodes, n);
    *ret = answer;
    return LCT_OK;
}

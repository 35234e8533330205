// SPDX-License-Identifier: MIT
// Volumes shown and deleted, those of clusters that are no more, too.
#include "lct/volume.h"
#include "app/operation/changes.h"
#include "app/plans/doc.h"
#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/volume.h"
#include "plan/want/price.h"

#define PATIENCE_MS 3000 // for the cloud: the inventory can be shown without it

struct volumes {
    struct resource **items;
    size_t n;
    struct map clusters; // UUID -> struct cluster, destroyed ones, too
    struct map nodes;    // "CLUSTER REGION NAME" -> struct node
    struct arena *arena;
};

static void
volumes_done(struct volumes *v)
{
    map_done(&v->clusters);
    map_done(&v->nodes);
}

static int
volumes_read(struct lct *t, struct arena *a, struct volumes *ret, struct lct_err *err)
{
    struct ask asks[] = { ask_all(RECORD_CLUSTER), ask_all(RECORD_NODE),
        ask_of(RECORD_RESOURCE, "noun", noun_name(NOUN_VOLUME)) };

    *ret = (struct volumes){ .arena = a };
    if (store_need(t, err) < 0 || kept_answer(t, a, asks, 3, err) < 0)
        return err->code;
    for (size_t i = 0; i < asks[0].n; i++) {
        struct cluster *c = ((struct cluster **)asks[0].found)[i];
        map_put(&ret->clusters, c->uuid, c);
    }
    for (size_t i = 0; i < asks[1].n; i++) {
        struct node *n = ((struct node **)asks[1].found)[i];
        map_put(&ret->nodes, arena_printf(a, "%s %s %s", n->cluster, n->region, n->name), n);
    }
    ret->items = asks[2].found;
    ret->n = asks[2].n;
    return LCT_OK;
}

static struct cluster *
cluster_of(const struct volumes *v, const struct resource *r)
{
    return map_get(&v->clusters, r->cluster);
}

// NULL: there is no such node any more.
static const struct node *
node_of(const struct volumes *v, const struct resource *r)
{
    return map_get(&v->nodes,
        arena_printf(v->arena, "%s %s %s", r->cluster, r->region, volume_node(v->arena, r->name)));
}

// ---- shown

static struct doc *
volume_price(struct arena *a, const struct catalogue *catalogue, const struct resource *r)
{
    struct bill b = { .catalogue = catalogue };

    if (!catalogue)
        return doc_null(a);
    bill_volume(&b, r->region, r->size_gb);
    return price_doc(a, bill_total(&b));
}

static struct doc *
volume_doc(struct arena *a, const struct volumes *v, const struct catalogue *catalogue,
    const struct resource *r)
{
    const struct cluster *c = cluster_of(v, r);
    struct doc *d = record_doc(a, resource_record, r);

    doc_put_string(a, d, "cluster", c ? c->name : NULL);
    doc_put_string(a, d, "node", volume_node(a, r->name));
    doc_put_bool(a, d, "kept", !node_of(v, r));
    doc_put(a, d, "price", volume_price(a, catalogue, r));
    return d;
}

int
lct_volume_list(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    const struct catalogue *catalogue = NULL;
    struct volumes v = { 0 };
    int code = volumes_read(t, a, &v, err);

    if (code == LCT_OK) {
        catalogue_need(t, CATALOGUE_OFFLINE, &catalogue, ERR_IGNORED);
        *ret = answer_new();
        struct arena *to = (*ret)->arena;
        struct doc *list = doc_put(to, (*ret)->root, "volumes", doc_list(to));
        for (size_t i = 0; i < v.n; i++)
            doc_add(to, list, volume_doc(to, &v, catalogue, v.items[i]));
    }
    volumes_done(&v);
    return code;
}

static bool
is_named(const struct volumes *v, const struct resource *r, const char *name)
{
    const struct cluster *c = cluster_of(v, r);

    return str_eq(r->label, name) || str_eq(r->name, name) || str_eq(r->cloud_id, name) ||
           str_eq(r->uuid, name) ||
           (c && str_eq(arena_printf(v->arena, "%s/%s", c->name, r->name), name));
}

static int
fail_unknown(const struct volumes *v, const char *name, struct lct_err *err)
{
    const char **labels = arena_array(v->arena, v->n, sizeof *labels), *nearest;

    for (size_t i = 0; i < v->n; i++)
        labels[i] = v->items[i]->label;
    nearest = str_nearest(name, labels, v->n);
    lct_fail(err, LCT_ENOTFOUND, "there is no volume %s", name);
    if (nearest)
        return lct_hint(err, "did you mean %s?", nearest);
    return lct_hint(err, "%s shows those there are", ADVICE(VOLUME_LIST));
}

// Names of plans may be of several, labels and ids are not.
static int
volume_need(const struct volumes *v, const char *name, struct resource **ret, struct lct_err *err)
{
    *ret = NULL;
    for (size_t i = 0; i < v->n; i++) {
        if (!is_named(v, v->items[i], name))
            continue;
        if (*ret) {
            lct_fail(err, LCT_EUSAGE, "%s is the name of several volumes", name);
            return lct_hint(err, "use a label or UUID: %s, %s", (*ret)->uuid, v->items[i]->uuid);
        }
        *ret = v->items[i];
    }
    return *ret ? LCT_OK : fail_unknown(v, name, err);
}

static void
put_tags(struct arena *a, struct doc *d, const char *const *tags)
{
    struct doc *list = doc_put(a, d, "tags", doc_list(a));

    for (; tags && *tags; tags++)
        doc_add(a, list, doc_string(a, *tags));
}

static void
put_seen(struct arena *a, struct doc *d, const struct thing *seen, bool asked)
{
    const char *linode = seen ? *seen->members : NULL;

    doc_put_string(a, d, "status",
        !asked         ? NULL
        : !seen        ? "gone"
        : !seen->ready ? "busy"
        : linode       ? "attached"
                       : "free");
    doc_put_string(a, d, "linode", linode);
    doc_put_string(a, d, "device", seen ? seen->device : NULL);
    put_tags(a, d, seen ? seen->tags : NULL);
}

static struct thing *
find_thing(const struct things *things, const struct resource *r)
{
    for (size_t i = 0; i < things->n; i++)
        if (str_eq(things->items[i].id, r->cloud_id))
            return &things->items[i];
    return NULL;
}

static int
look(struct lct *t, struct arena *a, const struct resource *r, struct thing **ret,
    struct lct_err *err)
{
    const struct things_args args = { .nouns[NOUN_VOLUME] = true, .patience_ms = PATIENCE_MS };
    struct things things[N_NOUNS] = { 0 };
    struct cloud *cloud = NULL;

    *ret = NULL;
    if (lct_token_check(t, err) < 0 || cloud_open(t, CLOUD_READ, &cloud, err) < 0)
        return err->code;
    if (observe_things(t, cloud, a, &args, things, err) == LCT_OK)
        *ret = find_thing(&things[NOUN_VOLUME], r);
    cloud->ops->close(cloud);
    return err->code;
}

static void
show(struct lct *t, const struct volumes *v, const struct resource *r, struct lct_answer *answer)
{
    struct arena *a = answer->arena;
    const struct catalogue *catalogue = NULL;
    struct lct_err err = { 0 };
    struct thing *seen;
    struct doc *d;

    catalogue_need(t, CATALOGUE_OFFLINE, &catalogue, ERR_IGNORED);
    d = doc_put(a, answer->root, "volume", volume_doc(a, v, catalogue, r));
    put_seen(a, d, seen, look(t, v->arena, r, &seen, &err) == LCT_OK);
    doc_put_string(a, answer->root, "cloud_error", err.code ? err.text : NULL);
}

int
lct_volume_show(struct lct *t, const char *volume, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && volume && ret);
    _own_(arena) struct arena *a = arena_new();
    struct volumes v;
    struct resource *r;

    if (volumes_read(t, a, &v, err) == LCT_OK && volume_need(&v, volume, &r, err) == LCT_OK) {
        *ret = answer_new();
        show(t, &v, r, *ret);
    }
    volumes_done(&v);
    return err->code;
}

// ---- deleted

static int
check_kept(const struct volumes *v, const struct resource *r, struct lct_err *err)
{
    const struct node *n = node_of(v, r);

    if (!n)
        return LCT_OK;
    lct_fail(err, LCT_EUSAGE, "volume %s is not kept: node %s has it", r->label, n->label);
    return lct_hint(err, "take it out of the plan, or delete the node, and its volumes with it");
}

struct chosen {
    struct resource **items;
    size_t n, cap;
};

static int
choose(struct run *r, const struct volumes *v, const char *name, struct chosen *ret,
    struct lct_err *err)
{
    struct resource *one;

    if (volume_need(v, name, &one, err) < 0 || check_kept(v, one, err) < 0)
        return err->code;
    for (size_t i = 0; i < ret->n; i++)
        if (ret->items[i] == one)
            return lct_fail(err, LCT_EUSAGE, "%s is named twice", name);
    if (ret->n && r->cluster != cluster_of(v, one)) {
        lct_fail(
            err, LCT_EUSAGE, "%s and %s are of two clusters", ret->items[0]->label, one->label);
        return lct_hint(err, "delete those of one cluster at a time");
    }
    r->cluster = cluster_of(v, one);
    vec_push(ret, one);
    return LCT_OK;
}

// Sets r->cluster, too.
static int
find(struct run *r, const char *const *names, struct chosen *ret, struct lct_err *err)
{
    struct volumes v;

    vec_done(ret);
    if (volumes_read(r->t, r->arena, &v, err) == LCT_OK && !*names)
        lct_fail(err, LCT_EUSAGE, "no volume is named");
    for (; *names && err->code == LCT_OK; names++)
        choose(r, &v, *names, ret, err);
    volumes_done(&v);
    return err->code;
}

static int
build(struct run *r, const struct chosen *all, struct lct_err *err)
{
    const bool nouns[N_NOUNS] = { [NOUN_VOLUME] = true };
    struct want w = { .things = arena_array(r->arena, all->n, sizeof *w.things),
        .n_things = all->n };
    const struct map none = { 0 };

    if (run_observe_things(r, nouns, err) < 0)
        return err->code;
    for (size_t i = 0; i < all->n; i++)
        w.things[i] = (struct resource_change){ CHANGE_DELETE, all->items[i],
            find_thing(&r->seen.things[NOUN_VOLUME], all->items[i]), .destroys = true };
    run_members(r, 0);
    world_init(&r->world);
    want_hold(r, &w);
    const struct wants of = want_all(&w);
    r->graph = graph_new(r->t->loop, &r->world);
    return plan_build(r->graph, &r->world, &of, &none, err);
}

static const char *
summarise(const struct run *r)
{
    const size_t all = r->world.n_holdings;
    size_t gone = 0;

    for (size_t i = 0; i < all; i++)
        gone += r->world.holdings[i].resource->state == STATE_DESTROYED;
    if (gone < all)
        return arena_printf(r->arena, "%zu of %zu volumes are deleted", gone, all);
    return arena_printf(r->arena, "%zu %s deleted", gone, gone == 1 ? "volume is" : "volumes are");
}

// Under the lease of their cluster, though that may be no more.
static int
delete_volumes(struct run *r, const char *const *names, struct chosen *all, struct lct_err *err)
{
    enum state before;

    if (find(r, names, all, err) < 0 || run_connect(r, err) < 0 || run_lease(r, err) < 0 ||
        find(r, names, all, err) < 0 || build(r, all, err) < 0)
        return err->code;
    before = r->cluster->state;
    if (run_record(r, "delete", NULL, err) < 0 || run_graph(r, err) < 0)
        return err->code;
    run_forget(r);
    return run_conclude(r, before, summarise(r), err);
}

int
lct_volume_delete(struct lct *t, const char *const *volumes, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && volumes && ret);
    struct chosen all = { 0 };
    struct run r;
    int code = run_begin(&r, t, watch, err);

    *ret = NULL;
    if (code == LCT_OK)
        code = delete_volumes(&r, volumes, &all, err);
    if (r.record.id)
        *ret = run_answer(&r);
    run_done(&r);
    vec_done(&all);
    return code;
}

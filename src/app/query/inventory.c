// SPDX-License-Identifier: MIT
// The inventory as answers.
#include "app/query/inventory.h"

#include <stdlib.h>

#include "base/advice.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "model/volume.h"

#define SLUG_MAX 24

static void
put_texts(struct arena *a, struct doc *d, const char *key, const char *const *texts)
{
    struct doc *list = doc_put(a, d, key, doc_list(a));

    for (; texts && *texts; texts++)
        doc_add(a, list, doc_string(a, *texts));
}

struct doc *
node_doc(struct arena *a, const struct node *n, const struct cluster *c)
{
    struct doc *d = record_doc(a, node_record, n);

    put_texts(a, d, "volumes", n->volumes);
    doc_put_string(a, d, "cluster", c ? c->name : NULL);
    doc_put_string(a, d, "status", n->seen ? n->seen->status_name : n->lost ? "gone" : NULL);
    return d;
}

struct doc *
machine_doc(struct arena *a, const struct machine *m)
{
    return record_doc(a, machine_record, m);
}

struct doc *
operation_doc(struct arena *a, const struct operation *o)
{
    return record_doc(a, operation_record, o);
}

// One that is seen to be off is not, whatever the inventory says.
static bool
is_started(const struct node *n)
{
    return n->state == STATE_STARTED && !n->lost &&
           (!n->seen || n->seen->status == MACHINE_RUNNING);
}

struct doc *
cluster_doc(struct arena *a, const struct cluster *c, struct node *const *nodes, size_t n)
{
    struct doc *d = record_doc(a, cluster_record, c);
    int64_t started = 0, failed = 0;

    for (size_t i = 0; i < n; i++) {
        started += is_started(nodes[i]);
        failed += nodes[i]->state == STATE_FAILED;
    }
    doc_put_int(a, d, "nodes", (int64_t)n);
    doc_put_int(a, d, "nodes_started", started);
    doc_put_int(a, d, "nodes_failed", failed);
    return d;
}

// One after the other: a node has few.
static void
give_volume(struct arena *a, struct node *n, const char *label)
{
    const char *const one[] = { label, NULL };

    n->volumes = texts_both(a, n->volumes, one);
}

void
inventory_volumes(struct arena *a, struct node *const *nodes, size_t n,
    struct resource *const *resources, size_t n_resources)
{
    _own_(map) struct map by_name = { 0 };

    for (size_t i = 0; i < n && n_resources; i++)
        map_put(&by_name,
            arena_printf(a, "%s %s %s", nodes[i]->cluster, nodes[i]->region, nodes[i]->name),
            nodes[i]);
    for (size_t i = 0; i < n_resources; i++) {
        const struct resource *r = resources[i];
        struct node *of = r->noun == NOUN_VOLUME
                              ? map_get(&by_name, arena_printf(a, "%s %s %s", r->cluster, r->region,
                                                      volume_node(a, r->name)))
                              : NULL;
        if (of)
            give_volume(a, of, r->label);
    }
}

int
inventory_read(struct lct *t, struct arena *a, struct inventory *ret, struct lct_err *err)
{
    _own_(map) struct map by_uuid = { 0 };
    struct ask asks[] = { ask_all(RECORD_CLUSTER), ask_all(RECORD_NODE), ask_all(RECORD_RESOURCE) };

    ask_and(&asks[0], "state", ASK_IS_NOT, state_name(STATE_DESTROYED));
    if (store_need(t, err) < 0 || kept_answer(t, a, asks, 3, err) < 0)
        return err->code;
    struct cluster **clusters = asks[0].found;
    for (size_t i = 0; i < asks[0].n; i++)
        map_put(&by_uuid, clusters[i]->uuid, clusters[i]);
    ret->nodes = asks[1].found;
    ret->n = asks[1].n;
    inventory_volumes(a, ret->nodes, ret->n, asks[2].found, asks[2].n);
    ret->clusters = arena_array(a, ret->n, sizeof(struct cluster *));
    for (size_t i = 0; i < ret->n; i++)
        ret->clusters[i] = map_get(&by_uuid, ret->nodes[i]->cluster);
    return LCT_OK;
}

static const char *
slug_of(struct arena *a, const char *name)
{
    const char *slug = str_slug(a, name, SLUG_MAX);

    // A label begins with a letter.
    return slug[0] >= 'a' && slug[0] <= 'z' ? slug : arena_printf(a, "c%s", slug);
}

int
cluster_name_check(const char *name, struct lct_err *err)
{
    size_t n = strlen(name);

    if (!n || n > 128 || !str_utf8(name, n))
        return lct_fail(err, LCT_EUSAGE, "a cluster's name has 1 to 128 characters");
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p < ' ' || *p == '/' || *p == 127)
            return lct_fail(
                err, LCT_EUSAGE, "a cluster's name has no '/' and no control characters");
    return LCT_OK;
}

struct cluster *
cluster_new(struct lct *t, struct arena *a, const char *name, const char *app_id)
{
    struct cluster *c = ARENA_NEW(a, struct cluster);

    uuid_new(loop_random(t->loop), c->uuid);
    c->name = arena_strdup(a, name);
    c->app_id = app_id ? arena_strdup(a, app_id) : NULL;
    c->slug = slug_of(a, name);
    c->state = STATE_CREATING;
    c->created_ms = loop_wall_ms(t->loop);
    return c;
}

static bool
is_named(const struct node *n, const struct cluster *c, const char *name)
{
    const char *slash = strrchr(name, '/');

    if (slash)
        return c && strlen(c->name) == (size_t)(slash - name) &&
               strncmp(c->name, name, (size_t)(slash - name)) == 0 && str_eq(n->name, slash + 1);
    return str_eq(n->label, name) || str_eq(n->name, name) || str_eq(n->uuid, name) ||
           str_eq(n->cloud_id, name);
}

static int
fail_unknown(const struct inventory *inv, const char *name, struct lct_err *err)
{
    const char **names = mem_array(inv->n, sizeof *names);
    const char *nearest;

    for (size_t i = 0; i < inv->n; i++)
        names[i] = inv->nodes[i]->label;
    nearest = str_nearest(name, names, inv->n);
    lct_fail(err, LCT_ENOTFOUND, "there is no node %s", name);
    if (nearest)
        lct_hint(err, "did you mean %s?", nearest);
    else
        lct_hint(err, "%s shows those there are", ADVICE(NODE_LIST));
    free(names);
    return err->code;
}

static int
fail_unknown_of(const struct cluster *c, struct node *const *nodes, size_t n, const char *name,
    struct lct_err *err)
{
    const char **names = mem_array(n, sizeof *names);
    const char *nearest;

    for (size_t i = 0; i < n; i++)
        names[i] = nodes[i]->name;
    nearest = str_nearest(name, names, n);
    lct_fail(err, LCT_ENOTFOUND, "cluster %s has no node %s", c->name, name);
    if (nearest)
        lct_hint(err, "did you mean %s?", nearest);
    free(names);
    return err->code;
}

int
node_of_cluster(const struct cluster *c, struct node *const *nodes, size_t n, const char *name,
    struct node **ret, struct lct_err *err)
{
    *ret = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!is_named(nodes[i], c, name))
            continue;
        if (*ret) {
            lct_fail(err, LCT_EUSAGE, "%s is the name of a node in %s and in %s", name,
                (*ret)->region, nodes[i]->region);
            return lct_hint(err, "use its label: %s or %s", (*ret)->label, nodes[i]->label);
        }
        *ret = nodes[i];
    }
    return *ret ? LCT_OK : fail_unknown_of(c, nodes, n, name, err);
}

int
node_need(struct lct *t, struct arena *a, const char *name, struct node **ret,
    struct cluster **cluster, struct lct_err *err)
{
    struct inventory inv;
    bool found = false;

    if (inventory_read(t, a, &inv, err) < 0)
        return err->code;
    for (size_t i = 0; i < inv.n; i++) {
        if (!is_named(inv.nodes[i], inv.clusters[i], name))
            continue;
        if (found) {
            lct_fail(err, LCT_EUSAGE, "%s is the name of a node in cluster %s and in %s", name,
                (*cluster)->name, inv.clusters[i] ? inv.clusters[i]->name : "?");
            return lct_hint(err, "say CLUSTER/%s, or use its label", name);
        }
        found = true;
        *ret = inv.nodes[i];
        *cluster = inv.clusters[i];
    }
    return found ? LCT_OK : fail_unknown(&inv, name, err);
}

bool
cluster_is_over(const struct cluster *c, int64_t now_ms)
{
    return c->expires_ms && c->expires_ms <= now_ms;
}

// SPDX-License-Identifier: MIT
// The clusters that the plan of one names.
#include "app/query/neighbours.h"

#include <string.h>

#include "base/digest.h"
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"

struct naming {
    const struct plan *plan;
    VEC(struct neighbour) found;
};

// ---- whom it names

static bool
is_found(const struct naming *x, const char *alias)
{
    vec_each (o, &x->found)
        if (str_eq(o->alias, alias))
            return true;
    return false;
}

static void
add(struct naming *x, const char *alias, const char *cluster)
{
    const struct neighbour one = { .alias = alias, .cluster = cluster };

    if (!is_found(x, alias))
        vec_push(&x->found, one);
}

static void
add_peers(struct naming *x, const struct plan_rule *rules, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < rules[i].n_peers; k++) {
            const struct plan_peer *peer = &rules[i].peers[k];
            const char *name = peer->text + strlen(PEER_CLUSTER_WORD);
            if (peer->kind == PEER_CLUSTER)
                add(x, name, name);
        }
}

// An alias comes before a cluster that has the same name.
static void
add_all(struct naming *x, const struct opened *opened, size_t n_opened)
{
    const struct plan *p = x->plan;

    for (size_t i = 0; i < p->n_depends; i++)
        add(x, p->depends[i].alias, p->depends[i].cluster);
    for (size_t i = 0; i < p->n_regions; i++)
        for (size_t k = 0; k < p->regions[i].n_nodes; k++) {
            const struct node_plan *np = &p->regions[i].nodes[k];
            add_peers(x, np->rules, np->n_rules);
            for (size_t s = 0; s < np->n_steps; s++)
                add_peers(x, np->steps[s].rules, np->steps[s].n_rules);
        }
    for (size_t i = 0; i < n_opened; i++)
        add_peers(x, opened[i].rules, opened[i].n_rules);
}

struct neighbours
neighbours_named(
    struct arena *a, const struct plan *p, const struct opened *opened, size_t n_opened)
{
    struct naming x = { .plan = p };
    struct neighbours ret;

    add_all(&x, opened, n_opened);
    ret = (struct neighbours){ arena_array(a, x.found.n, sizeof *ret.items), x.found.n };
    for (size_t i = 0; i < ret.n; i++) {
        ret.items[i] = x.found.items[i];
        ret.items[i].needed = i < p->n_depends;
    }
    vec_done(&x.found);
    return ret;
}

const char *const *
neighbours_clusters(struct arena *a, const struct plan *p)
{
    const struct neighbours all = neighbours_named(a, p, NULL, 0);
    const char **names = arena_array(a, all.n + 1, sizeof *names);
    size_t n = 0;

    for (size_t i = 0; i < all.n; i++)
        if (!texts_have(names, all.items[i].cluster))
            names[n++] = all.items[i].cluster;
    return n ? names : NULL;
}

// ---- who they are

static size_t
keep_staying(struct node **nodes, size_t n)
{
    size_t staying = 0;

    for (size_t i = 0; i < n; i++)
        if (nodes[i]->state != STATE_DESTROYING && nodes[i]->state != STATE_DESTROYED)
            nodes[staying++] = nodes[i];
    return staying;
}

int
neighbours_read(struct lct *t, struct arena *a, struct neighbours *all, struct lct_err *err)
{
    _own_(map) struct map by_name = { 0 };
    struct ask *asks = arena_array(a, all->n, sizeof *asks);
    struct cluster **clusters;
    size_t n;

    if (!all->n)
        return LCT_OK;
    if (!(clusters = kept_clusters(t, a, &n, err)))
        return err->code;
    for (size_t i = 0; i < n; i++)
        map_put(&by_name, clusters[i]->name, clusters[i]);
    for (size_t i = 0; i < all->n; i++) {
        const struct cluster *c = map_get(&by_name, all->items[i].cluster);
        asks[i] = ask_of(RECORD_NODE, "cluster", c ? c->uuid : "");
        if (c && texts_count(c->tells))
            all->items[i].tells = c->tells + 1;
        all->items[i].ports = c ? c->ports : NULL;
    }
    if (kept_answer(t, a, asks, all->n, err) < 0)
        return err->code;
    for (size_t i = 0; i < all->n; i++) {
        all->items[i].nodes = asks[i].found;
        all->items[i].n = keep_staying(asks[i].found, asks[i].n);
    }
    return LCT_OK;
}

// ---- what others hear of them

static void
add_text(struct buf *out, const char *text)
{
    buf_addf(out, " %s", text ? text : "-");
}

static void
add_texts(struct buf *out, const char *const *texts)
{
    for (; texts && *texts; texts++)
        add_text(out, *texts);
    buf_addc(out, ';');
}

// The names by which a node is selected and known, and its addresses.
static void
add_node(struct buf *out, const struct node *n)
{
    const char *const all[] = { n->uuid, n->group, n->region, n->name, n->public_fqdn,
        n->private_fqdn, n->public_ipv4, n->private_ipv4, n->ipv6, n->vpc, n->vpc_ipv4,
        n->vlan_ipv4, n->networks };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        add_text(out, all[i]);
    add_texts(out, n->tags);
    add_texts(out, n->extra_ipv4);
    buf_addc(out, '\n');
}

static const struct neighbour *
find(const struct neighbours *all, const char *cluster)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i].cluster, cluster))
            return &all->items[i];
    return NULL;
}

const char *
neighbours_digest(struct arena *a, const struct neighbours *all, const char *const *clusters)
{
    _own_(buf) struct buf text = { 0 };
    char digest[DIGEST_TEXT];

    for (; clusters && *clusters; clusters++) {
        const struct neighbour *o = find(all, *clusters);
        add_text(&text, o->cluster);
        add_texts(&text, o->tells);
        add_texts(&text, o->ports);
        for (size_t i = 0; i < o->n; i++)
            add_node(&text, o->nodes[i]);
    }
    return arena_strdup(a, digest_text(buf_str(&text), text.len, digest));
}

int
neighbours_heard(
    struct lct *t, struct arena *a, const struct cluster *c, bool *ret, struct lct_err *err)
{
    const size_t n = texts_count(c->names);
    struct neighbours all = { arena_array(a, n, sizeof *all.items), n };

    *ret = true;
    if (!n)
        return LCT_OK;
    for (size_t i = 0; i < n; i++)
        all.items[i].cluster = c->names[i];
    if (neighbours_read(t, a, &all, err) < 0)
        return err->code;
    *ret = str_eq(neighbours_digest(a, &all, c->names), c->knew);
    return LCT_OK;
}

// SPDX-License-Identifier: MIT
// Finding what carries our tags and is nobody's.
#include "app/run/strays.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "app/kept.h"
#include "base/advice.h"
#include "base/str.h"
#include "base/vec.h"

// ---- finding

static bool
is_ours(const struct machine *m)
{
    for (const char *const *tag = m->tags; *tag; tag++)
        if (str_starts(*tag, "lct:"))
            return true;
    return false;
}

static struct stray
stray_of(const struct machine *m)
{
    struct stray s = { .machine = m };

    for (const char *const *tag = m->tags; *tag; tag++) {
        char uuid[UUID_TEXT];
        unsigned generation;
        if (cluster_tag_parse(*tag, uuid)) {
            memcpy(s.cluster, uuid, sizeof uuid);
        } else if (node_tag_parse(*tag, uuid, &generation)) {
            memcpy(s.node, uuid, sizeof uuid);
            s.generation = generation;
        }
    }
    return s;
}

static int
by_cluster(const void *a, const void *b)
{
    const struct stray *x = a, *y = b;
    int order = strcmp(x->cluster, y->cluster);

    return order ? order : strcmp(x->machine->label, y->machine->label);
}

void
strays_find(struct arena *a, const struct observed *o, const char *cluster_uuid,
    struct node *const *nodes, size_t n, struct strays *ret)
{
    _own_(map) struct map known = { 0 };

    for (size_t i = 0; i < n; i++) {
        const struct machine *m = observed_of(o, nodes[i]);
        if (m)
            map_put(&known, m->id, (void *)(uintptr_t)m);
    }
    *ret = (struct strays){ .items = arena_array(a, o->n, sizeof *ret->items) };
    for (size_t i = 0; i < o->n; i++) {
        const struct machine *m = &o->machines[i];
        if (!is_ours(m) || m->status == MACHINE_DELETING || map_has(&known, m->id))
            continue;
        struct stray s = stray_of(m);
        if (!cluster_uuid || str_eq(s.cluster, cluster_uuid))
            ret->items[ret->n++] = s;
    }
    if (ret->n)
        qsort(ret->items, ret->n, sizeof *ret->items, by_cluster);
}

// ---- telling

const char *
strays_text(struct arena *a, const struct strays *s)
{
    enum { MOST = 5 };
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < s->n && i < MOST; i++)
        buf_addf(&text, "%sLinode %s (%s)", i ? ", " : "", s->items[i].machine->id,
            s->items[i].machine->label);
    if (s->n > MOST)
        buf_addf(&text, " and %zu others", s->n - MOST);
    return arena_strdup(a, buf_str(&text));
}

// Those of the same cluster as that at `first`, which lie side by side.
static struct strays
same_cluster(const struct strays *all, size_t first)
{
    struct strays s = { .items = all->items + first };

    while (first + s.n < all->n && str_eq(s.items[s.n].cluster, s.items[0].cluster))
        s.n++;
    return s;
}

static struct strays
cluster_of(const struct strays *all, size_t i)
{
    while (i && str_eq(all->items[i - 1].cluster, all->items[i].cluster))
        i--;
    return same_cluster(all, i);
}

static int
fail_beside(struct arena *a, const struct strays *s, const struct cluster *c, const char *label,
    struct lct_err *err)
{
    const char *uuid = s->items[0].cluster;
    bool own = str_eq(uuid, c->uuid);

    lct_fail(err, LCT_EEXISTS,
        "there is a Linode %s already, of %s, that the inventory does not know: "
        "%s",
        label, own ? "this cluster" : "a cluster", strays_text(a, s));
    if (own)
        return lct_hint(err, "the inventory is older than they are: %s takes them in",
            ADVICE(CLUSTER_ADOPT, c->name));
    return lct_hint(err, "%s takes them in; or choose another name",
        ADVICE(CLUSTER_ADOPT, c->name, arena_printf(a, "%.8s", uuid)));
}

int
strays_of_account(struct lct *t, struct arena *a, const struct observed *o, struct strays *ret,
    struct lct_err *err)
{
    size_t n;
    struct node **nodes = kept_nodes(t, a, NULL, &n, err);

    if (!nodes)
        return err->code;
    strays_find(a, o, NULL, nodes, n, ret);
    return LCT_OK;
}

int
strays_refuse(struct arena *a, const struct strays *all, const char *label, const struct cluster *c,
    struct lct_err *err)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->items[i].machine->label, label)) {
            const struct strays like = cluster_of(all, i);
            return fail_beside(a, &like, c, label, err);
        }
    return LCT_OK;
}

// ---- beside a cluster that is to be made

// By the usual form of labels: CLUSTER-REGION-GROUP-NN.
static bool
is_called(struct arena *a, const struct machine *m, const struct cluster *c, const struct plan *p)
{
    for (size_t i = 0; i < p->n_regions; i++)
        if (str_starts(m->label, arena_printf(a, "%s-%s-", c->slug, p->regions[i].region->id)))
            return true;
    return false;
}

static void
warn(struct arena *a, const struct strays *s, struct diags *diags)
{
    diags_add(diags, DIAG_WARNING, (struct doc_pos){ 0 },
        "the account has machines of a cluster that the inventory does not know (%.8s): %s; "
        "cluster "
        "adopt takes them in",
        s->items[0].cluster, strays_text(a, s));
}

int
strays_beside(struct lct *t, struct arena *a, const struct observed *o, const struct cluster *c,
    const struct plan *p, struct diags *diags, struct lct_err *err)
{
    struct strays all;

    if (strays_of_account(t, a, o, &all, err) < 0)
        return err->code;
    for (size_t i = 0; i < all.n; i++)
        if (is_called(a, all.items[i].machine, c, p)) {
            const struct strays like = cluster_of(&all, i);
            return fail_beside(a, &like, c, all.items[i].machine->label, err);
        }
    for (size_t i = 0; i < all.n;) {
        const struct strays like = same_cluster(&all, i);
        warn(a, &like, diags);
        i += like.n;
    }
    return LCT_OK;
}

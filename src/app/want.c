// What a plan wants of a cluster.
#include "app/want.h"

#include <stdint.h>
#include <stdio.h>

#include "base/str.h"

// Numbers for new nodes: drawn from the store, or, provisionally, counted on from its next values.
struct drawing {
    struct lct *t;
    const struct cluster *cluster;
    bool provisional;
    struct map taken; // counter -> how many were handed out provisionally
    struct lct_err err;
};

static int64_t
draw(void *user, const char *counter)
{
    struct drawing *d = user;
    const struct store_ops *store = d->t->store->ops;
    int64_t number = 0;

    if (d->err.code)
        return 0;
    if (d->provisional) {
        intptr_t taken = (intptr_t)map_get(&d->taken, counter);
        store->counter_next(d->t->store, d->cluster->uuid, counter, &number, &d->err);
        map_put(&d->taken, counter, (void *)(taken + 1));
        return number + taken;
    }
    store->counter_draw(d->t->store, d->cluster->uuid, counter, 1, &number, &d->err);
    return number;
}

// A machine born in a run that died carries our tags: the node gets its id and addresses back.
static void
take_observed(struct arena *a, struct node *n, const struct map *by_tag)
{
    char tag[LCT_TAG_MAX];
    const struct machine *m = map_get(by_tag, node_tag(n, tag));

    if (!m) {
        n->lost = n->linode_id != 0;
        return;
    }
    n->linode_id = m->id;
    n->label = arena_strdup(a, m->label);
    n->public_ipv4 = m->public_ipv4;
    n->private_ipv4 = m->private_ipv4;
    n->ipv6 = m->ipv6;
}

static void
mark_leaving(struct want *w, const char *const *leaving)
{
    _own_(map) struct map going = { 0 };

    for (; leaving && *leaving; leaving++)
        map_put(&going, *leaving, w);
    for (size_t i = 0; i < w->n_existing; i++)
        if (map_has(&going, w->existing[i]->uuid))
            w->existing[i]->state = STATE_DESTROYING;
}

// Labels are unique in the account: one that a stranger has becomes CLUSTER-LABEL.
static int
free_label(struct arena *a, const struct cluster *c, struct node *n, const struct map *by_label,
    struct lct_err *err)
{
    const char *wanted = n->label;

    if (!map_has(by_label, wanted))
        return LCT_OK;
    n->label = arena_printf(a, "%s-%s", c->slug, wanted);
    if (!map_has(by_label, n->label))
        return LCT_OK;
    lct_fail(err, LCT_EEXISTS, "another Linode of the account has the label %s, and one has %s",
        wanted, n->label);
    return lct_hint(err, "rename it, or choose another cluster name or nodenames");
}

int
want_make(struct lct *t, const struct plan *p, const struct want_args *args, struct want *ret,
    struct lct_err *err)
{
    struct arena *a = args->arena;
    struct drawing d = { .t = t, .cluster = args->cluster, .provisional = args->provisional };
    struct expand_args expand = {
        .cluster_uuid = args->cluster->uuid,
        .cluster_slug = args->cluster->slug,
        .draw = draw,
        .user = &d,
    };
    int code;

    if (t->store->ops->node_list(t->store, a, t->context.app, t->context.customer,
            args->cluster->uuid, &ret->existing, &ret->n_existing, err) < 0)
        return err->code;
    for (size_t i = 0; args->by_tag && i < ret->n_existing; i++)
        take_observed(a, ret->existing[i], args->by_tag);
    mark_leaving(ret, args->leaving);
    expand.existing = ret->existing;
    expand.n_existing = ret->n_existing;
    code = plan_expand(a, p, &expand, &ret->desired, &ret->n_desired, err);
    map_done(&d.taken);
    if (code == LCT_OK && d.err.code) {
        *err = d.err;
        return err->code;
    }
    for (size_t i = 0; code == LCT_OK && args->by_label && i < ret->n_desired; i++)
        if (ret->desired[i].is_new)
            code = free_label(a, args->cluster, ret->desired[i].node, args->by_label, err);
    if (code != LCT_OK)
        return code;
    return plan_diff(a, ret->desired, ret->n_desired, ret->existing, ret->n_existing, &ret->changes,
        &ret->n_changes, err);
}

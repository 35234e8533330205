// SPDX-License-Identifier: MIT
// Disks of machines beside those of their plan. What a machine has is asked of each, all at once.
#include "app/audit/audit.h"
#include "base/advice.h"
#include "base/str.h"
#include "model/storage.h"

struct looking {
    struct findings *findings;
    struct lct_err err;
    unsigned open;
    bool done;
};

struct look {
    struct looking *all;
    const struct node *node;
};

static const struct disk *
find(const struct disk *disks, size_t n, const char *label)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(disks[i].label, label))
            return &disks[i];
    return NULL;
}

static const char *
fault_of(struct arena *a, const struct told_disk *d, const struct disk *is)
{
    if (!is)
        return arena_printf(a, "its disk %s is gone", d->label);
    if (is->size_mb != d->mb)
        return arena_printf(a, "its disk %s has %lld MB, not %lld MB", d->label,
            (long long)is->size_mb, (long long)d->mb);
    return NULL;
}

static void
compare(struct findings *f, const struct node *n, const struct disk *disks, size_t n_disks)
{
    struct arena *a = f->arena;
    struct told_disk *told;
    const size_t n_told = storage_disks_read(a, n->disks, &told);
    const char *hint = arena_printf(
        a, "look at it; %s makes it anew", ADVICE(CLUSTER_REPLACE, f->cluster, n->name));

    for (size_t i = 0; i < n_told; i++) {
        const char *fault = fault_of(a, &told[i], find(disks, n_disks, told[i].label));
        if (fault)
            audit_node(f, n, "disks", arena_printf(a, "Linode %s: %s", n->cloud_id, fault), hint);
    }
    for (size_t i = 0; i < n_disks; i++)
        if (!told_disk_find(told, n_told, disks[i].label))
            audit_node(f, n, "disks",
                arena_printf(a, "Linode %s has a disk %s that is not its plan's", n->cloud_id,
                    disks[i].label),
                "delete it by hand, or leave it there");
}

// One that goes meanwhile is told elsewhere.
static void
listed(void *user, const struct lct_err *err, const struct disk *disks, size_t n)
{
    struct look *l = user;
    struct looking *k = l->all;

    if (err->code == LCT_OK)
        compare(k->findings, l->node, disks, n);
    else if (err->code != LCT_ENOTFOUND && !k->err.code)
        k->err = *err;
    k->done = --k->open == 0;
}

// Of one that is being changed the text is not what it has.
static bool
is_settled(const struct node *n)
{
    return n->disks && n->seen && node_is_up(n) && !n->rebuilding;
}

int
audit_disks(
    struct run *r, struct node *const *nodes, size_t n, struct findings *f, struct lct_err *err)
{
    struct looking k = { .findings = f };
    struct look *looks = arena_array(r->arena, n, sizeof *looks);

    for (size_t i = 0; i < n; i++)
        k.open += is_settled(nodes[i]);
    k.done = !k.open;
    for (size_t i = 0; i < n; i++) {
        looks[i] = (struct look){ &k, nodes[i] };
        if (is_settled(nodes[i]))
            r->cloud->ops->disks->list(r->cloud, nodes[i]->cloud_id, listed, &looks[i]);
    }
    loop_run(r->t->loop, &k.done);
    *err = k.err;
    return err->code ? lct_wrap(err, "listing disks") : LCT_OK;
}

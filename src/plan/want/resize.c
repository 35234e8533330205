// SPDX-License-Identifier: MIT
// What a machine can become without another one in its place: of another type, with larger disks or
// more of them, all that is on them kept; of another image, with another system alone.
#include "plan/want/resize.h"

#include "base/advice.h"
#include "base/map.h"
#include "base/str.h"

// ---- disks of the cloud's own: they have all of the type's disk

static const char *
check_own(struct arena *a, const struct desired *d, const struct catalogue *catalogue)
{
    const struct type *from = catalogue ? catalogue_type(catalogue, d->node->type) : NULL,
                      *to = d->np->type;

    if (!from)
        return arena_printf(
            a, "nobody knows any more how large the disks of %s are", d->node->type);
    if (from->disk_mb > to->disk_mb)
        return arena_printf(a, "its disks have %lld MB, %s has %lld MB", (long long)from->disk_mb,
            to->id, (long long)to->disk_mb);
    return NULL;
}

// ---- disks by the plan

static const char *
check_disk(struct arena *a, const struct told_disk *from, const struct told_disk *to)
{
    if (!to)
        return arena_printf(a, "its disk %s is to go", from->label);
    if (!str_eq(from->fs, to->fs) || !str_eq(from->image, to->image))
        return arena_printf(a, "what is on its disk %s is to be another", from->label);
    if (to->mb < from->mb)
        return arena_printf(a, "its disk %s cannot shrink", from->label);
    return NULL;
}

static const char *
check_disks(struct arena *a, const char *from, const char *to)
{
    struct told_disk *old, *new;
    const size_t n_old = storage_disks_read(a, from, &old), n_new = storage_disks_read(a, to, &new);
    const char *fault = NULL;

    for (size_t i = 0; i < n_old && !fault; i++)
        fault = check_disk(a, &old[i], told_disk_find(new, n_new, old[i].label));
    return fault;
}

// One that is being rebuilt was ready before.
static bool
was_ready(const struct node *n)
{
    return n->rebuilding || (n->booted && n->secured);
}

const char *
resize_fault(struct arena *a, const struct desired *d, const struct catalogue *catalogue)
{
    const char *from = d->node->disks, *to = d->np->disks;

    if (!was_ready(d->node))
        return "";
    if (!from != !to)
        return "its disks are laid out anew";
    return from ? check_disks(a, from, to) : check_own(a, d, catalogue);
}

// ---- another image

const char *
rebuild_fault(struct arena *a, const struct desired *d)
{
    const struct node *n = d->node;
    const struct machine *m = n->seen;

    if (!was_ready(n))
        return "";
    if (m && !str_empty(m->region) && !str_eq(m->region, n->region))
        return arena_printf(a, "Linode %s is in %s, not in %s", m->id, m->region, n->region);
    if (d->np->kernel && !d->np->disks)
        return arena_printf(
            a, "rebuilt, it would boot the kernel of its image, and not %s", d->np->kernel->id);
    return NULL;
}

// ---- a fresh system, asked for

bool
rebuild_asked(const struct diff_args *args, const struct node *n)
{
    return (args->continues && n->demand == DEMAND_REBUILD) ||
           (args->rebuilds && map_has(args->rebuilds, n->uuid));
}

// What is done instead tells why.
void
rebuild_deny(const struct diff_args *args, struct change *c)
{
    if (c->kind == CHANGE_REBUILD || !args->rebuilds || !map_has(args->rebuilds, c->node->uuid))
        return;
    c->denied = !str_empty(c->keeps_not) ? c->keeps_not
                : c->keeps_not           ? "it was never ready"
                : c->reason              ? c->reason
                                         : "it is busy";
}

int
rebuild_check(const char *cluster, const struct change *changes, size_t n, struct lct_err *err)
{
    for (size_t i = 0; i < n; i++)
        if (changes[i].denied) {
            lct_fail(err, LCT_EUSAGE, "%s cannot be rebuilt in place: %s", changes[i].node->label,
                changes[i].denied);
            return lct_hint(err, "what gives it another machine: %s",
                ADVICE(CLUSTER_REPLACE, cluster, changes[i].node->name));
        }
    return LCT_OK;
}

// SPDX-License-Identifier: MIT
// What comes with the nodes: volumes, and NodeBalancers with their members.
#include <string.h>

#include "base/digest.h"
#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"
#include "plan/plan.h"

#define TAIL 7 // "-" and 6 digits of a digest, where a label would be too long

// Linode takes no dash or underscore twice in a row. Yields whether one was.
static bool
squeeze(char *label)
{
    char *to = label;

    for (const char *from = label; *from; from++)
        if (to == label || to[-1] != *from || (*from != '-' && *from != '_'))
            *to++ = *from;
    bool shorter = *to != '\0';
    *to = '\0';
    return shorter;
}

// A label of Linode's takes letters, digits, dashes and underscores. One that became another is
// told apart from what has that by itself.
static const char *
volume_label(struct arena *a, const char *node, const char *disk)
{
    char *label = arena_printf(a, "%s-%s", node, disk), digest[DIGEST_TEXT];
    size_t n = strlen(label), cut = VOLUME_LABEL_MOST - TAIL;

    digest_text(label, n, digest);
    for (char *p = label; *p; p++)
        if (*p == '.')
            *p = '-';
    if (!squeeze(label) && n <= VOLUME_LABEL_MOST)
        return label;
    cut = strlen(label) < cut ? strlen(label) : cut;
    while (cut && strchr("-_", label[cut - 1]))
        cut--;
    return arena_printf(a, "%.*s-%.6s", (int)cut, label, digest + strlen(digest) - 6);
}

static void *
kept(struct arena *a, const void *items, size_t n, size_t size)
{
    void *copy = arena_array(a, n ? n : 1, size);

    if (n)
        memcpy(copy, items, n * size);
    return copy;
}

size_t
plan_volumes(struct arena *a, const struct desired *desired, size_t n, struct wanted_volume **ret)
{
    VEC(struct wanted_volume) out = { 0 };

    for (size_t i = 0; i < n; i++) {
        const struct plan_storage *s = desired[i].np->storage;
        for (size_t k = 0; s && k < s->n_disks; k++)
            if (s->disks[k].blockstore)
                vec_push(&out, ((struct wanted_volume){
                                   volume_label(a, desired[i].node->label, s->disks[k].label),
                                   &desired[i], &s->disks[k] }));
    }
    *ret = kept(a, out.items, out.n, sizeof **ret);
    n = out.n;
    vec_done(&out);
    return n;
}

static bool
balances(const struct plan_balancer *b, const struct desired *d)
{
    for (const char *const *tag = d->tags; *tag; tag++)
        if (texts_have(b->tags, *tag))
            return true;
    return texts_have(b->node_plans, d->np->name);
}

static void
collect(struct arena *a, struct wanted_balancer *b, const struct desired *from, size_t n)
{
    VEC(const struct desired *) members = { 0 };

    for (size_t i = 0; i < n; i++)
        if (!from[i].node->drained && balances(b->plan, &from[i]))
            vec_push(&members, &from[i]);
    b->members = kept(a, members.items, members.n, sizeof *b->members);
    b->n_members = members.n;
    vec_done(&members);
}

// The nodes of one region stand together, in the order of the regions.
size_t
plan_balancers(struct arena *a, const struct plan *p, const struct desired *desired, size_t n,
    struct wanted_balancer **ret)
{
    VEC(struct wanted_balancer) out = { 0 };
    size_t first = 0, end, count;

    for (size_t r = 0; r < p->n_regions; r++, first = end) {
        const struct region_plan *rp = &p->regions[r];
        for (end = first; end < n && desired[end].rp == rp; end++)
            ;
        for (size_t i = 0; i < rp->n_balancers; i++) {
            struct wanted_balancer b = { .rp = rp, .plan = &rp->balancers[i] };
            collect(a, &b, desired + first, end - first);
            vec_push(&out, b);
        }
    }
    *ret = kept(a, out.items, out.n, sizeof **ret);
    count = out.n;
    vec_done(&out);
    return count;
}

// SPDX-License-Identifier: MIT
// Addresses of a node: what the plan says beside what there is. Reserved ones that are the
// cluster's: one a node whose plan says so, by its name.
#include "plan/want/address.h"

#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"
#include "model/volume.h"
#include "plan/want/compare.h"
#include "plan/want/resource.h"

static const char *
range_text(unsigned bits)
{
    return bits == 64 ? "/64" : bits ? "/56" : "slaac";
}

static const char *
list_text(struct arena *a, const char *const *list)
{
    _own_(buf) struct buf text = { 0 };

    for (; list && *list; list++)
        buf_addf(&text, "%s%s", text.len ? " " : "", *list);
    return text.len ? arena_strdup(a, buf_str(&text)) : "none";
}

// What its machine is not known to have is asked for where it has one.
static bool
compare_shared(struct arena *a, const struct desired *d, struct change *c)
{
    const char *const *is = node_shared(a, d->node);
    const char *const *to = node_shares(a, d->node, d->np->shared);

    if (texts_same(is, to))
        return false;
    change_field(c, "shared", list_text(a, is), list_text(a, to), false);
    return true;
}

void
address_compare(struct arena *a, const struct desired *d, struct change *c)
{
    const struct node *n = d->node;
    const size_t extra = texts_count(node_extra_ipv4(a, n));
    const char *is = range_text(range_bits(n->ipv6_range)), *to = range_text(d->np->ipv6_range);
    const bool extended = extra != d->np->extra_ipv4;
    const bool ranged = !str_eq(is, to), named = !str_eq(n->rdns, d->rdns);

    if (extended)
        change_field(c, "extra_ipv4", arena_printf(a, "%zu", extra),
            arena_printf(a, "%u", d->np->extra_ipv4), false);
    if (ranged)
        change_field(c, "ipv6", is, to, false);
    if (named)
        change_field(
            c, "rdns", n->rdns ? n->rdns : "default", d->rdns ? d->rdns : "default", false);
    if ((d->reserved || d->np->reserves) && n->cloud_id && n->public_ipv4 &&
        !str_eq(n->public_ipv4, d->reserved))
        change_field(
            c, "public_ipv4", n->public_ipv4, d->reserved ? d->reserved : "a reserved one", true);
    c->readdressed = compare_shared(a, d, c) || extended || ranged || named;
}

// ---- those that the cluster reserves

static void
wanted(struct arena *a, const struct wanting *w, struct wanted_list *ret)
{
    for (size_t i = 0; i < w->n_desired; i++) {
        const struct node *n = w->desired[i].node;
        if (w->desired[i].np->reserves)
            vec_push(ret, ((struct wanted){ .noun = NOUN_ADDRESS,
                              .name = n->name,
                              .region = n->region,
                              .traits = "",
                              .label = arena_printf(a, "%.*s", VOLUME_LABEL_MAX, n->label) }));
    }
}

// How many there may be is the account's.
static void
limits(const struct region_plan *rp, struct diags *diags)
{
}

#define LABELS_MOST 1000

static const char *
label(struct arena *a, const struct wanted *w, const char *cluster_slug, unsigned number)
{
    if (number >= LABELS_MOST)
        return NULL;
    return number ? volume_relabel(a, w->label, (int)number + 1) : w->label;
}

const struct noun_want address_want = { .wanted = wanted,
    .limits = limits,
    .label = label,
    .leaves = "no node is to have it: it is given back" };

// SPDX-License-Identifier: MIT
// Addresses of a node: what the plan says beside what there is.
#include "plan/want/address.h"

#include "base/str.h"
#include "base/texts.h"
#include "plan/want/compare.h"

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
    if (d->reserved && n->cloud_id && n->public_ipv4 && !str_eq(n->public_ipv4, d->reserved))
        change_field(c, "public_ipv4", n->public_ipv4, d->reserved, true);
    c->readdressed = compare_shared(a, d, c) || extended || ranged || named;
}

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
    c->readdressed = extended || ranged || named;
}

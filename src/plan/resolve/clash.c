// SPDX-License-Identifier: MIT
// Nodes that would have one name: the nodes are made once, by counters as in a new cluster, and
// thrown away.
#include "base/map.h"
#include "base/str.h"
#include "plan/resolve/resolve.h"

void
resolve_clash(struct resolving *r)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map counters = { 0 };
    struct expand_clash clash = { 0 };
    const struct expand_args args = {
        .cluster_uuid = "",
        .cluster_slug = str_slug(a, r->plan->name, SLUG_MOST),
        .draw = plan_draw_anew,
        .user = &counters,
        .clash = &clash,
    };
    struct lct_err err = { 0 };
    struct desired *desired;
    size_t n;

    if (plan_expand(a, r->plan, &args, &desired, &n, &err) == LCT_OK)
        return;
    struct doc_pos pos = clash.np
                             ? clash.host_name ? clash.np->hostnames_pos : clash.np->nodenames_pos
                             : (struct doc_pos){ 0 };
    struct diag *item = diags_add(r->diags, DIAG_ERROR, pos, "%s", err.text);
    if (err.hint[0])
        diag_hint(r->diags, item, "%s", err.hint);
    if (clash.other && clash.other != clash.np)
        diag_note(r->diags, item, clash.other->pos, "the other node plan is here");
}

// SPDX-License-Identifier: MIT
// Ways to nodes, as targets of the shell.
#include "port/way.h"

void
way_to(struct way *w, const struct node *to, struct node *const *among, size_t n,
    const struct shell_target *as)
{
    const struct reach r = reach_of(NULL, to, among, n);

    *w = (struct way){ .target = *as, .bastion = *as };
    w->target.host = r.address;
    w->target.host_keys = as->any_host_key ? NULL : to->host_key;
    if (!r.via)
        return;
    w->target.via = (struct shell_via){ .bastion = &w->bastion };
    w->bastion.host = reach_of(NULL, r.via, NULL, 0).address;
    w->bastion.host_keys = r.via->host_key;
    w->bastion.any_host_key = false;
    w->bastion.user = "root";
    w->bastion.name = r.via->name;
}

// SPDX-License-Identifier: MIT
// What goes with the machines of a node plan, in the end: hooks of the whole plan, too.
#include "base/str.h"
#include "plan/check/check.h"

void
check_handed(struct checking *c, const struct node_plan *np)
{
    const struct plan_step *first = NULL;

    for (size_t i = 0; i < np->n_steps; i++) {
        const struct plan_step *s = &np->steps[i];
        if (!str_eq(s->scheme, "stackscript") || s->alias)
            continue;
        if (first)
            diag_note(c->l->diags,
                diags_add(
                    c->l->diags, DIAG_ERROR, s->pos, "a machine is made with one StackScript"),
                first->pos, "this is the first");
        first = first ? first : s;
    }
}

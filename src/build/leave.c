// SPDX-License-Identifier: MIT
// A machine goes, for good or for another one in its place: its hooks before that, while others
// still know it, its NodeBalancers, its volumes, then itself.
#include "build/private.h"
#include "step/kinds.h"

// Those before its machine goes. Yields the last; NULL: there are none.
static struct step *
farewell(struct build *b, struct member *m)
{
    struct step *last = m->was ? build_hooks(b, m, EVENT_DESTROY, false, NULL, NULL) : NULL;

    m->farewell = last;
    return last;
}

static struct step *
add_last(struct build *b, const struct step_kind *kind, struct member *m)
{
    struct step *s = graph_add(b->graph, kind, m->node->label, NULL, "", m);

    if (b->gone) // what machines were in goes when they are gone
        step_after(b->gone, s);
    return s;
}

void
build_leaves(struct build *b, struct member *m)
{
    struct step *s = add_last(b, &machine_delete, m), *last = farewell(b, m);

    step_after(b->known, last); // others know it for as long as these run
    step_needs(s, last);
    step_after(s, build_detached(b, m, build_drained(b, m, true, last, NULL)));
    step_after(s, b->told);
}

struct step *
build_replaced(struct build *b, struct member *m)
{
    struct step *s = add_last(b, &machine_replace, m), *last = farewell(b, m);

    step_needs(s, build_made(b, m->address)); // it goes only when the next one can have it
    step_needs(s, last);
    step_needs(s, build_detached(b, m, build_drained(b, m, true, last, NULL)));
    return s;
}

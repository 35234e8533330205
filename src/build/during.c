// SPDX-License-Identifier: MIT
// Rules that hold during an event: opened on a node before the first of its hooks that run at it,
// closed when the last is over, well or badly.
#include "build/private.h"
#include "model/hook.h"
#include "step/kinds.h"

#define MARGIN_MS 60000 // for what is between the hooks

// Before it was made nobody can come to it; one that goes is brought no more rules.
static bool
has_rules(const struct node_plan *np, enum event event)
{
    if (!np || event == EVENT_CREATED)
        return false;
    for (size_t i = 0; i < np->n_rules; i++)
        if (np->rules[i].bound && np->rules[i].during == event)
            return true;
    return false;
}

// Those that wait for their turn wait for all the others.
static int64_t
limit_of(const struct build *b, const struct member *m, enum event event)
{
    int64_t limit = MARGIN_MS;

    for (size_t i = 0; i < m->np->n_steps; i++) {
        const struct plan_step *ps = &m->np->steps[i];
        const int64_t one = (ps->timeout_ms ? ps->timeout_ms : HOOK_USUAL_MS) * (1 + ps->retries);
        if (ps->event == event && !ps->alias)
            limit += ps->serial ? one * (int64_t)b->world->n_members : one;
    }
    return limit;
}

static struct step *
add(struct build *b, const struct step_kind *kind, struct member *m, enum event event)
{
    return graph_add(b->graph, kind, m->node->label, event_name(event), "", m);
}

struct step *
build_opened(
    struct build *b, struct member *m, enum event event, struct step *barrier, struct step *before)
{
    struct step *s;

    if (!has_rules(m->np, event))
        return before;
    m->during[event].limit_ms = limit_of(b, m, event);
    s = add(b, &node_open, m, event);
    step_after(s, b->known); // its rules name others
    step_needs(s, before);
    step_needs(s, barrier);
    return s;
}

struct step *
build_closed(struct build *b, struct member *m, enum event event, struct step *before)
{
    struct step *close, *settled;

    if (!has_rules(m->np, event))
        return before;
    close = add(b, &node_close, m, event);
    step_after(close, before);
    settled = add(b, &event_settled, m, event);
    step_needs(settled, before);
    step_after(settled, close);
    return settled;
}

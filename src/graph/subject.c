// SPDX-License-Identifier: MIT
// Subjects: one step at a time changes one. A step takes the two that it changes together or not at
// all; until then it stands in the line of each, and what is free is kept for the first of its
// line. So nobody holds what he cannot use yet, and none that wants two is passed by again and
// again by less urgent ones that want only one of them. Each step that leaves looks at the first of
// its lines alone.
#include <stdlib.h>

#include "graph/engine.h"

static struct subject *
subject_get(struct graph *g, const char *name)
{
    struct subject *s = map_get(&g->subjects, name);

    if (!s) {
        s = ARENA_NEW(g->arena, struct subject);
        map_put(&g->subjects, name, s);
    }
    return s;
}

void
subject_add(struct task *t, const char *name)
{
    if (t->n_changes == MOST_SUBJECTS)
        abort(); // there is no room for a third
    t->changes[t->n_changes++] = subject_get(t->step.graph, name);
}

void
step_also(struct step *s, const char *subject)
{
    subject_add(task_of(s), subject);
}

// One that stands in its lines.
static bool
take_all(struct task *t)
{
    for (unsigned i = 0; i < t->n_changes; i++)
        if (t->changes[i]->busy || heap_top(&t->changes[i]->line) != t)
            return false;
    for (unsigned i = 0; i < t->n_changes; i++) {
        t->changes[i]->busy = true;
        heap_pop(&t->changes[i]->line);
    }
    t->holds = true;
    return true;
}

bool
subjects_take(struct task *t)
{
    if (t->holds)
        return true;
    for (unsigned i = 0; i < t->n_changes; i++)
        heap_push(&t->changes[i]->line, t, t->priority);
    return take_all(t);
}

void
subjects_release(struct task *t)
{
    for (unsigned i = 0; t->holds && i < t->n_changes; i++)
        t->changes[i]->busy = false;
    t->holds = false;
}

void
subjects_leave(struct graph *g, struct task *t)
{
    subjects_release(t);
    for (unsigned i = 0; i < t->n_changes; i++) {
        struct task *next = heap_top(&t->changes[i]->line);
        if (next && take_all(next))
            schedule_ready(g, next);
    }
}

void
subjects_drop(struct graph *g)
{
    map_each (it, &g->subjects)
        ((struct subject *)it->value)->line.list.n = 0;
}

void
subjects_free(struct graph *g)
{
    map_each (it, &g->subjects)
        vec_done(&((struct subject *)it->value)->line.list);
    map_done(&g->subjects);
}

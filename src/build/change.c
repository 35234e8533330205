// SPDX-License-Identifier: MIT
// Hooks of membership: on which nodes that stay there is somebody to tell of. A node that nothing
// is noted of is told of nobody: those who are made together, and whoever joins, know the others.
#include "base/str.h"
#include "build/private.h"
#include "step/hook/hook.h"
#include "step/hook/play.h"

// Nobody knows its machine yet.
static bool
is_coming(const struct change *c)
{
    return c->kind != CHANGE_DELETE && (c->kind == CHANGE_REPLACE || !c->node->cloud_id);
}

// Will there be others than those of the roster, as far as can be told before?
static bool
is_changing(const struct build *b, const char *told)
{
    struct arena *a = graph_arena(b->graph);
    const struct node **nodes = arena_array(a, b->of->n, sizeof *nodes);
    size_t n = 0;

    for (size_t i = 0; i < b->of->n; i++) {
        if (is_coming(&b->of->changes[i]))
            return true;
        if (b->of->changes[i].kind != CHANGE_DELETE)
            nodes[n++] = b->of->changes[i].node;
    }
    return !roster_same(a, roster_text(a, nodes, n), told);
}

// Worked out once for each roster that somebody was told of: there are few.
static bool
will_change(struct build *b, const char *told)
{
    static const char yes[] = "yes", no[] = "no";
    const char *known = map_get(&b->changing, told);

    if (!known) {
        known = is_changing(b, told) ? yes : no;
        map_put(&b->changing, told, (void *)(uintptr_t)known);
    }
    return known == yes;
}

static struct step *
add(struct build *b, struct member *m, const struct plan_step *ps, const char *told,
    const char *upto, struct step *before)
{
    struct step *s = build_hook(b, m, ps, upto ? "before" : NULL, NULL, before);
    struct hook *h = s->item;

    h->told = told;
    h->upto = upto;
    h->interrupted &= upto != NULL;
    step_after(s, b->known);
    if (h->player)
        step_after(h->player->play->step, b->known);
    return s;
}

// Of whom a node was told last, and of whom it was being told when somebody died or failed over it;
// NULL: of nobody.
struct telling {
    const char *told, *begun;
    const char *digest; // of what it was told last
};

static struct telling
telling_of(const struct build *b, const struct member *m, const struct plan_step *ps)
{
    const struct map *rosters = &b->world->rosters;
    const struct hook_told mark = hook_told(graph_arena(b->graph), build_hook_mark(b, m, ps));
    const char *told = mark.told ? map_get(rosters, mark.told) : NULL;

    return (struct telling){ told, told && mark.telling ? map_get(rosters, mark.telling) : NULL,
        mark.told };
}

// Another cluster's members are as they are: of them it can be told before.
static bool
will_hear(struct build *b, const struct plan_step *ps, const struct telling *t)
{
    if (!ps->alias)
        return will_change(b, t->begun ? t->begun : t->told);
    return t->begun || !str_eq(t->digest, hook_needed_digest(b->world, ps->alias));
}

// What was begun is told first, as it was begun; then what came since.
static struct step *
add_all(struct build *b, struct member *m, const struct plan_step *ps, const struct telling *t,
    struct step *before)
{
    const char *told = t->begun ? t->begun : t->told;

    if (t->begun)
        before = add(b, m, ps, t->told, t->begun, before);
    return will_hear(b, ps, t) ? add(b, m, ps, told, NULL, before) : before;
}

struct step *
build_change(struct build *b, struct member *m, struct step *before)
{
    bool opened = false;

    for (size_t i = 0; i < m->np->n_steps; i++) {
        const struct plan_step *ps = &m->np->steps[i];
        if (ps->event != EVENT_MEMBERSHIP || !build_hook_meant(b, m, ps))
            continue;
        const struct telling t = telling_of(b, m, ps);
        if (!t.told || (!t.begun && !will_hear(b, ps, &t)))
            continue;
        if (!opened)
            before = build_opened(b, m, EVENT_MEMBERSHIP, NULL, before);
        opened = true;
        before = add_all(b, m, ps, &t, before);
    }
    return opened ? build_closed(b, m, EVENT_MEMBERSHIP, before) : before;
}

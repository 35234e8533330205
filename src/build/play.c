// SPDX-License-Identifier: MIT
// Playbooks that are run from here: which nodes one run is for.
#include "build/build.h"

#include "base/str.h"
#include "step/hook/play.h"

// Runs wait for all who are one of them. So that none waits for another in a circle, steps are told
// from one another by their place among those of their event, too: the plan's own are behind all
// others.
static const char *
key_of(struct arena *a, const struct hook *h, const char *scope)
{
    const struct node_plan *np = member_hooks(h->member);
    const struct plan_step *s = h->step;
    size_t place = 0;

    for (size_t i = s->of_plan ? np->n_own_steps : 0; &np->steps[i] < s; i++)
        place += np->steps[i].event == s->event;
    return arena_printf(a, "%s/%s %s%zu %.12s%s%s", event_name(s->event), s->name,
        s->of_plan ? "all-" : "", place, s->digest, *scope ? " " : "", scope);
}

static struct play *
play_of(
    struct graph *g, struct world *w, struct map *plays, const struct hook *h, const char *scope)
{
    struct arena *a = graph_arena(g);
    const char *key = key_of(a, h, scope);
    struct play *p = map_get(plays, key);

    if (p)
        return p;
    p = ARENA_NEW(a, struct play);
    *p = (struct play){ .world = w, .id = arena_printf(a, "ansible:%s", key) };
    p->step = graph_add(g, &hook_play, w->cluster->slug, key, h->step->digest, p);
    map_put(plays, key, p);
    return p;
}

void
build_play(struct graph *g, struct world *w, struct map *plays, struct step *of, const char *scope,
    struct step *barrier, struct step *before)
{
    struct hook *h = of->item;

    if (!str_eq(h->step->scheme, "ansible"))
        return;
    struct play *p = play_of(g, w, plays, h, scope);
    struct player *one = ARENA_NEW(graph_arena(g), struct player);
    *one = (struct player){ .play = p, .hook = h, .before = before, .next = p->players };
    p->players = one;
    h->player = one;
    step_after(p->step, before);
    step_needs(p->step, barrier);
    step_needs(of, p->step);
}

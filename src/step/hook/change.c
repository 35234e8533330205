// SPDX-License-Identifier: MIT
// Hooks of a change of the members: who joined and left since a node was told last. What it is
// being told of is written down before, so that whoever goes on after a death tells just that, and
// then what came since.
#include <string.h>

#include "base/str.h"
#include "base/texts.h"
#include "step/hook/hook.h"

// Who is there, as others know it: once they are known, one text for all.
static const char *
roster_now(struct world *w)
{
    const char *key = arena_printf(w->arena, "roster %u", w->generation), *text;
    const struct node **nodes = arena_array(w->arena, w->n_members, sizeof *nodes);
    size_t n = 0;

    if (w->known && (text = map_get(&w->texts, key)))
        return text;
    for (size_t i = 0; i < w->n_members; i++)
        if (member_known(&w->members[i]))
            nodes[n++] = w->members[i].node;
    text = roster_text(w->arena, nodes, n);
    if (w->known)
        map_put(&w->texts, key, (void *)(uintptr_t)text);
    return text;
}

const char *
hook_needed_roster(struct world *w, const char *alias)
{
    const struct neighbour *o = world_neighbour(w, alias);
    const char *key = arena_printf(w->arena, "roster of %s", alias);
    const char *text = map_get(&w->texts, key);
    const struct node **nodes;

    if (text)
        return text;
    nodes = arena_array(w->arena, o ? o->n : 0, sizeof *nodes);
    for (size_t i = 0; o && i < o->n; i++)
        nodes[i] = o->nodes[i];
    text = roster_text(w->arena, nodes, o ? o->n : 0);
    map_put(&w->texts, key, (void *)(uintptr_t)text);
    return text;
}

const char *
hook_needed_digest(struct world *w, const char *alias)
{
    const char *key = arena_printf(w->arena, "roster of %s, its digest", alias);
    const char *known = map_get(&w->texts, key);
    char digest[DIGEST_TEXT];

    if (known)
        return known;
    known = arena_strdup(w->arena, roster_digest(hook_needed_roster(w, alias), digest));
    map_put(&w->texts, key, (void *)(uintptr_t)known);
    return known;
}

static const char *
digest_of(const struct hook *h, const char *roster)
{
    char digest[DIGEST_TEXT];

    return arena_strdup(h->member->world->arena, roster_digest(roster, digest));
}

bool
hook_change(struct hook *h)
{
    struct world *w = h->member->world;
    const char *vpc = h->member->node->vpc;

    h->roster = h->upto          ? h->upto
                : h->step->alias ? hook_needed_roster(w, h->step->alias)
                                 : roster_now(w);
    if (!h->told) // asked for anew: nobody joined or left since
        return false;
    h->joined = roster_beyond(w->arena, h->roster, h->told, vpc);
    h->left = roster_beyond(w->arena, h->told, h->roster, vpc);
    return *h->joined.names || *h->left.names;
}

void
hook_change_begin(const struct hook *h)
{
    const struct member *m = h->member;
    const char *now = digest_of(h, h->roster);
    const struct blob blob = { now, h->roster };

    ledger_put(m->world->ledger, RECORD_BLOB, &blob);
    hook_fact(h, m->node, hook_telling_mark(m->world->arena, h->step, digest_of(h, h->told), now));
}

static bool
has_step(const struct member *m, const struct plan_step *ps)
{
    for (size_t i = 0; m->np && i < m->np->n_steps; i++)
        if (m->np->steps[i].event == ps->event && str_eq(m->np->steps[i].name, ps->name) &&
            str_eq(m->np->steps[i].digest, ps->digest))
            return true;
    return false;
}

// Told on one node, it is told for those that stand for it when that is gone.
static bool
stands_for(const struct hook *h, const struct member *m)
{
    const struct node *one = h->member->node, *n = m->node;

    return h->step->where == STEP_ONE && has_step(m, h->step) && m->node->secured &&
           (h->step->of_plan || (str_eq(n->group, one->group) && str_eq(n->region, one->region)));
}

void
hook_change_keep(const struct hook *h)
{
    const struct world *w = h->member->world;
    const char *mark = h->told ? hook_knows_mark(w->arena, digest_of(h, h->roster)) : NULL;

    if (!mark) // it stands as it was told of before
        return;
    hook_fact(h, h->member->node, hook_note(h));
    for (size_t i = 0; i < w->n_members; i++)
        if (&w->members[i] != h->member && stands_for(h, &w->members[i]))
            hook_fact(h, w->members[i].node, mark);
}

const char *
hook_note(const struct hook *h)
{
    struct arena *a = h->member->world->arena;

    return h->step->event == EVENT_MEMBERSHIP && h->roster
               ? hook_told_mark(a, h->step, digest_of(h, h->roster))
               : hook_mark(a, h->step, h->member->node);
}

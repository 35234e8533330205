// SPDX-License-Identifier: MIT
// The events of a start: who runs which hooks, and what waits for whom. A barrier is there only
// where something comes behind it.
#include <string.h>

#include "base/str.h"
#include "build/private.h"
#include "step/hook/barrier.h"

// What comes once all of a group, a region, the plan are so far; in this order.
static const struct stage {
    enum event event;
    const struct step_kind *kind; // the barrier before its hooks
    enum { OF_CREW, OF_REGION, OF_ALL } scope;
} stages[] = {
    { EVENT_CLUSTERSTARTING, &cluster_ready, OF_CREW },
    { EVENT_CLUSTERSTARTED, &cluster_started, OF_CREW },
    { EVENT_REGIONREADY, &region_ready, OF_REGION },
    { EVENT_PLANREADY, &plan_ready, OF_ALL },
};
#define N_STAGES (sizeof stages / sizeof stages[0])

// ---- hooks of one node at one event

static const char *
place_of(const struct build *b, const struct member *m)
{
    return arena_printf(graph_arena(b->graph), "%s/%s", m->node->region, m->node->group);
}

// "on: one" is the first of its node plan in its region, or of all: the same one every time.
static bool
is_chosen(const struct build *b, const struct member *m, const struct plan_step *ps)
{
    return ps->where != STEP_ONE || map_get(&b->firsts, ps->of_plan ? "" : place_of(b, m)) == m;
}

static bool
is_due(const struct build *b, const struct member *m, const struct plan_step *ps, bool fresh)
{
    const char *key = arena_printf(
        graph_arena(b->graph), "%s %s/%s", m->node->uuid, event_name(ps->event), ps->name);

    if (ps->alias || !hook_meant(ps, m->node) || !is_chosen(b, m, ps))
        return false;
    return fresh || !hook_marked(map_get(b->done, key), ps->event, m->node);
}

static struct step *
add_hook(struct build *b, struct member *m, const struct plan_step *ps, struct step *before)
{
    struct arena *a = graph_arena(b->graph);
    const char *detail = arena_printf(a, "%s/%s", event_name(ps->event), ps->name);
    struct hook *h = ARENA_NEW(a, struct hook);
    struct step *s;

    *h = (struct hook){ .member = m, .step = ps };
    s = graph_add(b->graph, &node_hook, m->node->label, detail, ps->digest, h);
    s->usual_ms = ps->usual_ms;
    s->retry.most += ps->retries;
    s->retry.give_up_ms += ps->retries * (ps->timeout_ms ? ps->timeout_ms : HOOK_USUAL_MS);
    step_needs(s, before);
    if (ps->serial)
        step_enters(
            s, arena_printf(a, "%s %s", detail, ps->of_plan ? "" : place_of(b, m)), ps->serial);
    return s;
}

struct step *
build_hooks(struct build *b, struct member *m, enum event event, bool fresh, struct step *barrier,
    struct step *before)
{
    for (size_t i = 0; i < m->np->n_steps; i++) {
        const struct plan_step *ps = &m->np->steps[i];
        if (ps->event != event || !is_due(b, m, ps, fresh))
            continue;
        before = add_hook(b, m, ps, before);
        step_needs(before, barrier);
    }
    return before;
}

// ---- barriers

static bool
has_event(const struct node_plan *np, enum event event)
{
    for (size_t i = 0; i < np->n_steps; i++)
        if (np->steps[i].event == event && !np->steps[i].alias)
            return true;
    return false;
}

// Those that share events with it.
static const char *
crew_of(const struct build *b, const struct member *m)
{
    return arena_printf(graph_arena(b->graph), "%s/%s%s", m->node->region,
        m->np->event_cluster ? "cluster " : "",
        m->np->event_cluster ? m->np->event_cluster : m->node->group);
}

static const char *
scope_of(const struct build *b, const struct stage *st, const struct member *m)
{
    return st->scope == OF_CREW     ? crew_of(b, m)
           : st->scope == OF_REGION ? m->node->region
                                    : b->world->cluster->slug;
}

static const char *
key_of(const struct build *b, const struct stage *st, const char *scope)
{
    return arena_printf(graph_arena(b->graph), "%s %s", st->kind->name, scope);
}

static struct crew *
crew_make(struct build *b, const struct member *m, const char *key)
{
    struct crew *c = ARENA_NEW(graph_arena(b->graph), struct crew);
    const struct node_plan *np = m->np;

    c->name = arena_printf(graph_arena(b->graph), "%s in %s",
        np->event_cluster ? np->event_cluster : np->name, m->node->region);
    map_put(&b->crews, key, c);
    return c;
}

// Of node plans that share events the one that says what is enough says it for all.
static void
set_enough(struct crew *c, const struct node_plan *np)
{
    if (np->min_ready)
        c->min = np->min_ready;
    if (np->min_ready_percent)
        c->min_percent = np->min_ready_percent;
}

// A stage that somebody has hooks of has its barrier.
static void
note_stages(struct build *b, const struct member *m)
{
    for (size_t i = 0; i < N_STAGES; i++) {
        const struct stage *st = &stages[i];
        const char *key = key_of(b, st, scope_of(b, st, m));
        if (map_has(&b->barriers, key) || !has_event(m->np, st->event))
            continue;
        struct barrier *bar = ARENA_NEW(graph_arena(b->graph), struct barrier);
        bar->world = b->world;
        map_put(&b->barriers, key, bar);
    }
}

// Is it one of those that run when all is done?
static bool
takes_part(const struct change *c)
{
    return c->np && c->kind != CHANGE_DELETE && c->kind != CHANGE_AWAY && c->np->boot_on_create;
}

// One that is changed in its turn does not come to the others' barriers: they do not wait for it.
static bool
is_serving(const struct change *c)
{
    return c->kind == CHANGE_KEEP || c->kind == CHANGE_UPDATE || c->kind == CHANGE_RESIZE ||
           c->kind == CHANGE_REBUILD || c->kind == CHANGE_WAIT;
}

static void
set_first(struct build *b, const char *of, struct member *m)
{
    if (!map_has(&b->firsts, of))
        map_put(&b->firsts, of, m);
}

void
build_crews(struct build *b)
{
    for (size_t i = 0; i < b->of->n; i++) {
        struct member *m = &b->world->members[i];
        if (!takes_part(&b->of->changes[i]))
            continue;
        set_first(b, "", m);
        set_first(b, place_of(b, m), m);
        const char *key = crew_of(b, m);
        struct crew *c = map_get(&b->crews, key);
        if (!c)
            c = crew_make(b, m, key);
        c->total++;
        c->serving += is_serving(&b->of->changes[i]);
        set_enough(c, m->np);
        note_stages(b, m);
    }
}

// Where it comes, nobody has come before it.
static struct step *
step_of(struct build *b, const struct stage *st, const char *scope, struct barrier *bar)
{
    if (!bar->step)
        bar->step = graph_add(b->graph, st->kind, scope, NULL, "", bar);
    return bar->step;
}

// What it has done up to now counts for the barrier. NULL: nothing comes behind it.
static struct step *
come(struct build *b, const struct stage *st, const struct member *m, struct step *before)
{
    struct arena *a = graph_arena(b->graph);
    const char *scope = scope_of(b, st, m);
    struct barrier *bar = map_get(&b->barriers, key_of(b, st, scope));
    struct comer *one;

    if (!bar)
        return NULL;
    one = ARENA_NEW(a, struct comer);
    *one = (struct comer){ map_get(&b->crews, crew_of(b, m)), m, before, bar->comers };
    bar->comers = one;
    struct step *s = step_of(b, st, scope, bar);
    step_after(s, before);
    return s;
}

struct step *
build_events(
    struct build *b, const struct change *c, struct member *m, bool fresh, struct step *before)
{
    before = build_hooks(b, m, EVENT_SSHREADY, fresh, NULL, before);
    for (size_t i = 0; i < N_STAGES; i++) {
        struct step *barrier = is_serving(c) ? NULL : come(b, &stages[i], m, before);
        before = build_hooks(b, m, stages[i].event, fresh, barrier, before);
    }
    return before;
}

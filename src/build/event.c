// SPDX-License-Identifier: MIT
// The events of a start: who runs which hooks, and what waits for whom. A barrier is there only
// where something comes behind it.
#include <string.h>

#include "base/str.h"
#include "build/private.h"
#include "step/hook/barrier.h"

// What comes once all of a group, a region, the plan are so far; in this order.
static const struct stage {
    const struct step_kind *kind; // the barrier before its hooks
    enum event event;
    enum { OF_CREW, OF_REGION, OF_ALL } scope;
} stages[] = {
    { &cluster_ready, EVENT_CLUSTERSTARTING, OF_CREW },
    { &cluster_started, EVENT_CLUSTERSTARTED, OF_CREW },
    { &region_ready, EVENT_REGIONREADY, OF_REGION },
    { &plan_ready, EVENT_PLANREADY, OF_ALL },
};
#define N_STAGES (sizeof stages / sizeof stages[0])

// Before the first service of a group stops.
static const struct stage stopping = { &cluster_stopping, EVENT_CLUSTERSTOPPING, OF_CREW };

// ---- hooks of one node at one event

static const char *
place_of(const struct build *b, const struct member *m)
{
    return arena_printf(graph_arena(b->graph), "%s/%s", m->node->region, m->node->group);
}

// Before the place of those who leave, or stop: they have a first of their own.
#define LEAVING "- "
#define STOPPING "0 "

// "on: one" is the first of its node plan in its region, or of all: the same one every time.
static bool
is_chosen(const struct build *b, const struct member *m, const struct plan_step *ps)
{
    const char *of = ps->of_plan ? "" : place_of(b, m);

    if (ps->event == EVENT_DESTROY)
        of = arena_printf(graph_arena(b->graph), LEAVING "%s", of);
    if (ps->event == EVENT_CLUSTERSTOPPING)
        of = arena_printf(graph_arena(b->graph), STOPPING "%s", of);
    return ps->where != STEP_ONE || map_get(&b->firsts, of) == m;
}

// What was noted of it on the node; NULL: nothing.
const char *
build_hook_mark(const struct build *b, const struct member *m, const struct plan_step *ps)
{
    return map_get(b->done, arena_printf(graph_arena(b->graph), "%s %s/%s", m->node->uuid,
                                event_name(ps->event), ps->name));
}

bool
build_hook_meant(const struct build *b, const struct member *m, const struct plan_step *ps)
{
    struct node then = *m->node; // as it is when they run

    then.starts += b->start != START_THIS;
    if (b->start == START_FIRST)
        then.born = then.starts;
    return (!ps->alias || ps->event == EVENT_MEMBERSHIP) && hook_meant(ps, &then) &&
           is_chosen(b, m, ps);
}

static bool
is_due(const struct build *b, const struct member *m, const struct plan_step *ps, bool fresh)
{
    if (!build_hook_meant(b, m, ps))
        return false;
    return fresh || !hook_marked(build_hook_mark(b, m, ps), ps, m->node);
}

// Those that share events with it.
static const char *
crew_of(const struct build *b, const struct member *m)
{
    return arena_printf(graph_arena(b->graph), "%s/%s%s", m->node->region,
        m->np->event_cluster ? "cluster " : "",
        m->np->event_cluster ? m->np->event_cluster : m->node->group);
}

// Who has a playbook's run in common. One that is changed in its turn is waited for by others: it
// has its own.
static const char *
play_scope(const struct build *b, const struct member *m, const struct plan_step *ps,
    const char *which, const struct step *barrier)
{
    const enum change_kind kind = b->of->changes[m - b->world->members].kind;

    if (kind == CHANGE_RESIZE || kind == CHANGE_REBUILD || kind == CHANGE_RESTART ||
        kind == CHANGE_WAIT)
        return m->node->label;
    if (ps->event == EVENT_CLUSTERSTOPPING)
        return crew_of(b, m);
    return which ? which : barrier ? barrier->key : "";
}

struct step *
build_hook(struct build *b, struct member *m, const struct plan_step *ps, const char *which,
    struct step *barrier, struct step *before)
{
    struct arena *a = graph_arena(b->graph);
    const char *name = arena_printf(a, "%s/%s", event_name(ps->event), ps->name);
    const char *detail = which ? arena_printf(a, "%s %s", name, which) : name;
    struct hook *h = ARENA_NEW(a, struct hook);
    struct step *s;

    *h = (struct hook){ .member = m,
        .step = ps,
        .interrupted = hook_begun(build_hook_mark(b, m, ps), ps->event, m->node) };
    s = graph_add(b->graph, &node_hook, m->node->label, detail, ps->digest, h);
    s->usual_ms = ps->usual_ms;
    s->retry.most += ps->retries;
    s->retry.give_up_ms += ps->retries * (ps->timeout_ms ? ps->timeout_ms : HOOK_USUAL_MS);
    step_needs(s, before);
    step_needs(s, barrier);
    build_play(
        b->graph, b->world, &b->plays, s, play_scope(b, m, ps, which, barrier), barrier, before);
    if (ps->serial)
        step_enters(
            s, arena_printf(a, "%s %s", name, ps->of_plan ? "" : place_of(b, m)), ps->serial);
    return s;
}

// Is it one that a node has while it runs on, and another than it had? One that converges makes it
// so, one of every boot is put in place for the next.
static bool
has_changed(const struct build *b, const struct member *m, const struct plan_step *ps)
{
    const char *mark = build_hook_mark(b, m, ps),
               *had = hook_mark_digest(graph_arena(b->graph), mark);
    const bool holds = ps->event == EVENT_BOOT || (ps->converges && ps->event <= EVENT_PLANREADY);

    return holds && (hook_mark_is_begun(mark) || !str_eq(had, ps->digest)) &&
           is_due(b, m, ps, true);
}

struct step *
build_changed(struct build *b, struct member *m, struct step *before)
{
    for (unsigned e = 0; e < N_EVENTS; e++)
        for (size_t i = 0; i < m->np->n_steps; i++) {
            const struct plan_step *ps = &m->np->steps[i];
            if (ps->event != (enum event)e || !has_changed(b, m, ps))
                continue;
            before = build_hook(b, m, ps, NULL, NULL, before);
            ((struct hook *)before->item)->kept = ps->event == EVENT_BOOT;
        }
    return before;
}

struct step *
build_hooks(struct build *b, struct member *m, enum event event, bool fresh, struct step *barrier,
    struct step *before)
{
    const struct node_plan *np = member_hooks(m);
    bool opened = false;

    for (size_t i = 0; i < np->n_steps; i++) {
        const struct plan_step *ps = &np->steps[i];
        if (ps->event != event || !is_due(b, m, ps, fresh))
            continue;
        if (!opened)
            before = build_opened(b, m, event, barrier, before);
        opened = true;
        before = build_hook(b, m, ps, NULL, barrier, before);
    }
    return opened ? build_closed(b, m, event, before) : before;
}

// ---- barriers

bool
build_has_event(const struct node_plan *np, enum event event)
{
    for (size_t i = 0; i < np->n_steps; i++)
        if (np->steps[i].event == event && !np->steps[i].alias)
            return true;
    return false;
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

static void
note_stage(struct build *b, const struct stage *st, const struct member *m)
{
    const char *key = key_of(b, st, scope_of(b, st, m));
    struct barrier *bar;

    if (map_has(&b->barriers, key))
        return;
    bar = ARENA_NEW(graph_arena(b->graph), struct barrier);
    bar->world = b->world;
    map_put(&b->barriers, key, bar);
}

// A stage that somebody has hooks of has its barrier; so has the first one of those with services.
static void
note_stages(struct build *b, const struct member *m)
{
    for (size_t i = 0; i < N_STAGES; i++)
        if (build_has_event(m->np, stages[i].event) || (!i && build_has_services(b, m)))
            note_stage(b, &stages[i], m);
}

// Is it one of those that run when all is done?
static bool
takes_part(const struct change *c)
{
    return c->np && c->kind != CHANGE_DELETE && c->kind != CHANGE_AWAY && node_serves(c->node);
}

// One that is changed in its turn does not come to the others' barriers: they do not wait for it.
static bool
is_serving(const struct change *c)
{
    return c->kind == CHANGE_KEEP || c->kind == CHANGE_UPDATE || c->kind == CHANGE_RESIZE ||
           c->kind == CHANGE_REBUILD || c->kind == CHANGE_WAIT || c->kind == CHANGE_RESTART;
}

// What serves on it stops together with others'.
static bool
stops(const struct change *c)
{
    return c->kind == CHANGE_STOP || c->kind == CHANGE_DRAIN;
}

static void
set_first(struct build *b, const char *of, struct member *m)
{
    if (!map_has(&b->firsts, of))
        map_put(&b->firsts, of, m);
}

static void
note_stopping(struct build *b, const struct member *m)
{
    const char *key = crew_of(b, m);

    if (!map_has(&b->crews, key))
        crew_make(b, m, key);
    build_order_note(b, m, true);
    note_stage(b, &stopping, m);
}

// Among those who are apart from the others.
static void
set_first_apart(struct build *b, const char *who, struct member *m)
{
    set_first(b, who, m);
    set_first(b, arena_printf(graph_arena(b->graph), "%s%s", who, place_of(b, m)), m);
}

void
build_crews(struct build *b)
{
    for (size_t i = 0; i < b->of->n; i++) {
        struct member *m = &b->world->members[i];
        const struct change *ch = &b->of->changes[i];
        if (m->was)
            set_first_apart(b, LEAVING, m);
        if (stops(ch) || ch->kind == CHANGE_RESTART)
            set_first_apart(b, STOPPING, m);
        if (stops(ch))
            note_stopping(b, m);
        if (ch->kind == CHANGE_RESTART)
            build_turn_note(b, m);
        if (!takes_part(ch))
            continue;
        if (!is_serving(ch))
            build_order_note(b, m, false);
        set_first(b, "", m);
        set_first(b, place_of(b, m), m);
        const char *key = crew_of(b, m);
        struct crew *c = map_get(&b->crews, key);
        if (!c)
            c = crew_make(b, m, key);
        c->total++;
        c->serving += is_serving(ch);
        set_enough(c, m->np);
        note_stages(b, m);
    }
}

void
build_come(struct build *b, struct barrier *bar, const struct member *m, struct step *before)
{
    struct comer *one = ARENA_NEW(graph_arena(b->graph), struct comer);

    *one = (struct comer){ map_get(&b->crews, crew_of(b, m)), m, before, bar->comers };
    bar->comers = one;
    step_after(bar->step, before);
}

// NULL: nothing comes behind it.
static struct step *
come(struct build *b, const struct stage *st, const struct member *m, struct step *before)
{
    const char *scope = scope_of(b, st, m);
    struct barrier *bar = map_get(&b->barriers, key_of(b, st, scope));

    if (!bar)
        return NULL;
    if (!bar->step)
        bar->step = graph_add(b->graph, st->kind, scope, NULL, "", bar);
    build_come(b, bar, m, before);
    return bar->step;
}

// Behind its barrier, and behind all that has to have started before.
static struct step *
add_starting(struct build *b, struct member *m, bool alone, bool fresh, struct step *before)
{
    struct step *barrier = alone ? NULL : come(b, &stages[0], m, before);

    if (barrier)
        step_needs(barrier, build_order_before(b, m));
    before = build_hooks(b, m, EVENT_CLUSTERSTARTING, fresh, barrier, before);
    return build_services(b, m, false, alone, barrier, before);
}

struct step *
build_events(
    struct build *b, const struct change *c, struct member *m, bool fresh, struct step *before)
{
    const bool alone = is_serving(c);

    before = build_hooks(b, m, EVENT_BOOT, fresh, NULL, before);
    before = build_hooks(b, m, EVENT_SSHREADY, fresh, NULL, before);
    before = add_starting(b, m, alone, fresh, before);
    for (size_t i = 1; i < N_STAGES; i++) {
        struct step *barrier = alone ? NULL : come(b, &stages[i], m, before);
        before = build_hooks(b, m, stages[i].event, fresh, barrier, before);
    }
    return before;
}

struct step *
build_stopping(struct build *b, struct member *m, bool alone, struct step *before)
{
    struct step *barrier;

    before = build_hooks(b, m, EVENT_CLUSTERSTOPPING, false, NULL, before);
    barrier = alone ? NULL : come(b, &stopping, m, before);
    return build_services(b, m, true, alone, barrier, before);
}

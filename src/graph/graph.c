// SPDX-License-Identifier: MIT
// Building a graph of steps and asking it.
#include "graph/graph.h"

#include <limits.h>
#include <stdlib.h>

#include "base/str.h"
#include "graph/engine.h"

const char *
step_state_name(enum step_state s)
{
    static const char *const names[] = {
        [STEP_WAITING] = "waiting",
        [STEP_READY] = "ready",
        [STEP_COMMITTING] = "committing",
        [STEP_RUNNING] = "running",
        [STEP_RETRYING] = "retrying",
        [STEP_DONE] = "done",
        [STEP_FAILED] = "failed",
        [STEP_BLOCKED] = "blocked",
        [STEP_CANCELLED] = "cancelled",
    };

    return names[s];
}

bool
step_settled(enum step_state s)
{
    return s >= STEP_DONE;
}

static const struct lct_err nothing;

struct lct_err *
task_room(struct task *t)
{
    if (!t->own)
        t->own = ARENA_NEW(t->step.graph->arena, struct lct_err);
    t->step.err = t->own;
    return t->own;
}

void
task_trouble(struct task *t, const struct lct_err *err)
{
    if (err && err->code)
        *task_room(t) = *err;
    else
        t->step.err = &nothing;
}

struct graph *
graph_new(struct loop *l, void *world)
{
    struct graph *g = NEW(struct graph);

    g->loop = l;
    g->world = world;
    g->arena = arena_new();
    return g;
}

void
graph_free(struct graph *g)
{
    if (!g)
        return;
    loop_turn_end_remove(g->turn_end);
    vec_each (t, &g->all.list)
        timer_stop((*t)->timer);
    subjects_free(g);
    pools_free(g);
    for (int lane = 0; lane < N_LANES; lane++)
        vec_done(&g->ready[lane].list);
    vec_done(&g->ended.list);
    vec_done(&g->outcomes.list);
    vec_done(&g->intents.list);
    vec_done(&g->all.list);
    map_done(&g->by_key);
    map_done(&g->gates);
    arena_free(g->arena);
    free(g);
}

struct arena *
graph_arena(struct graph *g)
{
    return g->arena;
}

static const struct retry_policy once = { .most = 1 };

struct step *
graph_add(struct graph *g, const struct step_kind *kind, const char *subject, const char *detail,
    const char *digest, void *item)
{
    struct task *t = ARENA_NEW(g->arena, struct task);
    const char *key = detail ? arena_printf(g->arena, "%s %s %s", kind->name, subject, detail)
                             : arena_printf(g->arena, "%s %s", kind->name, subject);

    t->step = (struct step){
        .kind = kind,
        .subject = arena_strdup(g->arena, subject),
        .key = key,
        .digest = arena_strdup(g->arena, digest ? digest : ""),
        .item = item,
        .world = g->world,
        .graph = g,
        .retry = kind->retry ? *kind->retry : once,
        .err = &nothing,
    };
    t->index = g->all.list.n;
    if (kind->changes_subject)
        subject_add(t, subject);
    if (map_put(&g->by_key, key, t))
        abort(); // two steps of one key: the journal could not tell them apart
    vec_push(&g->all.list, t);
    g->counts[TALLY_WAITING]++;
    return &t->step;
}

int64_t
step_usual_ms(const struct step *s)
{
    return s->usual_ms ? s->usual_ms : s->kind->usual_ms;
}

void
step_patience(struct step *s, int64_t ms)
{
    s->retry.most = UINT_MAX;
    s->retry.give_up_ms = ms;
}

static void
edge_add(struct step *s, struct step *on, bool needs)
{
    struct task *to = task_of(s), *from = task_of(on);
    struct edge *e;

    if (!on)
        return;
    e = ARENA_NEW(s->graph->arena, struct edge);
    *e = (struct edge){ to, needs, from->edges };
    from->edges = e;
    to->open_edges++;
}

void
step_needs(struct step *s, struct step *on)
{
    edge_add(s, on, true);
}

void
step_after(struct step *s, struct step *on)
{
    edge_add(s, on, false);
}

struct step *
graph_find(const struct graph *g, const char *key)
{
    return map_get(&g->by_key, key);
}

size_t
graph_count(const struct graph *g)
{
    return g->all.list.n;
}

struct step *
graph_at(const struct graph *g, size_t i)
{
    return &g->all.list.items[i]->step;
}

void
task_count(struct graph *g, struct task *t, enum tally as)
{
    g->counts[t->tally]--;
    g->counts[as]++;
    t->tally = as;
}

struct graph_counts
graph_counts(const struct graph *g)
{
    return (struct graph_counts){
        .total = g->all.list.n,
        .done = g->counts[TALLY_DONE],
        .failed = g->counts[TALLY_FAILED],
        .blocked = g->counts[TALLY_BLOCKED],
        .cancelled = g->counts[TALLY_CANCELLED],
        .running = g->counts[TALLY_RUNNING],
        .waiting = g->counts[TALLY_WAITING],
    };
}

// SPDX-License-Identifier: MIT
// Playing the engine: events are ends of steps and of waits between tries, in a heap by time.
#include "graph/forecast.h"

#include "base/err.h"
#include "base/str.h"
#include "graph/engine.h"

// Where a pace stands: the window that starts go into, which may be one to come.
struct window {
    int64_t opens_ms, ends_ms, used;
};

struct play {
    struct graph *graph;
    const struct forecast_args *args;
    struct window *windows; // of each pace
    int64_t now_ms;
    struct tasks due;   // a heap: what runs or waits to be tried again, the next end first
    struct tasks shut;  // gates that somebody has yet to open: here, at once
    struct tasks ended; // left their places, and have not released others yet
};

// ---- rate limits

static struct window
window_now(const struct pace *p)
{
    bool open = p->left_ms > 0;

    return (struct window){ 0, open ? p->left_ms : 0, open ? p->used : 0 };
}

// When one that comes now may go.
static int64_t
take_turn(struct window *w, const struct pace *p, int64_t now_ms)
{
    if (now_ms >= w->ends_ms)
        *w = (struct window){ now_ms, now_ms + p->window_ms, 0 };
    else if (w->used >= p->most)
        *w = (struct window){ w->ends_ms, w->ends_ms + p->window_ms, 0 };
    w->used++;
    return w->opens_ms > now_ms ? w->opens_ms : now_ms;
}

static int64_t
may_go(const struct play *p, const struct step *s)
{
    for (size_t i = 0; s->kind->request && i < p->args->n_paces; i++) {
        struct pace *pace = &p->args->paces[i];
        if (!pace->most || !str_eq(pace->request, s->kind->request))
            continue;
        int64_t at = take_turn(&p->windows[i], pace, p->now_ms);
        pace->starts++;
        pace->late += at > p->now_ms;
        return at;
    }
    return p->now_ms;
}

// ---- one turn

// One that is tried again begins in vain, which takes no time.
static bool
is_in_vain(const struct play *p, const struct task *t)
{
    return t->starts == 1 && p->args->lengths[t->index].waits_ms > 0;
}

static void
begin(struct play *p, struct task *t)
{
    const struct step_length *l = &p->args->lengths[t->index];
    int64_t end = p->now_ms;

    if (t->starts++ == 0 && p->args->begins)
        p->args->begins[t->index] = p->now_ms;
    if (!is_in_vain(p, t))
        end = may_go(p, &t->step) + l->ms - l->waits_ms;
    t->step.state = STEP_RUNNING;
    heap_push(&p->due, t, -end);
}

static bool
begin_ready(struct play *p)
{
    struct task *t;
    bool any = false;

    while ((t = schedule_next(p->graph))) {
        begin(p, t);
        any = true;
    }
    return any;
}

static bool
settle_ended(struct play *p)
{
    bool any = p->ended.list.n;

    vec_each (t, &p->ended.list) {
        (*t)->step.state = STEP_DONE;
        schedule_settled(p->graph, *t);
        for (struct edge *e = (*t)->edges; e; e = e->next) {
            e->to->open_edges--;
            schedule_try(p->graph, e->to);
        }
    }
    p->ended.list.n = 0;
    return any;
}

static void
wait_again(struct play *p, struct task *t)
{
    t->step.state = STEP_RETRYING;
    heap_push(&p->due, t, -(p->now_ms + p->args->lengths[t->index].waits_ms));
}

static bool
end_due(struct play *p)
{
    bool any = false;

    while (p->due.list.n && -p->due.list.items[0]->urgency <= p->now_ms) {
        struct task *t = heap_pop(&p->due);
        any = true;
        if (t->step.state == STEP_RETRYING) {
            schedule_ready(p->graph, t);
            continue;
        }
        schedule_leave(p->graph, t);
        if (is_in_vain(p, t))
            wait_again(p, t);
        else
            vec_push(&p->ended.list, t);
    }
    return any;
}

// As in run.c: what ended leaves its place before, and releases others after, ready ones begin;
// what ends at once does so in a turn of its own at the same time.
static void
play_all(struct play *p)
{
    for (;;) {
        bool moved = begin_ready(p);
        moved |= settle_ended(p);
        if (end_due(p) || moved)
            continue;
        if (!p->due.list.n)
            return;
        p->now_ms = -p->due.list.items[0]->urgency;
        end_due(p);
    }
}

// ---- before and after

static void
open_gates(struct play *p)
{
    map_each (it, &p->graph->gates) {
        struct task *t = it->value;
        if (!t->shut)
            continue;
        t->shut = false;
        vec_push(&p->shut.list, t);
    }
}

// Whatever has not ended, since those inside a pool wait for others, is as it was, too.
static void
restore(struct play *p)
{
    struct graph *g = p->graph;

    schedule_drop(g);
    vec_each (t, &p->shut.list)
        (*t)->shut = true;
    vec_each (t, &g->all.list) {
        (*t)->step.state = STEP_WAITING;
        (*t)->starts = 0;
        if ((*t)->inside)
            (*t)->pool->taken--;
        (*t)->inside = false;
        (*t)->open_edges = 0;
    }
    vec_each (t, &g->all.list) {
        for (struct edge *e = (*t)->edges; e; e = e->next)
            e->to->open_edges++;
    }
}

int64_t
graph_forecast(struct graph *g, const struct forecast_args *args)
{
    _own_(free) struct window *windows = mem_array(args->n_paces + 1, sizeof *windows);
    struct play p = { .graph = g, .args = args, .windows = windows };

    for (size_t i = 0; i < args->n_paces; i++) {
        windows[i] = window_now(&args->paces[i]);
        args->paces[i].starts = args->paces[i].late = 0;
    }
    graph_check(g, ERR_IGNORED); // sets the priorities
    open_gates(&p);
    schedule_begin(g, args->limits);
    play_all(&p);
    restore(&p);
    vec_done(&p.shut.list);
    vec_done(&p.due.list);
    vec_done(&p.ended.list);
    return p.now_ms;
}

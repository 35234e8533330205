// SPDX-License-Identifier: MIT
// The order of start: and stop:. Services start where all that stand before them in the order have
// started, and stop the other way round; then their machines are shut down.
#include <string.h>

#include "base/str.h"
#include "base/texts.h"
#include "build/private.h"
#include "step/hook/barrier.h"

// ---- the places of the order

static bool
stage_has(const struct plan_stage *stage, const struct member *m)
{
    if (texts_have(stage->node_plans, m->node->group))
        return true;
    for (const char *const *tag = m->node->tags; tag && *tag; tag++)
        if (texts_have(stage->node_plans, *tag))
            return true;
    return false;
}

// The order in which things stop: what the plan says, or its start backwards.
static const struct plan_stage *
stopping_stage(const struct plan *p, size_t i)
{
    return p->n_stop ? &p->stop[i] : &p->start[p->n_start - 1 - i];
}

static void
places_make(struct build *b, struct places *ps, size_t n)
{
    ps->n = n;
    ps->items = arena_array(graph_arena(b->graph), n, sizeof *ps->items);
    for (size_t i = 0; i < n; i++)
        ps->items[i].barrier = (struct barrier){ .world = b->world };
}

void
build_order(struct build *b)
{
    const struct plan *p = b->world->plan;

    if (!p)
        return;
    places_make(b, &b->starting, p->n_start);
    for (size_t i = 0; i < b->starting.n; i++)
        b->starting.items[i].stage = &p->start[i];
    places_make(b, &b->stopping, p->n_stop ? p->n_stop : p->n_start);
    b->stopping.stops = true;
    for (size_t i = 0; i < b->stopping.n; i++)
        b->stopping.items[i].stage = stopping_stage(p, i);
}

static struct places *
places_of(struct build *b, bool stops)
{
    return stops ? &b->stopping : &b->starting;
}

static const char *
title_of(struct arena *a, const struct plan_stage *stage)
{
    const char *title = "";

    for (const char *const *name = stage->node_plans; *name; name++)
        title = arena_printf(a, "%s%s%s", title, *title ? ", " : "", *name);
    return title;
}

// Those who come by it are known before any step is added: who comes later in the order waits for
// no place that nobody comes by.
void
build_order_note(struct build *b, const struct member *m, bool stops)
{
    struct places *ps = places_of(b, stops);
    struct arena *a = graph_arena(b->graph);

    for (size_t i = 0; i < ps->n; i++) {
        struct place *one = &ps->items[i];
        if (one->barrier.step || !stage_has(one->stage, m))
            continue;
        one->barrier.pause_ms = one->stage->pause_ms;
        one->barrier.step = graph_add(b->graph, stops ? &stage_stopped : &stage_started,
            title_of(a, one->stage), NULL, "", &one->barrier);
    }
}

// What has to be over before this place; NULL: nothing.
static struct step *
before_place(const struct places *ps, size_t i)
{
    while (i--)
        if (ps->items[i].barrier.step)
            return ps->items[i].barrier.step;
    return NULL;
}

struct step *
build_order_before(struct build *b, const struct member *m)
{
    for (size_t i = 0; i < b->starting.n; i++)
        if (stage_has(b->starting.items[i].stage, m))
            return before_place(&b->starting, i);
    return NULL;
}

// ---- those that restart, one place after the other

// The first one that it stands in.
static struct place *
place_of(struct build *b, const struct member *m)
{
    for (size_t i = 0; i < b->starting.n; i++)
        if (stage_has(b->starting.items[i].stage, m))
            return &b->starting.items[i];
    return NULL;
}

void
build_turn_note(struct build *b, const struct member *m)
{
    struct place *one = place_of(b, m);

    if (one && !one->turned)
        one->turned = graph_add(
            b->graph, &group_well, title_of(graph_arena(b->graph), one->stage), NULL, "", b->world);
}

void
build_turn(struct build *b, const struct member *m, struct step *first, struct step *last)
{
    struct place *one = place_of(b, m);

    if (!one)
        return;
    step_needs(one->turned, last);
    for (struct place *before = b->starting.items; before < one; before++)
        step_needs(first, before->turned);
}

// ---- services

bool
build_has_services(const struct build *b, const struct member *m)
{
    for (size_t i = 0; i < b->starting.n; i++)
        if (b->starting.items[i].stage->n_services && stage_has(b->starting.items[i].stage, m))
            return true;
    return false;
}

// Where a stop is forced, what went wrong before holds nothing up.
static void
waits(const struct build *b, struct step *s, struct step *on)
{
    if (b->world->forced)
        step_after(s, on);
    else
        step_needs(s, on);
}

static struct step *
add_service(struct build *b, struct member *m, const struct plan_service *sv, bool stops,
    struct step *before)
{
    struct service *item = ARENA_NEW(graph_arena(b->graph), struct service);

    *item = (struct service){ m, sv };
    struct step *s = graph_add(
        b->graph, stops ? &service_stop : &service_start, m->node->label, sv->title, "", item);
    waits(b, s, before);
    return s;
}

// Those of one place on one node: started as they are written, stopped backwards.
static struct step *
add_services(struct build *b, struct member *m, const struct plan_stage *stage, bool stops,
    struct step *gate, struct step *before)
{
    for (size_t i = 0; i < stage->n_services; i++) {
        const size_t k = stops ? stage->n_services - 1 - i : i;
        before = add_service(b, m, &stage->services[k], stops, before);
        waits(b, before, gate);
    }
    return before;
}

struct step *
build_services(struct build *b, struct member *m, bool stops, bool alone, struct step *barrier,
    struct step *before)
{
    struct places *ps = places_of(b, stops);

    for (size_t i = 0; i < ps->n; i++) {
        struct place *one = &ps->items[i];
        if (!stage_has(one->stage, m))
            continue;
        struct step *gate = alone ? NULL : before_place(ps, i);
        struct step *last = add_services(b, m, one->stage, stops, gate, before);
        if (last != before)
            step_needs(last, barrier);
        before = last;
        if (!alone)
            build_come(b, &one->barrier, m, before);
    }
    return before;
}

// A place is over when the one before it is.
void
build_order_chain(struct build *b)
{
    for (int stops = 0; stops < 2; stops++) {
        struct places *ps = places_of(b, stops);
        for (size_t i = 0; i < ps->n; i++)
            if (ps->items[i].barrier.step)
                waits(b, ps->items[i].barrier.step, before_place(ps, i));
    }
}

// ---- stopping

// It is there to hear it.
bool
build_hears(const struct member *m)
{
    return m->node->secured && m->node->seen && m->node->seen->status == MACHINE_RUNNING;
}

// Nodes without a public address go off before those through whom they are reached.
static void
after_hidden(struct build *b, const struct member *m, struct step *off)
{
    const struct holding *h = m->vpc;
    const char *key;
    struct step *join;

    if (!h || !h->hides)
        return;
    key = h->resource->uuid;
    join = map_get(&b->hidden, key);
    if (!join) {
        join = graph_add(b->graph, &hidden_stopped, h->resource->label, NULL, "", b->world);
        map_put(&b->hidden, key, join);
    }
    if (m->np->is_public)
        step_after(off, join);
    else
        step_after(join, off);
}

struct step *
build_off(struct build *b, struct member *m, bool alone, struct step *before)
{
    struct step *off = graph_add(b->graph, &machine_stopped, m->node->label, NULL, "", m);

    if (build_hears(m))
        before = build_stopping(b, m, alone, before);
    step_patience(off, m->np->ready_ms);
    waits(b, off, before);
    return off;
}

void
build_stopped(struct build *b, struct member *m)
{
    struct step *off = build_off(b, m, false, build_drained(b, m, false, NULL, NULL));
    struct step *end = graph_add(b->graph, &node_stopped, m->node->label, NULL, "", m);

    after_hidden(b, m, off);
    step_needs(end, off);
}

void
build_emptied(struct build *b, struct member *m)
{
    struct step *end = graph_add(b->graph, &node_drained, m->node->label, NULL, "", m);
    struct step *before = build_drained(b, m, true, NULL, NULL);

    waits(b, end, build_hears(m) ? build_stopping(b, m, false, before) : before);
}

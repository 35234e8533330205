// SPDX-License-Identifier: MIT
// Gathers what is known: limits from the cloud and the store, lengths of steps from the journal.
#include "app/run/forecast.h"

#include "app/run/taught.h"

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "step/kinds.h"

// ---- what was learned

// digest NULL: of all steps of the kind.
static void
learn(const struct map *taught, struct arena *a, struct lesson *l, const char *digest)
{
    size_t n;
    struct seen *seen = taught_seen(taught, a, l->kind->name, digest, &n);

    lesson_learn(l, seen, n);
}

int64_t
usual_ms(struct lct *t, const char *kind, const char *digest)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map taught = { 0 };
    struct lesson l = { .kind = step_kind_find(kind), .digest = digest };

    taught_read(t, a, &taught, ERR_IGNORED);
    if (l.kind)
        learn(&taught, a, &l, digest);
    return l.n_seen ? lesson_median(&l) : 0;
}

// ---- the limits

static struct rate
rate_of(struct cloud *c, const char *request)
{
    struct rate r = { 0 };

    if (!c->ops->rate || !c->ops->rate(c, request, &r))
        return (struct rate){ 0 };
    return r;
}

struct paces {
    struct pace *items;
    size_t n, cap;
};

static struct pace *
pace_find(const struct paces *all, const char *request)
{
    vec_each (p, all)
        if (str_eq(p->request, request))
            return p;
    return NULL;
}

static void
add_pace(struct paces *all, const char *request, const struct rate *r, int64_t wall_ms)
{
    vec_push(all, ((struct pace){ .request = request,
                      .most = r->limit,
                      .window_ms = r->window_ms + r->slack_ms,
                      .used = r->used,
                      .left_ms = r->ends_ms - wall_ms }));
}

// Of requests of which more than we look back at fit in a window, none waited.
static void
limit(struct lct *t, struct cloud *c, struct lesson *l, struct paces *paces)
{
    const char *request = l->kind->request;
    struct rate r = request ? rate_of(c, request) : (struct rate){ 0 };

    if (r.limit <= 0)
        return;
    if (!pace_find(paces, request))
        add_pace(paces, request, &r, loop_wall_ms(t->loop));
    if (r.limit < TAUGHT_MAX)
        lesson_forget_waits(l);
}

// ---- both

struct forecast
forecast(struct lct *t, struct cloud *c, struct graph *g)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(lessons) struct lessons lessons = { 0 };
    _own_(map) struct map taught = { 0 };
    const struct graph_limits limits = { .sequential = t->sequential };
    struct paces paces = { 0 };
    struct forecast f = { 0 };

    taught_read(t, a, &taught, ERR_IGNORED);
    lessons_of(g, &node_hook, &lessons);
    vec_each (l, &lessons) {
        learn(&taught, a, l, l->digest);
        l->others = lesson_lacks(l, g);
        if (l->others)
            learn(&taught, a, l, NULL);
        limit(t, c, l, &paces);
    }
    lessons_tell(&lessons, g);
    f.time = lessons_estimate(&lessons, g,
        &(struct forecast_args){ .limits = &limits, .paces = paces.items, .n_paces = paces.n });
    const struct pace *create = pace_find(&paces, machine_create.request);
    if (create && create->late) {
        f.creates = create->starts;
        f.create = rate_of(c, create->request);
    }
    vec_done(&paces);
    return f;
}

// SPDX-License-Identifier: MIT
// Clusters that need each other: who needs whom, and in which order they come.
#include "app/query/depends.h"

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

int
depends_read(struct lct *t, struct arena *a, struct depends *ret, struct lct_err *err)
{
    *ret = (struct depends){ .arena = a };
    if (!(ret->clusters = kept_clusters(t, a, &ret->n, err)))
        return err->code;
    for (size_t i = 0; i < ret->n; i++)
        map_put(&ret->by_name, ret->clusters[i]->name, ret->clusters[i]);
    return LCT_OK;
}

void
depends_done(struct depends *d)
{
    map_done(&d->by_name);
}

// ---- their order

struct walk {
    const struct depends *of;
    struct map seen;
    struct cluster **list; // NULL-terminated
    size_t n;
};

static struct walk
walk_new(const struct depends *d)
{
    return (struct walk){ .of = d, .list = arena_array(d->arena, d->n + 1, sizeof *d->clusters) };
}

static void
walk(struct walk *w, const char *name)
{
    struct cluster *c = map_get(&w->of->by_name, name);

    if (!c || map_has(&w->seen, name))
        return;
    map_put(&w->seen, name, c);
    for (const char *const *next = c->depends; next && *next; next++)
        walk(w, *next);
    w->list[w->n++] = c;
}

struct cluster **
depends_needed(const struct depends *d, const char *const *names)
{
    struct walk w = walk_new(d);

    for (; names && *names; names++)
        walk(&w, *names);
    map_done(&w.seen);
    return w.list;
}

static bool
needs_one_of(const struct cluster *c, const struct map *names)
{
    for (const char *const *name = c->depends; name && *name; name++)
        if (map_has(names, *name))
            return true;
    return false;
}

// In the order in which each comes behind what it needs, whoever needs one that was found is found.
struct cluster **
depends_dependents(const struct depends *d, const struct cluster *c)
{
    struct cluster **ret = arena_array(d->arena, d->n + 1, sizeof *ret);
    struct walk w = walk_new(d);
    _own_(map) struct map found = { 0 };
    size_t n = 0;

    for (size_t i = 0; i < d->n; i++)
        walk(&w, d->clusters[i]->name);
    map_put(&found, c->name, &found);
    for (size_t i = 0; i < w.n; i++)
        if (needs_one_of(w.list[i], &found)) {
            map_put(&found, w.list[i]->name, &found);
            ret[n++] = w.list[i];
        }
    for (size_t i = 0; i < n / 2; i++) {
        struct cluster *last = ret[n - 1 - i];
        ret[n - 1 - i] = ret[i];
        ret[i] = last;
    }
    map_done(&w.seen);
    return ret;
}

// ---- what may be needed

static int
fail_unknown(const struct depends *d, const char *name, struct lct_err *err)
{
    VEC(const char *) names = { 0 };
    const char *nearest;

    for (size_t i = 0; i < d->n; i++)
        vec_push(&names, d->clusters[i]->name);
    nearest = str_nearest(name, names.items, names.n);
    lct_fail(err, LCT_EPLAN, "the plan depends on cluster %s, which there is not", name);
    if (nearest)
        lct_hint(err, "did you mean %s?", nearest);
    else
        lct_hint(err, "create it first");
    vec_done(&names);
    return err->code;
}

// Does the way from here lead to the cluster of that name? Then it is told backwards.
static bool
leads_to(struct walk *w, const char *here, const char *name)
{
    struct cluster *c = map_get(&w->of->by_name, here);
    bool leads = str_eq(here, name);

    if (!leads && (!c || map_has(&w->seen, here)))
        return false;
    map_put(&w->seen, here, &w->seen);
    for (const char *const *next = leads ? NULL : c->depends; next && *next && !leads; next++)
        leads = leads_to(w, *next, name);
    if (leads && c)
        w->list[w->n++] = c;
    return leads;
}

static int
fail_circle(const struct walk *w, const char *name, struct lct_err *err)
{
    const char *way = name;

    for (size_t i = w->n; i-- > 0;)
        way = arena_printf(w->of->arena, "%s -> %s", way, w->list[i]->name);
    lct_fail(err, LCT_EPLAN, "clusters would need each other in a circle: %s", way);
    return lct_hint(err, "leave one of them out of a plan's depends:");
}

int
depends_check(const struct depends *d, const char *name, const struct plan *p, struct lct_err *err)
{
    for (size_t i = 0; i < p->n_depends; i++) {
        const char *needed = p->depends[i].cluster;
        const struct cluster *c = map_get(&d->by_name, needed);
        struct walk w = walk_new(d);
        if (str_eq(needed, name))
            return lct_fail(err, LCT_EPLAN, "cluster %s would depend on itself", name);
        if (!c)
            return fail_unknown(d, needed, err);
        if (c->state == STATE_DESTROYING)
            return lct_fail(
                err, LCT_EPLAN, "the plan depends on cluster %s, which is being deleted", needed);
        if (leads_to(&w, needed, name))
            fail_circle(&w, name, err);
        map_done(&w.seen);
        if (err->code)
            return err->code;
    }
    return LCT_OK;
}

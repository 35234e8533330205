// SPDX-License-Identifier: MIT
// What became of clusters is brought to those whose plans name them.
#include "app/operation/after.h"

#include <stdlib.h>

#include "app/converge/follow.h"
#include "app/query/neighbours.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"

// ---- who hears of it

static bool
tells_others(const struct lct_changes *c)
{
    struct arena *a = c->run.arena;
    const struct cluster *now = c->run.cluster;

    return c->plan &&
           (!texts_same(plan_tells(a, c->plan->plan), now->tells) ||
               !texts_same(named_ports_texts(a, &c->plan->plan->ports, NULL), now->ports));
}

bool
after_moves(const struct lct_changes *c, const struct want *w)
{
    for (size_t i = 0; i < w->n_changes; i++) {
        const struct change *one = &w->changes[i];
        if (one->kind == CHANGE_CREATE || one->kind == CHANGE_REPLACE ||
            one->kind == CHANGE_DELETE || one->readdressed || !one->node->cloud_id)
            return true;
    }
    return tells_others(c);
}

// In one that is stopped nobody runs; it hears when it starts.
static bool
hears(const struct cluster *c)
{
    return c->state != STATE_STOPPED && c->state != STATE_DESTROYING;
}

static bool
names_one_of(const struct cluster *c, const struct map *names)
{
    for (const char *const *name = c->names; name && *name; name++)
        if (map_has(names, *name))
            return true;
    return false;
}

// Clusters that name one of these and are none of those, NULL-terminated; NULL: it failed.
static struct cluster **
find(struct lct *t, struct arena *a, const struct map *of, const struct map *but,
    struct lct_err *err)
{
    size_t n, n_found = 0;
    struct cluster **all = kept_clusters(t, a, &n, err);
    struct cluster **found = all ? arena_array(a, n + 1, sizeof *found) : NULL;

    for (size_t i = 0; found && i < n; i++)
        if (hears(all[i]) && names_one_of(all[i], of) && !map_has(but, all[i]->name))
            found[n_found++] = all[i];
    return found;
}

// The clusters of the command; moving: those whose nodes, or what others hear of them, change.
static void
collect(const struct lct_changes *c, bool moving, struct map *names)
{
    for (size_t i = 0; i < c->n_before; i++)
        collect(c->before[i], moving, names);
    if (c->run.cluster && (c->moves || !moving))
        map_put(names, c->run.cluster->name, c->run.cluster);
}

static struct cluster **
find_hearing(const struct lct_changes *c, struct arena *a, struct lct_err *err)
{
    _own_(map) struct map moving = { 0 }, all = { 0 };

    collect(c, true, &moving);
    collect(c, false, &all);
    return find(c->t, a, &moving, &all, err);
}

const char *const *
after_names(const struct lct_changes *c, struct arena *a, struct lct_err *err)
{
    struct cluster **found = find_hearing(c, a, err);
    const char **names;
    size_t n = 0;

    if (!found)
        return NULL;
    while (found[n])
        n++;
    names = arena_array(a, n + 1, sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = found[i]->name;
    return names;
}

// ---- held meanwhile

static void
let_go(struct run *r)
{
    run_done(r);
    free(r);
}

// NULL where somebody else has it, or it failed.
static struct run *
hold(struct lct *t, const char *name, const struct lct_watch *watch, struct lct_err *err)
{
    struct run *r = mem_alloc(sizeof *r);

    if (run_begin(r, t, watch, err) == LCT_OK && converge_lease(r, name, err) == LCT_OK)
        return r;
    let_go(r);
    return NULL;
}

int
after_hold(struct lct_changes *c, const struct lct_watch *watch, struct lct_err *err)
{
    struct cluster **found = find_hearing(c, c->run.arena, err);
    size_t n = 0;

    after_done(c);
    if (!found)
        return err->code;
    while (found[n])
        n++;
    c->after = mem_array(n, sizeof(struct run *));
    for (size_t i = 0; i < n; i++) {
        struct run *r = hold(c->t, found[i]->name, watch, err);
        if (r)
            c->after[c->n_after++] = r;
        else if (err->code != LCT_EEXISTS)
            return err->code;
        *err = (struct lct_err){ 0 };
    }
    return LCT_OK;
}

void
after_done(struct lct_changes *c)
{
    for (size_t i = 0; i < c->n_after; i++)
        let_go(c->after[i]);
    free(take(c->after));
    c->n_after = 0;
}

static struct run *
take_held(struct lct_changes *c, const char *uuid)
{
    for (size_t i = 0; c && i < c->n_after; i++)
        if (str_eq(c->after[i]->cluster->uuid, uuid)) {
            struct run *r = c->after[i];
            c->after[i] = c->after[--c->n_after];
            return r;
        }
    return NULL;
}

// ---- told

struct telling {
    struct lct *t;
    const struct lct_watch *watch;
    struct lct_changes *held; // whose runs hold leases; NULL: nobody's
    struct run *teller;       // in whose name notices are given
    struct lct_err outcome;   // the first that failed
};

// Somebody else is at it: he, or the next, brings it.
static void
note_busy(struct telling *x, const char *name, const struct lct_err *why)
{
    run_notice(
        x->teller, name, "it is behind, and hears of this by its next operation: %s", why->text);
}

static void
note_failure(struct telling *x, const char *name, struct lct_err *why)
{
    if (x->outcome.code != LCT_OK) {
        run_notice(x->teller, name, "it is behind: %s", why->text);
        return;
    }
    lct_wrap(why, "cluster %s, which was to hear of it, is behind", name);
    x->outcome = *why;
}

static void
tell_one(struct telling *x, const struct cluster *c)
{
    struct run *r = take_held(x->held, c->uuid);
    struct lct_err err = { 0 };

    if (!r && !(r = hold(x->t, c->name, x->watch, &err))) {
        if (err.code == LCT_EEXISTS)
            note_busy(x, c->name, &err);
        else
            note_failure(x, c->name, &err);
        return;
    }
    if (converge_keys(r, &err) < 0 || follow(r, &err) < 0)
        note_failure(x, c->name, &err);
    let_go(r);
}

// Whoever interrupts means all of it.
static void
tell_all(struct telling *x, struct arena *a, struct cluster **list)
{
    for (; *list && x->outcome.code != LCT_ECANCELLED; list++) {
        struct lct_err err = { 0 };
        bool heard;
        if (neighbours_heard(x->t, a, *list, &heard, &err) < 0)
            note_failure(x, (*list)->name, &err);
        else if (!heard)
            tell_one(x, *list);
    }
}

// What was not whole is told, too: its failure stays what is told of it.
static int
tell(struct telling *x, const struct map *of, const struct map *but, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    struct cluster **found;

    if (err->code != LCT_OK && err->code != LCT_EPARTIAL)
        return err->code;
    x->outcome = *err;
    if ((found = find(x->t, a, of, but, err)))
        tell_all(x, a, found);
    if (x->outcome.code)
        *err = x->outcome;
    return err->code;
}

int
after_tell(struct lct_changes *c, const struct lct_watch *watch, struct lct_err *err)
{
    struct telling x = { c->t, watch, c, &c->run };
    _own_(map) struct map all = { 0 }, own = { 0 };

    if (!c->run.cluster)
        return err->code;
    for (size_t i = 0; i < c->n_before; i++)
        run_let_go(&c->before[i]->run);
    collect(c, false, &all);
    map_put(&own, c->run.cluster->name, c);
    return tell(&x, &all, &own, err);
}

int
after_tell_of(struct run *r, struct lct_err *err)
{
    struct telling x = { r->t, r->watch, NULL, r };
    _own_(map) struct map own = { 0 };

    if (!r->cluster)
        return err->code;
    map_put(&own, r->cluster->name, r);
    return tell(&x, &own, &own, err);
}

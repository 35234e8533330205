// SPDX-License-Identifier: MIT
// Which other clusters change before one does.
#include "app/operation/before.h"

#include <stdlib.h>

#include "app/query/depends.h"
#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

static bool
is_down(const struct cluster *c)
{
    return c->state == STATE_STOPPED || c->state == STATE_STOPPING;
}

static bool
is_up(const struct cluster *c)
{
    return c->state != STATE_STOPPED;
}

// Those that are meant stay in the list; how many of them.
static size_t
keep(struct cluster **list, bool (*is_meant)(const struct cluster *c))
{
    size_t n = 0;

    for (size_t i = 0; list[i]; i++)
        if (!is_meant || is_meant(list[i]))
            list[n++] = list[i];
    list[n] = NULL;
    return n;
}

// "a, b and c"
static const char *
names_of(struct arena *a, struct cluster *const *list, size_t n)
{
    const char *names = list[0]->name;

    for (size_t i = 1; i < n; i++)
        names = arena_printf(a, "%s%s%s", names, i + 1 < n ? ", " : " and ", list[i]->name);
    return names;
}

static int
refuse(struct arena *a, const char *name, const struct intent *intent, struct cluster *const *list,
    size_t n, struct lct_err *err)
{
    const bool stops = intent == &intent_stop;

    lct_fail(err, LCT_EUSAGE, "cluster %s is needed by %s%s", name, names_of(a, list, n),
        !stops   ? ""
        : n == 1 ? ", which is not stopped"
                 : ", which are not stopped");
    if (stops)
        return lct_hint(
            err, "to stop %s first: %s", n == 1 ? "it" : "them", ADVICE(CHANGES_STOP_ALL, name));
    return lct_hint(
        err, "to delete %s first: %s", n == 1 ? "it" : "them", ADVICE(CHANGES_DELETE_ALL, name));
}

// ---- whom

struct chosen {
    struct cluster **list;
    size_t n;
    const struct intent *by;
};

static void
choose_needed(const struct depends *d, const char *const *names, struct chosen *ret)
{
    ret->list = depends_needed(d, names);
    ret->n = keep(ret->list, is_down);
    ret->by = &intent_start;
}

static int
choose_dependents(
    struct lct_changes *c, const struct depends *d, struct chosen *ret, struct lct_err *err)
{
    struct cluster *of;

    if (cluster_need(c->t, d->arena, c->name, &of, err) < 0)
        return err->code;
    ret->list = depends_dependents(d, of);
    ret->n = keep(ret->list, c->intent == &intent_stop ? is_up : NULL);
    ret->by = c->intent;
    if (ret->n && !c->with_dependents)
        return refuse(d->arena, of->name, c->intent, ret->list, ret->n, err);
    return LCT_OK;
}

// One that is created starts, too. Of a part of a cluster nothing is asked of others.
static int
choose(struct lct_changes *c, const struct depends *d, struct chosen *ret, struct lct_err *err)
{
    struct cluster *of;

    if (c->intent == &intent_create) {
        choose_needed(d, plan_depends(d->arena, c->plan->plan), ret);
    } else if (c->intent == &intent_start) {
        if (cluster_need(c->t, d->arena, c->name, &of, err) < 0)
            return err->code;
        choose_needed(d, of->depends, ret);
    } else if ((c->intent == &intent_stop && !c->on) || c->intent == &intent_delete) {
        return choose_dependents(c, d, ret, err);
    }
    return LCT_OK;
}

// ---- their changes

static int
begin(const struct lct_changes *what, bool shown, struct lct_changes **ret, struct lct_err *err)
{
    if (shown)
        return changes_work_out(what, ret, err);
    *ret = changes_new(what);
    return run_begin(&(*ret)->run, what->t, NULL, err);
}

static int
work_out(struct lct_changes *c, const struct chosen *chosen, bool shown, struct lct_err *err)
{
    c->before = mem_array(chosen->n, sizeof(struct lct_changes *));
    for (; c->n_before < chosen->n; c->n_before++) {
        const bool starts = chosen->by == &intent_start;
        const struct lct_changes what = { c->t, chosen->by,
            arena_strdup(c->run.arena, chosen->list[c->n_before]->name),
            .forced = c->forced && !starts, .volumes = starts ? LCT_VOLUMES_KEEP : c->volumes,
            .is_before = true };
        if (begin(&what, shown, &c->before[c->n_before], err) < 0) {
            lct_changes_free(c->before[c->n_before]);
            return lct_wrap(err, "cluster %s, before %s", what.name, c->name);
        }
    }
    return LCT_OK;
}

int
before_find(struct lct_changes *c, bool shown, struct lct_err *err)
{
    _own_(depends) struct depends d = { 0 };
    struct chosen chosen = { 0 };

    before_done(c);
    if (c->is_before)
        return LCT_OK;
    if (depends_read(c->t, c->run.arena, &d, err) < 0 || choose(c, &d, &chosen, err) < 0)
        return err->code;
    return work_out(c, &chosen, shown, err);
}

int
before_same(struct lct_changes *c, bool *ret, struct lct_err *err)
{
    _own_(depends) struct depends d = { 0 };
    struct chosen chosen = { 0 };

    *ret = true;
    if (c->is_before)
        return LCT_OK;
    if (depends_read(c->t, c->run.arena, &d, err) < 0 || choose(c, &d, &chosen, err) < 0)
        return err->code;
    *ret = chosen.n == c->n_before;
    for (size_t i = 0; i < chosen.n && *ret; i++)
        *ret = str_eq(chosen.list[i]->name, c->before[i]->name);
    return LCT_OK;
}

void
before_done(struct lct_changes *c)
{
    for (size_t i = 0; i < c->n_before; i++)
        lct_changes_free(c->before[i]);
    free(take(c->before));
    c->n_before = 0;
}

// ---- what may be

int
before_plan(struct lct_changes *c, const char *name, struct lct_err *err)
{
    _own_(depends) struct depends d = { 0 };

    if (!changes_plan(c)->plan->n_depends)
        return LCT_OK;
    if (depends_read(c->t, c->run.arena, &d, err) < 0)
        return err->code;
    return depends_check(&d, name, changes_plan(c)->plan, err);
}

int
before_removal(struct run *r, struct lct_err *err)
{
    _own_(depends) struct depends d = { 0 };
    struct cluster **list;
    size_t n;

    if (depends_read(r->t, r->arena, &d, err) < 0)
        return err->code;
    list = depends_dependents(&d, r->cluster);
    n = keep(list, NULL);
    return n ? refuse(r->arena, r->cluster->name, &intent_delete, list, n, err) : LCT_OK;
}

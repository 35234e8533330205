// Listing what the account has beside machines, once, where a cluster has or wants any of it.
#include "app/run/run.h"
#include "base/str.h"
#include "base/texts.h"

struct listing {
    struct run *run;
    struct lct_err err;
    bool done;
};

static struct thing
thing_of(struct arena *a, const struct placement_group *g)
{
    return (struct thing){
        .noun = NOUN_PLACEMENT,
        .id = arena_strdup(a, g->id),
        .label = arena_strdup(a, g->label),
        .region = arena_strdup(a, g->region),
        .traits = arena_printf(a, "%s %s", g->type, g->policy),
        .members = texts_copy(a, g->members),
    };
}

static void
listed(void *user, const struct lct_err *err, const struct placement_group *groups, size_t n)
{
    struct listing *l = user;
    struct observed *o = &l->run->seen;
    struct arena *a = l->run->arena;

    l->done = true;
    l->err = *err;
    if (err->code != LCT_OK)
        return;
    o->things = arena_array(a, n, sizeof *o->things);
    o->n_things = n;
    for (size_t i = 0; i < n; i++)
        o->things[i] = thing_of(a, &groups[i]);
}

int
run_observe_things(struct run *r, struct lct_err *err)
{
    struct listing l = { .run = r };

    if (r->looked_beside)
        return LCT_OK;
    if (!r->cloud->ops->placements)
        return lct_fail(err, LCT_EPLAN, "this cloud has no placement groups");
    r->cloud->ops->placements->list(r->cloud, listed, &l);
    loop_run(r->t->loop, &l.done);
    *err = l.err;
    if (err->code != LCT_OK)
        return lct_wrap(err, "listing the account's placement groups");
    r->looked_beside = true;
    return LCT_OK;
}

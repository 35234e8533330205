// SPDX-License-Identifier: MIT
// Listing what the account has beside machines.
#include "app/run/run.h"

struct looking {
    struct arena *arena;
    struct listing {
        struct looking *all;
        enum noun noun;
        struct op *op; // NULL: not under way
    } listings[N_NOUNS];
    struct things *to;
    struct lct_err err;
    unsigned open;
    bool done;
};

static void
keep(struct looking *k, enum noun noun, const struct thing *things, size_t n)
{
    struct things *to = &k->to[noun];

    to->items = arena_array(k->arena, n, sizeof *to->items);
    to->n = n;
    for (size_t i = 0; i < n; i++) {
        to->items[i] = things[i];
        record_own(k->arena, thing_record, &to->items[i]);
    }
}

static void
listed(void *user, const struct lct_err *err, const struct thing *things, size_t n)
{
    struct listing *l = user;
    struct looking *k = l->all;

    l->op = NULL;
    if (err->code == LCT_OK) {
        keep(k, l->noun, things, n);
    } else if (!k->err.code) {
        k->err = *err;
        lct_wrap(&k->err, "listing the account's %ss", noun_title(l->noun));
    }
    k->done = --k->open == 0;
}

static void
too_slow(void *user)
{
    struct looking *k = user;

    lct_fail(&k->err, LCT_EWAIT, "the cloud did not answer in time");
    for (enum noun n = 0; n < N_NOUNS; n++)
        op_cancel(k->listings[n].op);
}

int
observe_things(struct lct *t, struct cloud *c, struct arena *a, const struct things_args *args,
    struct things ret[static N_NOUNS], struct lct_err *err)
{
    struct looking k = { .arena = a, .to = ret };
    struct timer *timer;

    for (enum noun n = 0; n < N_NOUNS; n++) {
        if (args->nouns[n] && !c->ops->things[n])
            return lct_fail(err, LCT_EPLAN, "this cloud has no %ss", noun_title(n));
        k.open += args->nouns[n];
    }
    k.done = !k.open;
    timer = args->patience_ms ? timer_start(t->loop, args->patience_ms, too_slow, &k) : NULL;
    for (enum noun n = 0; n < N_NOUNS; n++) {
        k.listings[n] = (struct listing){ &k, n, NULL };
        if (args->nouns[n])
            k.listings[n].op = c->ops->things[n]->list(c, listed, &k.listings[n]);
    }
    loop_run(t->loop, &k.done);
    timer_stop(timer);
    *err = k.err;
    return err->code;
}

int
run_observe_things(struct run *r, const bool nouns[static N_NOUNS], struct lct_err *err)
{
    struct things_args args = { 0 };

    for (enum noun n = 0; n < N_NOUNS; n++)
        args.nouns[n] = nouns[n] && !r->looked_beside[n];
    if (observe_things(r->t, r->cloud, r->arena, &args, r->seen.things, err) < 0)
        return err->code;
    for (enum noun n = 0; n < N_NOUNS; n++)
        r->looked_beside[n] |= args.nouns[n];
    return LCT_OK;
}

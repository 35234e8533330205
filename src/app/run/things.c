// SPDX-License-Identifier: MIT
// Listing what the account has beside machines, once, of the nouns that a cluster has or wants.
#include "app/run/run.h"

struct looking {
    struct run *run;
    struct listing {
        struct looking *all;
        enum noun noun;
    } listings[N_NOUNS];
    struct lct_err err;
    unsigned open;
    bool done;
};

static void
keep(struct run *r, enum noun noun, const struct thing *things, size_t n)
{
    struct things *to = &r->seen.things[noun];

    to->items = arena_array(r->arena, n, sizeof *to->items);
    to->n = n;
    for (size_t i = 0; i < n; i++) {
        to->items[i] = things[i];
        record_own(r->arena, thing_record, &to->items[i]);
    }
    r->looked_beside[noun] = true;
}

static void
listed(void *user, const struct lct_err *err, const struct thing *things, size_t n)
{
    struct listing *l = user;
    struct looking *k = l->all;

    if (err->code == LCT_OK) {
        keep(k->run, l->noun, things, n);
    } else if (!k->err.code) {
        k->err = *err;
        lct_wrap(&k->err, "listing the account's %ss", noun_title(l->noun));
    }
    k->done = --k->open == 0;
}

int
run_observe_things(struct run *r, const bool nouns[static N_NOUNS], struct lct_err *err)
{
    struct looking k = { .run = r };
    struct cloud *c = r->cloud;

    for (enum noun n = 0; n < N_NOUNS; n++)
        if (nouns[n] && !c->ops->things[n])
            return lct_fail(err, LCT_EPLAN, "this cloud has no %ss", noun_title(n));
    for (enum noun n = 0; n < N_NOUNS; n++)
        k.open += nouns[n] && !r->looked_beside[n];
    k.done = !k.open;
    for (enum noun n = 0; n < N_NOUNS; n++) {
        k.listings[n] = (struct listing){ &k, n };
        if (nouns[n] && !r->looked_beside[n])
            c->ops->things[n]->list(c, listed, &k.listings[n]);
    }
    loop_run(r->t->loop, &k.done);
    *err = k.err;
    return err->code;
}

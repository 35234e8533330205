// SPDX-License-Identifier: MIT
// Limits of the cloud, from one process to the next.
#include "app/kept.h"
#include "base/err.h"

// Kinds of requests whose limits are remembered: those that a big cluster can wait for.
static const char *const limited[] = { "machine.create", "machine.retag", "machine.remove", NULL };

void
rates_recall(struct lct *t, struct cloud *c)
{
    _own_(arena) struct arena *a = arena_new();
    size_t n;

    if (!t->store || !c->ops->rate_recall)
        return;
    struct rate_kept **rates = kept(t, a, ask_of(RECORD_RATE, "cloud", t->url), &n, ERR_IGNORED);
    for (size_t i = 0; rates && i < n; i++)
        c->ops->rate_recall(c, &rates[i]->rate);
}

void
rates_keep(struct lct *t, struct cloud *c, struct batch *b)
{
    struct rate_kept r = { .cloud = t->url };

    for (const char *const *kind = limited; *kind; kind++)
        if (c->ops->rate && c->ops->rate(c, *kind, &r.rate))
            batch_put(b, RECORD_RATE, &r);
}

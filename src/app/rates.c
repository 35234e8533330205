// SPDX-License-Identifier: MIT
// Limits of the cloud, from one process to the next.
#include "app/toolkit.h"
#include "base/err.h"

// Kinds of requests whose limits are remembered: those that a big cluster can wait for.
static const char *const limited[] = { "machine.create", "machine.retag", "machine.remove", NULL };

void
rates_recall(struct lct *t, struct cloud *c)
{
    _own_(arena) struct arena *a = arena_new();
    struct rate *rates;
    size_t n = 0;

    if (!t->store || !c->ops->rate_recall ||
        t->store->ops->rate_list(t->store, a, t->context.app, t->context.customer, t->url, &rates,
            &n, ERR_IGNORED) != LCT_OK)
        return;
    for (size_t i = 0; i < n; i++)
        c->ops->rate_recall(c, &rates[i]);
}

int
rates_keep(struct lct *t, struct cloud *c, const char *cluster_uuid, struct lct_err *err)
{
    struct rate r;

    for (const char *const *kind = limited; *kind; kind++)
        if (c->ops->rate && c->ops->rate(c, *kind, &r) &&
            t->store->ops->rate_put(t->store, cluster_uuid, t->url, &r, err) != LCT_OK)
            return err->code;
    return LCT_OK;
}

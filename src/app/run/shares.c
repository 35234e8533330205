// SPDX-License-Identifier: MIT
// Looking at machines that may announce addresses of others: no list tells which.
#include "app/kept.h"
#include "app/run/run.h"
#include "base/err.h"
#include "base/texts.h"

struct looking {
    struct arena *arena;
    struct lct_err err;
    unsigned open;
    bool done;
};

struct glance {
    struct looking *all;
    struct machine *machine;
};

// One that goes meanwhile has none.
static void
listed(void *user, const struct lct_err *err, const char *const *addresses)
{
    struct glance *g = user;
    struct looking *k = g->all;
    const size_t n = texts_count(addresses);
    const char **own = arena_array(k->arena, n + 1, sizeof *own);

    for (size_t i = 0; i < n; i++)
        own[i] = arena_strdup(k->arena, addresses[i]);
    g->machine->shared = own;
    if (err->code != LCT_OK && err->code != LCT_ENOTFOUND && !k->err.code)
        k->err = *err;
    k->done = --k->open == 0;
}

int
run_observe_shares(struct run *r, struct lct_err *err)
{
    struct looking k = { .arena = r->arena };
    struct glance *glances;
    struct node **nodes;
    size_t n;

    if (run_is_empty(r))
        return LCT_OK;
    nodes = kept_nodes(r->t, r->arena, r->cluster->uuid, &n, err);
    if (!nodes)
        return err->code;
    glances = arena_array(r->arena, n + 1, sizeof *glances);
    for (size_t i = 0; i < n; i++) {
        struct machine *m = nodes[i]->cloud_id && texts_count(nodes[i]->shared)
                                ? map_get(&r->seen.by_id, nodes[i]->cloud_id)
                                : NULL;
        if (m)
            glances[k.open++] = (struct glance){ &k, m };
    }
    k.done = !k.open;
    for (unsigned i = 0, asked = k.open; i < asked; i++)
        r->cloud->ops->addresses->shared(r->cloud, glances[i].machine->id, listed, &glances[i]);
    loop_run(r->t->loop, &k.done);
    *err = k.err;
    return err->code ? lct_wrap(err, "looking at shared addresses") : LCT_OK;
}

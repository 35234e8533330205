// SPDX-License-Identifier: MIT
// Looking at the NodeBalancers of a cluster: their ports, and to whom these send.
#include "app/run/run.h"
#include "base/err.h"
#include "base/str.h"

struct looking {
    struct arena *arena;
    struct cloud *cloud;
    struct glance *newest; // of all
    struct lct_err err;
    unsigned open;
    bool done;
};

// One request: the ports of a balancer, or those that a port sends to.
struct glance {
    struct looking *all;
    struct glance *older;
    struct op *op; // NULL: not under way
    struct thing *balancer;
    struct balancer_port *port;
};

static struct glance *
glance_new(struct looking *k, struct thing *balancer, struct balancer_port *port)
{
    struct glance *g = ARENA_NEW(k->arena, struct glance);

    *g = (struct glance){ .all = k, .older = k->newest, .balancer = balancer, .port = port };
    k->newest = g;
    k->open++;
    return g;
}

static void
settle(struct looking *k, struct glance *g, const struct lct_err *err)
{
    if (g)
        g->op = NULL;
    if (err->code != LCT_OK && err->code != LCT_ENOTFOUND && !k->err.code)
        k->err = *err;
    k->done = --k->open == 0;
}

static void
nodes_listed(void *user, const struct lct_err *err, const struct balancer_node *nodes, size_t n)
{
    struct glance *g = user;
    struct arena *a = g->all->arena;

    g->port->nodes = arena_array(a, n, sizeof *nodes);
    g->port->n_nodes = n;
    for (size_t i = 0; i < n; i++) {
        g->port->nodes[i] = nodes[i];
        record_own(a, balancer_node_record, &g->port->nodes[i]);
    }
    settle(g->all, g, err);
}

static void
look_at_port(struct looking *k, struct thing *balancer, struct balancer_port *port)
{
    struct glance *g = glance_new(k, balancer, port);

    g->op = k->cloud->ops->balancers->nodes(k->cloud, balancer->id, port->id, nodes_listed, g);
}

static void
ports_listed(void *user, const struct lct_err *err, const struct balancer_port *ports, size_t n)
{
    struct glance *g = user;
    struct looking *k = g->all;
    struct balancer_port *own = arena_array(k->arena, n, sizeof *own);

    for (size_t i = 0; i < n; i++) {
        own[i] = ports[i];
        record_own(k->arena, balancer_port_record, &own[i]);
        look_at_port(k, g->balancer, &own[i]);
    }
    g->balancer->ports = own;
    g->balancer->n_ports = n;
    settle(k, g, err);
}

static void
look_at(struct looking *k, struct thing *balancer)
{
    struct glance *g = glance_new(k, balancer, NULL);

    g->op = k->cloud->ops->balancers->ports(k->cloud, balancer->id, ports_listed, g);
}

static void
too_slow(void *user)
{
    struct looking *k = user;

    lct_fail(&k->err, LCT_EWAIT, "the cloud did not answer in time");
    for (struct glance *g = k->newest; g; g = g->older)
        op_cancel(g->op);
}

int
observe_ports(struct lct *t, struct cloud *c, struct arena *a, int64_t patience_ms,
    struct thing *const *balancers, size_t n, struct lct_err *err)
{
    struct looking k = { .arena = a, .cloud = c, .open = 1 };
    struct timer *timer = patience_ms ? timer_start(t->loop, patience_ms, too_slow, &k) : NULL;

    for (size_t i = 0; i < n; i++)
        look_at(&k, balancers[i]);
    settle(&k, NULL, &(const struct lct_err){ 0 });
    loop_run(t->loop, &k.done);
    timer_stop(timer);
    *err = k.err;
    return err->code == LCT_OK ? LCT_OK : lct_wrap(err, "looking at the cluster's NodeBalancers");
}

static bool
is_ours(struct resource *const *ours, size_t n, const struct thing *t)
{
    for (size_t i = 0; i < n; i++)
        if (ours[i]->noun == NOUN_BALANCER && str_eq(ours[i]->cloud_id, t->id))
            return true;
    return false;
}

int
run_observe_ports(struct run *r, struct resource *const *ours, size_t n, struct lct_err *err)
{
    const struct things *all = &r->seen.things[NOUN_BALANCER];
    struct thing **balancers = arena_array(r->arena, all->n + 1, sizeof(struct thing *));
    size_t n_balancers = 0;

    for (size_t i = 0; i < all->n; i++)
        if (!all->items[i].ports && is_ours(ours, n, &all->items[i]))
            balancers[n_balancers++] = &all->items[i];
    return observe_ports(r->t, r->cloud, r->arena, 0, balancers, n_balancers, err);
}

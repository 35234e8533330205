// SPDX-License-Identifier: MIT
// Many small requests about those that a NodeBalancer sends to.
#include "step/balancer/calls.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define AT_ONCE 8

struct calls {
    struct holding *holding;
    struct call *items;
    size_t n, next, open;
    struct lct_err err; // the first failure
    calls_done_fn *fn;
    void *user;
};

static void call_next(struct calls *c);

static void
ended(struct calls *c, const struct lct_err *err)
{
    const bool gone = err->code == LCT_ENOTFOUND;

    c->open--;
    if (err->code != LCT_OK && !gone && !c->err.code) {
        c->err = *err;
        if (err->code == LCT_EAMBIGUOUS)
            c->err.code = LCT_ERETRY;
    }
    call_next(c);
}

static void
told(void *user, const struct lct_err *err, const struct balancer_node *node)
{
    (void)node;
    ended(user, err);
}

static void
removed(void *user, const struct lct_err *err)
{
    ended(user, err);
}

static void
start(struct calls *c, const struct call *call)
{
    struct cloud *cloud = c->holding->world->cloud;
    const struct balancer_ops *ops = cloud->ops->balancers;
    const char *id = c->holding->resource->cloud_id;

    switch (call->verb) {
    case CALL_ADD:
        ops->node_create(cloud, id, call->port, &call->node, told, c);
        break;
    case CALL_SET:
        ops->node_update(cloud, id, call->port, &call->node, told, c);
        break;
    case CALL_REMOVE:
        ops->node_remove(cloud, id, call->port, call->node.id, removed, c);
        break;
    }
}

static void
call_next(struct calls *c)
{
    while (!c->err.code && c->next < c->n && c->open < AT_ONCE) {
        c->open++;
        start(c, &c->items[c->next++]);
    }
    if (c->open)
        return;
    const struct calls done = *c;
    free(c->items);
    free(c);
    done.fn(done.user, &done.err);
}

void
calls_run(struct holding *h, const struct call *calls, size_t n, calls_done_fn *fn, void *user)
{
    struct calls *c = NEW(struct calls);

    *c = (struct calls){ .holding = h, .n = n, .fn = fn, .user = user };
    c->items = mem_array(n + 1, sizeof *c->items);
    if (n)
        memcpy(c->items, calls, n * sizeof *calls);
    call_next(c);
}

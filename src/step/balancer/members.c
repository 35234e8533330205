// SPDX-License-Identifier: MIT
// balancer.members: a NodeBalancer sends to those of its nodes that are ready, and to nobody who is
// none of them. What there is is listed once a port, and only what is otherwise is changed: those
// that stay keep their state.
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "io/retry.h"
#include "step/balancer/calls.h"
#include "step/balancer/within.h"
#include "step/kinds.h"

struct comparing {
    struct step *step;
    size_t next; // opening that is looked at
    VEC(struct call) calls;
};

static void look(struct comparing *c);

static void
done(void *user, const struct lct_err *err)
{
    step_end(user, err);
}

static void
finish(struct comparing *c, const struct lct_err *err)
{
    struct step *s = c->step;

    if (err->code != LCT_OK)
        step_end(s, err);
    else
        calls_run(s->item, c->calls.items, c->calls.n, done, s);
    vec_done(&c->calls);
    free(c);
}

static void
want_one(struct comparing *c, const struct opening *o, const struct member *m, const struct map *is,
    struct map *to_be)
{
    struct arena *a = o->holding->world->arena;
    const char *address =
        balancer_address(a, balancer_sends(o->holding->resource->traits, m->node), o->set);
    const struct balancer_node *has = address ? map_get(is, address) : NULL;
    struct call call = { CALL_ADD, o->id };

    if (!address)
        return;
    map_put(to_be, address, (void *)(uintptr_t)m);
    if (m->node->state != STATE_STARTED ||
        (has && str_eq(has->mode, balancer_takes(o->set)))) // who is not ready stays as he is
        return;
    if (has) {
        call.verb = CALL_SET;
        call.node = *has;
        record_own(a, balancer_node_record, &call.node);
    } else {
        call.node.label = balancer_node_label(a, m->node->name);
        call.node.address = address;
        call.node.weight = BALANCER_WEIGHT;
        call.node.subnet = balancer_subnet(o->holding);
    }
    call.node.mode = balancer_takes(o->set);
    vec_push(&c->calls, call);
}

// Who was to go and could not is sent to as before.
static void
keep_held(const struct opening *o, struct map *to_be)
{
    const struct holding *h = o->holding;
    struct world *w = h->world;

    for (size_t i = 0; i < w->n_members; i++) {
        const struct member *m = &w->members[i];
        const char *sends = member_held(m) && str_eq(m->node->region, h->resource->region)
                                ? balancer_sends(h->resource->traits, m->node)
                                : NULL;
        const char *address = balancer_address(w->arena, sends, o->set);
        if (address)
            map_put(to_be, address, w);
    }
}

// Those that were drained are gone by now; who is left is nobody of ours.
static void
compare(struct comparing *c, const struct opening *o, const struct balancer_node *nodes, size_t n)
{
    const struct holding *h = o->holding;
    struct arena *a = h->world->arena;
    _own_(map) struct map is = { 0 }, to_be = { 0 };

    for (size_t i = 0; i < n; i++)
        map_put(&is, nodes[i].address, (void *)(uintptr_t)&nodes[i]);
    for (size_t i = 0; i < h->n_takes; i++)
        want_one(c, o, h->takes[i], &is, &to_be);
    keep_held(o, &to_be);
    for (size_t i = 0; i < n; i++)
        if (!map_has(&to_be, nodes[i].address))
            vec_push(&c->calls,
                ((struct call){ CALL_REMOVE, o->id, { .id = arena_strdup(a, nodes[i].id) } }));
}

static void
looked(void *user, const struct lct_err *err, const struct balancer_node *nodes, size_t n)
{
    struct comparing *c = user;
    const struct holding *h = c->step->item;

    if (err->code != LCT_OK) {
        finish(c, err);
        return;
    }
    compare(c, &h->openings[c->next++], nodes, n);
    look(c);
}

static void
look(struct comparing *c)
{
    static const struct lct_err none;
    const struct holding *h = c->step->item;
    struct cloud *cloud = h->world->cloud;

    while (c->next < h->n_openings && !(h->openings[c->next].set && h->openings[c->next].id))
        c->next++; // it goes, or could not be opened
    if (c->next < h->n_openings)
        cloud->ops->balancers->nodes(
            cloud, h->resource->cloud_id, h->openings[c->next].id, looked, c);
    else
        finish(c, &none);
}

static void
start(struct step *s)
{
    struct comparing *c = NEW(struct comparing);

    *c = (struct comparing){ .step = s };
    look(c);
}

const struct step_kind balancer_members = {
    .name = "balancer.members",
    .verb = "putting nodes in",
    .past = "sends to its nodes",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 3000,
    .request = "balancer.member",
    .start = start,
    .failed = holding_failed,
};

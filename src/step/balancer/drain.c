// SPDX-License-Identifier: MIT
// balancer.drain, balancer.return: a node that is to go, or to be away for a while, gets nothing
// new first; one that was away is back when the balancer sees it answer.
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"
#include "io/retry.h"
#include "step/balancer/calls.h"
#include "step/kinds.h"

#define LOOK_MS 1000      // between two looks
#define LONGEST_MS 300000 // that one try waits

struct call_list {
    struct call *items;
    size_t n, cap;
};

static bool
is_of(const struct seat *t, const struct balancer_node *n)
{
    const size_t length = strcspn(t->address, "/");

    return !strncmp(n->address, t->address, length) && n->address[length] == ':';
}

static void
failed(struct step *s)
{
    const struct seat *t = s->item;

    member_fail(t->member, s->err);
}

static void
wait_for(struct step *s, int64_t ms, const char *what)
{
    const struct seat *t = s->item;
    struct lct_err err = { 0 };

    lct_fail(&err, LCT_EWAIT, "%s %s", t->member->node->name, what);
    err.retry_after_ms = (int)(ms < LONGEST_MS ? ms : LONGEST_MS);
    step_end(s, &err);
}

// For each of the ports that send to it. mode NULL: it is taken out.
static void
each_port(const struct seat *t, const char *mode, struct call_list *ret)
{
    const struct thing *seen = t->holding->seen;

    for (size_t i = 0; i < seen->n_ports; i++) {
        const struct balancer_port *p = &seen->ports[i];
        for (size_t k = 0; k < p->n_nodes; k++) {
            struct call call = { mode ? CALL_SET : CALL_REMOVE, p->id, p->nodes[k] };
            if (!is_of(t, &p->nodes[k]) || (mode && !balancer_drains(&p->set)))
                continue;
            call.node.mode = mode;
            vec_push(ret, call);
        }
    }
}

static void
say(struct step *s, const char *mode, calls_done_fn *fn)
{
    const struct seat *t = s->item;
    struct call_list calls = { 0 };

    each_port(t, mode, &calls);
    calls_run(t->holding, calls.items, calls.n, fn, s);
    vec_done(&calls);
}

// ---- out

static void
was_removed(void *user, const struct lct_err *err)
{
    step_end(user, err);
}

static void
wait_until_empty(struct step *s)
{
    struct seat *t = s->item;
    const int64_t left = t->drained_ms - loop_now_ms(t->holding->world->loop);

    if (left > 0)
        wait_for(s, left, "gets nothing new, and ends what it has");
    else if (t->leaves)
        say(s, NULL, was_removed);
    else
        step_end(s, NULL);
}

static void
was_told(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct seat *t = s->item;

    if (err->code != LCT_OK) {
        step_end(s, err);
        return;
    }
    t->drained_ms = loop_now_ms(t->holding->world->loop) + t->holding->drain_ms;
    wait_until_empty(s);
}

static void
drain(struct step *s)
{
    const struct seat *t = s->item;

    if (t->drained_ms)
        wait_until_empty(s);
    else if (t->holding->drain_ms)
        say(s, "drain", was_told);
    else
        was_told(s, &(const struct lct_err){ 0 });
}

const struct step_kind balancer_drain = {
    .name = "balancer.drain",
    .verb = "draining",
    .past = "drained",
    .lane = LANE_API,
    .retry = &retry_boot,
    .usual_ms = 30000,
    .request = "balancer.member.update",
    .start = drain,
    .failed = failed,
};

// ---- back

struct back {
    struct step *step;
    size_t next; // port that is looked at
    bool up;
};

static void look(struct back *b);

static void
end_back(struct back *b, const struct lct_err *err)
{
    struct step *s = b->step;
    const bool up = b->up;

    free(b);
    if (err->code != LCT_OK)
        step_end(s, err);
    else if (up)
        step_end(s, NULL);
    else
        wait_for(s, LOOK_MS, "is not up yet, as its NodeBalancer sees it");
}

// Who is not looked after is taken as he is.
static void
looked(void *user, const struct lct_err *err, const struct balancer_node *nodes, size_t n)
{
    struct back *b = user;
    const struct seat *t = b->step->item;

    for (size_t i = 0; i < n; i++)
        b->up &= !is_of(t, &nodes[i]) || str_eq(nodes[i].status, "UP");
    b->next++;
    if (err->code != LCT_OK)
        end_back(b, err);
    else
        look(b);
}

static void
look(struct back *b)
{
    static const struct lct_err none;
    const struct seat *t = b->step->item;
    const struct thing *seen = t->holding->seen;
    struct cloud *c = t->holding->world->cloud;

    while (b->next < seen->n_ports && str_eq(seen->ports[b->next].set.check.type, "none"))
        b->next++;
    if (b->next < seen->n_ports)
        c->ops->balancers->nodes(
            c, t->holding->resource->cloud_id, seen->ports[b->next].id, looked, b);
    else
        end_back(b, &none);
}

static void
was_taken(void *user, const struct lct_err *err)
{
    struct step *s = user;
    struct back *b;

    if (err->code != LCT_OK) {
        step_end(s, err);
        return;
    }
    b = NEW(struct back);
    *b = (struct back){ .step = s, .up = true };
    look(b);
}

static void
come_back(struct step *s)
{
    say(s, "accept", was_taken);
}

const struct step_kind balancer_return = {
    .name = "balancer.return",
    .verb = "taking back",
    .past = "taken back",
    .lane = LANE_API,
    .retry = &retry_boot,
    .usual_ms = 10000,
    .request = "balancer.member.update",
    .start = come_back,
    .failed = failed,
};

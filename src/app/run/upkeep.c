// SPDX-License-Identifier: MIT
// What the provider announces that it will do to machines, and what became of them unasked: one
// request each, however many machines there are.
#include "app/run/observe.h"

struct looking {
    struct arena *arena;
    struct upkeep *to;
    struct op *ops[2]; // announcements, events; NULL: not under way
    unsigned open;
    bool done;
};

static void
ended(struct looking *k, size_t i)
{
    k->ops[i] = NULL;
    k->done = --k->open == 0;
}

static void
told_maintenance(void *user, const struct lct_err *err, const struct maintenance *list, size_t n)
{
    struct looking *k = user;
    struct upkeep *u = k->to;

    u->announced_known = err->code == LCT_OK;
    u->announced = arena_array(k->arena, n, sizeof *u->announced);
    u->n_announced = n;
    for (size_t i = 0; i < n; i++) {
        u->announced[i] = list[i];
        record_own(k->arena, maintenance_record, &u->announced[i]);
    }
    ended(k, 0);
}

static const char *
copied(struct arena *a, const char *text)
{
    return text ? arena_strdup(a, text) : NULL;
}

static void
told_mishaps(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct looking *k = user;
    struct upkeep *u = k->to;

    u->mishaps_known = err->code == LCT_OK;
    u->mishaps = arena_array(k->arena, n, sizeof *u->mishaps);
    u->n_mishaps = n;
    for (size_t i = 0; i < n; i++) {
        struct cloud_event *e = &u->mishaps[i];
        *e = (struct cloud_event){ .id = events[i].id };
        e->action = copied(k->arena, events[i].action);
        e->status = copied(k->arena, events[i].status);
        e->entity_type = copied(k->arena, events[i].entity_type);
        e->entity_id = copied(k->arena, events[i].entity_id);
        e->message = copied(k->arena, events[i].message);
        e->created = copied(k->arena, events[i].created);
    }
    ended(k, 1);
}

static void
too_slow(void *user)
{
    struct looking *k = user;

    for (size_t i = 0; i < sizeof k->ops / sizeof *k->ops; i++)
        op_cancel(k->ops[i]);
}

void
observe_upkeep(
    struct lct *t, struct cloud *c, struct arena *a, int64_t patience_ms, struct upkeep *ret)
{
    struct looking k = { .arena = a, .to = ret, .open = 2 };
    struct timer *timer = timer_start(t->loop, patience_ms, too_slow, &k);

    k.ops[0] = c->ops->account->maintenance(c, told_maintenance, &k);
    k.ops[1] = c->ops->events->mishaps(c, told_mishaps, &k);
    loop_run(t->loop, &k.done);
    timer_stop(timer);
}

// SPDX-License-Identifier: MIT
// Listing the account's machines, and telling whose they are.
#include "app/run/observe.h"

#include "base/str.h"

struct looking {
    struct arena *arena;
    struct observed *to;
    struct lct_err err;  // of the list
    struct lct_err sigh; // of the rebuilds
    struct map rebuilt;  // ids -> the newest event
    unsigned open;       // requests
    bool done;
    struct op *ops[2]; // the list, the rebuilds; NULL: not under way
};

// The list is borrowed for the callback only: what is needed later is copied.
static void
copy_machine(struct arena *a, struct machine *to, const struct machine *from)
{
    *to = *from;
    record_own(a, machine_record, to);
    if (!to->status_name)
        to->status_name = "";
}

static void
index_machine(struct observed *o, struct machine *m)
{
    map_put(&o->by_id, m->id, m);
    map_put(&o->by_label, m->label, m);
    for (const char *const *tag = m->tags; *tag; tag++)
        if (str_starts(*tag, "lct:") && !map_has(&o->by_tag, *tag))
            map_put(&o->by_tag, *tag, m);
}

static void
ended(struct looking *k)
{
    k->done = --k->open == 0;
}

static void
listed(void *user, const struct lct_err *err, const struct machine *machines, size_t n)
{
    struct looking *k = user;
    struct observed *o = k->to;

    k->ops[0] = NULL;
    if (!k->err.code)
        k->err = *err;
    if (err->code == LCT_OK) {
        o->machines = arena_array(k->arena, n, sizeof *o->machines);
        o->n = n;
        for (size_t i = 0; i < n; i++) {
            copy_machine(k->arena, &o->machines[i], &machines[i]);
            index_machine(o, &o->machines[i]);
        }
    }
    ended(k);
}

static void
told_rebuilds(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct looking *k = user;

    k->ops[1] = NULL;
    k->sigh = *err;
    for (size_t i = 0; i < n; i++)
        if (str_eq(events[i].entity_type, "linode") && events[i].entity_id &&
            !str_eq(events[i].status, "failed"))
            map_put(&k->rebuilt, events[i].entity_id, (void *)(intptr_t)events[i].id);
    ended(k);
}

static void
too_slow(void *user)
{
    struct looking *k = user;

    lct_fail(&k->err, LCT_EWAIT, "the cloud did not answer in time");
    for (size_t i = 0; i < 2; i++)
        op_cancel(k->ops[i]);
}

static void
mark_rebuilt(const struct looking *k)
{
    for (size_t i = 0; i < k->to->n; i++) {
        struct machine *m = &k->to->machines[i];
        m->rebuilt = (intptr_t)map_get(&k->rebuilt, m->id);
    }
}

// A token that may not read events must not stop the work.
static int
verdict(struct looking *k, struct lct_err *err)
{
    k->to->rebuilds_unknown = k->sigh.code == LCT_EAUTH;
    *err = k->err.code || k->to->rebuilds_unknown ? k->err : k->sigh;
    if (err->code != LCT_OK)
        return lct_wrap(err, "listing the account's Linodes");
    mark_rebuilt(k);
    return LCT_OK;
}

int
observe(struct lct *t, struct cloud *c, struct arena *a, const struct observe_args *args,
    struct observed *ret, struct lct_err *err)
{
    struct looking k = { .arena = a, .to = ret, .open = args->rebuilds ? 2 : 1 };
    struct timer *timer =
        args->patience_ms ? timer_start(t->loop, args->patience_ms, too_slow, &k) : NULL;
    int code;

    observed_done(ret);
    k.ops[0] = c->ops->machines->list(c, args->tag, listed, &k);
    if (args->rebuilds)
        k.ops[1] = c->ops->events->rebuilds(c, told_rebuilds, &k);
    loop_run(t->loop, &k.done);
    timer_stop(timer);
    code = verdict(&k, err);
    map_done(&k.rebuilt);
    return code;
}

void
observed_done(struct observed *o)
{
    map_done(&o->by_id);
    map_done(&o->by_tag);
    map_done(&o->by_label);
    *o = (struct observed){ 0 };
}

// Does anything beside its id say that it is the node's?
static bool
is_likely(const struct machine *m, const struct node *n)
{
    char tag[LCT_TAG_MAX];

    return machine_tagged(m, node_tag(n, tag)) || machine_tagged(m, cluster_tag(n->cluster, tag)) ||
           str_eq(m->label, n->label) ||
           (n->public_ipv4 && str_eq(m->public_ipv4, n->public_ipv4)) ||
           (n->ipv6 && str_eq(m->ipv6, n->ipv6));
}

const struct machine *
observed_of(const struct observed *o, const struct node *n)
{
    char tag[LCT_TAG_MAX];
    const struct machine *m = n->cloud_id ? map_get(&o->by_id, n->cloud_id) : NULL;

    return m && is_likely(m, n) ? m : map_get(&o->by_tag, node_tag(n, tag));
}

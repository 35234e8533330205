// SPDX-License-Identifier: MIT
// One list by tag for everybody who waits, at a pace that slows down while nothing happens.
#include "step/bundle/poller.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"

#define FASTEST_MS 400
#define SLOWEST_MS 4000
#define OFF_GRACE_MS 20000 // a machine that boots may be seen "offline" between two jobs

struct waiter {
    struct poller *poller; // NULL: nobody waits any more
    struct member *member;
    enum machine_status status;
    int64_t deadline, off_since;
    struct op *asking; // why it is off
    poller_fn *fn;
    void *user;
};

struct poller {
    struct world *world;
    VEC(struct waiter *) waiters;
    struct timer *timer;
    struct op *listing;
    int64_t pace_ms;
};

static void poll_now(void *user);

struct poller *
poller_new(struct world *w)
{
    struct poller *p = NEW(struct poller);

    p->world = w;
    p->pace_ms = FASTEST_MS;
    return p;
}

static void
waiter_drop(struct poller *p, struct waiter *w)
{
    for (size_t i = 0; i < p->waiters.n; i++)
        if (p->waiters.items[i] == w) {
            vec_remove(&p->waiters, i);
            break;
        }
    w->poller = NULL;
    op_cancel(w->asking);
    free(w);
}

void
poller_free(struct poller *p)
{
    if (!p)
        return;
    timer_stop(p->timer);
    op_cancel(p->listing);
    while (p->waiters.n)
        waiter_drop(p, p->waiters.items[0]);
    vec_done(&p->waiters);
    free(p);
}

static int64_t
now_ms(const struct poller *p)
{
    return loop_now_ms(p->world->loop);
}

static void
schedule(struct poller *p)
{
    if (p->timer || p->listing || !p->waiters.n)
        return;
    p->timer = timer_start(p->world->loop, p->pace_ms, poll_now, p);
}

void
poller_wait(struct poller *p, struct member *m, enum machine_status status, int64_t deadline_ms,
    poller_fn *fn, void *user)
{
    struct waiter *w = NEW(struct waiter);

    w->poller = p;
    w->member = m;
    w->status = status;
    w->deadline = now_ms(p) + deadline_ms;
    w->fn = fn;
    w->user = user;
    vec_push(&p->waiters, w);
    p->pace_ms = FASTEST_MS;
    schedule(p);
}

void
poller_forget(struct poller *p, void *user)
{
    for (size_t i = p->waiters.n; i-- > 0;)
        if (p->waiters.items[i]->user == user)
            waiter_drop(p, p->waiters.items[i]);
}

static void
settle(struct poller *p, struct waiter *w, const struct lct_err *err)
{
    poller_fn *fn = w->fn;
    void *user = w->user;

    waiter_drop(p, w);
    fn(user, err);
}

// ---- why it is off

// What its last start came to; NULL: nobody says that it failed.
static const struct cloud_event *
failed_start(const struct cloud_event *events, size_t n)
{
    static const char *const starts[] = { "linode_boot", "linode_reboot", "lassie_reboot", NULL };

    while (n-- > 0)
        if (texts_have(starts, events[n].action))
            return str_eq(events[n].status, "failed") ? &events[n] : NULL;
    return NULL;
}

static void
fail_off(struct lct_err *err, const struct node *n, const struct cloud_event *why)
{
    if (!why)
        lct_fail(
            err, LCT_EFAILED, "Linode %s is offline although it was told to boot", n->cloud_id);
    else
        lct_fail(err, LCT_EFAILED, "Linode %s did not boot%s%s", n->cloud_id,
            why->message ? ": " : "", why->message ? why->message : "");
    lct_hint(err, "look at its console (Lish); when it boots, give the same command again");
}

static void
told_events(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct waiter *w = user;
    struct lct_err off = { 0 };

    w->asking = NULL;
    if (!w->poller)
        return;
    fail_off(&off, w->member->node, err->code ? NULL : failed_start(events, n));
    settle(w->poller, w, &off);
}

static void
ask_why(struct waiter *w)
{
    struct cloud *cloud = w->poller->world->cloud;

    w->asking = cloud->ops->events->machine(cloud, w->member->node->cloud_id, told_events, w);
}

// ---- what the list says

static void
fail_gone(struct lct_err *err, const struct node *n)
{
    lct_fail(err, LCT_ENOTFOUND, "Linode %s has disappeared, or lost our tags", n->cloud_id);
    lct_hint(err, "somebody was at it; give the same command again to put it right");
}

static void
fail_suspended(struct lct_err *err, const struct node *n)
{
    lct_fail(err, LCT_EFAILED, "Linode %s is suspended", n->cloud_id);
    lct_hint(err, "settle the account's bill, then give the same command again");
}

// Looks at one waiter in the light of the list; yields true when it was settled.
static bool
judge(struct poller *p, struct waiter *w, const struct machine *found)
{
    const struct node *n = w->member->node;
    struct lct_err err = { 0 };

    if (!found || found->status == MACHINE_DELETING) {
        fail_gone(&err, n);
    } else if (found->status == w->status) {
        err.code = LCT_OK;
    } else if (found->status == MACHINE_SUSPENDED) {
        fail_suspended(&err, n);
    } else if (w->status == MACHINE_RUNNING && found->status == MACHINE_OFFLINE) {
        if (!w->off_since)
            w->off_since = now_ms(p);
        if (now_ms(p) - w->off_since < OFF_GRACE_MS)
            return false;
        ask_why(w);
        return false;
    } else if (now_ms(p) >= w->deadline) {
        lct_fail(&err, LCT_EFAILED, "Linode %s is still %s", n->cloud_id, found->status_name);
        lct_hint(&err, "give the same command again to wait on; ready_timeout in the plan says how "
                       "long");
    } else {
        w->off_since = 0;
        return false;
    }
    settle(p, w, &err);
    return true;
}

static void
remember(struct member *m, const struct machine *found)
{
    m->status = found->status;
    m->status_name = arena_strdup(m->world->arena, found->status_name);
}

static void
handle(struct poller *p, const struct machine *machines, size_t n)
{
    _own_(map) struct map by_id = { 0 };
    bool moved = false;

    for (size_t i = 0; i < n; i++)
        map_put(&by_id, machines[i].id, (void *)(uintptr_t)&machines[i]);
    for (size_t i = p->waiters.n; i-- > 0;) {
        struct waiter *w = p->waiters.items[i];
        struct member *m = w->member;
        const char *id = m->node->cloud_id;
        const struct machine *found = id ? map_get(&by_id, id) : NULL;
        if (found && !str_eq(found->status_name, m->status_name)) {
            remember(m, found);
            moved = true;
        }
        if (!w->asking)
            moved |= judge(p, w, found);
    }
    p->pace_ms = moved ? FASTEST_MS : p->pace_ms * 3 / 2;
    if (p->pace_ms > SLOWEST_MS)
        p->pace_ms = SLOWEST_MS;
}

// The list cannot be had: everybody whose deadline has passed is told so, the others wait on.
static void
expire(struct poller *p, const struct lct_err *why)
{
    bool final = why->code != LCT_ERETRY && why->code != LCT_EWAIT && why->code != LCT_EAMBIGUOUS;

    for (size_t i = p->waiters.n; i-- > 0;)
        if (final || now_ms(p) >= p->waiters.items[i]->deadline)
            settle(p, p->waiters.items[i], why);
}

static void
listed(void *user, const struct lct_err *err, const struct machine *machines, size_t n)
{
    struct poller *p = user;

    p->listing = NULL;
    if (err->code == LCT_ECANCELLED)
        return;
    if (err->code == LCT_OK)
        handle(p, machines, n);
    else
        expire(p, err);
    schedule(p);
}

static void
poll_now(void *user)
{
    struct poller *p = user;
    struct cloud *cloud = p->world->cloud;
    char tag[LCT_TAG_MAX];

    timer_stop(p->timer);
    p->timer = NULL;
    if (p->waiters.n)
        p->listing =
            cloud->ops->machines->list(cloud, cluster_tag(p->world->cluster->uuid, tag), listed, p);
}

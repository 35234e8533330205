// SPDX-License-Identifier: MIT
// Timers: a heap of our own in front of one libuv timer, so that a virtual loop can jump in time.
#include "io/loop_private.h"

struct timer {
    struct loop *loop;
    int64_t when;
    uint64_t serial; // of equal times the older is first
    size_t at;       // place in the heap, from 1; 0: not in it
    timer_fn *fn;
    void *user;
};

static bool
earlier(const struct timer *a, const struct timer *b)
{
    return a->when != b->when ? a->when < b->when : a->serial < b->serial;
}

static void
place(struct loop *l, size_t at, struct timer *t)
{
    l->timers.items[at - 1] = t;
    t->at = at;
}

static void
sift_up(struct loop *l, struct timer *t)
{
    size_t at = t->at;

    for (; at > 1 && earlier(t, l->timers.items[at / 2 - 1]); at /= 2)
        place(l, at, l->timers.items[at / 2 - 1]);
    place(l, at, t);
}

static void
sift_down(struct loop *l, struct timer *t)
{
    size_t at = t->at, n = l->timers.n;

    for (size_t child; (child = at * 2) <= n; at = child) {
        if (child < n && earlier(l->timers.items[child], l->timers.items[child - 1]))
            child++;
        if (!earlier(l->timers.items[child - 1], t))
            break;
        place(l, at, l->timers.items[child - 1]);
    }
    place(l, at, t);
}

static void
take_out(struct timer *t)
{
    struct loop *l = t->loop;
    struct timer *last;
    size_t at = t->at;

    if (!at)
        return;
    t->at = 0;
    last = l->timers.items[--l->timers.n];
    if (last == t)
        return;
    place(l, at, last);
    sift_up(l, last);
    sift_down(l, last);
}

struct timer *
timer_start(struct loop *l, int64_t ms, timer_fn *fn, void *user)
{
    struct timer *t = NEW(struct timer);

    *t = (struct timer){ l, loop_now_ms(l) + (ms > 0 ? ms : 0), l->timer_serial++, 0, fn, user };
    *vec_add(&l->timers) = t;
    t->at = l->timers.n;
    sift_up(l, t);
    return t;
}

void
timer_stop(struct timer *t)
{
    if (!t)
        return;
    take_out(t);
    free(t);
}

static void
alarm_rang(uv_timer_t *alarm)
{
    struct loop *l = (struct loop *)alarm->loop;

    l->alarm_ms = -1; // timers_run does the rest
    uv_stop(&l->uv);  // libuv runs timers before it waits: it must not wait now
}

void
timers_arm(struct loop *l)
{
    int64_t when = l->timers.n && !l->is_virtual ? l->timers.items[0]->when : -1;
    int64_t wait;

    if (when == l->alarm_ms)
        return;
    l->alarm_ms = when;
    if (when < 0) {
        uv_timer_stop(l->alarm);
        return;
    }
    wait = when - loop_now_ms(l);
    uv_update_time(&l->uv);
    uv_timer_start(l->alarm, alarm_rang, wait > 0 ? (uint64_t)wait : 0, 0);
}

void
timers_run(struct loop *l)
{
    int64_t now = loop_now_ms(l);
    uint64_t newest = l->timer_serial;

    while (l->timers.n) {
        struct timer *t = l->timers.items[0];
        if (t->when > now || t->serial >= newest)
            break;
        take_out(t);
        l->happened = true;
        t->fn(t->user);
    }
}

void
timers_jump(struct loop *l)
{
    if (l->timers.n && l->timers.items[0]->when > loop_now_ms(l))
        clock_advance(&l->clock, l->timers.items[0]->when - loop_now_ms(l));
}

void
timers_done(struct loop *l)
{
    vec_each (t, &l->timers)
        free(*t);
    vec_done(&l->timers);
}

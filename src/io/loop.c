// SPDX-License-Identifier: MIT
// The event loop: turns, what runs at their end, and its own birth and death.
#include "io/loop.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "io/loop_private.h"

#define DESCRIPTORS 8 // more than libuv wants for itself

struct turn_end {
    struct loop *loop;
    timer_fn *fn;
    void *user;
};

// libuv ends the program where it gets none for itself.
static bool
descriptors_left(void)
{
    int fds[DESCRIPTORS], n = 0;

    while (n < DESCRIPTORS && (fds[n] = eventfd(0, EFD_CLOEXEC)) >= 0)
        n++;
    for (int i = 0; i < n; i++)
        close(fds[i]);
    return n == DESCRIPTORS;
}

int
loop_open(struct loop **ret, struct lct_err *err)
{
    struct loop *l;

    if (!descriptors_left())
        return lct_fail(err, LCT_EFAILED, "cannot begin: %s", strerror(errno));
    l = NEW(struct loop);
    int failed = uv_loop_init(&l->uv);
    if (failed) {
        free(l);
        return lct_fail(err, LCT_EFAILED, "cannot begin: %s", uv_strerror(failed));
    }
    l->alarm = NEW(uv_timer_t);
    uv_timer_init(&l->uv, l->alarm);
    l->alarm_ms = -1;
    l->clock = clock_real;
    l->random = random_real;
    *ret = l;
    return LCT_OK;
}

struct loop *
loop_new(void)
{
    struct lct_err err;
    struct loop *l = NULL;

    if (loop_open(&l, &err) < 0)
        abort(); // no descriptors left at all
    return l;
}

struct loop *
loop_new_virtual(void)
{
    struct loop *l = loop_new();

    clock_virtual_init(&l->clock);
    l->is_virtual = true;
    loop_seed(l, 0);
    return l;
}

void
loop_seed(struct loop *l, uint64_t seed)
{
    if (!l->is_virtual)
        abort(); // what it draws become keys
    random_seeded_init(&l->random, seed);
}

static void
free_handle(uv_handle_t *h)
{
    free(h);
}

void
handle_close(uv_handle_t *h)
{
    uv_close(h, free_handle);
}

static void
close_left_over(uv_handle_t *h, void *user)
{
    if (!uv_is_closing(h))
        handle_close(h);
}

static void
soon_run(struct loop *l)
{
    VEC(struct soon) batch = { l->soon.items, l->soon.n, l->soon.cap };

    // What these ask for runs at the end of the next turn, so that I/O is never starved.
    l->soon.items = NULL;
    l->soon.n = l->soon.cap = 0;
    vec_each (s, &batch)
        s->fn(s->user);
    if (batch.n)
        l->happened = true;
    vec_done(&batch);
}

void
loop_free(struct loop *l)
{
    while (l->soon.n)
        soon_run(l);
    uv_walk(&l->uv, close_left_over, NULL);
    while (uv_run(&l->uv, UV_RUN_DEFAULT) != 0)
        ;
    uv_loop_close(&l->uv);
    timers_done(l);
    vec_each (t, &l->turn_ends)
        free(*t);
    vec_done(&l->turn_ends);
    vec_done(&l->soon);
    free(l);
}

const struct clock *
loop_clock(const struct loop *l)
{
    return &l->clock;
}

int64_t
loop_now_ms(const struct loop *l)
{
    return l->clock.now_ms(&l->clock);
}

int64_t
loop_wall_ms(const struct loop *l)
{
    return l->clock.wall_ms(&l->clock);
}

struct random *
loop_random(struct loop *l)
{
    return &l->random;
}

static void
turn_ends_sweep(struct loop *l)
{
    for (size_t i = l->turn_ends.n; i > 0; i--)
        if (!l->turn_ends.items[i - 1])
            vec_remove(&l->turn_ends, i - 1);
}

static void
turn_ends_run(struct loop *l)
{
    size_t n = l->turn_ends.n; // those added meanwhile begin with the next turn

    for (size_t i = 0; i < n; i++) {
        struct turn_end *t = l->turn_ends.items[i];
        if (t)
            t->fn(t->user);
    }
    turn_ends_sweep(l);
}

void
loop_turn(struct loop *l, bool wait)
{
    bool may_wait = wait && l->soon.n == 0;

    l->turning = true;
    l->happened = false;
    timers_arm(l);
    uv_run(&l->uv, may_wait && !(l->is_virtual && l->timers.n) ? UV_RUN_ONCE : UV_RUN_NOWAIT);
    if (may_wait && l->is_virtual && !l->happened)
        timers_jump(l);
    timers_run(l);
    soon_run(l);
    if (l->happened)
        turn_ends_run(l);
    l->turning = false;
}

bool
loop_is_turning(const struct loop *l)
{
    return l->turning;
}

static bool
loop_alive(const struct loop *l)
{
    return l->soon.n || l->timers.n || uv_loop_alive(&l->uv);
}

void
loop_run(struct loop *l, const bool *done)
{
    while (!(done && *done) && loop_alive(l))
        loop_turn(l, true);
}

void
loop_soon(struct loop *l, timer_fn *fn, void *user)
{
    vec_push(&l->soon, ((struct soon){ fn, user }));
}

struct turn_end *
loop_at_turn_end(struct loop *l, timer_fn *fn, void *user)
{
    struct turn_end *t = NEW(struct turn_end);

    *t = (struct turn_end){ l, fn, user };
    vec_push(&l->turn_ends, t);
    return t;
}

void
loop_turn_end_remove(struct turn_end *t)
{
    if (!t)
        return;
    vec_each (each, &t->loop->turn_ends)
        if (*each == t)
            *each = NULL;
    free(t);
}

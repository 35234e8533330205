// SPDX-License-Identifier: MIT
// The inside of the loop, for io/ only: nothing else may see libuv.
#ifndef IO_LOOP_PRIVATE_H
#define IO_LOOP_PRIVATE_H

#include <uv.h>

#include "base/vec.h"
#include "io/loop.h"

struct soon {
    timer_fn *fn;
    void *user;
};

struct loop {
    uv_loop_t uv;
    uv_timer_t *alarm;          // stands for the earliest of all our timers
    int64_t alarm_ms;           // what it is set to; < 0: not set
    bool turning;               // within a turn
    bool happened;              // something was called back in this turn
    bool is_virtual;            // time jumps instead of passing
    struct clock clock;         // real: a copy of clock_real
    struct random random;       // real: a copy of random_real
    VEC(struct timer *) timers; // a heap, the earliest first
    uint64_t timer_serial;
    VEC(struct soon) soon;
    VEC(struct turn_end *) turn_ends; // NULL: removed during a round
};

// Every libuv handle is the first member of a block of its own, so that it can be closed and freed
// by this alone.
void handle_close(uv_handle_t *h);

// timer.c
void timers_arm(struct loop *l);  // before waiting
void timers_run(struct loop *l);  // those whose time has come
void timers_jump(struct loop *l); // of a virtual loop: to the time of the earliest
void timers_done(struct loop *l);

#endif

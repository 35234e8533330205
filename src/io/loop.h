// SPDX-License-Identifier: MIT
// The event loop: libuv, one thread. Nothing outside io/ knows libuv.
#ifndef IO_LOOP_H
#define IO_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/own.h"
#include "base/random.h"
#include "lct/err.h"

struct loop;

// Fails where no descriptors are left.
int loop_open(struct loop **ret, struct lct_err *err);
struct loop *loop_new(void); // the same, where nobody could go on without
// The same, but its clock is virtual: it stands still while anything is left to do and then jumps
// to the next timer; and its chance is that of a seed, 0 until loop_seed. For tests and simulation;
// descriptors are watched without waiting.
struct loop *loop_new_virtual(void);
void loop_seed(struct loop *l, uint64_t seed); // of a virtual one; a real one ends the program
void loop_free(struct loop *l); // everything on it must have ended; closes what is left
OWN_POINTER(loop, struct loop, loop_free);

// The one place that tells the time, and the one to draw from: keys, too.
const struct clock *loop_clock(const struct loop *l);
int64_t loop_now_ms(const struct loop *l);  // by this clock: monotonic
int64_t loop_wall_ms(const struct loop *l); // likewise: since 1970 UTC
struct random *loop_random(struct loop *l);

// Runs until *done is true (checked after every turn) or nothing is left to wait for.
void loop_run(struct loop *l, const bool *done);
// One turn: waits for something to happen (when wait), handles it.
void loop_turn(struct loop *l, bool wait);
// Are we within a callback of it? There nobody may run it.
bool loop_is_turning(const struct loop *l);

// Calls back once after ms, or never when stopped first. Free with timer_stop (also after it ran).
struct timer;
typedef void timer_fn(void *user);
struct timer *timer_start(struct loop *l, int64_t ms, timer_fn *fn, void *user);
void timer_stop(struct timer *t); // NULL is fine; may be called within the callback

// Calls back at the end of this turn of the loop, once per soon() call.
void loop_soon(struct loop *l, timer_fn *fn, void *user);

// Calls back at the end of every turn in which anything happened: the engine commits there.
struct turn_end;
struct turn_end *loop_at_turn_end(struct loop *l, timer_fn *fn, void *user);
void loop_turn_end_remove(struct turn_end *t);

// Watches a descriptor (not owned). NULL when it cannot be watched (a plain file; one watched
// already).
enum { WATCH_READ = 1, WATCH_WRITE = 2 };
struct watch;
typedef void watch_fn(void *user, int events);
struct watch *watch_start(struct loop *l, int fd, int events, watch_fn *fn, void *user);
void watch_change(struct watch *w, int events);
void watch_stop(struct watch *w);

// Calls back for each delivery of a signal.
struct sigwatch;
typedef void sigwatch_fn(void *user, int signo);
struct sigwatch *sigwatch_start(struct loop *l, int signo, sigwatch_fn *fn, void *user);
void sigwatch_stop(struct sigwatch *s);

#endif

// SPDX-License-Identifier: MIT
// Turns, timers (real and virtual), descriptors, signals, and the promises of ops.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "io/loop.h"
#include "io/op.h"

struct trace {
    struct loop *loop;
    char text[64];
    int n;
    bool done;
    struct timer *timer;
    struct turn_end *turn_end;
    struct watch *watch;
    int fd;
};

struct mark {
    struct trace *trace;
    char letter;
};

static void
leave_mark(void *user)
{
    struct mark *m = user;

    m->trace->text[m->trace->n++] = m->letter;
    m->trace->done = m->letter == '.';
}

static int64_t
now(struct loop *l)
{
    return loop_clock(l)->now_ms(loop_clock(l));
}

static void
test_timers_in_order(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct trace t = { .loop = l };
    struct mark marks[] = { { &t, 'a' }, { &t, 'b' }, { &t, 'c' }, { &t, '.' } };
    int64_t start = now(l), delays[] = { 20, 0, 10, 30 };
    struct timer *timers[4];

    for (int i = 0; i < 4; i++)
        timers[i] = timer_start(l, delays[i], leave_mark, &marks[i]);
    loop_run(l, &t.done);
    assert_string_equal(t.text, "bca.");
    assert_true(now(l) - start >= 30);
    for (int i = 0; i < 4; i++)
        timer_stop(timers[i]);
}

static void
test_virtual_time_jumps(void **state)
{
    _own_(loop) struct loop *l = loop_new_virtual();
    struct trace t = { .loop = l };
    struct mark marks[] = { { &t, 'd' }, { &t, 'h' }, { &t, '.' } };
    int64_t day = 24 * 3600 * 1000, start = now(l);
    struct timer *timers[3];

    timers[0] = timer_start(l, day, leave_mark, &marks[0]);
    timers[1] = timer_start(l, 3600 * 1000, leave_mark, &marks[1]);
    timers[2] = timer_start(l, 2 * day, leave_mark, &marks[2]);
    loop_run(l, &t.done);
    assert_string_equal(t.text, "hd.");
    assert_int_equal(now(l) - start, 2 * day);
    for (int i = 0; i < 3; i++)
        timer_stop(timers[i]);
}

static void
test_many_timers_and_stops(void **state)
{
    _own_(loop) struct loop *l = loop_new_virtual();
    struct trace t = { .loop = l };
    struct mark last = { &t, '.' }, never = { &t, 'x' };
    struct timer *timers[500], *end;

    for (int i = 0; i < 500; i++)
        timers[i] = timer_start(l, (i * 7919) % 1000, leave_mark, &never);
    for (int i = 0; i < 500; i++)
        timer_stop(timers[(i * 37) % 500]);
    end = timer_start(l, 5000, leave_mark, &last);
    loop_run(l, &t.done);
    assert_string_equal(t.text, ".");
    timer_stop(end);
}

static void
stop_itself(void *user)
{
    struct trace *t = user;

    timer_stop(t->timer);
    t->n++;
}

static void
test_timer_stops_itself(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct trace t = { .loop = l };

    t.timer = timer_start(l, 1, stop_itself, &t);
    loop_run(l, &t.done); // nothing is left to wait for
    assert_int_equal(t.n, 1);
}

static void
soon_again(void *user)
{
    struct trace *t = user;

    if (++t->n < 3)
        loop_soon(t->loop, soon_again, t);
}

static void
count_turn(void *user)
{
    struct trace *t = user;

    t->text[0]++;
}

static void
test_soon_one_batch_a_turn(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct trace t = { .loop = l };

    t.turn_end = loop_at_turn_end(l, count_turn, &t);
    loop_soon(l, soon_again, &t);
    assert_int_equal(t.n, 0);
    loop_turn(l, true);
    assert_int_equal(t.n, 1);
    assert_int_equal(t.text[0], 1);
    loop_run(l, NULL);
    assert_int_equal(t.n, 3);
    assert_int_equal(t.text[0], 3);
    loop_turn(l, false); // nothing happens: no turn end
    assert_int_equal(t.text[0], 3);
    loop_turn_end_remove(t.turn_end);
}

static void
remove_itself(void *user)
{
    struct trace *t = user;

    t->n++;
    loop_turn_end_remove(t->turn_end);
}

static void
test_turn_end_removed_within(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct trace t = { .loop = l }, other = { .loop = l };

    t.turn_end = loop_at_turn_end(l, remove_itself, &t);
    other.turn_end = loop_at_turn_end(l, count_turn, &other);
    loop_soon(l, soon_again, &t);
    loop_run(l, NULL);
    assert_int_equal(other.text[0], 2);
    assert_int_equal(t.n, 3); // two of soon_again (the count was moved on), one turn end
    loop_turn_end_remove(other.turn_end);
}

static void
read_one(void *user, int events)
{
    struct trace *t = user;

    assert_true(events & WATCH_READ);
    assert_int_equal(read(t->fd, t->text + t->n, 1), 1);
    t->n++;
    if (t->text[t->n - 1] != '.')
        return;
    watch_stop(t->watch);
    t->done = true;
}

static void
test_watch_reads(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct trace t = { .loop = l };
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    t.fd = ends[0];
    t.watch = watch_start(l, ends[0], WATCH_READ, read_one, &t);
    assert_int_equal(write(ends[1], "ab.", 3), 3);
    loop_run(l, &t.done);
    assert_string_equal(t.text, "ab.");
    close(ends[0]);
    close(ends[1]);
}

static void
test_watch_refuses_plain_files(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    FILE *f = tmpfile();

    assert_null(watch_start(l, fileno(f), WATCH_READ, read_one, NULL));
    fclose(f);
}

static void
signal_came(void *user, int signo)
{
    struct trace *t = user;

    t->n = signo;
    t->done = true;
}

static void
test_signal(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct trace t = { .loop = l };
    struct sigwatch *s = sigwatch_start(l, SIGUSR1, signal_came, &t);

    raise(SIGUSR1);
    loop_run(l, &t.done);
    assert_int_equal(t.n, SIGUSR1);
    sigwatch_stop(s);
}

// ---- ops

struct answer {
    int calls;
    struct lct_err err;
    bool done;
};

struct try_op {
    struct op op;
    struct answer *answer;
};

static void
try_stop(struct op *op, const struct lct_err *why)
{
    op_end(op, why);
}

static void
try_deliver(struct op *op, const struct lct_err *err)
{
    struct answer *a = ((struct try_op *)op)->answer;

    a->calls++;
    a->err = *err;
    a->done = true;
}

static struct op *
try_start(struct loop *l, int64_t deadline_ms, struct answer *a)
{
    struct try_op *t = op_start(l, sizeof *t, deadline_ms, try_stop, try_deliver);

    t->answer = a;
    return &t->op;
}

static void
test_op_never_before_start_returned(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct answer a = { 0 };
    struct op *op = try_start(l, 1000, &a);
    struct lct_err late;

    op_end(op, NULL);
    lct_fail(&late, LCT_EFAILED, "too late");
    op_end(op, &late); // ignored
    assert_int_equal(a.calls, 0);
    loop_run(l, NULL);
    assert_int_equal(a.calls, 1);
    assert_int_equal(a.err.code, 0);
}

static void
test_op_deadline(void **state)
{
    _own_(loop) struct loop *l = loop_new_virtual();
    struct answer a = { 0 };

    try_start(l, 60 * 1000, &a);
    loop_run(l, &a.done);
    assert_int_equal(a.calls, 1);
    assert_int_equal(a.err.code, LCT_EAMBIGUOUS);
    assert_int_equal(now(l), 60 * 1000);
}

static void
test_op_cancel(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct answer a = { 0 };

    op_cancel(try_start(l, 1000, &a));
    assert_int_equal(a.calls, 1); // its driver can stop at once
    op_cancel(NULL);
    loop_run(l, NULL);
    assert_int_equal(a.calls, 1);
    assert_int_equal(a.err.code, LCT_ECANCELLED);
}

static void
test_op_cancel_after_its_end(void **state)
{
    _own_(loop) struct loop *l = loop_new();
    struct answer a = { 0 };
    struct op *op = try_start(l, 1000, &a);

    op_end(op, NULL);
    op_cancel(op); // the outcome was known already: it is handed over now
    assert_int_equal(a.calls, 1);
    assert_int_equal(a.err.code, 0);
    loop_run(l, NULL);
    assert_int_equal(a.calls, 1);
}

static void
test_loop_free_delivers_what_is_due(void **state)
{
    struct loop *l = loop_new();
    struct answer a = { 0 };

    op_end(try_start(l, 1000, &a), NULL);
    loop_free(l);
    assert_int_equal(a.calls, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_timers_in_order),
        cmocka_unit_test(test_virtual_time_jumps),
        cmocka_unit_test(test_many_timers_and_stops),
        cmocka_unit_test(test_timer_stops_itself),
        cmocka_unit_test(test_soon_one_batch_a_turn),
        cmocka_unit_test(test_turn_end_removed_within),
        cmocka_unit_test(test_watch_reads),
        cmocka_unit_test(test_watch_refuses_plain_files),
        cmocka_unit_test(test_signal),
        cmocka_unit_test(test_op_never_before_start_returned),
        cmocka_unit_test(test_op_deadline),
        cmocka_unit_test(test_op_cancel),
        cmocka_unit_test(test_op_cancel_after_its_end),
        cmocka_unit_test(test_loop_free_delivers_what_is_due),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

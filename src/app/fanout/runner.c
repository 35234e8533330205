// SPDX-License-Identifier: MIT
// Many nodes at once: who is logged in, who comes next, deadlines, interrupts.
#include "app/fanout/runner.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "port/way.h"

#define CONNECT_MS 15000
#define LOGINS_AT_ONCE 64

static void begin(struct target *t);

static size_t
most_logins(const struct lct_runner *r)
{
    return r->fanout ? r->fanout : LOGINS_AT_ONCE;
}

static size_t
most_active(const struct lct_runner *r)
{
    size_t most = r->fanout ? r->fanout : r->errand->at_once;

    return most ? most : r->n;
}

static bool
is_logged_in(const struct target *t)
{
    return t->session && t->runner->shell->ops->alive(t->session);
}

static void
log_out(struct target *t)
{
    if (t->session)
        t->runner->shell->ops->close_session(take(t->session));
}

static bool
may_begin(const struct lct_runner *r)
{
    return r->active < most_active(r) &&
           (is_logged_in(&r->targets[r->next]) || r->logging_in < most_logins(r));
}

// Begins what may begin; notices the end of it all. Who ends at once calls this within itself: the
// outer call goes on then.
static void
go_on(struct lct_runner *r)
{
    if (r->going_on)
        return;
    r->going_on = true;
    while (r->next < r->n && may_begin(r)) {
        r->active++;
        begin(&r->targets[r->next++]);
    }
    r->going_on = false;
    r->done = r->ended == r->n;
}

static void
leave(struct target *t)
{
    struct lct_runner *r = t->runner;

    t->phase = TARGET_ENDED;
    r->active--;
    r->ended++;
    go_on(r);
}

static void
end(struct target *t, const struct lct_err *err, const struct shell_result *result)
{
    const struct errand *e = t->runner->errand;

    timer_stop(take(t->deadline));
    e->ended(e->user, t, err, result);
    leave(t);
}

static void
explain(const struct target *t, struct lct_err *err)
{
    char after[32];

    if (t->late) {
        snprintf(after, sizeof after, "%lld ms", (long long)t->runner->errand->timeout_ms);
        lct_fail(err, LCT_EWAIT, "it did not end within %s and was told to stop", after);
    } else if (t->runner->interrupted && err->code == LCT_ECANCELLED) {
        lct_fail(err, LCT_ECANCELLED, "interrupted");
    }
}

static void
ran(void *user, const struct lct_err *err, const struct shell_result *result)
{
    struct target *t = user;
    struct lct_err told = *err;

    t->op = NULL;
    if (err->code == LCT_ERETRY && t->kept) { // a kept session had died: nothing ran
        timer_stop(take(t->deadline));
        log_out(t);
        begin(t);
        return;
    }
    explain(t, &told);
    end(t, &told, result);
}

static void
too_late(void *user)
{
    struct target *t = user;

    t->late = true;
    op_cancel(t->op); // its callback ends us
}

static void
run(struct target *t)
{
    struct lct_runner *r = t->runner;
    struct shell_command c = { 0 };

    t->phase = TARGET_RUNNING;
    t->late = false;
    if (!r->errand->command(r->errand->user, t, &c)) {
        leave(t);
        return;
    }
    t->op = r->shell->ops->run(t->session, &c, ran, t);
    if (r->errand->timeout_ms > 0)
        t->deadline = timer_start(r->t->loop, r->errand->timeout_ms, too_late, t);
}

static void
logged_in(void *user, const struct lct_err *err, struct shell_session *s)
{
    struct target *t = user;
    struct lct_err told = *err;

    t->op = NULL;
    t->runner->logging_in--;
    t->session = s;
    if (s) {
        run(t);
        go_on(t->runner); // there is room for a log-in
        return;
    }
    explain(t, &told);
    end(t, &told, NULL);
}

static void
log_in(struct target *t)
{
    struct lct_runner *r = t->runner;
    const struct shell_target as = {
        .user = r->user,
        .private_key = r->keys.controller,
        .via.dialer = r->t->profile.dialer,
    };

    struct way way;

    way_to(&way, t->node, r->started, r->n_started, &as);
    t->phase = TARGET_LOGGING_IN;
    r->logging_in++;
    t->op = r->shell->ops->connect(r->shell, &way.target, CONNECT_MS, logged_in, t);
}

static void
begin(struct target *t)
{
    const struct errand *e = t->runner->errand;
    struct lct_err err = { 0 };

    t->kept = is_logged_in(t) && !t->late; // who kept us waiting may be gone: in anew
    if (e->wanted && !e->wanted(e->user, t)) {
        leave(t);
    } else if (t->runner->interrupted) {
        lct_fail(&err, LCT_ECANCELLED, "interrupted before it began");
        end(t, &err, NULL);
    } else if (t->kept) {
        run(t);
    } else {
        log_out(t);
        log_in(t);
    }
}

// Who is cancelled ends at once and lets the next one begin, which only hears of it.
static void
on_interrupt(void *user, int events)
{
    struct lct_runner *r = user;
    uint64_t count;

    (void)events;
    if (read(r->t->wake, &count, sizeof count) < 0)
        return;
    r->interrupted = true;
    for (size_t i = 0; i < r->n; i++)
        op_cancel(r->targets[i].op);
}

int
runner_each(struct lct_runner *r, const struct errand *e, struct lct_err *err)
{
    r->errand = e;
    r->next = r->logging_in = r->active = r->ended = 0;
    r->done = r->interrupted = false;
    for (size_t i = 0; i < r->n; i++)
        r->targets[i].phase = TARGET_WAITING;
    struct watch *wake = watch_start(r->t->loop, r->t->wake, WATCH_READ, on_interrupt, r);
    go_on(r);
    loop_run(r->t->loop, &r->done);
    watch_stop(wake);
    r->errand = NULL;
    return r->interrupted ? lct_fail(err, LCT_ECANCELLED, "interrupted") : LCT_OK;
}

int
runner_conclude(
    struct lct_answer *answer, size_t n, size_t failed, const char *what, struct lct_err *err)
{
    doc_put_int(answer->arena, answer->root, "failed", (int64_t)failed);
    if (err->code == LCT_ECANCELLED)
        return lct_wrap(err, "%zu of %zu nodes done", n - failed, n);
    if (!failed)
        return LCT_OK;
    if (failed == n)
        return lct_fail(
            err, LCT_EFAILED, "%s failed on %s", what, n > 1 ? "all nodes" : "the node");
    return lct_fail(err, LCT_EPARTIAL, "%s failed on %zu of %zu nodes", what, failed, n);
}

char *
shell_quote(const char *word)
{
    struct buf out = { 0 };

    buf_addc(&out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            buf_adds(&out, "'\\''");
        else
            buf_addc(&out, *word);
    buf_addc(&out, '\'');
    return buf_take(&out);
}

// SPDX-License-Identifier: MIT
// Asynchronous pieces of work: the outcome is handed over exactly once, at the end of a turn.
#include "io/op.h"

#include "base/mem.h"

// An outcome on its way to the caller.
struct outcome {
    struct op *op; // NULL: delivered already
    struct lct_err err;
};

// The deadline says that the effect may have happened: a driver that knows better says better.
static void
deadline_passed(void *user)
{
    struct op *op = user;
    struct lct_err why;

    lct_fail(&why, LCT_EAMBIGUOUS, "no answer before the deadline");
    op->stop(op, &why);
}

void *
op_start(struct loop *l, size_t size, int64_t deadline_ms, op_stop_fn *stop, op_deliver_fn *deliver)
{
    struct op *op = mem_alloc(size);

    op->loop = l;
    op->stop = stop;
    op->deliver = deliver;
    if (deadline_ms > 0)
        op->deadline = timer_start(l, deadline_ms, deadline_passed, op);
    return op;
}

static void
outcome_deliver(struct outcome *o)
{
    struct op *op = o->op;

    o->op = NULL;
    op->deliver(op, &o->err);
    free(op);
}

static void
outcome_due(void *user)
{
    struct outcome *o = user;

    if (o->op)
        outcome_deliver(o);
    free(o);
}

// Always by way of loop_soon: so it can never run before the start returned, and never within
// somebody else's callback.
void
op_end(struct op *op, const struct lct_err *err)
{
    struct outcome *o;

    if (op->ending)
        return;
    op->ending = true;
    timer_stop(op->deadline);
    op->deadline = NULL;
    o = op->outcome = NEW(struct outcome);
    o->op = op;
    if (err)
        o->err = *err;
    loop_soon(op->loop, outcome_due, o);
}

// What has been cancelled is often freed next by the canceller, with what its callback needs: so
// the callback comes now if it can.
void
op_cancel(struct op *op)
{
    struct lct_err why;

    if (!op)
        return;
    if (!op->ending) {
        lct_fail(&why, LCT_ECANCELLED, "cancelled");
        op->stop(op, &why);
    }
    if (op->outcome && op->outcome->op) // else we are within its callback
        outcome_deliver(op->outcome);
}

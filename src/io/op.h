// SPDX-License-Identifier: MIT
// One asynchronous piece of work. Starting yields a struct op *; its typed callback runs exactly
// once, never before the start returned; every op has a deadline; cancelling is that callback with
// LCT_ECANCELLED. The op is gone when its callback returns.
#ifndef IO_OP_H
#define IO_OP_H

#include "io/loop.h"

struct op;

// For drivers: what an op does when it is told to stop early (cancel or deadline). It releases what
// it holds and then must call op_end (now or later) with the given error.
typedef void op_stop_fn(struct op *op, const struct lct_err *why);
// For drivers: hands the outcome to the caller's typed callback; err->code == 0 on success.
typedef void op_deliver_fn(struct op *op, const struct lct_err *err);

// Drivers embed this as the first member of their own struct, allocated by op_start.
struct op {
    struct loop *loop;
    op_stop_fn *stop;
    op_deliver_fn *deliver;
    struct timer *deadline;
    bool ending;             // the outcome is known
    struct outcome *outcome; // op.c's own
};

// Allocates `size` zeroed bytes that begin with a struct op. deadline_ms <= 0: none (only for ops
// that are ended by others).
void *op_start(
    struct loop *l, size_t size, int64_t deadline_ms, op_stop_fn *stop, op_deliver_fn *deliver);

// The outcome: delivered at the end of the turn, or by op_cancel. The op is freed after deliver
// returns. Further calls for the same op are ignored.
void op_end(struct op *op, const struct lct_err *err); // err NULL: success

// Asks it to stop. When the driver can stop at once (requests, reads of the store) its callback has
// run before this returns, with LCT_ECANCELLED or with an outcome that was known already; else (a
// child process that must end first) it runs soon after. NULL is fine.
void op_cancel(struct op *op);

#endif

// SPDX-License-Identifier: MIT
// Recorded operations: every create, delete ... with the history of its steps.
#ifndef LCT_OPERATION_H
#define LCT_OPERATION_H

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// {"operations": [...]}, newest first, a thousand at most.
int lct_operation_list(struct lct *t, struct lct_answer **ret, struct lct_err *err);
// {"operation": {id, kind, cluster, state, who, started, ended, summary, plan_digest, steps:
// [...]}}; id 0: the newest. LCT_ENOTFOUND: there is none.
int lct_operation_show(struct lct *t, int64_t id, struct lct_answer **ret, struct lct_err *err);

// Forgets operations, with the history of their steps, that ended longer ago than this (in
// milliseconds); what is unfinished stays, and the newest of each cluster that is there.
// count_only: only says how many. {"operations": how many, "before": the time}
int lct_operation_prune(struct lct *t, int64_t older_than_ms, bool count_only,
    struct lct_answer **ret, struct lct_err *err);

// What scripts said in an operation (id 0: the newest): {"operation", "outputs": [{step, node,
// name: "firstboot/setup", state, status: null when the script was interrupted, signal: that killed
// it, limit_ms: the time that it did not end within, message, output, cut: only the end of it is
// here, place: the file on the node that has it all, command: what shows that, both null of what
// ran here}]}. signal, limit_ms, message: null where they do not apply.
int lct_operation_log(struct lct *t, int64_t id, struct lct_answer **ret, struct lct_err *err);

// Follows an operation that another process runs, until it has ended: watch hears what its own
// process tells, up to half a second later (without totals of what has not begun). id 0: the newest
// that runs, or else the newest. Answers as lct_operation_show, with the code that its own call
// ended with: LCT_OK, LCT_EPARTIAL, LCT_ECANCELLED; LCT_EFAILED when its process died.
// lct_interrupt ends the watching alone (LCT_ECANCELLED, no answer).
int lct_operation_watch(struct lct *t, int64_t id, const struct lct_watch *watch,
    struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif

// Recorded operations: every create, delete ... with the history of its steps.
#ifndef LCT_OPERATION_H
#define LCT_OPERATION_H

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

int lct_operation_list(struct lct *t, struct lct_answer **ret,
    struct lct_err *err); // {"operations": [...]}, newest first
// {id, kind, cluster, state, who, started, ended, summary, plan_digest, steps: [...]}
int lct_operation_show(struct lct *t, int64_t id, struct lct_answer **ret, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif

// SPDX-License-Identifier: MIT
// cluster start, stop; node start, stop: all of a cluster, some of it, or one node.
#include <stdlib.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/cmd/run.h"

typedef int work_out_fn(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err);

static int
change(struct invocation *v, work_out_fn *fn, const char *begin)
{
    const struct lct_power_args args = { option_value(v, "on"), option_given(v, "force") };
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (fn(v->toolkit, v->arguments[0], &args, &c, &err) != LCT_OK)
        return tell_error(v, &err);
    return agree_and_carry_out(v, c, NULL, begin);
}

int
run_cluster_start(struct invocation *v)
{
    _own_(free) char *begin = mem_printf("Start cluster '%s'", v->arguments[0]);

    return change(v, lct_changes_start, begin);
}

int
run_cluster_stop(struct invocation *v)
{
    _own_(free) char *begin = mem_printf("Stop cluster '%s'", v->arguments[0]);

    return change(v, lct_changes_stop, begin);
}

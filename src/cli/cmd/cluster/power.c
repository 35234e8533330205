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
change(
    struct invocation *v, work_out_fn *fn, const char *cluster, const char *on, const char *begin)
{
    const struct lct_power_args args = { on, option_given(v, "force") };
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };

    if (fn(v->toolkit, cluster, &args, &c, &err) != LCT_OK)
        return tell_error(v, &err);
    return agree_and_carry_out(v, c, NULL, begin);
}

static int
of_cluster(struct invocation *v, work_out_fn *fn, const char *verb)
{
    const char *name = v->arguments[0];
    _own_(free) char *begin = mem_printf("%s cluster '%s'", verb, name);
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return change(v, fn, name, option_value(v, "on"), begin);
}

int
run_cluster_start(struct invocation *v)
{
    return of_cluster(v, lct_changes_start, "Start");
}

int
run_cluster_stop(struct invocation *v)
{
    return of_cluster(v, lct_changes_stop, "Stop");
}

static int
of_node(struct invocation *v, work_out_fn *fn, const char *verb)
{
    _own_(free) char *begin = mem_printf("%s node '%s'", verb, v->arguments[0]);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    const struct lct_value *node;
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (lct_node_show(v->toolkit, v->arguments[0], &answer, &err) != LCT_OK)
        return tell_error(v, &err);
    node = lct_get(lct_answer_root(answer), "node");
    status = change(
        v, fn, lct_text(lct_get(node, "cluster"), ""), lct_text(lct_get(node, "label"), ""), begin);
    lct_answer_free(answer);
    return status;
}

int
run_node_start(struct invocation *v)
{
    return of_node(v, lct_changes_start, "Start");
}

int
run_node_stop(struct invocation *v)
{
    return of_node(v, lct_changes_stop, "Stop");
}

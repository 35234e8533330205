// SPDX-License-Identifier: MIT
// cluster start, stop, drain, restart; node start, stop, drain, reboot, rebuild: all of a cluster,
// some of it, or nodes.
#include <stdlib.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/own.h"
#include "base/parse.h"
#include "base/str.h"
#include "cli/cmd/run.h"

#define SERIAL_MOST 10000

typedef int work_out_fn(struct lct *t, const char *name, const struct lct_power_args *args,
    struct lct_changes **ret, struct lct_err *err);

static int
change(
    struct invocation *v, work_out_fn *fn, const char *cluster, const char *on, const char *begin)
{
    const char *serial = option_value(v, "serial");
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    int64_t n = 0;

    if (serial && !parse_int(serial, 1, SERIAL_MOST, &n))
        return tell_usage(v, "", "--serial %s is no number from 1 to %d", serial, SERIAL_MOST);
    const struct lct_power_args args = { on, option_given(v, "force"), (unsigned)n };
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
    const bool all = option_given(v, "with-dependents");

    return of_cluster(v, all ? lct_changes_stop_all : lct_changes_stop, "Stop");
}

int
run_cluster_drain(struct invocation *v)
{
    return of_cluster(v, lct_changes_drain, "Drain");
}

int
run_cluster_restart(struct invocation *v)
{
    return of_cluster(v, lct_changes_restart, "Restart");
}

// ---- nodes by name

struct named {
    struct arena *arena;
    const char *cluster; // all are of this one
    const char **labels; // NULL-terminated
};

static int
note(struct invocation *v, struct named *all, int i)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (lct_node_show(v->toolkit, v->arguments[i], &answer, &err) != LCT_OK)
        return tell_error(v, &err);
    const struct lct_value *node = lct_get(lct_answer_root(answer), "node");
    const char *cluster = lct_text(lct_get(node, "cluster"), "");
    all->labels[i] = arena_strdup(all->arena, lct_text(lct_get(node, "label"), ""));
    if (!all->cluster)
        all->cluster = arena_strdup(all->arena, cluster);
    else if (!str_eq(all->cluster, cluster))
        status = tell_usage(v, "one cluster after the other", "%s is of cluster %s, %s of %s",
            v->arguments[0], all->cluster, v->arguments[i], cluster);
    lct_answer_free(answer);
    return status;
}

static bool
find(struct invocation *v, struct named *all, int *status)
{
    if (!toolkit(v, status))
        return false;
    all->labels = arena_array(all->arena, (size_t)v->n_arguments + 1, sizeof *all->labels);
    for (int i = 0; i < v->n_arguments && !*status; i++)
        *status = note(v, all, i);
    return !*status;
}

static const char *
question(struct invocation *v, struct arena *a, const char *verb)
{
    return v->n_arguments == 1 ? arena_printf(a, "%s node '%s'", verb, v->arguments[0])
                               : arena_printf(a, "%s %d nodes", verb, v->n_arguments);
}

static int
of_nodes(struct invocation *v, work_out_fn *fn, const char *verb)
{
    _own_(arena) struct arena *a = arena_new();
    struct named all = { a };
    const char *on = NULL;
    int status = 0;

    if (!find(v, &all, &status))
        return status;
    for (const char **label = all.labels; *label; label++)
        on = on ? arena_printf(a, "%s,%s", on, *label) : *label;
    return change(v, fn, all.cluster, on, question(v, a, verb));
}

int
run_node_start(struct invocation *v)
{
    return of_nodes(v, lct_changes_start, "Start");
}

int
run_node_stop(struct invocation *v)
{
    return of_nodes(v, lct_changes_stop, "Stop");
}

int
run_node_drain(struct invocation *v)
{
    return of_nodes(v, lct_changes_drain, "Drain");
}

int
run_node_reboot(struct invocation *v)
{
    return of_nodes(v, lct_changes_restart, "Restart");
}

int
run_node_rebuild(struct invocation *v)
{
    _own_(arena) struct arena *a = arena_new();
    struct named all = { a };
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!find(v, &all, &status))
        return status;
    if (lct_changes_rebuild(v->toolkit, all.cluster, all.labels, &c, &err) != LCT_OK)
        return tell_error(v, &err);
    return agree_and_carry_out(v, c, NULL, question(v, a, "Rebuild"));
}

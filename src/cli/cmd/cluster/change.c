// SPDX-License-Identifier: MIT
// cluster apply, scale, replace, resume, retry: a cluster that exists becomes what its plan, or a
// count, says.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"

// plan NULL: the one that it keeps.
static int
apply(struct invocation *v, const struct lct_plan *plan)
{
    _own_(free) char *begin = mem_printf("Apply this to cluster '%s'", v->arguments[0]);
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    int code = plan ? lct_changes_apply(v->toolkit, v->arguments[0], plan, &c, &err)
                    : lct_changes_mend(v->toolkit, v->arguments[0], &c, &err);

    return code != LCT_OK ? tell_error(v, &err) : agree_and_carry_out(v, c, plan, begin);
}

// What cluster plan --out wrote is done as it stands there, or not at all.
static int
apply_file(struct invocation *v, const char *path)
{
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    const struct lct_value *root;

    if (lct_changes_open(v->toolkit, path, &c, &err) != LCT_OK)
        return tell_error(v, &err);
    root = lct_changes_root(c);
    const char *cluster = lct_text(lct_get(root, "cluster"), "");
    _own_(free) char *begin = mem_printf("Do this to cluster '%s'", cluster);
    if (v->n_arguments == 1 || str_eq(cluster, v->arguments[0]))
        return agree_and_carry_out(v, c, NULL, begin);
    lct_fail(&err, LCT_EUSAGE, "%s is of cluster %s, not of %s", path, cluster, v->arguments[0]);
    lct_changes_free(c);
    return tell_error(v, &err);
}

int
run_cluster_apply(struct invocation *v)
{
    const char *last = v->arguments[v->n_arguments - 1];
    int status = 0;
    struct lct_plan *plan;

    if (!may_log_in(v, &status))
        return status;
    if (lct_changes_is_file(last))
        return apply_file(v, last);
    if (v->n_arguments < 2 && option_given(v, "refresh"))
        return apply(v, NULL);
    if (v->n_arguments < 2)
        return tell_usage(v, "cluster apply NAME PLAN, or a file that cluster plan --out wrote",
            "'%s' is no file of changes", last);
    plan = read_plan(v, last, &status);
    if (plan)
        status = apply(v, plan);
    lct_plan_free(plan);
    return status;
}

// "GROUP=N", "GROUP+=N", "GROUP-=N"; the name is cut out of the argument.
static bool
parse_count(const char *word, char **group, struct lct_count *ret)
{
    const char *equals = strrchr(word, '=');
    size_t n = equals ? (size_t)(equals - word) : 0;
    char sign = n ? equals[-1] : 0, *end;
    bool relative = sign == '+' || sign == '-';

    if (!equals || n <= relative || equals[1] < '0' || equals[1] > '9')
        return false;
    errno = 0;
    unsigned long count = strtoul(equals + 1, &end, 10);
    if (errno || *end || count > 1000000)
        return false;
    *group = mem_strndup(word, n - relative);
    *ret = (struct lct_count){ *group,
        sign == '+'   ? LCT_COUNT_MORE
        : sign == '-' ? LCT_COUNT_LESS
                      : LCT_COUNT_SET,
        (unsigned)count };
    return true;
}

struct count_list {
    struct lct_count *items;
    size_t n, cap;
};

static void
counts_done(struct count_list *c)
{
    for (size_t i = 0; i < c->n; i++)
        free((char *)(uintptr_t)c->items[i].group);
    vec_done(c);
}

static int
parse_counts(struct invocation *v, struct count_list *counts)
{
    for (int i = 1; i < v->n_arguments; i++) {
        struct lct_count c;
        char *group;
        if (!parse_count(v->arguments[i], &group, &c))
            return tell_usage(v, "for example web=5, web+=2 or us-east/web-=1",
                "'%s' is no count of a group", v->arguments[i]);
        vec_push(counts, c);
    }
    vec_push(counts, ((struct lct_count){ NULL, LCT_COUNT_SET, 0 }));
    return 0;
}

static int
scale(struct invocation *v, const struct lct_count *counts)
{
    _own_(free) char *begin = mem_printf("Scale cluster '%s'", v->arguments[0]);
    _own_(free) const char **remove = option_values(v, "remove");
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!counts->group && !*remove)
        return tell_usage(
            v, "for example: linodetool cluster scale prod web=5", "nothing is said to scale");
    if (!toolkit(v, &status))
        return status;
    if (lct_changes_scale(v->toolkit, v->arguments[0], counts, remove, &c, &err) != LCT_OK)
        return tell_error(v, &err);
    return agree_and_carry_out(v, c, NULL, begin);
}

int
run_cluster_scale(struct invocation *v)
{
    struct count_list counts = { 0 };
    int status = parse_counts(v, &counts);

    if (!status)
        status = scale(v, counts.items);
    counts_done(&counts);
    return status;
}

int
run_cluster_replace(struct invocation *v)
{
    _own_(free) char *begin = mem_printf("Replace machines of cluster '%s'", v->arguments[0]);
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (lct_changes_replace(v->toolkit, v->arguments[0], v->arguments + 1, &c, &err) != LCT_OK)
        return tell_error(v, &err);
    return agree_and_carry_out(v, c, NULL, begin);
}

// What was agreed to when it began needs no further question.
static int
again(struct invocation *v, int (*call)(struct lct *, const char *, const struct lct_watch *,
                                struct lct_answer **, struct lct_err *))
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    struct progress *p = progress_new(v);
    code = call(v->toolkit, v->arguments[0], progress_watch(p), &answer, &err);
    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

int
run_cluster_resume(struct invocation *v)
{
    return again(v, lct_cluster_resume);
}

int
run_cluster_retry(struct invocation *v)
{
    return again(v, lct_cluster_retry);
}

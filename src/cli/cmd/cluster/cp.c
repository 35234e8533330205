// SPDX-License-Identifier: MIT
// cluster cp: files and folders to nodes, or from them into a folder each.
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/own.h"
#include "cli/cmd/run.h"
#include "cli/show/nodes.h"
#include "cli/show/progress.h"

// "1 file, 50.0 MB"
static char *
amount(int64_t files, int64_t bytes)
{
    static const char *const units[] = { "bytes", "KB", "MB", "GB", "TB" };
    double value = (double)bytes;
    size_t unit = 0;

    for (; value >= 1024 && unit + 1 < sizeof units / sizeof units[0]; unit++)
        value /= 1024;
    return mem_printf("%lld %s, %.*f %s", (long long)files, files == 1 ? "file" : "files",
        unit ? 1 : 0, value, units[unit]);
}

static void
on_copied(void *user, const struct lct_run_result *r)
{
    struct nodes_told *t = user;
    _own_(free) char *text = r->code ? mem_strdup(r->error) : amount(r->files, r->bytes);

    groups_add(r->code ? &t->troubles : &t->copied, text, strlen(text), r->node);
    if (!r->code && r->err_n)
        groups_add(&t->err, r->err_out, r->err_n, r->node);
}

static void
print_copied(struct nodes_told *t)
{
    groups_sort(&t->copied);
    vec_each (group, &t->copied.list)
        printf_safe(stdout, "%s: %s\n", (*group)->folded, (*group)->text);
}

static int
tell_copied(struct nodes_told *t, struct lct_answer *answer, int code, const struct lct_err *err)
{
    int status = 0;

    if (t->v->json && answer) {
        print_json_value(lct_answer_root(answer));
    } else if (!t->v->quiet) {
        print_copied(t);
        nodes_print(t);
    }
    if (code != LCT_OK) {
        status = tell_error(t->v, err);
        if (!t->v->json)
            nodes_tell_troubles(t);
    }
    return status;
}

static int
copy(struct invocation *v, const struct lct_runner_args *args, const struct lct_copy_args *what)
{
    struct nodes_told told = { .v = v };
    const struct lct_run_watch watch = { .ended = on_copied, .user = &told };
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;
    struct lct_runner *r = nodes_open(v, args, &told.n, &status);

    if (!r)
        return status;
    interrupt_stop(v->toolkit);
    code = lct_runner_copy(r, what, &watch, &answer, &err);
    interrupt_catch(NULL);
    lct_runner_close(r);
    status = tell_copied(&told, answer, code, &err);
    lct_answer_free(answer);
    nodes_done(&told);
    return status;
}

// A colon marks the nodes' side, as in scp. Without any, files go to the nodes.
static int
read_sides(struct invocation *v, const char **from, struct lct_copy_args *what)
{
    int n = v->n_arguments - 2, remote = 0;

    what->to = v->arguments[v->n_arguments - 1];
    for (int i = 0; i < n; i++) {
        from[i] = v->arguments[i + 1];
        if (*from[i] == ':') {
            remote++;
            from[i]++;
        }
    }
    what->from = from;
    what->back = remote > 0;
    if (remote && remote < n)
        return tell_usage(v, "a file here whose name begins with a colon is ./:NAME",
            "some sources are on the nodes (they begin with a colon), some are here");
    if (remote && *what->to == ':')
        return tell_usage(v, "leave out the colon of one side", "both sides are on the nodes");
    what->to += *what->to == ':';
    return 0;
}

int
run_cluster_cp(struct invocation *v)
{
    _own_(free) const char **from = mem_array((size_t)v->n_arguments, sizeof *from);
    struct lct_runner_args args = { 0 };
    struct lct_copy_args what = { 0 };
    int status = nodes_options(v, &args, &what.timeout_ms);

    if (!status)
        status = read_sides(v, from, &what);
    return status ? status : copy(v, &args, &what);
}

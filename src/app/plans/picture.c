// SPDX-License-Identifier: MIT
// Pictures of clusters and plans: DOT, and SVG where Graphviz is installed.
#include "plan/picture/picture.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/plans/plan.h"
#include "app/query/inventory.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

#define SVG_MAX (256u << 20)
#define PATIENCE_MS (5 * 60 * 1000)

static int
wait_drawn(struct lct *t, pid_t pid, int out, int *status, struct lct_err *err)
{
    const int code = program_wait(t, pid, PATIENCE_MS, out, SVG_MAX, status, err);

    if (code == LCT_ECANCELLED)
        return lct_fail(err, code, "interrupted: the picture was not drawn");
    if (code < 0)
        return lct_fail(err, code, "dot draws and draws: the picture is too large for it");
    return LCT_OK;
}

static int
draw(struct lct *t, int in, int out, struct lct_err *err)
{
    static const char *const argv[] = { "dot", "-Tsvg", NULL };
    const struct lct_program dot = { argv, t->environment, { in, out, -1 } };
    pid_t pid;
    int status;

    if (program_start(t, &dot, &pid, err) == LCT_ENOTFOUND) {
        lct_fail(err, LCT_EFAILED, "an SVG is drawn by Graphviz's dot, which is not installed");
        return lct_hint(err, "install the package graphviz, or take the DOT to where it is");
    }
    if (err->code || wait_drawn(t, pid, out, &status, err) < 0)
        return err->code;
    if (status)
        return lct_fail(err, LCT_EFAILED, "dot could not draw the picture (status %d)", status);
    return LCT_OK;
}

// In memory, both ways: nobody waits for the other, and no pipe can break.
static int
draw_svg(struct lct *t, const struct buf *dot, struct buf *svg, struct lct_err *err)
{
    _own_(fd) int in = memfd_create("dot", MFD_CLOEXEC), out = memfd_create("svg", MFD_CLOEXEC);

    if (in < 0 || out < 0 || file_write_fd(in, dot->data, dot->len) < 0 ||
        lseek(in, 0, SEEK_SET) < 0)
        return lct_fail(err, LCT_EFAILED, "no room for the picture: %s", strerror(errno));
    if (draw(t, in, out, err) < 0)
        return err->code;
    lseek(out, 0, SEEK_SET);
    return file_read_fd(out, "the picture", SVG_MAX, svg, err);
}

static int
answer_graph(struct lct *t, const struct picture_args *args, const char *format,
    struct lct_answer **ret, struct lct_err *err)
{
    _own_(buf) struct buf dot = { 0 }, svg = { 0 };
    bool as_svg = str_eq(format, "svg");

    if (!as_svg && !str_eq(format, "dot"))
        return lct_fail(err, LCT_EUSAGE, "a picture is dot or svg, not '%s'", format);
    picture_dot(&dot, args);
    if (as_svg && draw_svg(t, &dot, &svg, err) < 0)
        return err->code;
    *ret = answer_new();
    doc_put_string((*ret)->arena, (*ret)->root, "format", format);
    doc_put_string((*ret)->arena, (*ret)->root, "graph",
        arena_strdup((*ret)->arena, buf_str(as_svg ? &svg : &dot)));
    return LCT_OK;
}

static int
graph_cluster(struct lct *t, struct arena *a, const char *name, struct picture_args *args,
    struct lct_plan **plan, struct lct_err *err)
{
    struct cluster *c;
    struct node **nodes;

    if (cluster_need(t, a, name, &c, err) < 0 || plan_of_cluster(t, c, plan, err) < 0 ||
        !(nodes = kept_nodes(t, a, c->uuid, &args->n_nodes, err)))
        return err->code;
    args->title = c->name;
    args->plan = (*plan)->plan;
    args->nodes = nodes;
    args->states = true;
    return LCT_OK;
}

int
lct_cluster_graph(struct lct *t, const char *name, const char *format, bool all,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && name && format && ret);
    _own_(arena) struct arena *a = arena_new();
    struct picture_args args = { .all = all };
    struct lct_plan *plan = NULL;
    int code;

    *ret = NULL;
    code = graph_cluster(t, a, name, &args, &plan, err);
    if (code == LCT_OK)
        code = answer_graph(t, &args, format, ret, err);
    lct_plan_free(plan);
    return code;
}

int
lct_plan_graph(struct lct *t, const struct lct_plan *p, const char *format, bool all,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && p && format && ret);
    _own_(arena) struct arena *a = arena_new();
    struct picture_args args = { .all = all };
    struct desired *desired;

    *ret = NULL;
    if (plan_sample(a, p, &desired, &args.n_nodes, err) < 0)
        return err->code;
    struct node **nodes = arena_array(a, args.n_nodes, sizeof *nodes);
    for (size_t i = 0; i < args.n_nodes; i++)
        nodes[i] = desired[i].node;
    args.title = p->plan->name;
    args.plan = p->plan;
    args.nodes = nodes;
    return answer_graph(t, &args, format, ret, err);
}

// SPDX-License-Identifier: MIT
// cluster graph, and plan show --graph: pictures.
#include <errno.h>
#include <string.h>

#include "base/str.h"
#include "cli/cmd/run.h"

static void
print_graph(const struct lct_value *root)
{
    fputs(lct_text(lct_get(root, "graph"), ""), stdout);
}

static int
write_graph(struct invocation *v, const char *path, const struct lct_value *root)
{
    const char *text = lct_text(lct_get(root, "graph"), "");
    struct lct_err err = { 0 };
    FILE *f = fopen(path, "we");
    bool bad = !f || fputs(text, f) < 0;

    bad |= f && fclose(f) != 0;
    if (!bad)
        return 0;
    lct_fail(&err, LCT_EFAILED, "cannot write %s: %s", path, strerror(errno));
    return tell_error(v, &err);
}

int
run_cluster_graph(struct invocation *v)
{
    const char *file = option_value(v, "svg");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = lct_cluster_graph(
        v->toolkit, v->arguments[0], file ? "svg" : "dot", option_given(v, "all"), &answer, &err);
    if (code != LCT_OK || !file || str_eq(file, "-"))
        return finish(v, code, answer, &err, print_graph);
    status = write_graph(v, file, lct_answer_root(answer));
    lct_answer_free(answer);
    return status;
}

int
graph_plan(struct invocation *v, const struct lct_plan *plan)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_plan_graph(
        v->toolkit, plan, option_value(v, "graph"), option_given(v, "all"), &answer, &err);

    return finish(v, code, answer, &err, print_graph);
}

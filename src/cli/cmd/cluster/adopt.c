// SPDX-License-Identifier: MIT
// cluster adopt: machines that the inventory forgot.
#include "base/mem.h"
#include "base/own.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"

static void
print_left(FILE *out, const struct lct_value *left)
{
    for (size_t i = 0; i < lct_count(left); i++) {
        const struct lct_value *m = lct_at(left, i);
        printf_safe(out, "Linode %s %s", lct_text(lct_get(m, "id"), "?"),
            lct_text(lct_get(m, "label"), "?"));
        fputs(" carries the cluster's tag, but is no node's of its own: it is left alone.\n", out);
    }
}

static void
print_found(FILE *out, const struct lct_value *root)
{
    const struct lct_value *nodes = lct_get(root, "nodes");

    for (size_t i = 0; i < lct_count(nodes); i++) {
        const struct lct_value *n = lct_at(nodes, i);
        printf_safe(out, "    + Linode %s %s", lct_text(lct_get(n, "id"), "?"),
            lct_text(lct_get(n, "label"), "?"));
        fputs("  ", out);
        print_safe(out, lct_text(lct_get(n, "type"), "?"), false);
        fputs("  ", out);
        print_safe(out, lct_text(lct_get(n, "region"), "?"), false);
        fputs("  as ", out);
        print_safe(out, lct_text(lct_get(n, "group"), "?"), false);
        fprintf(out, " %lld\n", (long long)lct_int(lct_get(n, "index"), 0));
    }
    print_left(out, lct_get(root, "left"));
    fprintf(out, "%zu to take in, of the cluster with the UUID ", lct_count(nodes));
    print_safe(out, lct_text(lct_get(root, "uuid"), "?"), false);
    fputs(".\n", out);
}

static void
print_found_to_stdout(const struct lct_value *root)
{
    print_found(stdout, root);
}

static int
carry_out(struct invocation *v, const struct lct_adopt_args *args)
{
    struct progress *p = progress_new(v);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code =
        lct_cluster_adopt(v->toolkit, v->arguments[0], args, progress_watch(p), &answer, &err);

    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

static int
adopt(struct invocation *v, const struct lct_adopt_args *args)
{
    _own_(free) char *question =
        mem_printf("Take these machines into cluster '%s'?", v->arguments[0]);
    struct lct_answer *found = NULL;
    struct lct_err err = { 0 };
    int status;

    if (lct_cluster_adopt_preview(v->toolkit, v->arguments[0], args, &found, &err) != LCT_OK)
        return tell_error(v, &err);
    if (option_given(v, "dry-run"))
        return finish(v, LCT_OK, found, NULL, print_found_to_stdout);
    if (shows_before(v))
        print_found(stderr, lct_answer_root(found));
    lct_answer_free(found);
    status = confirm(v, question);
    return status ? status : carry_out(v, args);
}

int
run_cluster_adopt(struct invocation *v)
{
    bool planned = v->n_arguments > 1;
    int status = 0;
    struct lct_plan *plan =
        may_log_in(v, &status) && planned ? read_plan(v, v->arguments[1], &status) : NULL;
    const struct lct_adopt_args args = { .uuid = option_value(v, "uuid"), .plan = plan };

    if (!status && (plan || !planned))
        status = adopt(v, &args);
    lct_plan_free(plan);
    return status;
}

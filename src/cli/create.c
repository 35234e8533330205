// Creating: what will be done and cost, a question, then the doing.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/run.h"

static int64_t
count_of(const struct lct_value *plan, const char *action)
{
    return lct_int(lct_get(lct_get(plan, "summary"), action), 0);
}

static void
print_counts(FILE *out, const struct lct_value *plan)
{
    static const char *const actions[] = { "create", "finish", "replace", "delete", "keep" };
    const char *comma = "";

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (count_of(plan, actions[i])) {
            fprintf(out, "%s%lld to %s", comma, (long long)count_of(plan, actions[i]), actions[i]);
            comma = ", ";
        }
    fprintf(out, "%s\n", *comma ? "" : "nothing to do");
}

// One line for each run of changes that differ only in the node.
static void
print_changes(FILE *out, const struct lct_value *changes)
{
    static const char *const same[] = { "action", "group", "region", "type", "image", "reason" };

    for (size_t i = 0, n = lct_count(changes), k; i < n; i = k) {
        const struct lct_value *first = lct_at(changes, i);
        for (k = i + 1; k < n; k++) {
            bool alike = true;
            for (size_t f = 0; f < sizeof same / sizeof same[0]; f++)
                alike &= str_eq(lct_text(lct_get(first, same[f]), ""),
                    lct_text(lct_get(lct_at(changes, k), same[f]), ""));
            if (!alike)
                break;
        }
        const char *action = lct_text(lct_get(first, "action"), "");
        const char *sign = str_eq(action, "create")   ? "+"
                           : str_eq(action, "delete") ? "-"
                           : str_eq(action, "keep")   ? " "
                                                      : "~";
        const char *reason = lct_text(lct_get(first, "reason"), NULL);
        fprintf(out, "  %s %s", sign, lct_text(lct_get(first, "label"), "?"));
        if (k - i > 1)
            fprintf(out, " .. %s (%zu)", lct_text(lct_get(lct_at(changes, k - 1), "label"), "?"),
                k - i);
        fprintf(out, "  %s  %s  %s%s%s\n", lct_text(lct_get(first, "region"), ""),
            lct_text(lct_get(first, "type"), ""), lct_text(lct_get(first, "image"), ""),
            reason ? "  # " : "", reason ? reason : "");
    }
}

static void
print_plan(FILE *out, const struct lct_value *plan)
{
    const struct lct_value *price = lct_get(plan, "price");
    int64_t estimate = lct_int(lct_get(plan, "estimate_ms"), 0);

    print_changes(out, lct_get(plan, "changes"));
    print_counts(out, plan);
    fprintf(out, "price of the whole: $%.4f an hour, $%.2f a month\n",
        lct_number(lct_get(price, "hourly"), 0), lct_number(lct_get(price, "monthly"), 0));
    if (estimate >= 1000)
        fprintf(out, "the API's rate limits make it take at least %lld s\n",
            (long long)(estimate / 1000));
}

static struct lct_answer *
make_plan(struct invocation *v, const char *name, const struct lct_plan *plan, int *status)
{
    struct lct_answer *answer;
    struct lct_err err = { 0 };

    if (lct_cluster_plan(v->toolkit, name, plan, &answer, &err) == LCT_OK)
        return answer;
    *status = tell_error(v, &err);
    return NULL;
}

int
run_cluster_plan(struct invocation *v)
{
    int status = 0;
    struct lct_plan *plan = read_plan(v, v->arguments[1], &status);
    struct lct_answer *answer = plan ? make_plan(v, v->arguments[0], plan, &status) : NULL;

    if (answer && v->json) {
        print_json(answer);
    } else if (answer) {
        print_plan(stdout, lct_answer_root(answer));
        lct_answer_free(answer);
    }
    lct_plan_free(plan);
    return status;
}

static void
print_failures(const struct lct_value *failed)
{
    for (size_t i = 0; i < lct_count(failed); i++) {
        const struct lct_value *f = lct_at(failed, i);
        const char *hint = lct_text(lct_get(f, "hint"), NULL);
        fprintf(stderr, "  %s: %s\n", lct_text(lct_get(f, "node"), "?"),
            lct_text(lct_get(f, "message"), "?"));
        if (hint)
            fprintf(stderr, "      %s\n", hint);
    }
}

static int
tell_outcome(struct invocation *v, struct lct_answer *answer, int code, const struct lct_err *err)
{
    const struct lct_value *root = lct_answer_root(answer);
    int status = 0;

    if (answer && v->json) {
        char *text = lct_json(root, true);
        puts(text);
        free(text);
    } else if (answer && code == LCT_OK) {
        print_nodes(lct_get(root, "nodes"));
        printf("%s\n", lct_text(lct_get(lct_get(root, "operation"), "summary"), "done"));
    }
    if (code != LCT_OK) {
        status = tell_error(v, err);
        if (answer && !v->json)
            print_failures(lct_get(root, "failed"));
    }
    lct_answer_free(answer);
    return status;
}

static int
create(struct invocation *v, const char *name, const struct lct_plan *plan)
{
    struct progress *p = progress_new(v);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_cluster_create(
        v->toolkit, name, option_value(v, "app-id"), plan, progress_watch(p), &answer, &err);

    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

int
create_by_plan(struct invocation *v, const char *name, const struct lct_plan *plan)
{
    int status = 0;
    struct lct_answer *answer = make_plan(v, name, plan, &status);

    if (!answer)
        return status;
    if (option_given(v, "dry-run") && v->json)
        return print_json(answer);
    if (!v->quiet)
        print_plan(option_given(v, "dry-run") ? stdout : stderr, lct_answer_root(answer));
    lct_answer_free(answer);
    if (option_given(v, "dry-run"))
        return 0;
    _own_(free) char *question = mem_printf("Create cluster '%s'?", name);
    status = confirm(v, question);
    return status ? status : create(v, name, plan);
}

int
run_cluster_create(struct invocation *v)
{
    int status = 0;
    struct lct_plan *plan = read_plan(v, v->arguments[1], &status);

    if (plan)
        status = create_by_plan(v, v->arguments[0], plan);
    lct_plan_free(plan);
    return status;
}

int
run_node_create(struct invocation *v)
{
    _own_(free) const char **tags = option_values(v, "tag"), **init = option_values(v, "init");
    const struct lct_node_args args = {
        .words = v->arguments,
        .name = option_value(v, "name"),
        .kernel = option_value(v, "kernel"),
        .tags = tags,
        .init = init,
        .accept_substitutes = option_given(v, "accept-substitutes"),
    };
    _own_(free) char *name = NULL;
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (lct_node_plan(v->toolkit, &args, &plan, &name, &err) < 0) {
        if (plan)
            fputs(lct_plan_problems(plan), stderr);
        status = tell_error(v, &err);
    } else {
        fputs(lct_plan_problems(plan), stderr);
        status = create_by_plan(v, name, plan);
    }
    lct_plan_free(plan);
    return status;
}

static int delete (struct invocation *v, const char *what,
    int (*call)(struct lct *, const char *, const struct lct_watch *, struct lct_answer **,
        struct lct_err *))
{
    _own_(free) char *question =
        mem_printf("Delete %s '%s' and its machines for good?", what, v->arguments[0]);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status) || (status = confirm(v, question)))
        return status;
    struct progress *p = progress_new(v);
    code = call(v->toolkit, v->arguments[0], progress_watch(p), &answer, &err);
    progress_free(p);
    if (code == LCT_OK && !v->json) {
        printf("%s\n",
            lct_text(lct_get(lct_get(lct_answer_root(answer), "operation"), "summary"), "deleted"));
        lct_answer_free(answer);
        return 0;
    }
    return tell_outcome(v, answer, code, &err);
}

int
run_cluster_delete(struct invocation *v)
{
    return delete (v, "cluster", lct_cluster_delete);
}

int
run_node_delete(struct invocation *v)
{
    return delete (v, "node", lct_node_delete);
}

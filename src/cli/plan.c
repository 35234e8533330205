// plan check, plan show.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/own.h"
#include "cli/run.h"

// --set NAME=VALUE, as often as given; NULL on a wrong one.
static struct lct_set *
parameters(struct invocation *v, int *status)
{
    _own_(free) const char **given = option_values(v, "set");
    size_t n = 0;

    while (given[n])
        n++;
    struct lct_set *set = mem_array(n + 1, sizeof *set);
    for (size_t i = 0; i < n; i++) {
        char *text = mem_strdup(given[i]), *equals = strchr(text, '=');
        if (!equals || equals == text) {
            struct lct_err err = { 0 };
            lct_fail(&err, LCT_EUSAGE, "--set %s is not NAME=VALUE", given[i]);
            *status = tell_error(v, &err);
            free(text);
            n = i;
            for (size_t k = 0; k < n; k++)
                free((char *)(uintptr_t)set[k].name);
            free(set);
            return NULL;
        }
        *equals = '\0';
        set[i] = (struct lct_set){ text, equals + 1 };
    }
    return set;
}

static int
read_with(struct invocation *v, const char *where, struct lct_plan **plan, struct lct_err *err,
    int *status)
{
    struct lct_set *set = parameters(v, status);
    const struct lct_plan_args args = {
        .set = set,
        .accept_substitutes = option_given(v, "accept-substitutes"),
        .offline = option_given(v, "offline"),
    };
    int code;

    if (!set)
        return LCT_EUSAGE;
    code = lct_plan_read(v->toolkit, where, &args, plan, err);
    for (size_t i = 0; set[i].name; i++)
        free((char *)(uintptr_t)set[i].name);
    free(set);
    return code;
}

struct lct_plan *
read_plan(struct invocation *v, const char *where, int *status)
{
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (!toolkit(v, status))
        return NULL;
    int code = read_with(v, where, &plan, &err, status);
    if (plan && (!v->json || code < 0))
        fputs(lct_plan_problems(plan), stderr);
    if (code == LCT_OK)
        return plan;
    if (!*status)
        *status = tell_error(v, &err);
    lct_plan_free(plan);
    return NULL;
}

int
run_plan_check(struct invocation *v)
{
    struct lct_plan *plan = NULL;
    struct lct_answer *answer;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = read_with(v, v->arguments[0], &plan, &err, &status);
    if (status)
        return status;
    if (plan && v->json && lct_plan_problem_list(plan, &answer, &(struct lct_err){ 0 }) == LCT_OK)
        print_json(answer);
    else if (plan)
        fputs(lct_plan_problems(plan), stderr);
    if (code != LCT_OK)
        status = tell_error(v, &err);
    else if (!v->json && !v->quiet)
        printf("%s: no errors\n", v->arguments[0]);
    lct_plan_free(plan);
    return status;
}

int
run_plan_show(struct invocation *v)
{
    int status = 0;
    struct lct_plan *plan = read_plan(v, v->arguments[0], &status);
    struct lct_answer *answer;
    struct lct_err err = { 0 };

    if (!plan)
        return status;
    if (lct_plan_show(v->toolkit, plan, &answer, &err) < 0) {
        status = tell_error(v, &err);
    } else if (v->json) {
        print_json(answer);
    } else {
        const struct lct_value *root = lct_answer_root(answer), *price = lct_get(root, "price");
        static const struct column columns[] = { { "NAME", "name" }, { "LABEL", "label" },
            { "GROUP", "group" }, { "REGION", "region" }, { "TYPE", "type" },
            { "IMAGE", "image" } };
        print_table(lct_get(root, "nodes"), columns, sizeof columns / sizeof columns[0]);
        printf("%zu nodes, $%.4f an hour, $%.2f a month\n", lct_count(lct_get(root, "nodes")),
            lct_number(lct_get(price, "hourly"), 0), lct_number(lct_get(price, "monthly"), 0));
        lct_answer_free(answer);
    }
    lct_plan_free(plan);
    return status;
}

// SPDX-License-Identifier: MIT
// plan check and show, and reading plans for other commands.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/cmd/run.h"
#include "cli/show/advice.h"
#include "cli/term/table.h"

// --set NAME=VALUE, as often as given.
struct parameters {
    struct lct_set *set;
    size_t n;
};

static void
parameters_done(struct parameters *p)
{
    for (size_t i = 0; i < p->n; i++)
        free((char *)(uintptr_t)p->set[i].name);
    free(p->set);
}
OWN_STRUCT(parameters, struct parameters, parameters_done);

static int
parameters_read(struct invocation *v, struct parameters *p, struct lct_err *err)
{
    _own_(free) const char **given = option_values(v, "set");
    size_t n = 0;

    while (given[n])
        n++;
    p->set = mem_array(n + 1, sizeof *p->set);
    for (; p->n < n; p->n++) {
        const char *equals = strchr(given[p->n], '=');
        if (!equals || equals == given[p->n])
            return lct_fail(err, LCT_EUSAGE, "--set %s is not NAME=VALUE", given[p->n]);
        char *name = mem_strdup(given[p->n]);
        name[equals - given[p->n]] = '\0';
        p->set[p->n] = (struct lct_set){ name, name + (equals - given[p->n]) + 1 };
    }
    return LCT_OK;
}

static int
read_once(struct invocation *v, const char *where, bool accept, struct lct_plan **plan,
    struct lct_err *err)
{
    _own_(parameters) struct parameters p = { 0 };

    if (parameters_read(v, &p, err) < 0)
        return err->code;
    const struct lct_plan_args args = { .set = p.set,
        .accept_substitutes = accept,
        .offline = option_given(v, "offline"),
        .look = str_eq(v->command->noun, "plan"),
        .cluster = str_eq(v->command->noun, "cluster") ? v->arguments[0] : NULL };
    int code = lct_plan_read(v->toolkit, where, &args, plan, err);
    tell_catalogue(v);
    return code;
}

// What is wrong on the command line is told before anything is opened.
static int
check_parameters(struct invocation *v)
{
    _own_(parameters) struct parameters p = { 0 };
    struct lct_err err = { 0 };

    return parameters_read(v, &p, &err) < 0 ? tell_error(v, &err) : 0;
}

void
print_problems(const struct invocation *v, const struct lct_plan *plan)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (!v->json) {
        _own_(free) char *text = advised_lines(lct_plan_problems(plan));
        return print_safe(stderr, text, true);
    }
    if (lct_plan_problem_list(plan, &answer, &err) < 0)
        return;
    _own_(free) char *line = advised_json(lct_answer_root(answer), false);
    fprintf(stderr, "%s\n", line);
    lct_answer_free(answer);
}

bool
may_offer_successors(const struct invocation *v)
{
    return option_find(v->command, "yes", 3) && !option_given(v, "yes") && can_ask();
}

struct lct_plan *
offer_successors(struct invocation *v, struct lct_plan *plan, int *status)
{
    print_problems(v, plan);
    *status = confirm(v, "Take these successors?");
    if (*status == 0)
        return plan;
    lct_plan_free(plan);
    return NULL;
}

// What came from the web can be pinned to what it was.
static void
tell_digest(FILE *out, const char *where, const struct lct_plan *plan)
{
    if (!str_istarts(where, "https://") && !str_istarts(where, "http://"))
        return;
    print_safe(out, where, false);
    if (!strchr(where, '#'))
        fprintf(out, "#sha256=%s", lct_plan_digest(plan));
    fputc('\n', out);
}

struct lct_plan *
read_plan(struct invocation *v, const char *where, int *status)
{
    struct lct_plan *plan = NULL, *other = NULL;
    struct lct_err err = { 0 }, ignored = { 0 };

    *status = check_parameters(v);
    if (*status || !toolkit(v, status))
        return NULL;
    int code = read_once(v, where, option_given(v, "accept-substitutes"), &plan, &err);
    if (code == LCT_EPLAN && plan && may_offer_successors(v) && !str_eq(where, "-") &&
        read_once(v, where, true, &other, &ignored) == LCT_OK) {
        lct_plan_free(plan);
        return offer_successors(v, other, status);
    }
    lct_plan_free(other);
    if (plan && (!v->json || code != LCT_OK))
        print_problems(v, plan);
    if (code == LCT_OK && !v->quiet && !v->json)
        tell_digest(stderr, where, plan);
    if (code == LCT_OK)
        return plan;
    *status = tell_error(v, &err);
    lct_plan_free(plan);
    return NULL;
}

static void
print_problem_json(const struct lct_plan *plan)
{
    struct lct_answer *answer;
    struct lct_err err = { 0 };

    if (lct_plan_problem_list(plan, &answer, &err) == LCT_OK)
        print_json(answer);
}

// What was retired is only warned of: creating asks about it.
int
run_plan_check(struct invocation *v)
{
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };
    int status = check_parameters(v), code;

    if (status || !toolkit(v, &status))
        return status;
    code = read_once(v, v->arguments[0], true, &plan, &err);
    if (plan && v->json)
        print_problem_json(plan);
    else if (plan)
        print_problems(v, plan);
    if (code != LCT_OK)
        status = tell_error(v, &err);
    else if (!v->json && !v->quiet) {
        printf("%s: no errors\n", v->arguments[0]);
        tell_digest(stdout, v->arguments[0], plan);
    }
    lct_plan_free(plan);
    return status;
}

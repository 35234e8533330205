// cluster create and plan: what will be done and cost, a question, then the doing.
#include <stdlib.h>

#include "base/mem.h"
#include "base/own.h"
#include "cli/progress.h"
#include "cli/run.h"

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

void
print_plan_to_stdout(const struct lct_value *plan)
{
    print_plan(stdout, plan);
}

int
run_cluster_plan(struct invocation *v)
{
    int status = 0;
    struct lct_plan *plan = read_plan(v, v->arguments[1], &status);
    struct lct_answer *answer = plan ? make_plan(v, v->arguments[0], plan, &status) : NULL;

    if (answer)
        status = finish(v, LCT_OK, answer, NULL, print_plan_to_stdout);
    lct_plan_free(plan);
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

// Nobody is asked to agree to what would then be refused.
bool
ready(struct invocation *v, const struct lct_plan *plan, int *status)
{
    struct lct_err err = { 0 };

    if (lct_plan_ready(plan, &err) == LCT_OK)
        return true;
    *status = tell_error(v, &err);
    return false;
}

int
create_by_plan(struct invocation *v, const char *name, const struct lct_plan *plan)
{
    _own_(free) char *question = mem_printf("Create %s '%s'?", v->command->noun, name);
    int status = 0;
    struct lct_answer *answer = make_plan(v, name, plan, &status);

    if (!answer)
        return status;
    if (option_given(v, "dry-run"))
        return finish(v, LCT_OK, answer, NULL, print_plan_to_stdout);
    if (!v->quiet)
        print_plan(stderr, lct_answer_root(answer));
    lct_answer_free(answer);
    if (!ready(v, plan, &status))
        return status;
    status = confirm(v, question);
    return status ? status : create(v, name, plan);
}

bool
may_log_in(struct invocation *v, int *status)
{
    struct lct_err err = { 0 };

    if (!toolkit(v, status))
        return false;
    if (lct_token_check(v->toolkit, &err) == LCT_OK)
        return true;
    *status = tell_error(v, &err);
    return false;
}

int
run_cluster_create(struct invocation *v)
{
    int status = 0;
    struct lct_plan *plan = may_log_in(v, &status) ? read_plan(v, v->arguments[1], &status) : NULL;

    if (plan)
        status = create_by_plan(v, v->arguments[0], plan);
    lct_plan_free(plan);
    return status;
}

// cluster create and plan: what will be done and cost, a question, then the doing.
#include <stdlib.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"

// The only script that new nodes run otherwise than those that stay; "": several are, NULL: none.
static const char *
other_script(const struct lct_value *changes)
{
    const char *name = NULL;

    for (size_t i = 0; i < lct_count(changes); i++) {
        const struct lct_value *contents = lct_get(lct_at(changes, i), "contents");
        for (size_t k = 0; k < lct_count(contents); k++) {
            const struct lct_value *c = lct_at(contents, k);
            const char *one = lct_text(lct_get(c, "name"), "");
            if (!str_eq(lct_text(lct_get(c, "what"), ""), "script") ||
                str_eq(lct_text(lct_get(c, "action"), ""), "remove"))
                continue;
            name = !name || str_eq(name, one) ? one : "";
        }
    }
    return name;
}

// What carries it out, in words that can be copied.
static void
tell_next(const struct invocation *v, const struct lct_value *root)
{
    bool creates = str_eq(lct_text(lct_get(root, "operation"), ""), "create");
    const char *name = v->arguments[0], *script = other_script(lct_get(root, "changes"));

    printf("To do this: linodetool cluster %s '%s' %s\n", creates ? "create" : "apply", name,
        v->arguments[1]);
    if (!script)
        return;
    printf("Then, to run %s on nodes that stay: linodetool hook rerun '%s'%s",
        *script ? "the script" : "scripts", name, *script ? " --step '" : "");
    print_safe(stdout, script, false);
    puts(*script ? "'" : "");
}

static int
plan_cluster(struct invocation *v, const struct lct_plan *plan, bool *differs)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_cluster_plan(v->toolkit, v->arguments[0], plan, &answer, &err);
    const struct lct_value *root = answer ? lct_answer_root(answer) : NULL;

    *differs = root && changes_anything(root);
    if (code != LCT_OK || v->json)
        return finish(v, code, answer, &err, NULL);
    print_plan_to_stdout(root);
    if (*differs && !v->quiet)
        tell_next(v, root);
    lct_answer_free(answer);
    return 0;
}

int
run_cluster_plan(struct invocation *v)
{
    int status = 0;
    bool differs = false;
    struct lct_plan *plan = may_log_in(v, &status) ? read_plan(v, v->arguments[1], &status) : NULL;

    if (plan)
        status = plan_cluster(v, plan, &differs);
    lct_plan_free(plan);
    if (v->detailed)
        return differs ? EXIT_CHANGES : detailed_error(status);
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
static bool
ready(struct invocation *v, const struct lct_plan *plan, int *status)
{
    struct lct_err err = { 0 };

    if (lct_plan_ready(plan, &err) == LCT_OK)
        return true;
    *status = tell_error(v, &err);
    return false;
}

bool
agreed(struct invocation *v, const struct lct_plan *plan, struct lct_answer *preview,
    const char *begin, int *status)
{
    const struct lct_value *root = lct_answer_root(preview);
    _own_(free) char *question = question_of(begin, root);

    *status = 0;
    if (option_given(v, "dry-run")) {
        *status = finish(v, LCT_OK, preview, &(struct lct_err){ 0 }, print_plan_to_stdout);
        return false;
    }
    if (shows_before(v)) {
        print_plan(stderr, root);
        v->told_ms = lct_int(lct_get(root, "estimate_ms"), 0);
    }
    if ((!plan || ready(v, plan, status)) && !changes_nothing(root))
        *status = confirm(v, question);
    lct_answer_free(preview);
    return *status == 0;
}

int
create_by_plan(struct invocation *v, const char *name, const struct lct_plan *plan)
{
    _own_(free) char *begin = mem_printf("Create %s '%s'", v->command->noun, name);
    struct lct_answer *preview = NULL;
    struct lct_err err = { 0 };
    int status;

    if (lct_cluster_create_preview(v->toolkit, name, plan, &preview, &err) != LCT_OK)
        return tell_error(v, &err);
    return agreed(v, plan, preview, begin, &status) ? create(v, name, plan) : status;
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

// SPDX-License-Identifier: MIT
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

    printf("To do this: linodetool cluster %s '%s'%s%s%s\n", creates ? "create" : "apply", name,
        v->n_arguments > 1 ? " " : "", v->n_arguments > 1 ? v->arguments[1] : "",
        option_given(v, "refresh") ? " --refresh" : "");
    if (!script)
        return;
    printf("Then, to run %s on nodes that stay: linodetool hook rerun '%s'%s",
        *script ? "the script" : "scripts", name, *script ? " --step '" : "");
    print_safe(stdout, script, false);
    puts(*script ? "'" : "");
}

static int
show_changes(struct invocation *v, struct lct_changes *c)
{
    const struct lct_value *root = lct_changes_root(c);

    if (v->json)
        return print_json_value(root);
    print_plan_to_stdout(root);
    if (changes_anything(root) && !v->quiet)
        tell_next(v, root);
    return 0;
}

// plan NULL: the one that it keeps.
static int
plan_cluster(struct invocation *v, const struct lct_plan *plan, bool *differs)
{
    const char *out = option_value(v, "out");
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    int status;

    if ((plan ? lct_changes_plan(v->toolkit, v->arguments[0], plan, &c, &err)
              : lct_changes_mend(v->toolkit, v->arguments[0], &c, &err)) != LCT_OK)
        return tell_error(v, &err);
    status = answer_data(v, c);
    *differs = changes_anything(lct_changes_root(c));
    if (!status)
        status = show_changes(v, c);
    if (!status && out && lct_changes_save(c, out, &err) != LCT_OK)
        status = tell_error(v, &err);
    lct_changes_free(c);
    return status;
}

int
run_cluster_plan(struct invocation *v)
{
    const bool kept = v->n_arguments < 2;
    struct lct_plan *plan = NULL;
    bool differs = false;
    int status = 0;

    if (kept && !option_given(v, "refresh"))
        status = tell_usage(v, "cluster plan NAME PLAN", "the plan is missing");
    else if (may_log_in(v, &status) && !kept)
        plan = read_plan(v, v->arguments[1], &status);
    if (plan || (kept && !status))
        status = plan_cluster(v, plan, &differs);
    lct_plan_free(plan);
    if (v->detailed)
        return status ? detailed_error(status) : differs ? EXIT_CHANGES : 0;
    return status;
}

int
create_by_plan(struct invocation *v, const char *name, const struct lct_plan *plan)
{
    _own_(free) char *begin = mem_printf("Create %s '%s'", v->command->noun, name);
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };

    if (lct_changes_create(v->toolkit, name, option_value(v, "app-id"), plan, &c, &err) != LCT_OK)
        return tell_error(v, &err);
    return agree_and_carry_out(v, c, plan, begin);
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

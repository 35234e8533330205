// SPDX-License-Identifier: MIT
// node create, list, show, delete.
#include <stdlib.h>

#include "base/own.h"
#include "cli/cmd/run.h"
#include "cli/term/table.h"

static void
print_node(const struct lct_value *root)
{
    print_fields(lct_get(root, "node"));
}

int
run_node_list(struct invocation *v)
{
    return show(v, lct_node_list, print_node_list);
}

int
run_node_show(struct invocation *v)
{
    return show_of(v, lct_node_show, print_node);
}

// The plan of one node by the words; NULL: *status says.
static struct lct_plan *
plan_node(struct invocation *v, struct lct_node_args *args, char **name, int *status)
{
    struct lct_plan *plan = NULL, *other = NULL;
    struct lct_err err = { 0 }, ignored = { 0 };
    int code = lct_node_plan(v->toolkit, args, &plan, name, &err);

    args->accept_substitutes = true;
    if (code == LCT_EPLAN && plan && may_offer_successors(v) &&
        lct_node_plan(v->toolkit, args, &other, name, &ignored) == LCT_OK) {
        lct_plan_free(plan);
        return offer_successors(v, other, status);
    }
    lct_plan_free(other);
    if (plan && (!v->json || code != LCT_OK))
        print_problems(v, plan);
    if (code == LCT_OK)
        return plan;
    *status = tell_error(v, &err);
    lct_plan_free(plan);
    return NULL;
}

int
run_node_create(struct invocation *v)
{
    _own_(free) const char **tags = option_values(v, "tag"), **init = option_values(v, "init");
    _own_(free) const char **set = option_values(v, "set");
    struct lct_node_args args = {
        .words = v->arguments,
        .name = option_value(v, "name"),
        .kernel = option_value(v, "kernel"),
        .tags = tags,
        .init = init,
        .set = set,
        .accept_substitutes = option_given(v, "accept-substitutes"),
    };
    _own_(free) char *name = NULL;
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    struct lct_plan *plan = plan_node(v, &args, &name, &status);
    if (plan)
        status = create_by_plan(v, name, plan);
    lct_plan_free(plan);
    return status;
}

int
run_node_delete(struct invocation *v)
{
    return agree_and_delete(v, "node", v->arguments[0], lct_node_delete, lct_changes_remove);
}

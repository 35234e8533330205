// SPDX-License-Identifier: MIT
// hook list, hook rerun: the scripts of a plan on its nodes.
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "base/vec.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"
#include "cli/term/fold.h"
#include "cli/term/table.h"

static struct lct_hook_args
args_of(const struct invocation *v)
{
    return (struct lct_hook_args){
        .on = option_value(v, "on"),
        .steps = option_value(v, "step"),
    };
}

static void
print_hooks(const struct lct_value *root)
{
    static const char *const titles[] = { "NODE", "STATE", "SCRIPT", "RAN", "" };
    static const unsigned drops[] = { 0, 1, 0, 0, 0 };
    const struct lct_value *hooks = lct_get(root, "hooks");
    struct table t = { .titles = titles, .drops = drops, .n_columns = 5 };

    if (!lct_count(hooks)) {
        puts("The plan runs no scripts on these nodes.");
        return;
    }
    for (size_t i = 0; i < lct_count(hooks); i++) {
        const struct lct_value *h = lct_at(hooks, i);
        table_add(&t, lct_text(lct_get(h, "node"), NULL));
        table_add(&t, lct_text(lct_get(h, "state"), NULL));
        table_add(&t, lct_text(lct_get(h, "step"), NULL));
        table_add(&t, lct_text(lct_get(h, "ran"), NULL));
        table_add(&t, lct_bool(lct_get(h, "changed"), false) ? "has changed since" : NULL);
    }
    print_rows(&t);
}

int
run_hook_list(struct invocation *v)
{
    const struct lct_hook_args args = args_of(v);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    int code = lct_hook_list(v->toolkit, v->arguments[0], &args, &answer, &err);
    return finish(v, code, answer, &err, print_hooks);
}

// The values of a field of all, each once, in few words; free() it.
static char *
folded(const struct lct_value *hooks, const char *field)
{
    _own_(map) struct map seen = { 0 };
    VEC(const char *) names = { 0 };

    for (size_t i = 0; i < lct_count(hooks); i++) {
        const char *name = lct_text(lct_get(lct_at(hooks, i), field), "?");
        if (!map_has(&seen, name))
            vec_push(&names, name);
        map_put(&seen, name, &seen);
    }
    char *text = fold_names(names.items, names.n);
    vec_done(&names);
    return text;
}

// Which scripts, where: what is agreed to.
static int
agree(struct invocation *v, const struct lct_hook_args *args, int *status)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (lct_hook_list(v->toolkit, v->arguments[0], args, &answer, &err) < 0) {
        *status = tell_error(v, &err);
        return *status;
    }
    const struct lct_value *hooks = lct_get(lct_answer_root(answer), "hooks");
    _own_(free) char *steps = folded(hooks, "step"), *nodes = folded(hooks, "node");
    _own_(free) char *question =
        mem_printf("Run %s once more on %s of cluster '%s'?", steps, nodes, v->arguments[0]);
    lct_answer_free(answer);
    *status = confirm(v, question);
    return *status;
}

int
run_hook_rerun(struct invocation *v)
{
    const struct lct_hook_args args = args_of(v);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status) || agree(v, &args, &status))
        return status;
    struct progress *p = progress_new(v);
    int code = lct_hook_rerun(v->toolkit, v->arguments[0], &args, progress_watch(p), &answer, &err);
    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

// SPDX-License-Identifier: MIT
// node clone.
#include <stdlib.h>

#include "base/mem.h"
#include "base/own.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"

static char *
question_of_clone(const struct lct_value *root)
{
    const struct lct_value *n = lct_get(root, "node"), *price = lct_get(root, "price");
    _own_(free) char *costs = !lct_count(price) ? mem_strdup("nobody knows for how much")
                                                : mem_printf("for $%.4f an hour, $%.2f a month",
                                                      lct_number(lct_get(price, "hourly"), 0),
                                                      lct_number(lct_get(price, "monthly"), 0));

    return mem_printf("Clone node %s of cluster '%s' to a Linode %s of no cluster, of type %s in "
                      "%s, %s?",
        lct_text(lct_get(n, "label"), "?"), lct_text(lct_get(n, "cluster"), "?"),
        lct_text(lct_get(root, "label"), "?"), lct_text(lct_get(n, "type"), "?"),
        lct_text(lct_get(n, "region"), "?"), costs);
}

static int
ask_to_clone(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (lct_node_clone_preview(v->toolkit, v->arguments[0], v->arguments[1], &answer, &err) !=
        LCT_OK)
        return tell_error(v, &err);
    _own_(free) char *question = question_of_clone(lct_answer_root(answer));
    lct_answer_free(answer);
    return confirm(v, question);
}

static void
tell_clone(const struct invocation *v, const struct lct_answer *answer)
{
    const struct lct_value *clone = lct_get(lct_answer_root(answer), "clone");
    _own_(free) char *text = mem_printf(
        "%s is Linode %s: it is off, and no cluster's; nothing here changes or deletes it",
        lct_text(lct_get(clone, "label"), "?"), lct_text(lct_get(clone, "id"), "?"));

    tell_note(v, text);
}

int
run_node_clone(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    status = ask_to_clone(v);
    if (status)
        return status;
    struct progress *p = progress_new(v);
    code = lct_node_clone(
        v->toolkit, v->arguments[0], v->arguments[1], progress_watch(p), &answer, &err);
    progress_free(p);
    if (code == LCT_OK)
        tell_clone(v, answer);
    return tell_outcome(v, answer, code, &err);
}

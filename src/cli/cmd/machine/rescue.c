// SPDX-License-Identifier: MIT
// node rescue.
#include <stdlib.h>

#include "base/mem.h"
#include "base/own.h"
#include "cli/cmd/machine/machine.h"
#include "cli/show/progress.h"

// The node is named in full: a word may mean another one than was thought.
int
machine_ask(struct invocation *v, const char *node, const char *before, const char *behind)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (option_given(v, "yes"))
        return 0;
    if (lct_node_show(v->toolkit, node, &answer, &err) != LCT_OK)
        return tell_error(v, &err);
    const struct lct_value *n = lct_get(lct_answer_root(answer), "node");
    _own_(free) char *question = mem_printf("%s node %s of cluster '%s' %s", before,
        lct_text(lct_get(n, "label"), node), lct_text(lct_get(n, "cluster"), "?"), behind);
    lct_answer_free(answer);
    return confirm(v, question);
}

static void
tell_way(const struct invocation *v)
{
    _own_(free) char *text =
        mem_printf("log in on its console, by Cloud Manager or Lish; to boot it as it was: "
                   "linodetool node rescue %s --end",
            v->arguments[0]);

    tell_note(v, text);
}

int
run_node_rescue(struct invocation *v)
{
    const bool end = option_given(v, "end");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    status = end ? machine_ask(
                       v, v->arguments[0], "Boot", "as it was? What runs there now is shut down.")
                 : machine_ask(v, v->arguments[0], "Boot",
                       "into rescue? It is shut down, and serves nobody until that ends.");
    if (status)
        return status;
    struct progress *p = progress_new(v);
    code = (end ? lct_node_rescue_end : lct_node_rescue)(
        v->toolkit, v->arguments[0], progress_watch(p), &answer, &err);
    progress_free(p);
    status = tell_outcome(v, answer, code, &err);
    if (!status && !end)
        tell_way(v);
    return status;
}

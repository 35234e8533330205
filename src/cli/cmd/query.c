// SPDX-License-Identifier: MIT
// query: nodes that fit an expression.
#include <stdlib.h>

#include "base/own.h"
#include "cli/cmd/run.h"

static int
print_formatted(struct invocation *v, const struct lct_value *root, const char *format)
{
    _own_(free) char *text = NULL;
    struct lct_err err = { 0 };

    if (lct_query_format(lct_get(root, "nodes"), format, &text, &err) < 0)
        return tell_error(v, &err);
    print_safe(stdout, text, true);
    return 0;
}

int
run_query(struct invocation *v)
{
    const char *format = option_value(v, "format");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = lct_query(v->toolkit, v->n_arguments ? v->arguments[0] : "", &answer, &err);
    if (code != LCT_OK || !format)
        return finish(v, code, answer, &err, print_node_list);
    status = print_formatted(v, lct_answer_root(answer), format);
    lct_answer_free(answer);
    return status;
}

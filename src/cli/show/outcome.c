// SPDX-License-Identifier: MIT
// How an operation ended: its nodes and summary, or what failed, why, and what to do next.
#include "cli/show/advice.h"
#include "cli/show/tell.h"

static void
print_failure(const struct lct_value *f)
{
    const char *hint = lct_text(lct_get(f, "hint"), NULL);

    fputs("  ", stderr);
    print_safe(stderr, lct_text(lct_get(f, "node"), "?"), false);
    fputs(": ", stderr);
    print_safe(stderr, lct_text(lct_get(f, "message"), "no reason is known"), true);
    if (hint) {
        fputs("\n      ", stderr);
        print_hint(stderr, hint, true);
    }
    fputc('\n', stderr);
}

static void
print_result(const struct lct_value *root)
{
    print_nodes(lct_get(root, "nodes"));
    print_safe(stdout, lct_text(lct_get(lct_get(root, "operation"), "summary"), "done"), true);
    putchar('\n');
}

int
tell_outcome(struct invocation *v, struct lct_answer *answer, int code, const struct lct_err *err)
{
    const struct lct_value *root = answer ? lct_answer_root(answer) : NULL;
    int status = 0;

    if (root && v->json) {
        print_json_value(root);
    } else if (root && code == LCT_OK) {
        print_result(root);
    }
    if (code != LCT_OK) {
        status = tell_error(v, err);
        for (size_t i = 0; !v->json && i < lct_count(lct_get(root, "failed")); i++)
            print_failure(lct_at(lct_get(root, "failed"), i));
    }
    lct_answer_free(answer);
    return status;
}

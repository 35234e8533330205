// SPDX-License-Identifier: MIT
// list packageplans: the plans that come with the program, and what may be set of them.
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cli/cmd/run.h"
#include "cli/term/table.h"

#define FEW 3 // so many are shown with their parameters

static void
print_bounds(const struct lct_value *p)
{
    const char *min = lct_text(lct_get(p, "min"), NULL), *max = lct_text(lct_get(p, "max"), NULL);
    const struct lct_value *words = lct_get(p, "words");

    if (min && max)
        printf(" (%s to %s)", min, max);
    else if (min || max)
        printf(" (%s %s)", min ? "at least" : "at most", min ? min : max);
    for (size_t i = 0; i < lct_count(words); i++) {
        fputs(i ? ", " : " (", stdout);
        print_safe(stdout, lct_text(lct_at(words, i), ""), false);
    }
    if (lct_count(words))
        putchar(')');
}

static void
print_package(const struct lct_value *package)
{
    const struct lct_value *list = lct_get(package, "parameters");

    printf("package:%s\n  ", lct_text(lct_get(package, "name"), ""));
    print_safe(stdout, lct_text(lct_get(package, "description"), ""), false);
    putchar('\n');
    for (size_t i = 0; i < lct_count(list); i++) {
        const struct lct_value *p = lct_at(list, i);
        _own_(free) char *set = mem_printf("--set %s=%s", lct_text(lct_get(p, "name"), ""),
            lct_text(lct_get(p, "default"), "..."));
        printf("  %-36s  ", set);
        print_safe(stdout, lct_text(lct_get(p, "help"), ""), false);
        print_bounds(p);
        putchar('\n');
    }
}

static void
print_packages(const struct lct_value *root)
{
    static const struct column columns[] = { { "NAME", "name" }, { "DESCRIPTION", "description" } };
    const struct lct_value *list = lct_get(root, "packageplans");

    if (!lct_count(list))
        puts("There are no packaged plans like that.");
    else if (lct_count(list) > FEW)
        print_table(list, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; lct_count(list) <= FEW && i < lct_count(list); i++)
        print_package(lct_at(list, i));
}

int
run_list_packages(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = lct_plan_packages(v->toolkit, v->arguments, &answer, &err);
    return finish(v, code, answer, &err, print_packages);
}

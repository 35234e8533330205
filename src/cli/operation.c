// operation list, show.
#include <string.h>

#include "base/parse.h"
#include "cli/run.h"
#include "cli/table.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
print_operations(const struct lct_value *root)
{
    static const struct column columns[] = { { "ID", "id" }, { "KIND", "kind" },
        { "CLUSTER", "cluster" }, { "STATE", "state" }, { "STARTED", "started" },
        { "ENDED", "ended" }, { "SUMMARY", "summary" } };

    if (lct_count(lct_get(root, "operations")))
        print_table(lct_get(root, "operations"), columns, COUNT(columns));
    else
        puts("Nothing was done yet.");
}

static void
print_operation(const struct lct_value *root)
{
    static const struct column columns[] = { { "STEP", "key" }, { "STATE", "state" },
        { "TRIES", "attempts" }, { "STARTED", "started" }, { "ENDED", "ended" },
        { "MESSAGE", "message" } };
    const struct lct_value *o = lct_get(root, "operation"), *steps = lct_get(o, "steps");

    print_fields(o);
    putchar('\n');
    if (lct_count(steps))
        print_table(steps, columns, COUNT(columns));
}

int
run_operation_list(struct invocation *v)
{
    return show(v, lct_operation_list, print_operations);
}

int
run_operation_show(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int64_t id;
    int status = 0, code;

    if (!parse_int(v->arguments[0], 1, INT64_MAX, &id))
        return tell_usage(v, "linodetool operation list shows them", "%s is no id of an operation",
            v->arguments[0]);
    if (!toolkit(v, &status))
        return status;
    code = lct_operation_show(v->toolkit, id, &answer, &err);
    return finish(v, code, answer, &err, print_operation);
}

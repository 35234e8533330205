// list regions, types, images, kernels.
#include "base/str.h"
#include "cli/run.h"
#include "cli/table.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

void
tell_catalogue(const struct invocation *v)
{
    const char *note = v->quiet ? NULL : lct_catalogue_note(v->toolkit);

    if (!note)
        return;
    fputs("note: ", stderr);
    print_safe(stderr, note, false);
    fputc('\n', stderr);
}

static void
print_catalogue(const struct lct_value *root)
{
    static const struct column regions[] = { { "ID", "id" }, { "PLACE", "label" },
        { "COUNTRY", "country" }, { "STATUS", "status" } };
    static const struct column types[] = { { "ID", "id" }, { "LABEL", "label" },
        { "CLASS", "class" }, { "MEMORY MB", "memory_mb" }, { "DISK MB", "disk_mb" },
        { "VCPUS", "vcpus" }, { "$/HOUR", "hourly" }, { "$/MONTH", "monthly" } };
    static const struct column others[] = { { "ID", "id" }, { "LABEL", "label" },
        { "DEPRECATED", "deprecated" } };
    const char *kind = lct_key(root, 0);
    const struct lct_value *list = lct_get(root, kind);

    if (!lct_count(list))
        printf("There are no %s like that.\n", kind);
    else if (str_eq(kind, "regions"))
        print_table(list, regions, COUNT(regions));
    else if (str_eq(kind, "types"))
        print_table(list, types, COUNT(types));
    else
        print_table(list, others, COUNT(others));
}

int
run_list(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = lct_catalogue(v->toolkit, v->command->verb, v->arguments, &answer, &err);
    tell_catalogue(v);
    return finish(v, code, answer, &err, print_catalogue);
}

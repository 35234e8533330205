// SPDX-License-Identifier: MIT
// profile list, use, show.
#include "cli/cmd/run.h"
#include "cli/term/table.h"

static void
print_profiles(const struct lct_value *root)
{
    static const struct column columns[] = { { "NAME", "name" }, { "CURRENT", "current" },
        { "URL", "url" }, { "TOKEN", "token" } };

    print_table(lct_get(root, "profiles"), columns, sizeof columns / sizeof columns[0]);
}

int
run_profile_list(struct invocation *v)
{
    return show(v, lct_profile_list, print_profiles);
}

int
run_profile_show(struct invocation *v)
{
    return show(v, lct_profile_show, print_fields);
}

int
run_profile_use(struct invocation *v)
{
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (lct_profile_use(v->toolkit, v->arguments[0], &err) < 0)
        return tell_error(v, &err);
    if (v->json)
        return print_json_word("profile", v->arguments[0]);
    if (!v->quiet)
        printf("The profile is %s now.\n", v->arguments[0]);
    return 0;
}

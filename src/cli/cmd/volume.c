// SPDX-License-Identifier: MIT
// volume list, show, delete.
#include <stdlib.h>

#include "base/buf.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"
#include "cli/term/table.h"

// ---- list, show

static const struct column columns[] = { { "VOLUME", "label" }, { "NODE", "node" },
    { "CLUSTER", "cluster" }, { "REGION", "region", 2 }, { "GB", "size_gb" },
    { "STATE", "state", 1 }, { "KEPT", "kept" }, { "ID", "id", 3 } };

#define N_COLUMNS (sizeof columns / sizeof columns[0])

static double
monthly(const struct lct_value *volume)
{
    return lct_number(lct_get(lct_get(volume, "price"), "monthly"), 0);
}

static void
print_volumes(const struct lct_value *root)
{
    const struct lct_value *list = lct_get(root, "volumes");
    double kept = 0;

    if (!lct_count(list)) {
        puts("There are no volumes.");
        return;
    }
    print_table(list, columns, N_COLUMNS);
    for (size_t i = 0; i < lct_count(list); i++)
        if (lct_bool(lct_get(lct_at(list, i), "kept"), false))
            kept += monthly(lct_at(list, i));
    if (kept > 0)
        printf("Those that are kept cost $%.2f a month: linodetool volume delete VOLUME\n", kept);
}

int
run_volume_list(struct invocation *v)
{
    return show(v, lct_volume_list, print_volumes);
}

static void
print_volume(const struct lct_value *root)
{
    print_fields(lct_get(root, "volume"));
}

int
run_volume_show(struct invocation *v)
{
    return show_of(v, lct_volume_show, print_volume);
}

// ---- delete

// What it is, with size and price; false: it cannot be told.
static bool
add_volume(struct invocation *v, const char *name, struct buf *out, struct lct_err *err)
{
    struct lct_answer *answer = NULL;

    if (lct_volume_show(v->toolkit, name, &answer, err) != LCT_OK)
        return false;
    const struct lct_value *volume = lct_get(lct_answer_root(answer), "volume");
    buf_addf(out, "%s%s (%lld GB, $%.2f a month)", out->len ? ", " : "",
        lct_text(lct_get(volume, "label"), name), (long long)lct_int(lct_get(volume, "size_gb"), 0),
        monthly(volume));
    lct_answer_free(answer);
    return true;
}

static int
ask(struct invocation *v)
{
    _own_(buf) struct buf names = { 0 }, question = { 0 };
    struct lct_err err = { 0 };

    for (int i = 0; i < v->n_arguments; i++)
        if (!add_volume(v, v->arguments[i], &names, &err))
            return tell_error(v, &err);
    buf_addf(&question, "Delete %s, with all that is on %s?", buf_str(&names),
        v->n_arguments == 1 ? "it" : "them");
    return confirm(v, buf_str(&question));
}

static int
delete_volumes(struct invocation *v)
{
    struct progress *p = progress_new(v);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_volume_delete(v->toolkit, v->arguments, progress_watch(p), &answer, &err);

    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

int
run_volume_delete(struct invocation *v)
{
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (!option_given(v, "yes"))
        status = ask(v);
    return status ? status : delete_volumes(v);
}

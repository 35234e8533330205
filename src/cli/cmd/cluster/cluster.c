// SPDX-License-Identifier: MIT
// cluster list, show, nodes, delete.
#include "base/mem.h"
#include "base/own.h"
#include "cli/cmd/run.h"
#include "cli/show/progress.h"
#include "cli/term/table.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
print_clusters(const struct lct_value *root)
{
    static const struct column columns[] = { { "NAME", "name" }, { "STATE", "state" },
        { "NODES", "nodes" }, { "STARTED", "nodes_started", 1 }, { "FAILED", "nodes_failed" },
        { "CREATED", "created", 2 }, { "PLAN", "plan", 3 } };

    if (lct_count(lct_get(root, "clusters")))
        print_table(lct_get(root, "clusters"), columns, COUNT(columns));
    else
        puts("There are no clusters yet: linodetool cluster create NAME PLAN");
}

static void
print_errors(const struct lct_value *nodes)
{
    for (size_t i = 0; i < lct_count(nodes); i++) {
        const struct lct_value *n = lct_at(nodes, i);
        const char *error = lct_text(lct_get(n, "error"), NULL);
        if (!error)
            continue;
        printf_safe(stdout, "%s: ", lct_text(lct_get(n, "name"), "?"));
        print_safe(stdout, error, false);
        putchar('\n');
    }
}

static void
print_resources(const struct lct_value *resources)
{
    static const struct column columns[] = { { "BESIDE", "noun" }, { "NAME", "name" },
        { "LABEL", "label" }, { "REGION", "region" }, { "STATE", "state" }, { "ID", "id" } };

    if (!lct_count(resources))
        return;
    putchar('\n');
    print_table(resources, columns, sizeof columns / sizeof columns[0]);
    print_errors(resources);
}

static void
print_cluster(const struct lct_value *root)
{
    print_fields(lct_get(root, "cluster"));
    putchar('\n');
    print_nodes(lct_get(root, "nodes"));
    print_errors(lct_get(root, "nodes"));
    print_resources(lct_get(root, "resources"));
}

int
run_cluster_list(struct invocation *v)
{
    return show(v, lct_cluster_list, print_clusters);
}

int
run_cluster_show(struct invocation *v)
{
    return show_of(v, lct_cluster_show, print_cluster);
}

int
run_cluster_nodes(struct invocation *v)
{
    return show_of(v, lct_cluster_nodes, print_node_list);
}

static int
delete_cluster(struct invocation *v)
{
    struct progress *p = progress_new(v);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int code = lct_cluster_delete(v->toolkit, v->arguments[0], progress_watch(p), &answer, &err);

    progress_free(p);
    return tell_outcome(v, answer, code, &err);
}

// What is destroyed beside machines is not.
bool
is_agreed_to_unseen(const struct invocation *v)
{
    return option_given(v, "yes") && !option_given(v, "dry-run") &&
           !option_given(v, "delete-volumes");
}

// Whoever says yes beforehand needs no preview: so a cluster can be deleted, too, of which none can
// be made.
int
run_cluster_delete(struct invocation *v)
{
    _own_(free) char *begin = mem_printf("Delete cluster '%s'", v->arguments[0]);
    struct lct_changes *c = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (is_agreed_to_unseen(v))
        return delete_cluster(v);
    if (lct_changes_delete(v->toolkit, v->arguments[0], &c, &err) != LCT_OK)
        return tell_error(v, &err);
    return agree_and_carry_out(v, c, NULL, begin);
}

// SPDX-License-Identifier: MIT
// cluster list, show, nodes, delete.
#include "cli/cmd/run.h"
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

int
run_cluster_delete(struct invocation *v)
{
    return agree_and_delete(v, "cluster", lct_cluster_delete, lct_changes_delete);
}

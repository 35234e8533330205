// SPDX-License-Identifier: MIT
// Nodes as a table.
#include <stdio.h>
#include <string.h>

#include "cli/show/tell.h"
#include "cli/term/table.h"

// Was the cloud asked?
static bool
is_seen(const struct lct_value *nodes)
{
    for (size_t i = 0; i < lct_count(nodes); i++)
        if (lct_text(lct_get(lct_at(nodes, i), "status"), NULL))
            return true;
    return false;
}

// Beside the first, for which the table has room.
static void
print_extra(const struct lct_value *node)
{
    const struct lct_value *list = lct_get(node, "extra_ipv4");

    if (!lct_count(list))
        return;
    printf_safe(stdout, "%s has", lct_text(lct_get(node, "name"), "?"));
    for (size_t i = 0; i < lct_count(list); i++)
        printf_safe(stdout, "%s %s", i ? "," : "", lct_text(lct_at(list, i), "?"));
    puts(", too");
}

void
print_nodes(const struct lct_value *nodes)
{
    static const struct column columns[] = { { "NAME", "name" }, { "STATE", "state" },
        { "LINODE", "status" }, { "GROUP", "group", 3 }, { "REGION", "region", 1 },
        { "TYPE", "type", 4 }, { "PUBLIC IPV4", "public_ipv4" },
        { "PRIVATE IPV4", "private_ipv4", 2 }, { "IPV6", "ipv6", 5 } };
    enum { N = sizeof columns / sizeof columns[0], STATUS = 2 };
    struct column unseen[N - 1];

    memcpy(unseen, columns, STATUS * sizeof columns[0]);
    memcpy(unseen + STATUS, columns + STATUS + 1, (N - STATUS - 1) * sizeof columns[0]);
    if (lct_count(nodes))
        print_table(nodes, is_seen(nodes) ? columns : unseen, is_seen(nodes) ? N : N - 1);
    for (size_t i = 0; i < lct_count(nodes); i++)
        print_extra(lct_at(nodes, i));
}

void
print_node_list(const struct lct_value *root)
{
    if (!lct_count(lct_get(root, "nodes")))
        puts("There are no nodes.");
    print_nodes(lct_get(root, "nodes"));
}

// SPDX-License-Identifier: MIT
// cluster list, show, nodes, delete.
#include <string.h>

#include "cli/cmd/run.h"
#include "cli/term/table.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
print_clusters(const struct lct_value *root)
{
    static const struct column columns[] = { { "NAME", "name" }, { "STATE", "state" },
        { "NODES", "nodes" }, { "STARTED", "nodes_started", 1 }, { "FAILED", "nodes_failed" },
        { "CREATED", "created", 2 }, { "PLAN", "plan", 3 }, { "EXPIRES", "expires" } };
    const struct lct_value *list = lct_get(root, "clusters");
    bool any = false; // the last column is there where one expires

    for (size_t i = 0; i < lct_count(list); i++)
        any |= lct_text(lct_get(lct_at(list, i), "expires"), NULL) != NULL;
    if (lct_count(list))
        print_table(list, columns, COUNT(columns) - !any);
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

// "  http 80: web-01 UP, web-02 DOWN, drain"
static void
print_port(const struct lct_value *port)
{
    const struct lct_value *members = lct_get(port, "members");

    printf_safe(stdout, "  %s:%s", lct_text(lct_get(port, "name"), "?"),
        lct_count(members) ? "" : " nobody");
    for (size_t i = 0; i < lct_count(members); i++) {
        const struct lct_value *m = lct_at(members, i);
        const char *mode = lct_text(lct_get(m, "mode"), "accept");
        printf_safe(stdout, "%s %s %s", i ? "," : "", lct_text(lct_get(m, "label"), "?"),
            lct_text(lct_get(m, "status"), "?"));
        if (strcmp(mode, "accept") != 0 && strcmp(mode, "none") != 0)
            printf_safe(stdout, " (%s)", mode);
    }
    putchar('\n');
}

// Where clients find those that balance, and who is up, as these see it.
static void
print_balancers(const struct lct_value *resources)
{
    for (size_t i = 0; i < lct_count(resources); i++) {
        const struct lct_value *r = lct_at(resources, i), *ports = lct_get(r, "ports");
        const char *address = lct_text(lct_get(r, "address"), NULL);
        if (!address)
            continue;
        const char *within = lct_text(lct_get(r, "traits"), "");
        printf_safe(stdout, "\n%s: %s %s%s%s\n", lct_text(lct_get(r, "label"), "?"), address,
            lct_text(lct_get(r, "hostname"), ""), *within ? ", " : "", within);
        for (size_t k = 0; k < lct_count(ports); k++)
            print_port(lct_at(ports, k));
    }
}

static void
print_announced(const struct lct_value *list)
{
    if (lct_count(list))
        puts("\nLinode announces:");
    for (size_t i = 0; i < lct_count(list); i++) {
        const struct lct_value *m = lct_at(list, i);
        const char *at = lct_text(lct_get(m, "at"), NULL),
                   *why = lct_text(lct_get(m, "reason"), NULL);
        printf_safe(stdout, "  %s: %s%s%s, %s%s%s\n", lct_text(lct_get(m, "node"), "?"),
            lct_text(lct_get(m, "type"), "?"), at ? " at " : "", at ? at : "",
            lct_text(lct_get(m, "status"), "?"), why ? ": " : "", why ? why : "");
    }
}

#define SHOWN 5 // of what happened: the last ones

static void
print_mishaps(const struct lct_value *list)
{
    static const struct {
        const char *event, *words;
    } known[] = { { "host_reboot", "its host was rebooted" },
        { "lassie_reboot", "it went off by itself, and the watchdog booted it" } };
    const size_t n = lct_count(list);

    if (n)
        puts("\nWithout being asked:");
    for (size_t i = n > SHOWN ? n - SHOWN : 0; i < n; i++) {
        const struct lct_value *e = lct_at(list, i);
        const char *event = lct_text(lct_get(e, "event"), "?");
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            if (strcmp(known[k].event, event) == 0)
                event = known[k].words;
        printf_safe(stdout, "  %s: %s, %s\n", lct_text(lct_get(e, "node"), "?"), event,
            lct_text(lct_get(e, "at"), "?"));
    }
    if (n > SHOWN)
        printf("  and %zu before\n", n - SHOWN);
}

static void
print_cluster(const struct lct_value *root)
{
    print_fields(lct_get(root, "cluster"));
    putchar('\n');
    print_nodes(lct_get(root, "nodes"));
    print_errors(lct_get(root, "nodes"));
    print_resources(lct_get(root, "resources"));
    print_balancers(lct_get(root, "resources"));
    print_announced(lct_get(root, "maintenance"));
    print_mishaps(lct_get(root, "mishaps"));
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
    const bool all = option_given(v, "with-dependents");

    return agree_and_delete(v, "cluster", v->arguments[0], lct_cluster_delete,
        all ? lct_changes_delete_all : lct_changes_delete);
}

// ---- expire

static void
print_expired(const struct lct_value *root)
{
    if (lct_count(lct_get(root, "clusters")))
        print_clusters(root);
    else
        puts("No cluster's time is over.");
}

// Each by itself: one that is refused does not keep the others. Yields the worst status.
int
run_cluster_expire(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    const struct lct_value *list;
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    if (lct_cluster_expired(v->toolkit, &answer, &err) != LCT_OK)
        return tell_error(v, &err);
    list = lct_get(lct_answer_root(answer), "clusters");
    if (option_given(v, "dry-run") || !lct_count(list)) {
        lct_answer_free(answer);
        return show(v, lct_cluster_expired, print_expired);
    }
    for (size_t i = 0; i < lct_count(list); i++) {
        const char *name = lct_text(lct_get(lct_at(list, i), "name"), "");
        const int one =
            agree_and_delete(v, "cluster", name, lct_cluster_expire, lct_changes_expire);
        status = one > status ? one : status;
    }
    lct_answer_free(answer);
    return status;
}

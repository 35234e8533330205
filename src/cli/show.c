// Commands that show what is known: clusters, nodes, lists, queries, operations, profiles.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/parse.h"
#include "base/str.h"
#include "cli/run.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

// Ends a command: an error, JSON, or a table made by `print`.
static int
finish(struct invocation *v, int code, struct lct_answer **answer, const struct lct_err *err,
    void (*print)(const struct lct_value *root))
{
    if (code != LCT_OK)
        return tell_error(v, err);
    if (v->json)
        return print_json(*answer);
    print(lct_answer_root(*answer));
    lct_answer_free(*answer);
    return 0;
}

static void
print_clusters(const struct lct_value *root)
{
    static const struct column columns[] = { { "NAME", "name" }, { "STATE", "state" },
        { "NODES", "nodes" }, { "STARTED", "nodes_started" }, { "FAILED", "nodes_failed" },
        { "PLAN", "plan" }, { "CREATED", "created" } };

    if (!lct_count(lct_get(root, "clusters")))
        puts("no clusters yet: linodetool cluster create NAME PLAN");
    else
        print_table(lct_get(root, "clusters"), columns, COUNT(columns));
}

void
print_nodes(const struct lct_value *nodes)
{
    static const struct column columns[] = { { "NAME", "name" }, { "STATE", "state" },
        { "GROUP", "group" }, { "REGION", "region" }, { "PUBLIC IPV4", "public_ipv4" },
        { "PRIVATE IPV4", "private_ipv4" }, { "IPV6", "ipv6" }, { "TYPE", "type" } };

    if (lct_count(nodes))
        print_table(nodes, columns, COUNT(columns));
}

static void
print_node_list(const struct lct_value *root)
{
    if (!lct_count(lct_get(root, "nodes")))
        puts("no nodes");
    print_nodes(lct_get(root, "nodes"));
}

static void
print_fields(const struct lct_value *map)
{
    for (size_t i = 0; i < lct_count(map); i++) {
        const struct lct_value *v = lct_get(map, lct_key(map, i));
        const char *text = lct_text(v, NULL);
        if (text)
            printf("%-14s %s\n", lct_key(map, i), text);
        for (size_t k = 0; !text && k < lct_count(v); k++)
            printf("%-14s %s\n", k ? "" : lct_key(map, i), lct_text(lct_at(v, k), ""));
    }
}

static void
print_cluster(const struct lct_value *root)
{
    print_fields(lct_get(root, "cluster"));
    putchar('\n');
    print_nodes(lct_get(root, "nodes"));
    for (size_t i = 0; i < lct_count(lct_get(root, "nodes")); i++) {
        const struct lct_value *n = lct_at(lct_get(root, "nodes"), i);
        const char *error = lct_text(lct_get(n, "error"), NULL);
        if (error)
            printf("%s: %s\n", lct_text(lct_get(n, "name"), "?"), error);
    }
}

int
run_cluster_list(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return finish(v, lct_cluster_list(v->toolkit, &answer, &err), &answer, &err, print_clusters);
}

int
run_cluster_show(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return finish(v, lct_cluster_show(v->toolkit, v->arguments[0], &answer, &err), &answer, &err,
        print_cluster);
}

int
run_cluster_nodes(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return finish(v, lct_cluster_nodes(v->toolkit, v->arguments[0], &answer, &err), &answer, &err,
        print_node_list);
}

int
run_node_list(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return finish(v, lct_node_list(v->toolkit, &answer, &err), &answer, &err, print_node_list);
}

static void
print_node(const struct lct_value *root)
{
    print_fields(lct_get(root, "node"));
}

int
run_node_show(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return finish(
        v, lct_node_show(v->toolkit, v->arguments[0], &answer, &err), &answer, &err, print_node);
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

    if (str_eq(kind, "regions"))
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
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return finish(v, lct_catalogue(v->toolkit, v->command->verb, v->arguments, &answer, &err),
        &answer, &err, print_catalogue);
}

int
run_query(struct invocation *v)
{
    const char *format = option_value(v, "format");
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;
    char *text = NULL;

    if (!toolkit(v, &status))
        return status;
    code = lct_query(v->toolkit, v->n_arguments ? v->arguments[0] : "", &answer, &err);
    if (code != LCT_OK || !format)
        return finish(v, code, &answer, &err, print_node_list);
    if (lct_query_format(lct_get(lct_answer_root(answer), "nodes"), format, &text, &err) < 0)
        status = tell_error(v, &err);
    else
        fputs(text, stdout);
    free(text);
    lct_answer_free(answer);
    return status;
}

static void
print_operations(const struct lct_value *root)
{
    static const struct column columns[] = { { "ID", "id" }, { "KIND", "kind" },
        { "CLUSTER", "cluster" }, { "STATE", "state" }, { "STARTED", "started" },
        { "ENDED", "ended" }, { "SUMMARY", "summary" } };

    print_table(lct_get(root, "operations"), columns, COUNT(columns));
}

static void
print_operation(const struct lct_value *root)
{
    static const struct column columns[] = { { "STEP", "key" }, { "STATE", "state" },
        { "TRIES", "attempts" }, { "STARTED", "started" }, { "ENDED", "ended" },
        { "MESSAGE", "message" } };
    const struct lct_value *o = lct_get(root, "operation");

    for (size_t i = 0; i < lct_count(o); i++)
        if (!str_eq(lct_key(o, i), "steps"))
            printf("%-14s %s\n", lct_key(o, i), lct_text(lct_get(o, lct_key(o, i)), "-"));
    putchar('\n');
    print_table(lct_get(o, "steps"), columns, COUNT(columns));
}

int
run_operation_list(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return finish(
        v, lct_operation_list(v->toolkit, &answer, &err), &answer, &err, print_operations);
}

int
run_operation_show(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int64_t id;
    int status = 0;

    if (!parse_int(v->arguments[0], 1, INT64_MAX, &id)) {
        lct_fail(&err, LCT_EUSAGE, "%s is no id of an operation", v->arguments[0]);
        return tell_error(v, &err);
    }
    if (!toolkit(v, &status))
        return status;
    return finish(
        v, lct_operation_show(v->toolkit, id, &answer, &err), &answer, &err, print_operation);
}

static void
print_profiles(const struct lct_value *root)
{
    static const struct column columns[] = { { "NAME", "name" }, { "CURRENT", "current" },
        { "URL", "url" }, { "TOKEN", "token" } };

    print_table(lct_get(root, "profiles"), columns, COUNT(columns));
}

int
run_profile_list(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return finish(v, lct_profile_list(v->toolkit, &answer, &err), &answer, &err, print_profiles);
}

int
run_profile_show(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return finish(v, lct_profile_show(v->toolkit, &answer, &err), &answer, &err, print_fields);
}

int
run_profile_use(struct invocation *v)
{
    struct lct_err err = { 0 };
    int status = 0;

    if (!toolkit(v, &status))
        return status;
    return lct_profile_use(v->toolkit, v->arguments[0], &err) < 0 ? tell_error(v, &err) : 0;
}

int
run_version(struct invocation *v)
{
    if (v->json)
        printf("{\"version\":\"%s\"}\n", LCT_VERSION);
    else
        puts("linodetool " LCT_VERSION);
    return 0;
}

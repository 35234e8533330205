// SPDX-License-Identifier: MIT
// ssh-config: the nodes as host blocks of ssh_config(5), made from what node ssh would run.
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "cli/cmd/run.h"

// "Name=value" becomes "Name value".
static void
print_option(const char *option)
{
    const char *equals = strchr(option, '=');

    if (equals)
        printf("    %.*s %s\n", (int)(equals - option), option, equals + 1);
}

// What is to run before: a per cent sign is ssh's.
static void
print_command(const char *label, const char *command)
{
    printf("Match originalhost %s exec \"", label);
    for (; *command; command++)
        printf(*command == '%' ? "%%%%" : "%c", *command);
    puts("\"");
}

static void
print_host(const char *label, const struct lct_value *ssh, const char *command)
{
    const struct lct_value *argv = lct_get(ssh, "argv");

    if (command)
        print_command(label, command);
    printf("Host %s\n    HostName %s\n    User %s\n", label, lct_text(lct_get(ssh, "host"), ""),
        lct_text(lct_get(ssh, "user"), ""));
    for (size_t i = 0; i + 1 < lct_count(argv); i++)
        if (str_eq(lct_text(lct_at(argv, i), ""), "-o"))
            print_option(lct_text(lct_at(argv, i + 1), ""));
    putchar('\n');
}

static void
print_host_json(const char *label, const struct lct_value *ssh, const char *command, bool first)
{
    _own_(free) char *text = lct_json(ssh, false);

    fputs(first ? "\n  {\"label\": " : ",\n  {\"label\": ", stdout);
    print_quoted(stdout, label);
    fputs(", \"agent\": ", stdout);
    if (command)
        print_quoted(stdout, command);
    else
        fputs("null", stdout);
    printf(", \"ssh\": %s}", text);
}

// The shared agent of a cluster, once for all its nodes; NULL with LCT_OK: its key is not kept
// here.
static int
agent_need(struct invocation *v, struct map *agents, const char *cluster, struct lct_agent **ret,
    struct lct_err *err)
{
    struct lct_agent *agent = NULL;

    if (!map_has(agents, cluster)) {
        int code = lct_agent_open(v->toolkit, cluster, true, &agent, err);
        if (code != LCT_OK && code != LCT_ENOTFOUND)
            return code;
        map_put(agents, cluster, agent);
    }
    *ret = map_get(agents, cluster);
    return LCT_OK;
}

static int
print_node(struct invocation *v, struct map *agents, const struct lct_value *n, bool first,
    struct lct_err *err)
{
    const char *label = lct_text(lct_get(n, "label"), "");
    struct lct_answer *ssh = NULL;
    struct lct_agent *agent;

    if (agent_need(v, agents, lct_text(lct_get(n, "cluster"), ""), &agent, err) < 0 ||
        lct_node_ssh(v->toolkit, lct_text(lct_get(n, "uuid"), ""), NULL, lct_agent_socket(agent),
            &ssh, err) < 0)
        return err->code;
    if (v->json)
        print_host_json(label, lct_answer_root(ssh), lct_agent_command(agent), first);
    else
        print_host(label, lct_answer_root(ssh), lct_agent_command(agent));
    lct_answer_free(ssh);
    return LCT_OK;
}

// A node that ssh does not reach, yet, has no block.
static int
print_hosts(struct invocation *v, const struct lct_value *nodes)
{
    _own_(map) struct map agents = { 0 };
    struct lct_err err = { 0 };
    int code = LCT_OK;
    bool first = true;

    for (size_t i = 0; code == LCT_OK && i < lct_count(nodes); i++) {
        const struct lct_value *n = lct_at(nodes, i);
        code = print_node(v, &agents, n, first, &err);
        first = first && code != LCT_OK;
        if (code == LCT_EWAIT)
            code = LCT_OK;
    }
    map_each (it, &agents)
        lct_agent_close(it->value);
    return code == LCT_OK ? 0 : tell_error(v, &err);
}

int
run_ssh_config(struct invocation *v)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };
    int status = 0, code;

    if (!toolkit(v, &status))
        return status;
    code = v->n_arguments ? lct_cluster_nodes(v->toolkit, v->arguments[0], &answer, &err)
                          : lct_node_list(v->toolkit, &answer, &err);
    if (code != LCT_OK)
        return tell_error(v, &err);
    fputs(v->json ? "{\"hosts\": [" : "# Made by linodetool ssh-config.\n", stdout);
    status = print_hosts(v, lct_get(lct_answer_root(answer), "nodes"));
    fputs(v->json ? "]}\n" : "", stdout);
    lct_answer_free(answer);
    return status;
}

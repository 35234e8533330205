// SPDX-License-Identifier: MIT
// ssh-config: the nodes as host blocks of ssh_config(5), made from what node ssh would run.
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
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

static void
print_host(const char *label, const struct lct_value *ssh)
{
    const struct lct_value *argv = lct_get(ssh, "argv");

    printf("Host %s\n    HostName %s\n    User %s\n", label, lct_text(lct_get(ssh, "host"), ""),
        lct_text(lct_get(ssh, "user"), ""));
    for (size_t i = 0; i + 1 < lct_count(argv); i++)
        if (str_eq(lct_text(lct_at(argv, i), ""), "-o"))
            print_option(lct_text(lct_at(argv, i + 1), ""));
    putchar('\n');
}

static void
print_host_json(const char *label, const struct lct_value *ssh, bool first)
{
    _own_(free) char *text = lct_json(ssh, false);

    fputs(first ? "\n  {\"label\": " : ",\n  {\"label\": ", stdout);
    print_quoted(stdout, label);
    printf(", \"ssh\": %s}", text);
}

// A node that ssh does not reach, yet, has no block.
static int
print_hosts(struct invocation *v, const struct lct_value *nodes)
{
    size_t n_printed = 0;

    for (size_t i = 0; i < lct_count(nodes); i++) {
        const struct lct_value *n = lct_at(nodes, i);
        const char *label = lct_text(lct_get(n, "label"), "");
        struct lct_answer *ssh = NULL;
        struct lct_err err = { 0 };
        int code = lct_node_ssh(v->toolkit, lct_text(lct_get(n, "uuid"), ""), NULL, &ssh, &err);
        if (code == LCT_EWAIT)
            continue;
        if (code != LCT_OK)
            return tell_error(v, &err);
        if (v->json)
            print_host_json(label, lct_answer_root(ssh), n_printed == 0);
        else
            print_host(label, lct_answer_root(ssh));
        n_printed++;
        lct_answer_free(ssh);
    }
    return 0;
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

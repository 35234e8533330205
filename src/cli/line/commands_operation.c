// SPDX-License-Identifier: MIT
// The commands that ask the inventory.
#include "cli/cmd/run.h"

static const struct option query_options[] = {
    { "format", 0, "FORMAT", "one line a node, such as '{label} {private_ipv4}'", false },
    { 0 },
};

static const struct option prune_options[] = {
    { "older-than", 0, "DURATION", "what ended longer ago than this, such as 90d", false },
    { "yes", 'y', NULL, "do not ask", false },
    { 0 },
};

static const struct option show_options[] = {
    { "log", 0, NULL, "what scripts said, and where on their nodes it lies", false },
    { 0 },
};

const struct command commands_of_operation[] = {
    {
        .noun = "operation",
        .verb = "list",
        .arguments = "",
        .help = "list what was done",
        .example = "linodetool operation list",
        .least = 0,
        .most = 0,
        .run = run_operation_list,
    },
    {
        .noun = "operation",
        .verb = "show",
        .arguments = "[ID]",
        .help = "show one operation, step by step",
        .more = "Without an id, the newest.",
        .example = "linodetool operation show 7 --log",
        .least = 0,
        .most = 1,
        .options = show_options,
        .run = run_operation_show,
    },
    {
        .noun = "operation",
        .verb = "watch",
        .arguments = "[ID]",
        .help = "follow an operation that another process runs",
        .more = "Without an id, the newest. Ends as that command ends, with the same exit status. "
                "Ctrl-C ends the\n"
                "watching only. --json prints one object a line.",
        .example = "linodetool operation watch",
        .least = 0,
        .most = 1,
        .run = run_operation_watch,
    },
    {
        .noun = "operation",
        .verb = "prune",
        .arguments = "",
        .help = "forget what was done long ago",
        .more = "What is unfinished stays, and the last operation of each cluster that is there.",
        .example = "linodetool operation prune --older-than 90d",
        .least = 0,
        .most = 0,
        .options = prune_options,
        .run = run_operation_prune,
    },
    {
        .noun = "query",
        .verb = "",
        .arguments = "[EXPRESSION]",
        .help = "nodes that fit an expression",
        .more = "Terms: FIELD=VALUE, FIELD!=VALUE, FIELD~PART, joined by and, or, not and "
                "parentheses. Fields are\n"
                "those of node list --json, and tag.",
        .example =
            "linodetool query 'cluster=hdfs1 and tag=master' --format '{label} {private_ipv4}'",
        .least = 0,
        .most = 1,
        .options = query_options,
        .run = run_query,
    },
    {
        .noun = "ssh-agent",
        .verb = "",
        .arguments = "NAME",
        .help = "an SSH agent with the key of a cluster, for a while",
        .more =
            "Prints its socket. It serves in the background and ends a minute after it was last "
            "used. What\n"
            "ssh-config writes runs this by itself.",
        .example = "linodetool ssh-agent prod",
        .least = 1,
        .most = 1,
        .run = run_ssh_agent,
    },
    {
        .noun = "ssh-config",
        .verb = "",
        .arguments = "[NAME]",
        .help = "all nodes, or a cluster's, as hosts for ~/.ssh/config",
        .example = "linodetool ssh-config prod >~/.ssh/prod.conf",
        .least = 0,
        .most = 1,
        .run = run_ssh_config,
    },
    { 0 },
};

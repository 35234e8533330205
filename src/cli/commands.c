// The table of all commands.
#include "cli/run.h"

static const struct option yes_only[] = { { "yes", 'y', NULL, "do not ask", false }, { 0 } };

static const struct option create_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { "app-id", 0, "ID", "the application's own id of the cluster", false },
    { 0 },
};

static const struct option plan_options[] = {
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { "offline", 0, NULL, "use the catalogue shipped with the program", false },
    { 0 },
};

static const struct option node_options[] = {
    { "name", 0, "NAME", "name of the node and its cluster", false },
    { "kernel", 0, "KERNEL", "another kernel than the image's", false },
    { "tag", 0, "TAG", "a tag", true },
    { "init", 0, "SCHEME:VALUE", "run at the first boot, such as script:setup.sh", true },
    { "accept-substitutes", 0, NULL, "take the successor of a retired image", false },
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { 0 },
};

static const struct option ssh_options[] = {
    { "login", 'l', "USER", "log in as (default: the admin user)", false },
    { 0 },
};

static const struct option lab_options[] = {
    { "nodes-max", 0, "N", "at most so many nodes", false },
    { "internet", 0, "none|packages", "what nodes may fetch (default packages)", false },
    { "speed", 0, "instant|realistic|slow", "how long the API's jobs take", false },
    { 0 },
};

static const struct option query_options[] = {
    { "format", 0, "FORMAT", "one line a node, such as '{label} {private_ipv4}'", false },
    { 0 },
};

const struct command commands[] = {
    { "cluster", "create", "NAME PLAN", "create a cluster, or continue a creation that ended early",
        "linodetool cluster create prod plan.yaml", 2, 2, create_options, run_cluster_create,
        false },
    { "cluster", "plan", "NAME PLAN", "show what create would do; changes nothing",
        "linodetool cluster plan prod plan.yaml", 2, 2, plan_options, run_cluster_plan, false },
    { "cluster", "list", "", "list the clusters", "linodetool cluster list", 0, 0, NULL,
        run_cluster_list, false },
    { "cluster", "show", "NAME", "show a cluster and its nodes", "linodetool cluster show prod", 1,
        1, NULL, run_cluster_show, false },
    { "cluster", "nodes", "NAME", "list the nodes of a cluster",
        "linodetool cluster nodes prod --json", 1, 1, NULL, run_cluster_nodes, false },
    { "cluster", "delete", "NAME", "delete a cluster and all its machines",
        "linodetool cluster delete prod --yes", 1, 1, yes_only, run_cluster_delete, false },
    { "node", "create", "WORD..", "create one secure node from words in any order",
        "linodetool node create newark 1gb 'ubuntu 24.04 lts'", 2, 3, node_options, run_node_create,
        false },
    { "node", "list", "", "list all nodes", "linodetool node list", 0, 0, NULL, run_node_list,
        false },
    { "node", "show", "NODE", "show a node", "linodetool node show web-01", 1, 1, NULL,
        run_node_show, false },
    { "node", "ssh", "NODE [-- COMMAND]", "log in to a node, or run a command on it",
        "linodetool node ssh web-01 -- uptime", 1, 1, ssh_options, run_node_ssh, true },
    { "node", "delete", "NODE", "delete a node and its machine",
        "linodetool node delete web-01 --yes", 1, 1, yes_only, run_node_delete, false },
    { "plan", "check", "FILE", "check a plan; all that is wrong is told at once",
        "linodetool plan check plan.yaml", 1, 1, plan_options, run_plan_check, false },
    { "plan", "show", "FILE", "show the nodes that a plan makes, and their price",
        "linodetool plan show plan.yaml", 1, 1, plan_options, run_plan_show, false },
    { "list", "regions", "[WORD..]", "list regions", "linodetool list regions fra", 0, -1, NULL,
        run_list, false },
    { "list", "types", "[WORD..]", "list Linode types and prices",
        "linodetool list types dedicated", 0, -1, NULL, run_list, false },
    { "list", "images", "[WORD..]", "list images", "linodetool list images ubuntu", 0, -1, NULL,
        run_list, false },
    { "list", "kernels", "[WORD..]", "list kernels", "linodetool list kernels grub", 0, -1, NULL,
        run_list, false },
    { "query", "", "[EXPRESSION]", "nodes that fit an expression",
        "linodetool query 'cluster=hdfs1 and tag=master' --format '{label} {private_ipv4}'", 0, 1,
        query_options, run_query, false },
    { "operation", "list", "", "list what was done", "linodetool operation list", 0, 0, NULL,
        run_operation_list, false },
    { "operation", "show", "ID", "show one operation, step by step", "linodetool operation show 7",
        1, 1, NULL, run_operation_show, false },
    { "secret", "set", "TYPE VALUE", "store a secret; VALUE - reads it from standard input",
        "linodetool secret set personal-token - <token.txt", 2, 2, NULL, run_secret_set, false },
    { "secret", "get", "TYPE", "print a secret", "linodetool secret get personal-token", 1, 1, NULL,
        run_secret_get, false },
    { "secret", "list", "", "list the names of secrets", "linodetool secret list", 0, 0, NULL,
        run_secret_list, false },
    { "secret", "delete", "TYPE", "delete a secret", "linodetool secret delete personal-token", 1,
        1, yes_only, run_secret_delete, false },
    { "profile", "list", "", "list profiles", "linodetool profile list", 0, 0, NULL,
        run_profile_list, false },
    { "profile", "use", "NAME", "make a profile the current one", "linodetool profile use lab", 1,
        1, NULL, run_profile_use, false },
    { "profile", "show", "", "ask the API who we are", "linodetool profile show", 0, 0, NULL,
        run_profile_show, false },
    { "lab", "start", "", "start a local Linode and make the profile lab", "linodetool lab start",
        0, 0, lab_options, run_lab_start, false },
    { "lab", "stop", "", "stop it; nothing of it stays", "linodetool lab stop", 0, 0, NULL,
        run_lab_stop, false },
    { "lab", "status", "", "tell whether it runs, and where", "linodetool lab status --json", 0, 0,
        NULL, run_lab_status, false },
    { "lab", "reset", "", "delete everything in it", "linodetool lab reset --yes", 0, 0, yes_only,
        run_lab_reset, false },
    { "lab", "dial", "HOST PORT", "connect to a node (for ssh's ProxyCommand with ProxyUseFdpass)",
        "ssh -o 'ProxyCommand linodetool lab dial %h %p' -o ProxyUseFdpass=yes root@198.18.0.2", 2,
        2, NULL, run_lab_dial, false },
    { "version", "", "", "print the version", "linodetool version", 0, 0, NULL, run_version,
        false },
    { 0 },
};

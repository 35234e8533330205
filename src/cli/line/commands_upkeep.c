// SPDX-License-Identifier: MIT
// The commands that keep a cluster well, take it over, end it, and work on its nodes.
#include "cli/cmd/run.h"

static const struct option audit_options[] = {
    { "account", 0, NULL, "all that carries our tags, of clusters that nobody knows, too", false },
    { 0 },
};

static const struct option adopt_options[] = {
    { "uuid", 0, "UUID", "of the cluster that they are of, or its beginning", false },
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be taken in", false },
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

static const struct option import_options[] = {
    { "tag", 0, "TAG", "those that have this tag", false },
    { "terraform", 0, "FILE", "those in a state of Terraform's", false },
    { "login", 'l', "USER", "root (default), or who may use sudo without a password", false },
    { "identity", 0, "FILE", "his private key (default: the usual one of yours)", false },
    { "known-hosts", 0, "FILE", "their host keys (default: ~/.ssh/known_hosts)", false },
    { "dry-run", 'n', NULL, "only print the plan", false },
    { 0 },
};

const struct option delete_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be deleted", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { "delete-volumes", 0, NULL, "volumes that nothing wants any more, too, with their data",
        false },
    { "force", 0, NULL, "machines go whatever hooks do before", false },
    { 0 },
};

static const struct option whole_options[] = {
    { "with-dependents", 0, NULL, "the clusters that need it, too, those first", false },
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be deleted", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { "delete-volumes", 0, NULL, "volumes that nothing wants any more, too, with their data",
        false },
    { "force", 0, NULL, "machines go whatever hooks do before", false },
    { 0 },
};

static const struct option run_options[] = {
    { "on", 0, "SELECTOR",
        "node plan, tag, node, web-[01-20], web-*, !db-02, or an expression of query", false },
    { "login", 'l', "USER", "log in as (default: the admin user)", false },
    { "stdin", 'i', NULL, "pass standard input to the command on every node", false },
    { "lines", 0, NULL, "show output line by line as it comes, each with its node", false },
    { "timeout", 0, "TIME", "stop the command where it takes longer, such as 30 or 5m", false },
    { "fanout", 0, "N", "at most N nodes at a time (default: all, 64 log-ins)", false },
    { "yes", 'y', NULL, "do not ask", false },
    { 0 },
};

static const struct option cp_options[] = {
    { "on", 0, "SELECTOR",
        "node plan, tag, node, web-[01-20], web-*, !db-02, or an expression of query", false },
    { "login", 'l', "USER", "log in as (default: the admin user)", false },
    { "timeout", 0, "TIME", "give up where it takes longer, such as 30 or 5m", false },
    { "fanout", 0, "N", "at most N nodes at a time (default 64)", false },
    { "yes", 'y', NULL, "do not ask", false },
    { 0 },
};

static const struct option expire_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only list them", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

const struct command commands_of_upkeep[] = {
    {
        .noun = "cluster",
        .verb = "resume",
        .arguments = "NAME",
        .help = "go on with an operation that was killed or interrupted",
        .more =
            "By the plan and the files that the inventory keeps, so that nothing is made twice. "
            "A script that\n"
            "failed on its node stays failed: retry runs it again.",
        .example = "linodetool cluster resume prod",
        .least = 1,
        .most = 1,
        .options = yes_and_sequential,
        .run = run_cluster_resume,
    },
    {
        .noun = "cluster",
        .verb = "retry",
        .arguments = "NAME",
        .help = "try again what failed, and what waited for it",
        .example = "linodetool cluster retry prod",
        .least = 1,
        .most = 1,
        .options = yes_and_sequential,
        .run = run_cluster_retry,
    },
    {
        .noun = "cluster",
        .verb = "audit",
        .arguments = "[NAME]",
        .help = "compare the inventory with the cloud",
        .more =
            "Tells of machines that carry the cluster's tag and are no node's, of nodes whose "
            "machine is gone,\n"
            "is off, was rebuilt, lost its tags or is another than it was, and of nodes that were "
            "not made ready.\n"
            "With --account, of all that carries our tags and is in no cluster of the inventory. "
            "Changes nothing.\n"
            "Exit status 0 when all agree, else 1.",
        .example = "linodetool cluster audit prod",
        .least = 0,
        .most = 1,
        .options = audit_options,
        .run = run_cluster_audit,
    },
    {
        .noun = "cluster",
        .verb = "adopt",
        .arguments = "NAME [PLAN]",
        .help = "take machines in that carry our tags and that the inventory forgot",
        .more =
            "Into the cluster of this name, or, where there is none, into a new one of it. With "
            "its plan, nodes get\n"
            "the groups and names they had; cluster apply then goes on. Each node proves itself by "
            "the cluster's\n"
            "secrets before it is trusted; one that cannot can only be deleted or replaced.",
        .example = "linodetool cluster adopt prod plan.yaml",
        .least = 1,
        .most = 2,
        .options = adopt_options,
        .run = run_cluster_adopt,
    },
    {
        .noun = "cluster",
        .verb = "import",
        .arguments = "NAME FILE [LINODE..]",
        .help = "take Linodes that others made into a new cluster",
        .more =
            "LINODE is a label, which may have * and ? in it, or an id; the volumes that are "
            "attached come along. FILE\n"
            "gets the plan that says what is there: cluster apply NAME FILE makes them the "
            "cluster's, tags, keys, users\n"
            "and firewall. Before that nothing of them is changed. Their host keys must be known.",
        .example = "linodetool cluster import prod plan.yaml 'web-*' db-1",
        .least = 2,
        .most = -1,
        .options = import_options,
        .run = run_cluster_import,
    },
    {
        .noun = "cluster",
        .verb = "delete",
        .arguments = "NAME",
        .help = "delete a cluster and all its machines",
        .more =
            "Only machines that the inventory and their tags both prove ours are deleted. Volumes "
            "stay, with their\n"
            "data and their price, unless --delete-volumes is said or a second question answered "
            "with yes: a\n"
            "cluster created by the same name gets them back. One that other clusters need is "
            "refused.",
        .example = "linodetool cluster delete prod --yes",
        .least = 1,
        .most = 1,
        .options = whole_options,
        .run = run_cluster_delete,
    },
    {
        .noun = "cluster",
        .verb = "expire",
        .arguments = "",
        .help = "delete clusters whose time is over",
        .more = "Those whose plans say expires:, and that are older than that. Each is shown and "
                "asked for as cluster\n"
                "delete does, whose volumes stay, too; with --yes it is for cron. A plan applied "
                "with a later expires:\n"
                "prolongs.",
        .example = "linodetool cluster expire --yes",
        .least = 0,
        .most = 0,
        .options = expire_options,
        .run = run_cluster_expire,
    },
    {
        .noun = "cluster",
        .verb = "run",
        .arguments = "NAME [-- COMMAND]",
        .help = "run a command on all nodes of a cluster, or on some",
        .more = "Nodes that said the same are shown together. Without a command, commands are read "
                "from standard\n"
                "input, one a line, and run over the same connections. Ends 0 when all went well, "
                "1 when all\n"
                "failed, 3 when some did (which, and how, is told). Ctrl-C stops.",
        .example = "linodetool cluster run prod --on web -- uptime",
        .least = 1,
        .most = 1,
        .options = run_options,
        .run = run_cluster_run,
        .rest = true,
    },
    {
        .noun = "cluster",
        .verb = "cp",
        .arguments = "NAME SRC.. DEST",
        .help = "copy files to all nodes of a cluster, or from them",
        .more = "A colon marks what lies on the nodes. To them, DEST is a folder there or the new "
                "name of the only\n"
                "SRC; each file replaces the old one at once. From them (:SRC), each node's files "
                "come to DEST/NODE.",
        .example = "linodetool cluster cp prod -l root site.conf :/etc/nginx/",
        .least = 3,
        .most = -1,
        .options = cp_options,
        .run = run_cluster_cp,
    },
    { 0 },
};

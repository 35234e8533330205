// SPDX-License-Identifier: MIT
// The commands of clusters.
#include "cli/cmd/run.h"

static const struct option create_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { "app-id", 0, "ID", "the application's own id of the cluster", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { "new-volumes", 0, NULL, "take none that an earlier cluster of the name left", false },
    { 0 },
};

static const struct option apply_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { "delete-volumes", 0, NULL, "volumes that nothing wants any more, too, with their data",
        false },
    { "delete-backups", 0, NULL, "cancel backups that the plan says no to, with all there are",
        false },
    { 0 },
};

static const struct option graph_options[] = {
    { "svg", 0, "FILE", "draw it into this file", false },
    { "all", 0, NULL, "draw every node of large groups", false },
    { 0 },
};

static const struct option audit_options[] = {
    { "account", 0, NULL, "all that carries our tags, of clusters that nobody knows, too", false },
    { 0 },
};

static const struct option scale_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "remove", 0, "NODE", "this node leaves; its group shrinks unless a count is said", true },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { "delete-volumes", 0, NULL, "volumes that nothing wants any more, too, with their data",
        false },
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

static const struct option replace_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

static const struct option plan_options[] = {
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { "offline", 0, NULL, "ask nothing: use the newest catalogue at hand", false },
    { "out", 0, "FILE", "keep it in this file, for cluster apply FILE", false },
    { "detailed-exitcode", 0, NULL, "end with 0: nothing changes, 1: an error, 2: changes", false },
    { "new-volumes", 0, NULL, "take none that an earlier cluster of the name left", false },
    { "delete-volumes", 0, NULL, "volumes that nothing wants any more, too, with their data",
        false },
    { "delete-backups", 0, NULL, "cancel backups that the plan says no to, with all there are",
        false },
    { 0 },
};

const struct option delete_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be deleted", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { "delete-volumes", 0, NULL, "volumes that nothing wants any more, too, with their data",
        false },
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

const struct command commands_of_cluster[] = {
    {
        .noun = "cluster",
        .verb = "create",
        .arguments = "NAME PLAN",
        .help = "create a cluster, or continue a creation that ended early",
        .more = "PLAN is a file, - for standard input, package:NAME or a URL.\n"
                "Shows what will be made, its price and the time that the API's limits make it "
                "take, and asks.\n"
                "The same command again continues a creation that was interrupted, or that failed "
                "in part (exit\n"
                "status 3). Ctrl-C once finishes what runs and saves; twice cancels. Volumes that "
                "a deleted cluster of\n"
                "this name left come back to the nodes of their names.",
        .example = "linodetool cluster create prod plan.yaml",
        .least = 2,
        .most = 2,
        .options = create_options,
        .run = run_cluster_create,
    },
    {
        .noun = "cluster",
        .verb = "plan",
        .arguments = "NAME PLAN",
        .help = "show what apply or create would do; changes nothing",
        .more = "Files, rules, users and keys of nodes that stay are shown as what comes and goes. "
                "With\n"
                "--detailed-exitcode a wrong command line or plan is an error like others: 1.",
        .example = "linodetool cluster plan prod plan.yaml",
        .least = 2,
        .most = 2,
        .options = plan_options,
        .run = run_cluster_plan,
    },
    {
        .noun = "cluster",
        .verb = "list",
        .arguments = "",
        .help = "list the clusters",
        .example = "linodetool cluster list",
        .least = 0,
        .most = 0,
        .run = run_cluster_list,
    },
    {
        .noun = "cluster",
        .verb = "show",
        .arguments = "NAME",
        .help = "show a cluster and its nodes",
        .example = "linodetool cluster show prod",
        .least = 1,
        .most = 1,
        .run = run_cluster_show,
    },
    {
        .noun = "cluster",
        .verb = "nodes",
        .arguments = "NAME",
        .help = "list the nodes of a cluster",
        .example = "linodetool cluster nodes prod --json",
        .least = 1,
        .most = 1,
        .run = run_cluster_nodes,
    },
    {
        .noun = "cluster",
        .verb = "graph",
        .arguments = "NAME",
        .help = "a picture of a cluster, for Graphviz",
        .more =
            "Regions, groups, volumes, NodeBalancers, what the firewalls let through, order and "
            "dependencies.\n"
            "Large groups are one box each unless --all. --svg wants Graphviz's dot; FILE - is "
            "standard\n"
            "output.",
        .example = "linodetool cluster graph prod --svg prod.svg",
        .least = 1,
        .most = 1,
        .options = graph_options,
        .run = run_cluster_graph,
    },
    {
        .noun = "cluster",
        .verb = "apply",
        .arguments = "[NAME] PLAN",
        .help = "make a cluster what a plan says now",
        .more =
            "Shows what will be created, changed, replaced and deleted, and asks. A new type or "
            "image means a\n"
            "new machine. The counts that scale set give way to those of the plan. A FILE that "
            "cluster plan\n"
            "--out wrote is carried out just as it was shown, or not at all.",
        .example = "linodetool cluster apply prod plan.yaml",
        .least = 1,
        .most = 2,
        .options = apply_options,
        .run = run_cluster_apply,
    },
    {
        .noun = "cluster",
        .verb = "scale",
        .arguments = "NAME [GROUP=N..]",
        .help = "grow or shrink groups of a cluster",
        .more =
            "GROUP=N, GROUP+=N or GROUP-=N; REGION/GROUP where several regions have it. The nodes "
            "with the\n"
            "highest numbers leave, or those named by --remove: they are taken out of the others' "
            "firewalls\n"
            "and hosts files first.",
        .example = "linodetool cluster scale prod web=5 workers+=2",
        .least = 1,
        .most = -1,
        .options = scale_options,
        .run = run_cluster_scale,
    },
    {
        .noun = "cluster",
        .verb = "replace",
        .arguments = "NAME NODE..",
        .help = "give nodes other machines, under the same names",
        .more = "Deletes the machines and makes them anew by the plan that the cluster keeps: what "
                "is on their disks\n"
                "is lost. The other nodes hear of the new addresses.",
        .example = "linodetool cluster replace prod web-02",
        .least = 2,
        .most = -1,
        .options = replace_options,
        .run = run_cluster_replace,
    },
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
            "cluster created by the same name gets them back.",
        .example = "linodetool cluster delete prod --yes",
        .least = 1,
        .most = 1,
        .options = delete_options,
        .run = run_cluster_delete,
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

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

static const struct option apply_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { 0 },
};

static const struct option scale_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "remove", 0, "NODE", "this node leaves; its group shrinks unless a count is said", true },
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
    { "app-id", 0, "ID", "the application's own id of the cluster", false },
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

static const struct option fault_options[] = {
    { "rate", 0, "0..1", "of the requests that match (default 1)", false },
    { "seed", 0, "N", "the same seed brings the same faults", false },
    { "count", 0, "N", "so many times at most", false },
    { "method", 0, "METHOD", "only of these requests", false },
    { "path", 0, "PATTERN", "only of these, such as '/v4/linode/*'", false },
    { 0 },
};

static const struct option query_options[] = {
    { "format", 0, "FORMAT", "one line a node, such as '{label} {private_ipv4}'", false },
    { 0 },
};

const struct command commands[] = {
    {
        .noun = "lab",
        .verb = "start",
        .arguments = "",
        .help = "start a local Linode and make the profile lab",
        .more = "The first start makes the nodes' root file system, which takes a minute. Where no "
                "token is set\n"
                "up, the profile lab becomes the current one.",
        .example = "linodetool lab start",
        .least = 0,
        .most = 0,
        .options = lab_options,
        .run = run_lab_start,
    },
    {
        .noun = "lab",
        .verb = "stop",
        .arguments = "",
        .help = "stop it; nothing of it stays",
        .example = "linodetool lab stop",
        .least = 0,
        .most = 0,
        .run = run_lab_stop,
    },
    {
        .noun = "lab",
        .verb = "status",
        .arguments = "",
        .help = "tell whether it runs, and where",
        .example = "linodetool lab status --json",
        .least = 0,
        .most = 0,
        .run = run_lab_status,
    },
    {
        .noun = "lab",
        .verb = "reset",
        .arguments = "",
        .help = "delete everything in it",
        .example = "linodetool lab reset --yes",
        .least = 0,
        .most = 0,
        .options = yes_only,
        .run = run_lab_reset,
    },
    {
        .noun = "lab",
        .verb = "fault",
        .arguments = "KIND",
        .help = "make its API misbehave; KIND none ends that",
        .more = "KIND: random (any of the others but delay), 429, 429-bare, 500, 502, 503,\n"
                "408-after-success, 500-after-success, reset, reset-after-success, garbage,\n"
                "garbage-html, garbage-types, delay.",
        .example = "linodetool lab fault random --rate 0.2 --seed 7",
        .least = 1,
        .most = 1,
        .options = fault_options,
        .run = run_lab_fault,
    },
    {
        .noun = "lab",
        .verb = "dial",
        .arguments = "HOST PORT",
        .help = "connect to a node (for ssh's ProxyCommand with ProxyUseFdpass)",
        .more = "Where standard output is a socket the connection itself is handed over (ssh's "
                "ProxyUseFdpass);\n"
                "else its bytes are copied.",
        .example =
            "ssh -o 'ProxyCommand linodetool lab dial %h %p' -o ProxyUseFdpass=yes root@198.18.0.2",
        .least = 2,
        .most = 2,
        .run = run_lab_dial,
    },
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
                "status 3). Ctrl-C once finishes what runs and saves; twice cancels.",
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
        .help = "show what create would do; changes nothing",
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
        .verb = "apply",
        .arguments = "NAME PLAN",
        .help = "make a cluster what a plan says now",
        .more =
            "Shows what will be created, changed, replaced and deleted, and asks. A new type or "
            "image means a\n"
            "new machine. The counts that scale set give way to those of the plan.",
        .example = "linodetool cluster apply prod plan.yaml",
        .least = 2,
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
        .run = run_cluster_retry,
    },
    {
        .noun = "cluster",
        .verb = "audit",
        .arguments = "NAME",
        .help = "compare the inventory with the cloud",
        .more =
            "Tells of machines that carry the cluster's tag and are no node's, of nodes whose "
            "machine "
            "is gone,\n"
            "and of nodes that were not made ready. Changes nothing. Exit status 0 when all agree, "
            "else 1.",
        .example = "linodetool cluster audit prod",
        .least = 1,
        .most = 1,
        .run = run_cluster_audit,
    },
    {
        .noun = "cluster",
        .verb = "delete",
        .arguments = "NAME",
        .help = "delete a cluster and all its machines",
        .more = "Only machines that the inventory and their tags both prove ours are deleted.",
        .example = "linodetool cluster delete prod --yes",
        .least = 1,
        .most = 1,
        .options = yes_only,
        .run = run_cluster_delete,
    },
    {
        .noun = "node",
        .verb = "create",
        .arguments = "WORD..",
        .help = "create one secure node from words in any order",
        .more = "The words say region, type and image, in any order and any case, as exactly as "
                "needed. The node\n"
                "is a cluster of one; its price is shown before anything is made.",
        .example = "linodetool node create newark 1gb ubuntu 24.04 lts",
        .least = 1,
        .most = -1,
        .options = node_options,
        .run = run_node_create,
    },
    {
        .noun = "node",
        .verb = "list",
        .arguments = "",
        .help = "list all nodes",
        .example = "linodetool node list",
        .least = 0,
        .most = 0,
        .run = run_node_list,
    },
    {
        .noun = "node",
        .verb = "show",
        .arguments = "NODE",
        .help = "show a node",
        .example = "linodetool node show web-01",
        .least = 1,
        .most = 1,
        .run = run_node_show,
    },
    {
        .noun = "node",
        .verb = "ssh",
        .arguments = "NODE [-- COMMAND]",
        .help = "log in to a node, or run a command on it",
        .more = "Runs ssh with the cluster's key and known hosts, and ends with its exit status; "
                "255 is a failure\n"
                "of its own. Root works by key: -l root.",
        .example = "linodetool node ssh web-01 -- uptime",
        .least = 1,
        .most = 1,
        .options = ssh_options,
        .run = run_node_ssh,
        .rest = true,
    },
    {
        .noun = "node",
        .verb = "delete",
        .arguments = "NODE",
        .help = "delete a node and its machine",
        .example = "linodetool node delete web-01 --yes",
        .least = 1,
        .most = 1,
        .options = yes_only,
        .run = run_node_delete,
    },
    {
        .noun = "plan",
        .verb = "check",
        .arguments = "PLAN",
        .help = "check a plan; all that is wrong is told at once",
        .more = "PLAN is a file, - for standard input, package:NAME (linodetool list packageplans) "
                "or a URL, which\n"
                "#sha256=DIGEST may follow: what the plan and the files it names must be.",
        .example = "linodetool plan check plan.yaml",
        .least = 1,
        .most = 1,
        .options = plan_options,
        .run = run_plan_check,
    },
    {
        .noun = "plan",
        .verb = "show",
        .arguments = "PLAN",
        .help = "show the nodes that a plan makes, and their price",
        .example = "linodetool plan show plan.yaml",
        .least = 1,
        .most = 1,
        .options = plan_options,
        .run = run_plan_show,
    },
    {
        .noun = "plan",
        .verb = "new",
        .arguments = "[NAME] [FILE]",
        .help = "write a commented plan to begin with",
        .more = "To standard output, or to a FILE that is not there yet.",
        .example = "linodetool plan new shop shop.yaml",
        .least = 0,
        .most = 2,
        .run = run_plan_new,
    },
    {
        .noun = "list",
        .verb = "packageplans",
        .arguments = "[WORD..]",
        .help = "list the plans that come with the program",
        .more = "Where few are left, with what --set may change of them.",
        .example = "linodetool list packageplans etcd",
        .least = 0,
        .most = -1,
        .run = run_list_packages,
    },
    {
        .noun = "list",
        .verb = "regions",
        .arguments = "[WORD..]",
        .help = "list regions",
        .example = "linodetool list regions frankfurt",
        .least = 0,
        .most = -1,
        .run = run_list,
    },
    {
        .noun = "list",
        .verb = "types",
        .arguments = "[WORD..]",
        .help = "list Linode types and prices",
        .example = "linodetool list types dedicated",
        .least = 0,
        .most = -1,
        .run = run_list,
    },
    {
        .noun = "list",
        .verb = "images",
        .arguments = "[WORD..]",
        .help = "list images",
        .example = "linodetool list images ubuntu",
        .least = 0,
        .most = -1,
        .run = run_list,
    },
    {
        .noun = "list",
        .verb = "kernels",
        .arguments = "[WORD..]",
        .help = "list kernels",
        .example = "linodetool list kernels grub",
        .least = 0,
        .most = -1,
        .run = run_list,
    },
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
        .arguments = "ID",
        .help = "show one operation, step by step",
        .example = "linodetool operation show 7",
        .least = 1,
        .most = 1,
        .run = run_operation_show,
    },
    {
        .noun = "secret",
        .verb = "set",
        .arguments = "TYPE VALUE [APP] [CUSTOMER]",
        .help = "store a secret; VALUE - reads it from standard input",
        .more = "personal-token is the API's token, default-root-ssh-public-key the path of your "
                "public key (of\n"
                "a private key's path its .pub is read; a private key is never stored). A VALUE on "
                "the command\n"
                "line works as in 2017, but stands in the shell's history: give - and type it, or "
                "redirect a\n"
                "file. APP and CUSTOMER say whose it is, as --context does.",
        .example = "linodetool secret set personal-token - <token.txt",
        .least = 2,
        .most = 4,
        .run = run_secret_set,
    },
    {
        .noun = "secret",
        .verb = "get",
        .arguments = "TYPE",
        .help = "print a secret",
        .example = "linodetool secret get personal-token",
        .least = 1,
        .most = 1,
        .run = run_secret_get,
    },
    {
        .noun = "secret",
        .verb = "list",
        .arguments = "",
        .help = "list the names of secrets",
        .example = "linodetool secret list",
        .least = 0,
        .most = 0,
        .run = run_secret_list,
    },
    {
        .noun = "secret",
        .verb = "delete",
        .arguments = "TYPE",
        .help = "delete a secret",
        .example = "linodetool secret delete personal-token",
        .least = 1,
        .most = 1,
        .options = yes_only,
        .run = run_secret_delete,
    },
    {
        .noun = "profile",
        .verb = "list",
        .arguments = "",
        .help = "list profiles",
        .example = "linodetool profile list",
        .least = 0,
        .most = 0,
        .run = run_profile_list,
    },
    {
        .noun = "profile",
        .verb = "use",
        .arguments = "NAME",
        .help = "make a profile the current one",
        .example = "linodetool profile use lab",
        .least = 1,
        .most = 1,
        .run = run_profile_use,
    },
    {
        .noun = "profile",
        .verb = "show",
        .arguments = "",
        .help = "ask the API who we are",
        .example = "linodetool profile show",
        .least = 0,
        .most = 0,
        .run = run_profile_show,
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
        .noun = "ssh-config",
        .verb = "",
        .arguments = "[NAME]",
        .help = "all nodes, or a cluster's, as hosts for ~/.ssh/config",
        .example = "linodetool ssh-config prod >~/.ssh/prod.conf",
        .least = 0,
        .most = 1,
        .run = run_ssh_config,
    },
    {
        .noun = "completion",
        .verb = "",
        .arguments = "bash|zsh|fish",
        .help = "print the script that makes a shell complete these words",
        .example = "linodetool completion bash >/etc/bash_completion.d/linodetool",
        .least = 1,
        .most = 1,
        .run = run_completion,
    },
    {
        .noun = "version",
        .verb = "",
        .arguments = "",
        .help = "print the version",
        .example = "linodetool version",
        .least = 0,
        .most = 0,
        .run = run_version,
    },
    {
        .noun = "complete",
        .verb = "",
        .arguments = "-- [WORD..]",
        .help = "what may stand at the cursor",
        .example = "linodetool complete -- node ''",
        .least = 0,
        .most = -1,
        .run = run_complete,
        .hidden = true,
    },
    { 0 },
};

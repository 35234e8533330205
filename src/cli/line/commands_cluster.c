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
    { "refresh", 0, NULL, "mend what nodes have otherwise, as they tell when they are asked",
        false },
    { "force", 0, NULL, "machines go whatever hooks do before", false },
    { 0 },
};

static const struct option graph_options[] = {
    { "svg", 0, "FILE", "draw it into this file", false },
    { "all", 0, NULL, "draw every node of large groups", false },
    { 0 },
};

static const struct option scale_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "remove", 0, "NODE", "this node leaves; its group shrinks unless a count is said", true },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { "delete-volumes", 0, NULL, "volumes that nothing wants any more, too, with their data",
        false },
    { "force", 0, NULL, "machines go whatever hooks do before", false },
    { 0 },
};

static const struct option replace_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { "force", 0, NULL, "machines go whatever hooks do before", false },
    { 0 },
};

static const struct option start_options[] = {
    { "on", 0, "SELECTOR",
        "node plan, tag, node, web-[01-20], web-*, !db-02, or an expression of query", false },
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

static const struct option restart_options[] = {
    { "on", 0, "SELECTOR",
        "node plan, tag, node, web-[01-20], web-*, !db-02, or an expression of query", false },
    { "serial", 0, "N", "so many of a node plan at once (default: as its update: says, or one)",
        false },
    { "force", 0, NULL, "shut down whatever hooks and services do", false },
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

static const struct option stop_options[] = {
    { "on", 0, "SELECTOR",
        "node plan, tag, node, web-[01-20], web-*, !db-02, or an expression of query", false },
    { "force", 0, NULL, "shut down whatever hooks and services do", false },
    { "with-dependents", 0, NULL, "the clusters that need it, too, those first", false },
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

static const struct option drain_options[] = {
    { "on", 0, "SELECTOR",
        "node plan, tag, node, web-[01-20], web-*, !db-02, or an expression of query", false },
    { "force", 0, NULL, "go on whatever hooks and services do", false },
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
    { "refresh", 0, NULL, "ask the nodes, too, what they have otherwise; PLAN: the kept one",
        false },
    { 0 },
};

static const struct option firewall_options[] = {
    { "for", 0, "TIME", "of open: such as 30m, 2h; the default is 1h", false },
    { "on", 0, "SELECTOR", "of open: on these nodes, as for run; the default is all", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

const struct command commands_of_cluster[] = {
    {
        .noun = "cluster",
        .verb = "create",
        .arguments = "NAME PLAN",
        .help = "create a cluster, or continue a creation that ended early",
        .more = "PLAN is a file, - for standard input, package:NAME, a URL or "
                "git+URL@COMMIT//PATH.\n"
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
        .arguments = "NAME [PLAN]",
        .help = "show what apply or create would do; changes nothing",
        .more = "Files, rules, users and keys of nodes that stay are shown as what comes and goes. "
                "With --refresh\n"
                "the nodes are asked what another hand changed there of what they were brought; "
                "without PLAN it is\n"
                "the one that the cluster keeps. With --detailed-exitcode a wrong command line or "
                "plan is an error like\n"
                "others: 1.",
        .example = "linodetool cluster plan prod plan.yaml",
        .least = 1,
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
            "--out wrote is carried out just as it was shown, or not at all. --refresh mends what "
            "another hand changed\n"
            "on nodes, of the plan that the cluster keeps where none is given.",
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
        .verb = "start",
        .arguments = "NAME",
        .help = "boot what is off, and start its services in order",
        .more =
            "In the order of the plan's start:, group by group, each with the events of a start. "
            "What changed while\n"
            "nodes were off is brought to them. Clusters that it needs start before it.",
        .example = "linodetool cluster start prod --on web",
        .least = 1,
        .most = 1,
        .options = start_options,
        .run = run_cluster_start,
    },
    {
        .noun = "cluster",
        .verb = "stop",
        .arguments = "NAME",
        .help = "stop services in order, and shut machines down",
        .more =
            "In the order of the plan's stop:, or of start: backwards. The machines stay, cost as "
            "before, and\n"
            "nobody boots them before cluster start. A node whose hook or service does not stop "
            "runs on.\n"
            "One that other clusters need is refused while these are not stopped.",
        .example = "linodetool cluster stop prod",
        .least = 1,
        .most = 1,
        .options = stop_options,
        .run = run_cluster_stop,
    },
    {
        .noun = "cluster",
        .verb = "firewall",
        .arguments = "NAME show|test|open|close [WORD..]",
        .help = "show what nodes let through and why, open them for a time",
        .more =
            "show [SELECTOR]     the rules of nodes, what says them, and what is open for a time\n"
            "test FROM TO PORT   would it pass? FROM and TO are a node, an address, a network or "
            "internet, one of\n"
            "                    them a node; PORT is 443, 53/udp, ping or a name of the plan. "
            "Ends "
            "with 1 where it does\n"
            "                    not pass\n"
            "open RULE           such as tcp 5432 from 203.0.113.7, for an hour or --for as long, "
            "a week at most;\n"
            "                    nodes close it by themselves\n"
            "close NUMBER|all    before that\n"
            "show and test are worked out of the plan that the cluster keeps and the inventory; "
            "whether nodes\n"
            "hold it, cluster audit tells.",
        .example = "linodetool cluster firewall prod test web-01 db-01 5432",
        .least = 2,
        .most = -1,
        .options = firewall_options,
        .run = run_cluster_firewall,
    },
    {
        .noun = "cluster",
        .verb = "drain",
        .arguments = "NAME",
        .help = "stop services in order, and let machines run",
        .more =
            "Before maintenance of their hosts: out of their NodeBalancers, scripts and services "
            "stop as cluster stop\n"
            "has them. Nodes can still be logged in to, and stay drained over applies until "
            "cluster start.",
        .example = "linodetool cluster drain prod --on web-02",
        .least = 1,
        .most = 1,
        .options = drain_options,
        .run = run_cluster_drain,
    },
    {
        .noun = "cluster",
        .verb = "restart",
        .arguments = "NAME",
        .help = "restart nodes, a few at a time: the rest serves on",
        .more =
            "Node plan after node plan in the order of start:, of each as many at once as update: "
            "or --serial says.\n"
            "Services stop, the machine is shut down and boots, and serves again before the next "
            "one goes. To\n"
            "have all of it down at once: cluster stop, then cluster start.",
        .example = "linodetool cluster restart prod --on web --serial 2",
        .least = 1,
        .most = 1,
        .options = restart_options,
        .run = run_cluster_restart,
    },
    { 0 },
};

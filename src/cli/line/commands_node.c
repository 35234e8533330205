// SPDX-License-Identifier: MIT
// The commands of single nodes.
#include "cli/cmd/run.h"

static const struct option node_options[] = {
    { "name", 0, "NAME", "name of the node and its cluster", false },
    { "kernel", 0, "KERNEL", "another kernel than the image's", false },
    { "tag", 0, "TAG", "a tag", true },
    { "init", 0, "SCHEME:VALUE", "run at the first boot, such as script:setup.sh", true },
    { "set", 0, "KEY=VALUE", "any key of a node plan, such as 'firewall=[allow in http]'", true },
    { "accept-substitutes", 0, NULL, "take the successor of a retired image", false },
    { "app-id", 0, "ID", "the application's own id of the cluster", false },
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

static const struct option power_options[] = {
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

static const struct option stop_options[] = {
    { "force", 0, NULL, "shut down whatever hooks and services do", false },
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

static const struct option drain_options[] = {
    { "force", 0, NULL, "go on whatever hooks and services do", false },
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

static const struct option reboot_options[] = {
    { "serial", 0, "N", "so many of a node plan at once (default: as its update: says, or one)",
        false },
    { "force", 0, NULL, "shut down whatever hooks and services do", false },
    { "yes", 'y', NULL, "do not ask", false },
    { "dry-run", 'n', NULL, "only show what would be done", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false },
    { 0 },
};

static const struct option ssh_options[] = {
    { "login", 'l', "USER", "log in as (default: the admin user)", false },
    { 0 },
};

static const struct option rescue_options[] = {
    { "end", 0, NULL, "boot it as it was", false },
    { "yes", 'y', NULL, "do not ask", false },
    { 0 },
};

static const struct option password_options[] = {
    { "generate", 0, NULL, "draw one, and show it once", false },
    { "yes", 'y', NULL, "do not ask", false },
    { 0 },
};

static const struct option backup_options[] = {
    { "label", 0, "LABEL", "of take: what it is called (default: the node's label)", false },
    { "enable", 0, NULL, "of take: enable backups where they are not, which costs", false },
    { "overwrite", 0, NULL, "of restore: what is on its disks now is lost", false },
    { "yes", 'y', NULL, "do not ask", false },
    { 0 },
};

const struct command commands_of_node[] = {
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
        .verb = "start",
        .arguments = "NODE..",
        .help = "boot nodes that are off, and start their services",
        .more = "As cluster start does: with the events of a start, and what changed meanwhile.",
        .example = "linodetool node start web-02",
        .least = 1,
        .most = -1,
        .options = power_options,
        .run = run_node_start,
    },
    {
        .noun = "node",
        .verb = "stop",
        .arguments = "NODE..",
        .help = "stop nodes' services, and shut their machines down",
        .more =
            "As cluster stop does. They stay members, cost as before, and nobody boots them before "
            "they are started.",
        .example = "linodetool node stop web-02",
        .least = 1,
        .most = -1,
        .options = stop_options,
        .run = run_node_stop,
    },
    {
        .noun = "node",
        .verb = "drain",
        .arguments = "NODE..",
        .help = "stop nodes' services, and let their machines run",
        .more = "As cluster drain does, before maintenance of their hosts; node start ends it.",
        .example = "linodetool node drain web-02",
        .least = 1,
        .most = -1,
        .options = drain_options,
        .run = run_node_drain,
    },
    {
        .noun = "node",
        .verb = "reboot",
        .arguments = "NODE..",
        .help = "restart nodes: services, machine, services",
        .more =
            "As cluster restart does: services stop in order, the machine is shut down and boots "
            "once, the events of\n"
            "a start run, services start. Several of a node plan go one after the other.",
        .example = "linodetool node reboot web-02",
        .least = 1,
        .most = -1,
        .options = reboot_options,
        .run = run_node_reboot,
    },
    {
        .noun = "node",
        .verb = "rebuild",
        .arguments = "NODE..",
        .help = "give nodes a fresh system: the same machine, addresses and name",
        .more =
            "By the image of the plan that the cluster keeps. What is on the disk that it boots is "
            "lost, or on all\n"
            "of its disks where the plan names none; volumes stay. It is set up as a new one is, "
            "and "
            "serves again\n"
            "before the next of its node plan goes.",
        .example = "linodetool node rebuild web-02",
        .least = 1,
        .most = -1,
        .options = power_options,
        .run = run_node_rebuild,
    },
    {
        .noun = "node",
        .verb = "delete",
        .arguments = "NODE",
        .help = "delete a node and its machine",
        .more = "Its volumes stay, with their data and their price, unless --delete-volumes is "
                "said or a second question\n"
                "answered with yes.",
        .example = "linodetool node delete web-01 --yes",
        .least = 1,
        .most = 1,
        .options = delete_options,
        .run = run_node_delete,
    },
    {
        .noun = "node",
        .verb = "rescue",
        .arguments = "NODE",
        .help = "boot a node into Linode's rescue system, or out of it",
        .more = "Its disks and volumes are devices there, as its configuration has them. Nothing "
                "is changed.\n"
                "It is reached on its console, and by no command here, until --end.",
        .example = "linodetool node rescue web-01",
        .least = 1,
        .most = 1,
        .options = rescue_options,
        .run = run_node_rescue,
    },
    {
        .noun = "node",
        .verb = "password",
        .arguments = "NODE",
        .help = "give root another password, for the console",
        .more = "It is asked for without being shown, or read from standard input. The machine is "
                "shut down\n"
                "meanwhile: Linode wants it off.",
        .example = "linodetool node password web-01",
        .least = 1,
        .most = 1,
        .options = password_options,
        .run = run_node_password,
    },
    {
        .noun = "node",
        .verb = "clone",
        .arguments = "NODE LABEL",
        .help = "make another Linode with a node's disks, of no cluster",
        .more = "Of the same type and region. It is off, and costs as any: its price is shown "
                "before. Volumes are\n"
                "not copied.",
        .example = "linodetool node clone web-01 web-copy",
        .least = 2,
        .most = 2,
        .options = yes_only,
        .run = run_node_clone,
    },
    {
        .noun = "node",
        .verb = "backup",
        .arguments = "take|list|restore NODE [BACKUP]",
        .help = "take a backup of a node's disks, list them, restore one",
        .more = "They are Linode's: kept with the machine, and gone with it. One that is taken "
                "takes the place of\n"
                "the one taken before.",
        .example = "linodetool node backup take web-01 --label before-upgrade",
        .least = 2,
        .most = 3,
        .options = backup_options,
        .run = run_node_backup,
    },
    { 0 },
};

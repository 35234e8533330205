// The commands of plans, and of the words that plans use.
#include "cli/run.h"

static const struct option plan_options[] = {
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { "offline", 0, NULL, "use the catalogue shipped with the program", false },
    { 0 },
};

static const struct option show_options[] = {
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { "offline", 0, NULL, "use the catalogue shipped with the program", false },
    { "graph", 0, "dot|svg", "a picture: for Graphviz, or drawn by it", false },
    { "all", 0, NULL, "draw every node of large groups", false },
    { 0 },
};

const struct command commands_of_plan[] = {
    {
        .noun = "plan",
        .verb = "check",
        .arguments = "FILE",
        .help = "check a plan; all that is wrong is told at once",
        .example = "linodetool plan check plan.yaml",
        .least = 1,
        .most = 1,
        .options = plan_options,
        .run = run_plan_check,
    },
    {
        .noun = "plan",
        .verb = "show",
        .arguments = "FILE",
        .help = "show the nodes that a plan makes, and their price",
        .example = "linodetool plan show plan.yaml",
        .least = 1,
        .most = 1,
        .options = show_options,
        .run = run_plan_show,
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
    { 0 },
};

// SPDX-License-Identifier: MIT
// The commands of plans, and of the words that plans use.
#include "cli/cmd/run.h"

static const struct option plan_options[] = {
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { "offline", 0, NULL, "ask nothing: use the newest catalogue at hand", false },
    { 0 },
};

static const struct option type_options[] = {
    { "region", 0, "REGION", "what can be had there, at its prices", false },
    { 0 },
};

static const struct option show_options[] = {
    { "set", 0, "NAME=VALUE", "set a parameter of the plan", true },
    { "accept-substitutes", 0, NULL, "take the successors of retired images and types", false },
    { "offline", 0, NULL, "ask nothing: use the newest catalogue at hand", false },
    { "graph", 0, "dot|svg", "a picture: for Graphviz, or drawn by it", false },
    { "all", 0, NULL, "draw every node of large groups", false },
    { 0 },
};

const struct command commands_of_plan[] = {
    {
        .noun = "plan",
        .verb = "check",
        .arguments = "PLAN",
        .help = "check a plan; all that is wrong is told at once",
        .more = "PLAN is a file, - for standard input, package:NAME (linodetool list "
                "packageplans),\n"
                "git+https://HOST/REPOSITORY@COMMIT//PATH or a URL, which #sha256=DIGEST may "
                "follow: what the plan and\n"
                "the files it names must be.",
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
        .options = show_options,
        .run = run_plan_show,
    },
    {
        .noun = "plan",
        .verb = "explain",
        .arguments = "[KEY] [VALUE]",
        .help = "explain a key of the plan language, or a value for it",
        .more =
            "KEY is a path such as nodes.storage.fs, or the end of one; without it all keys of a "
            "plan are\n"
            "listed. A region, type, image or kernel is looked up; any other value is checked.",
        .example = "linodetool plan explain type 'ram:80GB'",
        .least = 0,
        .most = 2,
        .run = run_plan_explain,
    },
    {
        .noun = "plan",
        .verb = "schema",
        .arguments = "",
        .help = "print the plan language as JSON Schema, for editors",
        .example = "linodetool plan schema >plan.schema.json",
        .least = 0,
        .most = 0,
        .run = run_plan_schema,
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
        .example = "linodetool list types dedicated 8gb",
        .least = 0,
        .most = -1,
        .options = type_options,
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
    { 0 },
};

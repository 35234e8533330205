// SPDX-License-Identifier: MIT
// The commands about scripts of plans.
#include "cli/cmd/run.h"

#define ON                                                                                         \
    {                                                                                              \
        "on", 0, "SELECTOR", "node plan, tag, node, web-[01-20], web-*, !db-02, or an expression", \
            false                                                                                  \
    }
#define STEP                                                                            \
    {                                                                                   \
        "step", 0, "PATTERN", "only scripts of this name, such as 'firstboot/*'", false \
    }

static const struct option list_options[] = { ON, STEP, { 0 } };

static const struct option rerun_options[] = { ON, STEP, { "yes", 'y', NULL, "do not ask", false },
    { "sequential", 0, NULL, "one step at a time, in the order of the plan", false }, { 0 } };

const struct command commands_of_hook[] = {
    {
        .noun = "hook",
        .verb = "list",
        .arguments = "NAME",
        .help = "list a cluster's scripts, and when they ran on which node",
        .example = "linodetool hook list prod --on web",
        .least = 1,
        .most = 1,
        .options = list_options,
        .run = run_hook_list,
    },
    {
        .noun = "hook",
        .verb = "rerun",
        .arguments = "NAME",
        .help = "run scripts once more on nodes that are started",
        .more =
            "By the plan that the cluster keeps: cluster apply brings it a script that was mended.",
        .example = "linodetool hook rerun prod --on web-02 --step '*install*'",
        .least = 1,
        .most = 1,
        .options = rerun_options,
        .run = run_hook_rerun,
    },
    { 0 },
};
